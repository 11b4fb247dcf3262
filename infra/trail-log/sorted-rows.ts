import { byTime, type RecordRow } from "./record-row.ts";

/** Rows by time. New ones are nearly always the newest, so inserting mostly appends. */
export class SortedRows {
  #rows: RecordRow[] = [];

  get length(): number {
    return this.#rows.length;
  }

  at(index: number): RecordRow | undefined {
    return this.#rows[index];
  }

  slice(start: number, end: number): RecordRow[] {
    return this.#rows.slice(Math.max(0, start), Math.max(0, end));
  }

  /** How many rows come before this one, whether or not it is among them. */
  rank(row: RecordRow): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (byTime(this.#rows[middle]!, row) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** -1 when it is not among them. */
  indexOf(row: RecordRow): number {
    const rank = this.rank(row);
    return this.#rows[rank]?.order === row.order ? rank : -1;
  }

  /** Takes rows that are sorted among themselves. */
  insert(added: readonly RecordRow[]): void {
    const first = added[0];
    if (!first) return;
    const later = this.#rows.splice(this.rank(first));
    let next = 0;
    for (const row of added) {
      while (next < later.length && byTime(later[next]!, row) < 0) this.#rows.push(later[next++]!);
      this.#rows.push(row);
    }
    while (next < later.length) this.#rows.push(later[next++]!);
  }

  /** Takes the oldest off and returns them. */
  removeFirst(count: number): RecordRow[] {
    return this.#rows.splice(0, count);
  }
}
