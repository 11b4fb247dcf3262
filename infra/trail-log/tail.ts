import { setMaxListeners } from "node:events";
import { Channel } from "./channel.ts";
import type { TailEvent } from "./delivered-record.ts";
import { SourceFollower } from "./follow-source.ts";
import { LogFileReader } from "./log-file-reader.ts";
import { LogMirror } from "./log-mirror.ts";
import { RecentIdentities } from "./recent-identities.ts";
import type { TrailSource } from "./source.ts";
import { systemTimer, type Timer } from "./timer.ts";

/** What is tailed, from when, and how it ends. */
export interface TailOptions {
  /** Ends the tail: the iteration finishes, it does not throw. */
  readonly signal: AbortSignal;
  /** Only records from this time on, read from the log files of its day and later; without it, today's log files. */
  readonly since?: Date;
  /** Folder for local copies of log files; without it, none are kept. */
  readonly mirror?: string;
  readonly mirrorBytes?: number;
  readonly timer?: Timer;
}

/**
 * Follows what CloudTrail delivers to the buckets of the sources: each log file once, each record once per source (by
 * eventID and account; what two trails record comes from both), in the order in which they are found, until the signal is
 * aborted or the caller breaks off.
 * Records of a file come in parts of at most 1,000. Nothing that happens to a bucket or a file ends it; see `problem`.
 */
export async function* tail(
  sources: readonly TrailSource[],
  options: TailOptions,
): AsyncGenerator<TailEvent, void, undefined> {
  const leaving = new AbortController();
  const signal = AbortSignal.any([options.signal, leaving.signal]);
  // Every request in flight listens to it.
  setMaxListeners(0, signal);
  const events = new Channel<TailEvent>();
  signal.addEventListener("abort", () => events.end());
  if (signal.aborted) return;

  const reader = new LogFileReader();
  const mirror =
    options.mirror === undefined ? undefined : openMirror(options.mirror, options, events, sources);
  const shared = {
    signal,
    events,
    reader,
    mirror,
    timer: options.timer ?? systemTimer,
    since: options.since?.getTime(),
  };
  const followers = sources.map((source) =>
    new SourceFollower(source, { ...shared, given: new RecentIdentities() }).run(),
  );
  Promise.all(followers).then(
    () => events.end(),
    (error) => events.fail(error),
  );
  try {
    yield* events;
  } finally {
    leaving.abort();
    await Promise.allSettled(followers);
    await Promise.all([mirror?.close(), reader.close()]);
  }
}

function openMirror(
  folder: string,
  { mirrorBytes }: TailOptions,
  events: Channel<TailEvent>,
  sources: readonly TrailSource[],
): LogMirror {
  return new LogMirror({
    folder,
    ...(mirrorBytes === undefined ? {} : { maximumBytes: mirrorBytes }),
    onTrouble: (message) => {
      for (const { stack } of sources.slice(0, 1)) void events.put({ type: "problem", stack, message });
    },
  });
}
