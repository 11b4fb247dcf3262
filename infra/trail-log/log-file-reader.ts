import { type DecodedLogFile, decodeLogFile } from "./decode-log-file.ts";
import { inflate, maximumInflatedBytes } from "./inflate.ts";
import { LogFileFault } from "./log-file-fault.ts";
import { LogFileThread } from "./log-file-thread.ts";

/** Limits of a reader. */
export interface LogFileReaderOptions {
  /** Most bytes a file may inflate to. */
  readonly limit?: number;
  /** Files whose stored or inflated size is larger than this are decoded in a thread of their own; bytes. */
  readonly threadFrom?: number;
}

/** Turns the bytes of log files into records: small ones at once, large ones in another thread. */
export class LogFileReader {
  readonly #limit: number;
  readonly #threadFrom: number;
  readonly #thread = new LogFileThread();

  constructor({ limit = maximumInflatedBytes, threadFrom = 1_000_000 }: LogFileReaderOptions = {}) {
    this.#limit = limit;
    this.#threadFrom = Math.min(threadFrom, limit);
  }

  /** @throws LogFileFault when the file cannot be read; its message completes the sentence "this log file …" */
  async read(bytes: Uint8Array): Promise<DecodedLogFile> {
    const plain = bytes.length > this.#threadFrom ? undefined : await this.#inflateSmall(bytes);
    return plain ? decodeLogFile(plain) : this.#thread.decode(bytes, this.#limit);
  }

  /** Ends the thread, if one was started. */
  close(): Promise<void> {
    return this.#thread.close();
  }

  /** Undefined when it turns out not to be small. */
  async #inflateSmall(bytes: Uint8Array): Promise<Uint8Array | undefined> {
    try {
      return await inflate(bytes, this.#threadFrom);
    } catch (error) {
      const tooLarge = (error as { cause?: { code?: string } }).cause?.code === "ERR_BUFFER_TOO_LARGE";
      if (error instanceof LogFileFault && !tooLarge) throw error;
      return undefined;
    }
  }
}
