import { createHash, hash, type Hash, randomUUID } from "node:crypto";
import {
  closeSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { AwsError, type Body } from "./service.ts";

/** Bodies up to this size stay in memory. */
const memoryLimit = 1024 * 1024;

/** No document of an API call comes near; S3's own limits are 1 or 2 MB. */
const largestDocument = 4 * 1024 * 1024;

/** A body of bytes in memory. Hashes are computed when they are asked for. */
export function memoryBody(bytes: Buffer): Body {
  let md5: string | undefined;
  let sha256: string | undefined;
  return {
    size: bytes.length,
    get md5() {
      md5 ??= hash("md5", bytes);
      return md5;
    },
    get sha256() {
      sha256 ??= hash("sha256", bytes);
      return sha256;
    },
    bytes: () => bytes,
    pieces: () => [bytes],
    moveTo: (path) => writeFileSync(path, bytes, { mode: 0o600, flag: "wx" }),
  };
}

/** The body of a request that has none. */
export const emptyBody = memoryBody(Buffer.alloc(0));

/** Takes a body as it arrives: in memory while it is small, then in a temporary file, hashed on the way. */
export class BodyCollector {
  readonly #folder: string;
  #parts: Buffer[] = [];
  #size = 0;
  #file: { path: string; descriptor: number; md5: Hash; sha256: Hash } | undefined;

  /** @param folder where the temporary file goes */
  constructor(folder: string) {
    this.#folder = folder;
  }

  get size(): number {
    return this.#size;
  }

  /** Takes the next bytes; beyond the memory limit they go to a file. */
  write(chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#file) this.#append(chunk);
    else this.#parts.push(chunk);
    if (this.#size > memoryLimit && !this.#file) this.#spill();
  }

  /** The whole body. A temporary file that nobody moves away is removed by `discard`. */
  end(): Body {
    const file = this.#file;
    if (!file) return memoryBody(this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts));
    closeSync(file.descriptor);
    file.descriptor = -1;
    const size = this.#size;
    return {
      size,
      md5: file.md5.digest("hex"),
      sha256: file.sha256.digest("hex"),
      bytes: () => {
        if (size > largestDocument)
          throw new AwsError("MaxMessageLengthExceeded", "Your request was too big.");
        return readFileSync(file.path);
      },
      pieces: () => filePieces(file.path),
      moveTo: (path) => renameSync(file.path, path),
    };
  }

  /** Removes what is left on disk. */
  discard(): void {
    if (!this.#file) return;
    if (this.#file.descriptor >= 0) closeSync(this.#file.descriptor);
    this.#file.descriptor = -1;
    rmSync(this.#file.path, { force: true });
  }

  #spill(): void {
    const path = join(this.#folder, randomUUID());
    this.#file = {
      path,
      descriptor: openSync(path, "wx", 0o600),
      md5: createHash("md5"),
      sha256: createHash("sha256"),
    };
    for (const part of this.#parts) this.#append(part);
    this.#parts = [];
  }

  #append(chunk: Buffer): void {
    const file = this.#file!;
    file.md5.update(chunk);
    file.sha256.update(chunk);
    for (let at = 0; at < chunk.length;) at += writeSync(file.descriptor, chunk, at);
  }
}

/** A file's content in pieces of one megabyte. */
export function* filePieces(path: string): IterableIterator<Buffer> {
  const descriptor = openSync(path, "r");
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(memoryLimit);
      const length = readSync(descriptor, piece);
      if (length === 0) return;
      yield piece.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}
