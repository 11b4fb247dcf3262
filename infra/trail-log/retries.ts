import type { ListedFile } from "./log-bucket.ts";

const first = 1_000;
const longest = 5 * 60_000;

/** Files that were listed but could not be had: each is tried again, less and less often. */
export class Retries {
  readonly #files = new Map<string, { file: ListedFile; attempts: number; due: number }>();

  /** False when it had failed before. */
  add(file: ListedFile, now: number): boolean {
    const attempts = (this.#files.get(file.key)?.attempts ?? 0) + 1;
    const due = now + Math.min(first * 2 ** (attempts - 1), longest);
    this.#files.set(file.key, { file, attempts, due });
    return attempts === 1;
  }

  /** It has been read, or is gone. */
  done(file: ListedFile): void {
    this.#files.delete(file.key);
  }

  /** The files whose next attempt has come by `now` (epoch milliseconds). */
  due(now: number): ListedFile[] {
    return [...this.#files.values()].filter((each) => each.due <= now).map((each) => each.file);
  }
}
