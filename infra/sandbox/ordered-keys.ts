const chunkLimit = 512;

/** Orders strings as their UTF-8 bytes do; JavaScript's own order differs where surrogate pairs are involved. */
export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  if (at === length) return a.length - b.length;
  return rank(a.charCodeAt(at)) - rank(b.charCodeAt(at));
}

/** Surrogates stand for code points above U+FFFF, so they come after U+E000..U+FFFF. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** A sorted set of strings in UTF-8 order, in chunks so that adding and removing stay cheap with many keys. */
export class OrderedKeys {
  #chunks: string[][] = [];

  /** Builds the set from keys that are unique, in any order. */
  constructor(keys: Iterable<string> = []) {
    const sorted = [...keys].sort(compareUtf8);
    for (let at = 0; at < sorted.length; at += chunkLimit / 2)
      this.#chunks.push(sorted.slice(at, at + chunkLimit / 2));
  }

  /** Adds a key that is not there yet. */
  add(key: string): void {
    if (this.#chunks.length === 0) {
      this.#chunks.push([key]);
      return;
    }
    const at = Math.min(this.#chunkFor(key), this.#chunks.length - 1);
    const chunk = this.#chunks[at]!;
    chunk.splice(lowerBound(chunk, key), 0, key);
    if (chunk.length > chunkLimit) this.#chunks.splice(at + 1, 0, chunk.splice(chunkLimit / 2));
  }

  /** Removes a key, if it is there. */
  delete(key: string): void {
    const at = this.#chunkFor(key);
    const chunk = this.#chunks[at];
    if (!chunk) return;
    const index = lowerBound(chunk, key);
    if (chunk[index] !== key) return;
    chunk.splice(index, 1);
    if (chunk.length === 0) this.#chunks.splice(at, 1);
  }

  /** Keys from `start` (inclusive) on. The set must not change while it is walked. */
  *from(start: string): IterableIterator<string> {
    let at = this.#chunkFor(start);
    const first = this.#chunks[at];
    if (!first) return;
    for (let index = lowerBound(first, start); index < first.length; index += 1) yield first[index]!;
    for (at += 1; at < this.#chunks.length; at += 1) yield* this.#chunks[at]!;
  }

  /** Index of the first chunk whose last key is not before `key`. */
  #chunkFor(key: string): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareUtf8(this.#chunks[middle]!.at(-1)!, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function lowerBound(sorted: readonly string[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareUtf8(sorted[middle]!, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
