import { Worker } from "node:worker_threads";
import { logFileWorkerEntry } from "../entry.ts";
import { type DecodedLogFile, joined } from "./decode-log-file.ts";
import { LogFileFault } from "./log-file-fault.ts";

/** A file to decode, at most `limit` bytes once inflated. */
export interface WorkerTask {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly limit: number;
}

/** What the thread says of a task: its records in parts, then the end, or why it is no log file. */
export type WorkerAnswer =
  | { readonly id: number; readonly part: DecodedLogFile }
  | { readonly id: number; readonly end: true }
  | { readonly id: number; readonly fault: string };

interface Pending {
  readonly parts: DecodedLogFile[];
  resolve(decoded: DecodedLogFile): void;
  reject(fault: LogFileFault): void;
}

/** One thread that decodes log files in turn. Started with the first file; keeps the process alive only while it works. */
export class LogFileThread {
  #worker: Worker | undefined;
  #next = 0;
  readonly #pending = new Map<number, Pending>();

  /** @throws LogFileFault as decoding does, and when the thread dies over the file */
  decode(bytes: Uint8Array, limit: number): Promise<DecodedLogFile> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const id = this.#next++;
    worker.ref();
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { parts: [], resolve, reject });
      worker.postMessage({ id, bytes, limit } satisfies WorkerTask);
    });
  }

  /** Ends the thread; what it was at is refused. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(logFileWorkerEntry());
    worker.on("message", (answer: WorkerAnswer) => {
      const pending = this.#pending.get(answer.id);
      if ("part" in answer) {
        pending?.parts.push(answer.part);
        return;
      }
      this.#pending.delete(answer.id);
      if (this.#pending.size === 0) worker.unref();
      if ("end" in answer) pending?.resolve(joined(pending.parts));
      else pending?.reject(new LogFileFault(answer.fault));
    });
    let cause = "it was ended";
    worker.on("error", (error: Error) => {
      cause = error.message;
    });
    worker.on("exit", () => {
      if (this.#worker === worker) this.#worker = undefined;
      for (const { reject } of this.#pending.values()) {
        reject(new LogFileFault(`could not be decoded, the reading thread stopped: ${cause}`));
      }
      this.#pending.clear();
    });
    return worker;
  }
}
