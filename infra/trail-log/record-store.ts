import type { CloudTrailRecord } from "../cloudtrail/record.ts";
import type { DeliveredRecord } from "./delivered-record.ts";
import type { Filter } from "./filter.ts";
import { FilteredView } from "./filtered-view.ts";
import { byTime, type RecordRow, recordIdentity, recordRow } from "./record-row.ts";
import type { RecordView } from "./record-view.ts";
import { type Schedule, systemSchedule } from "./schedule.ts";
import { SortedRows } from "./sorted-rows.ts";

export type { RecordRow } from "./record-row.ts";
export type { RecordView } from "./record-view.ts";

/** How much is kept, and whose timers are used. */
export interface RecordStoreOptions {
  /** Most records kept; beyond it the oldest leave. */
  readonly maximumRecords?: number;
  /** Most characters of record text kept; beyond it the oldest leave. */
  readonly maximumCharacters?: number;
  readonly schedule?: Schedule;
}

/** About one notice per frame of the screen, milliseconds. */
const noticePause = 16;

/**
 * The records behind the log pane: of all stacks, by time, each once, a bounded number. Lives outside the view;
 * `subscribe` and `version` are made for useSyncExternalStore.
 */
export class RecordStore implements RecordView {
  readonly #rows = new SortedRows();
  readonly #identities = new Set<string>();
  readonly #listeners = new Set<() => void>();
  readonly #views = new Set<FilteredView>();
  readonly #maximumRecords: number;
  readonly #maximumCharacters: number;
  readonly #schedule: Schedule;
  #arrivals = 0;
  #characters = 0;
  #dropped = 0;
  #version = 0;
  #noticeDue = false;

  constructor(options: RecordStoreOptions = {}) {
    this.#maximumRecords = options.maximumRecords ?? 200_000;
    this.#maximumCharacters = options.maximumCharacters ?? 256_000_000;
    this.#schedule = options.schedule ?? systemSchedule;
  }

  get length(): number {
    return this.#rows.length;
  }

  readonly complete = true;

  /** Grows with every change of the store or of a view of it. */
  get version(): number {
    return this.#version;
  }

  /** How many records were let go because there were too many. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes in records in any order; those already there are passed over. Returns how many were new. */
  add(records: readonly DeliveredRecord[]): number {
    const added: RecordRow[] = [];
    for (const delivered of records) {
      const row = recordRow(delivered, this.#arrivals);
      const identity = recordIdentity(row, row.json);
      if (this.#identities.has(identity)) continue;
      this.#identities.add(identity);
      this.#arrivals++;
      this.#characters += row.json.length;
      added.push(row);
    }
    if (added.length === 0) return 0;
    added.sort(byTime);
    this.#rows.insert(added);
    for (const view of this.#views) view.added(added);
    this.#dropOldest();
    this.#changed();
    return added.length;
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

  /** What the filter lets through, kept up to date until it is closed. An empty filter gives the store itself. */
  filtered(filter: Filter): RecordView {
    if (filter.terms.length === 0) return this;
    const view: FilteredView = new FilteredView({
      filter,
      all: this.#rows,
      schedule: this.#schedule,
      changed: () => this.#changed(),
      closed: () => this.#views.delete(view),
    });
    this.#views.add(view);
    return view;
  }

  /** Calls `listener` after changes, at most once a frame; returns the way to stop. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The store as a view of everything: there is nothing to end. */
  close(): void {}

  #dropOldest(): void {
    let count = Math.max(0, this.#rows.length - this.#maximumRecords);
    let characters = this.#characters;
    for (let at = 0; at < count; at++) characters -= this.#rows.at(at)!.json.length;
    while (characters > this.#maximumCharacters && count < this.#rows.length - 1) {
      characters -= this.#rows.at(count++)!.json.length;
    }
    const gone = this.#rows.removeFirst(count);
    const last = gone.at(-1);
    if (!last) return;
    for (const row of gone) this.#identities.delete(recordIdentity(row, row.json));
    for (const view of this.#views) view.dropped(last);
    this.#characters = characters;
    this.#dropped += gone.length;
  }

  #changed(): void {
    this.#version++;
    if (this.#noticeDue) return;
    this.#noticeDue = true;
    this.#schedule(() => {
      this.#noticeDue = false;
      for (const listener of this.#listeners) listener();
    }, noticePause);
  }
}
