import { bucketProblem, isGone } from "./bucket-problem.ts";
import { concurrently } from "./concurrently.ts";
import type { DecodedLogFile, ReadRecord } from "./decode-log-file.ts";
import type { DeliveredRecord } from "./delivered-record.ts";
import { fetchLogFile } from "./fetch-log-file.ts";
import type { FollowOptions, Say } from "./follow-source.ts";
import type { ListedFile, LogBucket } from "./log-bucket.ts";
import { LogFileFault } from "./log-file-fault.ts";
import { recordIdentity } from "./record-row.ts";
import { Retries } from "./retries.ts";
import type { TrailSource } from "./source.ts";

const downloadsAtOnce = 8;
/** Larger files are read one after the other, for the sake of memory. */
const large = 4_000_000;
const recordsPerEvent = 1_000;

/** Turns listed files of one source into events; remembers those that could not be had. */
export class FileIntake {
  readonly #source: TrailSource;
  readonly #options: FollowOptions;
  readonly #bucket: LogBucket;
  readonly #say: Say;
  readonly #retries = new Retries();

  constructor(source: TrailSource, bucket: LogBucket, options: FollowOptions, say: Say) {
    this.#source = source;
    this.#bucket = bucket;
    this.#options = options;
    this.#say = say;
  }

  /** Fetches several files at a time, those due for another try first, and gives them one after the other, in their order. */
  async take(found: readonly ListedFile[]): Promise<void> {
    const files = [...this.#retries.due(this.#options.timer.now()), ...found];
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
      await this.#say({ key: file.key, message: `This log file ${error.message}; it is left out.` });
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
    await this.#say({ key, message: `In this log file ${first}${rest}.` });
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
      const problem = bucketProblem(error, { doing: "read", bucketName, stack });
      if (problem.renewCredentials) await this.#bucket.renew();
      if (!anew || said.has(kind)) continue;
      said.add(kind);
      await this.#say({ key: file.key, message: problem.message, next: problem.next });
    }
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
