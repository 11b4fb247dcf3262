import { concurrently } from "./concurrently.ts";
import { DeliveryQueue } from "./delivery-queue.ts";
import type { FileIntake } from "./file-intake.ts";
import type { FollowOptions, Say } from "./follow-source.ts";
import type { ListedFile, LogBucket } from "./log-bucket.ts";
import type { LogFiles } from "./new-files.ts";
import { queueProblem } from "./queue-problem.ts";
import type { TrailSource } from "./source.ts";

/** Files that are looked at of what came at once; CloudTrail announces a few. What is beyond is found by listing. */
const mostAtOnce = 1_000;
const looksAtOnce = 8;

/** What reads one source's bucket. */
interface Reading {
  readonly bucket: LogBucket;
  readonly files: LogFiles;
  readonly intake: FileIntake;
}

/** Reads the log files that a queue announces, each as soon as it is announced. */
export class Announcements {
  readonly #queue: DeliveryQueue;
  readonly #source: TrailSource;
  readonly #reading: Reading;
  readonly #options: Pick<FollowOptions, "signal" | "timer">;
  readonly #say: Say;
  /** What has been said and not yet mended: it is not said again. */
  #lastProblem: string | undefined;

  constructor(
    queueUrl: string,
    source: TrailSource,
    reading: Reading,
    options: Pick<FollowOptions, "signal" | "timer">,
    say: Say,
  ) {
    this.#queue = new DeliveryQueue(queueUrl, source.client, options.signal);
    this.#source = source;
    this.#reading = reading;
    this.#options = options;
    this.#say = say;
  }

  /**
   * Waits for announcements, so many milliseconds at most, reads what is new of them, and takes them out of the queue.
   * False when that did not work, which has been said: the files are found by listing, and the queue is tried again.
   */
  async take(milliseconds: number): Promise<boolean> {
    const { bucket, files, intake } = this.#reading;
    try {
      const { notices, done } = await this.#queue.receive(milliseconds);
      const now = this.#options.timer.now();
      const announced = notices
        .filter(({ bucketName }) => bucketName === this.#source.bucketName)
        .flatMap((notice) => notice.keys);
      const keys = [...new Set(announced)].filter((key) => files.isNew(key, now)).slice(0, mostAtOnce);
      const described = await concurrently(keys, looksAtOnce, (key) => describe(bucket, key));
      const found = described.filter((file) => file !== undefined).filter((file) => files.add(file));
      await intake.take(found.sort((a, b) => a.modified - b.modified || (a.key < b.key ? -1 : 1)));
      if (this.#options.signal.aborted) return true;
      await done();
      this.#lastProblem = undefined;
      return true;
    } catch (error) {
      if (!this.#options.signal.aborted) await this.#report(error);
      return false;
    }
  }

  async #report(error: unknown): Promise<void> {
    const { message, next } = queueProblem(error, this.#source.stack);
    // Whatever it was: credentials that have expired are the likeliest, and asking anew costs nothing.
    await this.#queue.renew();
    if (message === this.#lastProblem) return;
    this.#lastProblem = message;
    await this.#say({ message, next });
  }

  /** Closes the connection to the queue. */
  close(): Promise<void> {
    return this.#queue.renew();
  }
}

/** Undefined for a file that is gone by now, or cannot be looked at: the next listing finds it and says what is wrong. */
const describe = (bucket: LogBucket, key: string): Promise<ListedFile | undefined> =>
  bucket.describe(key).catch(() => undefined);
