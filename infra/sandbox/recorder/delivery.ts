import { trailByArn, trailsOf } from "../services/cloudtrail/trails.ts";
import type { World } from "../world.ts";
import { checkBucketAcl } from "./check-bucket-acl.ts";
import { deliverNextFile, type FileBatch } from "./deliver-batch.ts";
import { deliverLogEvents } from "./deliver-log-events.ts";
import { type Batch, type DeliveryQueue, deliveryQueue } from "./delivery-queue.ts";
import { deliverDigests, dropChains } from "./digest-chain.ts";
import { pruneJournal } from "./prune-journal.ts";

/** How delivery runs; all times are milliseconds of the world's clock. */
export interface DeliveryOptions {
  /** How often queued records are looked at. Default 2 seconds; AWS takes about 5 minutes. */
  readonly intervalMilliseconds?: number;
  /** Told of failures that are no answer of S3's (a full disk). Default: a process warning. Records stay queued. */
  readonly onProblem?: (error: unknown) => void;
}

/** The running delivery of a sandbox. */
export interface Delivery {
  /** Delivers everything queued now, and tries refused buckets again. Throws what is no answer of S3's. */
  flush(): void;
  stop(): void;
}

/**
 * The brake on CloudTrail's feedback loop: each log file written may itself be an event of the trail (its own PutObject
 * and GetBucketAcl). In AWS that goes round every five minutes for ever. Here such events travel with others' events,
 * and by themselves only after this time, so that a delivery never causes the next one at the sandbox's pace.
 */
const ownEventsMilliseconds = 5 * 60_000;

/** A refused bucket is tried again after 2, 4, 8 … intervals, at most this long. */
const longestRetryMilliseconds = 10_000;

/** Files written per look at the queue, so that a backlog does not keep the server from answering. */
const filesPerTick = 8;

/** Likewise calls of PutLogEvents. */
const putsPerTick = 8;

/**
 * Starts delivering: every interval the queued records of each trail become gzipped log files in its bucket, one file
 * or more per region. Time is the world's clock only.
 */
