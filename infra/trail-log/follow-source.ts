import { awsProblem, isGone } from "./aws-problem.ts";
import type { Channel } from "./channel.ts";
import { concurrently } from "./concurrently.ts";
import type { DecodedLogFile, ReadRecord } from "./decode-log-file.ts";
import type { DeliveredRecord, TailEvent } from "./delivered-record.ts";
import { fetchLogFile } from "./fetch-log-file.ts";
import { type ListedFile, LogBucket } from "./log-bucket.ts";
import { LogFileFault } from "./log-file-fault.ts";
import type { LogFileReader } from "./log-file-reader.ts";
import type { LogMirror } from "./log-mirror.ts";
import { NewFiles } from "./new-files.ts";
import type { RecentIdentities } from "./recent-identities.ts";
import { recordIdentity } from "./record-row.ts";
import { Retries } from "./retries.ts";
import type { TrailSource } from "./source.ts";
import type { Timer } from "./timer.ts";

export interface FollowOptions {
  readonly signal: AbortSignal;
  readonly timer: Timer;
  /** Epoch milliseconds. */
  readonly since: number | undefined;
  readonly reader: LogFileReader;
  readonly mirror: LogMirror | undefined;
  /** What any source has given already. */
  readonly given: RecentIdentities;
  readonly events: Channel<TailEvent>;
}

const downloadsAtOnce = 8;
/** Larger files are read one after the other, for the sake of memory. */
const large = 4_000_000;
const recordsPerEvent = 1_000;
const shortestPause = 1_000;
const longestPause = 30_000;

/** Polls one bucket until the signal is aborted. Whatever goes wrong becomes a `problem`, and it goes on. */
export class SourceFollower {
  readonly #source: TrailSource;
  readonly #options: FollowOptions;
  readonly #bucket: LogBucket;
  readonly #files: NewFiles;
  readonly #retries = new Retries();
  /** What has been said and not yet mended: it is not said again. */
  #lastProblem: string | undefined;
  #failures = 0;

  constructor(source: TrailSource, options: FollowOptions) {
    this.#source = source;
    this.#options = options;
    this.#bucket = new LogBucket(source, options.signal);
    this.#files = new NewFiles(this.#bucket, source, options.since);
  }

