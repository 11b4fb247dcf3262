import { bucketProblem } from "./bucket-problem.ts";
import type { Announcements } from "./announcements.ts";
import type { Channel } from "./channel.ts";
import type { TailEvent } from "./delivered-record.ts";
import { EveryAccountFiles } from "./every-account-files.ts";
import { FileIntake } from "./file-intake.ts";
import { LogBucket } from "./log-bucket.ts";
import type { LogFileReader } from "./log-file-reader.ts";
import type { LogMirror } from "./log-mirror.ts";
import { type LogFiles, NewFiles } from "./new-files.ts";
import type { RecentIdentities } from "./recent-identities.ts";
import type { TrailSource } from "./source.ts";
import type { Timer } from "./timer.ts";

/** What all sources of one tail share. */
export interface FollowOptions {
  readonly signal: AbortSignal;
  readonly timer: Timer;
  /** Epoch milliseconds. */
  readonly since: number | undefined;
  readonly reader: LogFileReader;
  readonly mirror: LogMirror | undefined;
  /** What this source has given already. */
  readonly given: RecentIdentities;
  readonly events: Channel<TailEvent>;
}

/** Reports a problem of this source. */
export type Say = (problem: {
  readonly message: string;
  readonly next?: string | undefined;
  readonly key?: string;
  readonly stalled?: true;
}) => Promise<void>;

const shortestPause = 1_000;
const longestPause = 30_000;
/** With a queue that announces files, the bucket is listed so many times more rarely, for what somebody else took out of it. */
const rarely = 20;
const shortestRare = 5_000;

/** Polls one bucket, or listens to the queue that announces its files, until the signal is aborted. Whatever goes wrong becomes a `problem`, and it goes on. */
export class SourceFollower {
  readonly #source: TrailSource;
  readonly #options: FollowOptions;
  readonly #bucket: LogBucket;
  readonly #files: LogFiles;
  readonly #intake: FileIntake;
  /** What has been said and not yet mended: it is not said again. */
  #lastProblem: string | undefined;
  #failures = 0;
  #announcements: Promise<Announcements> | undefined;

  constructor(source: TrailSource, options: FollowOptions) {
    this.#source = source;
    this.#options = options;
    this.#bucket = new LogBucket(source, options.signal);
    const Files = source.everyAccount ? EveryAccountFiles : NewFiles;
    this.#files = new Files(this.#bucket, source, options.since);
    this.#intake = new FileIntake(source, this.#bucket, options, this.#say);
  }

  /** Lists and reads until the signal; trouble is told as an event and tried again. */
  async run(): Promise<void> {
    const { signal, timer } = this.#options;
    while (!signal.aborted) {
      await this.#pass();
      if (this.#failures === 0 && this.#source.queueUrl !== undefined)
        await this.#listen(this.#source.queueUrl);
      else await timer.wait(this.#pause(), signal);
    }
    await (await this.#announcements)?.close();
    await this.#bucket.renew();
  }

  async #pass(): Promise<void> {
    const { timer, signal, events } = this.#options;
    const { files, failure } = await this.#files.look(timer.now());
    await this.#intake.take(files);
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

  /** Reads what the queue announces until the next listing is due; at the source's own pace while that does not work. */
  async #listen(queueUrl: string): Promise<void> {
    const { timer, signal } = this.#options;
    const { pollMilliseconds } = this.#source;
    const until = timer.now() + Math.max(pollMilliseconds * rarely, shortestRare);
    // Loaded only where it is needed: it takes an AWS client of its own.
    this.#announcements ??= import("./announcements.ts").then(
      ({ Announcements }) =>
        new Announcements(
          queueUrl,
          this.#source,
          { bucket: this.#bucket, files: this.#files, intake: this.#intake },
          this.#options,
          this.#say,
        ),
    );
    const announcements = await this.#announcements;
    while (!signal.aborted && timer.now() < until) {
      if (!(await announcements.take(until - timer.now()))) return timer.wait(pollMilliseconds, signal);
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
    const { message, next, renewCredentials } = bucketProblem(error, { doing: "list", bucketName, stack });
    if (renewCredentials) await this.#bucket.renew();
    if (message === this.#lastProblem) return;
    this.#lastProblem = message;
    await this.#say({ message, next, stalled: true });
  }

  readonly #say: Say = ({ key, message, next, stalled }) =>
    this.#options.events.put({
      type: "problem",
      stack: this.#source.stack,
      message,
      ...(key === undefined ? {} : { key }),
      ...(next === undefined ? {} : { next }),
      ...(stalled === undefined ? {} : { stalled }),
    });
}
