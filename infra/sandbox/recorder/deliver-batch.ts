import { randomInt } from "node:crypto";
import { gzipped, logFileHeaders, logFileText } from "../../cloudtrail/log-file.ts";
import { type LogFileKey, logFileKey } from "../../cloudtrail/object-key.ts";
import { AwsError } from "../service.ts";
import { putTrail, type Trail, trailByArn } from "../services/cloudtrail/trails.ts";
import type { World } from "../world.ts";
import { callS3 } from "./cloudtrail-caller.ts";
import type { Batch, DeliveryQueue } from "./delivery-queue.ts";
import { deliveryNotice, publishTo } from "./notify.ts";
import { noteLogFile } from "./digest-chain.ts";
import { logFileShape } from "./log-file-shape.ts";

/** A file is closed when its records reach this many bytes of JSON: far below AWS's 50 MB, small enough for one tick. */
const fileBytes = 4 * 1024 * 1024;

/** A batch that becomes log files. */
export type FileBatch = Batch & { readonly family: LogFileKey["family"] };

/** Files are named after the next full five minutes (measured: the name's time is a slot rounded up). */
const slotMilliseconds = 5 * 60_000;

/**
 * Writes the next log file of a batch into the trail's bucket, as CloudTrail and under the bucket's policy. The object,
 * the emptied queue and the trail's status are one transaction: a record is delivered once, also when the process dies.
 * @returns how many records were written; 0 when the batch is empty; "refused" when S3 said no (the trail's status
 * says why, the records stay queued).
 */
export function deliverNextFile(
  world: World,
  queue: DeliveryQueue,
  batch: FileBatch,
  upTo: number,
): number | "refused" {
  const trail = trailByArn(world, batch.trail);
  const records = trail ? queue.take(batch, upTo, fileBytes) : [];
  const last = records.at(-1);
  if (!trail || !last) return 0;
  const now = world.clock.now();
  return world.transaction(() => {
    const shape = logFileShape(
      world,
      trail.arn,
      records.map(({ record }) => record),
    );
    const text = logFileText(shape.records);
    const body = shape.bytes(gzipped(text));
    const time = new Date(now.getTime() - shape.slotsEarlier * slotMilliseconds);
    const keys = Array.from({ length: shape.copies }, () => keyOf(trail, batch, time));
    try {
      for (const key of keys) callS3(world, trail, "PutObject", { key, body, headers: logFileHeaders });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const delivery = { ...trail.delivery, attemptTime: now.getTime(), error: error.code };
      putTrail(world, { ...trail, delivery });
      return "refused";
    }
    queue.remove(batch, last.id);
    for (const key of keys) noteLogFile(world, trail, batch, key, text, shape.records);
    shape.struck();
    putTrail(world, {
      ...trail,
      delivery: { ...withoutError(trail, now), ...notice(world, trail, keys, now) },
    });
    return records.length;
  });
}

function withoutError({ delivery }: Trail, now: Date): Trail["delivery"] {
  const { error: _, noticeError: _notice, ...rest } = delivery;
  return { ...rest, attemptTime: now.getTime(), attemptSucceeded: now.getTime() };
}

/** Tells the trail's topic, and what to note of it: a refusal does not keep files from being delivered. */
function notice(world: World, trail: Trail, keys: readonly string[], now: Date): Trail["delivery"] {
  if (trail.snsTopicArn === undefined) return {};
  try {
    publishTo(world, trail, trail.snsTopicArn, deliveryNotice(trail.s3BucketName, keys));
    return { noticeTime: now.getTime(), noticeSucceeded: now.getTime() };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { noticeTime: now.getTime(), noticeError: error.code };
  }
}

function keyOf(trail: Trail, batch: FileBatch, now: Date): string {
  return logFileKey({
    ...(trail.s3KeyPrefix === undefined ? {} : { prefix: trail.s3KeyPrefix }),
    ...(trail.organizationId === undefined ? {} : { organizationId: trail.organizationId }),
    accountId: batch.account,
    family: batch.family,
    region: batch.region,
    time: new Date(Math.ceil(now.getTime() / slotMilliseconds) * slotMilliseconds),
    unique: Array.from({ length: 16 }, () => alphabet[randomInt(alphabet.length)]).join(""),
  });
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