  async run(): Promise<void> {
    const { signal, timer } = this.#options;
    while (!signal.aborted) {
      await this.#pass();
      await timer.wait(this.#pause(), signal);
    }
    await this.#bucket.renew();
  }

  async #pass(): Promise<void> {
    const { timer, signal, events } = this.#options;
    const now = timer.now();
    const { files, failure } = await this.#files.look(now);
    await this.#read([...this.#retries.due(now), ...files]);
    if (signal.aborted) return;
    if (failure) {
      this.#failures++;
      await this.#report(failure.error);
    } else {
      this.#failures = 0;
      this.#lastProblem = undefined;
      await events.put({ type: "caught-up", stack: this.#source.stack });
    }
  }

  /** The source's own pace, or an ever longer pause while it cannot be listed; milliseconds. */
  #pause(): number {
    const { pollMilliseconds } = this.#source;
    if (this.#failures === 0) return pollMilliseconds;
    const pause = Math.max(pollMilliseconds, shortestPause) * 2 ** Math.min(this.#failures - 1, 10);
    return Math.min(pause, Math.max(pollMilliseconds, longestPause));
  }

  async #report(error: unknown): Promise<void> {
    const { stack, bucketName } = this.#source;
    const { message, next, renewCredentials } = awsProblem(error, { doing: "list", bucketName, stack });
    if (renewCredentials) await this.#bucket.renew();
    if (message === this.#lastProblem) return;
    this.#lastProblem = message;
    await this.#problem({ message, next, stalled: true });
  }

  /** Fetches several files at a time and gives them one after the other, in their order. */
  async #read(files: readonly ListedFile[]): Promise<void> {
    const failed: { file: ListedFile; error: unknown }[] = [];
    let turn = Promise.resolve();
    const read = async (file: ListedFile): Promise<void> => {
      if (this.#options.signal.aborted) return;
      const before = turn;
      const { promise, resolve } = Promise.withResolvers<void>();
      turn = promise;
      try {
        const decoded = await this.#fetch(file);
        await before;
        if (decoded) await this.#give(file, decoded);
        this.#retries.done(file);
      } catch (error) {
        failed.push({ file, error });
        await before;
      } finally {
        resolve();
      }
    };
    await concurrently(
      files.filter((file) => file.bytes < large),
      downloadsAtOnce,
      read,
    );
    await concurrently(
      files.filter((file) => file.bytes >= large),
      1,
      read,
    );
    if (!this.#options.signal.aborted) await this.#reportFailed(failed);
  }

  /** Undefined when there is nothing to give: it is gone, or no readable log file, which is said. */
  async #fetch(file: ListedFile): Promise<DecodedLogFile | undefined> {
    const { reader, mirror } = this.#options;
    const context = { bucketName: this.#source.bucketName, bucket: this.#bucket, reader, mirror };
    try {
      return await fetchLogFile(file, context);
    } catch (error) {
      if (isGone(error)) return undefined;
      if (!(error instanceof LogFileFault)) throw error;
      await this.#problem({ key: file.key, message: `This log file ${error.message}; it is left out.` });
      return undefined;
    }
  }

  async #give(file: ListedFile, { records, oddities }: DecodedLogFile): Promise<void> {
    const { events } = this.#options;
    const { stack } = this.#source;
    const { key, bytes, modified } = file;
    await events.put({
      type: "log-file",
      stack,
      key,
      bytes,
      records: records.length,
      deliveredAt: modified,
    });
    const fresh = records.filter((record) => this.#wanted(record));
    const readAt = this.#options.timer.now();
    for (let at = 0; at < fresh.length; at += recordsPerEvent) {
      const part = fresh.slice(at, at + recordsPerEvent);
      const delivered = part.map((record) => deliveredRecord(record, stack, file, readAt));
      await events.put({ type: "records", records: delivered });
    }
    const [first, ...more] = oddities;
    if (first === undefined) return;
    const rest = more.length > 0 ? ` (and ${more.length} more like it)` : "";
    await this.#problem({ key, message: `In this log file ${first}${rest}.` });
  }

  /** Not older than asked for (whole seconds, as records have them) and not given before. */
  #wanted({ columns, json }: ReadRecord): boolean {
    const { since, given } = this.#options;
    if (since !== undefined && columns.time !== undefined && columns.time < Math.floor(since / 1000) * 1000) {
      return false;
    }
    return given.add(recordIdentity(columns, json));
  }

  /** One problem for all files that failed in the same way; each is tried again later. */
  async #reportFailed(failed: readonly { file: ListedFile; error: unknown }[]): Promise<void> {
    const { stack, bucketName } = this.#source;
    const said = new Set<string>();
    for (const { file, error } of failed) {
      const anew = this.#retries.add(file, this.#options.timer.now());
      const { name = "", code = "" } = (error ?? {}) as { name?: string; code?: string };
      const kind = code || name;
      const problem = awsProblem(error, { doing: "read", bucketName, stack });
      if (problem.renewCredentials) await this.#bucket.renew();
      if (!anew || said.has(kind)) continue;
      said.add(kind);
      await this.#problem({ key: file.key, message: problem.message, next: problem.next });
    }
  }

  async #problem(problem: {
    message: string;
    next?: string | undefined;
    key?: string;
    stalled?: true;
  }): Promise<void> {
    const { key, message, next, stalled } = problem;
    await this.#options.events.put({
      type: "problem",
      stack: this.#source.stack,
      message,
      ...(key === undefined ? {} : { key }),
      ...(next === undefined ? {} : { next }),
      ...(stalled === undefined ? {} : { stalled }),
    });
  }
}

function deliveredRecord(
  { json, columns }: ReadRecord,
  stack: string,
  file: ListedFile,
  readAt: number,
): DeliveredRecord {
  let parsed: DeliveredRecord["record"] | undefined;
  return {
    stack,
    key: file.key,
    json,
    columns,
    get record() {
      parsed ??= JSON.parse(json) as DeliveredRecord["record"];
      return parsed;
    },
    deliveredAt: file.modified,
    readAt,
  };
}
