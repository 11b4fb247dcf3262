import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ListedFile } from "./log-bucket.ts";

/** Where copies are kept, and how many. */
export interface LogMirrorOptions {
  readonly folder: string;
  /** Most bytes kept; beyond it what was stored first goes. */
  readonly maximumBytes?: number;
  /** Called once, in words, when there can be no more copies; reading goes on without. */
  readonly onTrouble: (message: string) => void;
}

const reasons: Record<string, string> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read-only",
  EACCES: "the folder may not be written to",
  EPERM: "the folder may not be written to",
  ENOTDIR: "it is not a folder",
  EEXIST: "it is not a folder",
};

/**
 * Local copies of delivered log files, by bucket, key and ETag, so that nothing is downloaded twice, by whichever process.
 * Files are written whole or not at all, mode 0600.
 */
export class LogMirror {
  readonly #options: LogMirrorOptions;
  readonly #maximumBytes: number;
  /** Sizes by path, first stored first; known after the folder has been looked through, before the first write. */
  #known: Promise<Map<string, number>> | undefined;
  #total = 0;
  #closed = false;
  #writing = Promise.resolve();

  constructor(options: LogMirrorOptions) {
    this.#options = options;
    this.#maximumBytes = options.maximumBytes ?? 2_000_000_000;
  }

  /** The file's bytes, if there is a copy of the right size. */
  async read(bucketName: string, file: ListedFile): Promise<Uint8Array | undefined> {
    const bytes = await readFile(this.#path(bucketName, file)).catch(() => undefined);
    return bytes?.length === file.bytes ? bytes : undefined;
  }

  /** Stores a copy, in its turn; nobody need wait for it. Trouble is reported, never thrown. */
  write(bucketName: string, file: ListedFile, bytes: Uint8Array): Promise<void> {
    this.#writing = this.#writing.then(() => this.#store(this.#path(bucketName, file), bytes));
    return this.#writing;
  }

  /** Removes the copy of a file, if there is one. */
  async forget(bucketName: string, file: ListedFile): Promise<void> {
    await rm(this.#path(bucketName, file), { force: true }).catch(() => undefined);
  }

  /** Waits for what is being written. */
  close(): Promise<void> {
    return this.#writing;
  }

  async #store(path: string, bytes: Uint8Array): Promise<void> {
    if (this.#closed || bytes.length > this.#maximumBytes) return;
    const part = `${path}.${randomUUID()}.part`;
    try {
      this.#known ??= this.#lookThrough();
      const known = await this.#known;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(part, bytes, { mode: 0o600 });
      await rename(part, path);
      this.#total += bytes.length - (known.get(path) ?? 0);
      known.set(path, bytes.length);
      await this.#makeRoom(known);
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined);
      this.#closed = true;
      const { code = "", message } = error as NodeJS.ErrnoException;
      const reason = reasons[code] ?? message;
      this.#options.onTrouble(
        `Log files are no longer kept in ${this.#options.folder}: ${reason}. Reading goes on without local copies.`,
      );
    }
  }

  async #makeRoom(known: Map<string, number>): Promise<void> {
    if (this.#total <= this.#maximumBytes) return;
    for (const [path, size] of known) {
      if (this.#total <= this.#maximumBytes * 0.9) return;
      await rm(path, { force: true });
      known.delete(path);
      this.#total -= size;
    }
  }

  async #lookThrough(): Promise<Map<string, number>> {
    const { folder } = this.#options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files: { path: string; size: number; modified: number }[] = [];
    for (const entry of entries.filter((each) => each.isFile())) {
      const path = join(entry.parentPath, entry.name);
      // Another process may have removed it meanwhile.
      const found = await stat(path).catch(() => undefined);
      if (found) files.push({ path, size: found.size, modified: found.mtimeMs });
    }
    files.sort((a, b) => a.modified - b.modified);
    this.#total = files.reduce((sum, { size }) => sum + size, 0);
    return new Map(files.map(({ path, size }) => [path, size]));
  }

  #path(bucketName: string, { key, etag }: ListedFile): string {
    const name = createHash("sha256").update(`${bucketName}\n${key}\n${etag}`).digest("hex");
    return join(this.#options.folder, name.slice(0, 2), name.slice(2));
  }
}
