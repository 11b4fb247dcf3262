import type { RecordRow, RecordView, TailEvent, TrailSource } from "../../infra/index.ts";
import { parseFilter, RecordStore } from "../../infra/index.ts";

/** The records of all open stacks, time-merged, as the log pane looks at them. Holds the stream so that React need not. */
export interface LogFeed {
  /** Calls back after records, log files or problems came in, at most once a frame. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Grows with every change; what `useSyncExternalStore` compares. */
  readonly version: () => number;
  readonly status: FeedStatus;
  /**
   * The records that a filter lets through, oldest first: what is seen while it is typed (`event:Create` has CreateUser
   * too) is what stays when it is kept. Cheap to ask for again with the same filter.
   */
  view(filter: string): FilteredLog;
  /** The row of a record by its event ID. */
  find(eventId: string): RecordRow | undefined;
  /** Tails these sources from now on; those tailed before and not named any more are let go. */
  follow(sources: readonly TrailSource[]): void;
  close(): Promise<void>;
}

/** What the log pane shows under a filter. */
export interface FilteredLog {
  readonly rows: RecordView;
  /** Why the filter means nothing, and at which UTF-16 position; the rows are those of the last one that did. */
  readonly problem?: { readonly message: string; readonly position: number };
}

/** How the tail is going. */
export interface FeedStatus {
  /** Stacks that are tailed. */
  readonly stacks: readonly string[];
  readonly logFiles: number;
  readonly records: number;
  /** When the last log file was delivered, epoch milliseconds. */
  readonly lastDeliveredAt: number | undefined;
  /** Everything listed so far has been read. */
  readonly caughtUp: boolean;
  /** The last thing that went wrong, per stack; gone when its bucket is read again. */
  readonly problems: readonly FeedProblem[];
}

/** Trouble with one stack's log files, with the next step. */
interface FeedProblem {
  readonly stack: string;
  readonly message: string;
  readonly next?: string;
}

/** A running tail, and how to end it. */
export type StartTail = (sources: readonly TrailSource[], signal: AbortSignal) => AsyncIterable<TailEvent>;

/** Joins a tail and a record store. `onRecords` hears of every batch (the session matches its calls with it). */
export function logFeed(
  startTail: StartTail,
  onRecords: (records: Extract<TailEvent, { type: "records" }>["records"]) => void,
): LogFeed {
  const store = new RecordStore();
  const listeners = new Set<() => void>();
  let version = 0;
  let status: FeedStatus = {
    stacks: [],
    logFiles: 0,
    records: 0,
    lastDeliveredAt: undefined,
    caughtUp: false,
    problems: [],
  };
  let tailing: { key: string; abort: AbortController; ended: Promise<void> } | undefined;
  let filtered: { text: string; log: FilteredLog } | undefined;

  const notify = () => {
    version += 1;
    for (const listener of [...listeners]) listener();
  };
  const unsubscribe = store.subscribe(notify);
  const update = (change: Partial<FeedStatus>) => {
    status = { ...status, ...change };
    notify();
  };
  const problem = (entry: FeedProblem) =>
    update({ problems: [...status.problems.filter(({ stack }) => stack !== entry.stack), entry] });

  const take = (event: TailEvent) => {
    switch (event.type) {
      case "records": {
        const added = store.add(event.records);
        if (added > 0) status = { ...status, records: status.records + added };
        onRecords(event.records);
        return;
      }
      case "log-file":
        return update({
          logFiles: status.logFiles + 1,
          lastDeliveredAt: Math.max(status.lastDeliveredAt ?? 0, event.deliveredAt),
        });
      case "problem":
        return problem({
          stack: event.stack,
          message: event.key ? `${event.key}: ${event.message}` : event.message,
          ...(event.next === undefined ? {} : { next: event.next }),
        });
      case "caught-up":
        if (!status.caughtUp) update({ caughtUp: true });
    }
  };

  const run = async (sources: readonly TrailSource[], signal: AbortSignal) => {
    try {
      for await (const event of startTail(sources, signal)) {
        if (signal.aborted) return;
        take(event);
      }
    } catch (error) {
      if (signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      for (const { stack } of sources) problem({ stack, message, next: "Leave and start again." });
    }
  };

  const stop = async () => {
    const before = tailing;
    tailing = undefined;
    before?.abort.abort();
    await before?.ended;
  };

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    version: () => version,
    get status() {
      return status;
    },
    view(text) {
      if (filtered?.text === text) return filtered.log;
      const parsed = parseFilter(text, { typing: true });
      const log: FilteredLog = parsed.ok
        ? { rows: store.filtered(parsed.filter) }
        : {
            rows: filtered?.log.rows ?? store,
            problem: { message: parsed.error, position: parsed.position },
          };
      if (filtered && filtered.log.rows !== log.rows) filtered.log.rows.close();
      filtered = { text, log };
      return log;
    },
    find(eventId) {
      for (let index = store.length - 1; index >= 0; index--) {
        const row = store.at(index);
        if (row?.eventId === eventId) return row;
      }
      return undefined;
    },
    follow(sources) {
      const key = sources
        .map(
          ({ stack, bucketName, keyPrefix, queueUrl }) =>
            `${stack} ${bucketName}/${keyPrefix ?? ""} ${queueUrl ?? ""}`,
        )
        .sort()
        .join("\n");
      if (tailing?.key === key || (!tailing && sources.length === 0)) return;
      void stop();
      update({ stacks: sources.map(({ stack }) => stack), caughtUp: false, problems: [] });
      if (sources.length === 0) return;
      const abort = new AbortController();
      tailing = { key, abort, ended: run(sources, abort.signal) };
    },
    async close() {
      unsubscribe();
      listeners.clear();
      filtered?.log.rows.close();
      await stop();
    },
  };
}