export function startDelivery(world: World, options: DeliveryOptions = {}): Delivery {
  const interval = options.intervalMilliseconds ?? 2_000;
  const onProblem = options.onProblem ?? ((error: unknown) => process.emitWarning(error as Error));
  const queue = deliveryQueue(world);
  const retries = new Map<string, Retry>();
  const digestRetries = new Map<string, Retry>();
  const logsRetries = new Map<string, Retry>();
  world.afterReload(() => {
    for (const each of [retries, digestRetries, logsRetries]) each.clear();
  });

  /** What a delay leaves of the queue. */
  const undelayed = (trail: string, upTo: number): number => {
    const delays = world.faults.of("delayDelivery", trail);
    if (delays.length === 0) return upTo;
    const wait = Math.max(...delays.map(({ options }) => options.milliseconds ?? 0));
    const until = Math.min(upTo, queue.newest(world.clock.now().getTime() - wait));
    if (until < upTo) for (const delay of delays) world.faults.struck(delay);
    return until;
  };

  const deliver = (batches: readonly FileBatch[], upTo: number, files: number): void => {
    const refused = new Set<string>();
    for (const batch of batches) {
      const until = undelayed(batch.trail, upTo);
      if (batch.byOthers) checkBucketAcl(world, batch.trail);
      for (let written = 1; written !== 0 && files > 0 && !refused.has(batch.trail); files--) {
        const result = deliverNextFile(world, queue, batch, until);
        written = result === "refused" ? 0 : result;
        if (result === "refused") refused.add(batch.trail);
      }
      if (refused.has(batch.trail))
        retries.set(batch.trail, nextRetry(world, retries.get(batch.trail)?.wait ?? interval));
      else retries.delete(batch.trail);
    }
  };

  const deliverLogs = (batches: readonly Batch[], upTo: number, puts: number): void => {
    for (const batch of batches) {
      let put: number | "refused" = 1;
      for (; put !== 0 && put !== "refused" && puts > 0; puts--)
        put = deliverLogEvents(world, queue, batch, upTo);
      if (put === "refused")
        logsRetries.set(batch.trail, nextRetry(world, logsRetries.get(batch.trail)?.wait ?? interval));
      else logsRetries.delete(batch.trail);
    }
  };

  /** Digests of trails that validate, or did until a moment ago. A stopped trail's last one waits for its last file. */
  const digest = (isWanted: (trail: string) => boolean): void => {
    const waiting = new Set(
      queue
        .batches(queue.newest())
        .filter(isFileBatch)
        .map(({ trail }) => trail),
    );
    for (const { arn } of [...trailsOf(world)].filter(({ arn }) => isWanted(arn))) {
      if (deliverDigests(world, arn, !waiting.has(arn))) digestRetries.delete(arn);
      else digestRetries.set(arn, nextRetry(world, digestRetries.get(arn)?.wait ?? interval));
    }
  };

  const tick = (): void => {
    const now = world.clock.now().getTime();
    const upTo = queue.newest();
    const batches = queue.batches(upTo);
    const dueLogs = batches.filter(isLogsBatch).filter(({ trail }) => isDue(logsRetries.get(trail), now));
    deliverLogs(dueLogs, upTo, putsPerTick);
    const due = batches
      .filter(isFileBatch)
      .filter(({ byOthers, oldest }) => byOthers || oldest <= now - ownEventsMilliseconds)
      .filter(({ trail }) => isDue(retries.get(trail), now));
    deliver(due, upTo, filesPerTick);
    digest((trail) => isDue(digestRetries.get(trail), now));
    pruneJournal(world, queue);
  };

  return {
    flush: () => {
      const upTo = queue.newest();
      const batches = queue.batches(upTo);
      deliverLogs(batches.filter(isLogsBatch), upTo, Number.POSITIVE_INFINITY);
      deliver(batches.filter(isFileBatch), upTo, Number.POSITIVE_INFINITY);
      digest(() => true);
    },
    stop: world.clock.every(interval, () => {
      try {
        tick();
      } catch (error) {
        onProblem(error);
      }
    }),
  };
}

/**
 * Delivers what one trail has queued and ends its digest chains: before it is deleted, or its folders become others.
 * What is refused stays queued.
 */
export function deliverLast(world: World, trailArn: string): void {
  const queue: DeliveryQueue = deliveryQueue(world);
  const upTo = queue.newest();
  for (const batch of trailByArn(world, trailArn) ? queue.batches(upTo, trailArn) : []) {
    for (let done: number | "refused" = 1; typeof done === "number" && done > 0;)
      done = isFileBatch(batch)
        ? deliverNextFile(world, queue, batch, upTo)
        : deliverLogEvents(world, queue, batch, upTo);
  }
  deliverDigests(world, trailArn, true, true);
}

/** Drops what a trail still has queued, and its digest chains: afterwards nothing more will come. */
export function dropTrail(world: World, trailArn: string): void {
  dropChains(world, trailArn);
  deliveryQueue(world).drop(trailArn);
}

const isLogsBatch = ({ family }: Batch): boolean => family === "CloudWatchLogs";

const isFileBatch = (batch: Batch): batch is FileBatch => batch.family !== "CloudWatchLogs";

/** When a bucket refused last, and how long to leave it alone; milliseconds. */
interface Retry {
  readonly since: number;
  readonly wait: number;
}

function nextRetry(world: World, lastWait: number): Retry {
  return { since: world.clock.now().getTime(), wait: Math.min(lastWait * 2, longestRetryMilliseconds) };
}

/** Also when the clock was set back meanwhile: then nobody knows how long it was. */
function isDue(retry: Retry | undefined, now: number): boolean {
  return !retry || now >= retry.since + retry.wait || now < retry.since;
}
