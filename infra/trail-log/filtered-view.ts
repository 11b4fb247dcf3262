import type { CloudTrailRecord } from "../cloudtrail/record.ts";
import { type Filter, matcher } from "./filter.ts";
import { byTime, type RecordRow } from "./record-row.ts";
import type { RecordView } from "./record-view.ts";
import type { Schedule } from "./schedule.ts";
import { SortedRows } from "./sorted-rows.ts";

/** The store's side of a view. */
export interface FilteredViewOptions {
  readonly filter: Filter;
  readonly all: SortedRows;
  readonly schedule: Schedule;
  /** Called when a part of the search has changed what the view shows. */
  readonly changed: () => void;
  readonly closed: () => void;
}

/** How many rows are searched at a stretch: below a frame's time, whole texts or columns. */
const stretch = { text: 2_000, columns: 5_000 };

/**
 * The rows a filter lets through. Searches from the newest backwards, a stretch at a time, so that the first screenful is
 * there at once; follows what is added and dropped meanwhile.
 */
export class FilteredView implements RecordView {
  readonly #rows = new SortedRows();
  readonly #matches: (row: RecordRow) => boolean;
  readonly #options: FilteredViewOptions;
  readonly #stretch: number;
  /** Rows from this one on have been searched; undefined when all have. */
  #boundary: RecordRow | undefined;
  #cancel = (): void => undefined;

  constructor(options: FilteredViewOptions) {
    this.#options = options;
    this.#matches = matcher(options.filter);
    this.#stretch = options.filter.terms.some((term) => term.kind === "text")
      ? stretch.text
      : stretch.columns;
    this.#search(options.all.length);
  }

  get length(): number {
    return this.#rows.length;
  }

  get complete(): boolean {
    return this.#boundary === undefined;
  }

  at(index: number): RecordRow | undefined {
    return this.#rows.at(index);
  }

  slice(start: number, end: number): RecordRow[] {
    return this.#rows.slice(start, end);
  }

  indexOf(row: RecordRow): number {
    return this.#rows.indexOf(row);
  }

  rank(row: RecordRow): number {
    return this.#rows.rank(row);
  }

  record(index: number): CloudTrailRecord | undefined {
    const row = this.#rows.at(index);
    return row && (JSON.parse(row.json) as CloudTrailRecord);
  }

  /** Rows the store has taken in, sorted. Those older than the boundary are met by the search. */
  added(rows: readonly RecordRow[]): void {
    const boundary = this.#boundary;
    const searched = boundary ? rows.filter((row) => byTime(row, boundary) >= 0) : rows;
    this.#rows.insert(searched.filter(this.#matches));
  }

  /** The store has dropped everything up to and including this row. */
  dropped(last: RecordRow): void {
    const count = this.#rows.rank(last);
    this.#rows.removeFirst(this.#rows.at(count)?.order === last.order ? count + 1 : count);
  }

  close(): void {
    this.#cancel();
    this.#options.closed();
  }

  #search(end: number): void {
    const { all, schedule, changed } = this.#options;
    const start = Math.max(0, end - this.#stretch);
    this.#rows.insert(all.slice(start, end).filter(this.#matches));
    this.#boundary = start > 0 ? all.at(start) : undefined;
    const boundary = this.#boundary;
    if (!boundary) return;
    this.#cancel = schedule(() => {
      this.#search(all.rank(boundary));
      changed();
    }, 0);
  }
}
