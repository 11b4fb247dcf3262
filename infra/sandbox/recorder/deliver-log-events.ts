import { AwsError } from "../service.ts";
import { putTrail, trailByArn } from "../services/cloudtrail/trails.ts";
import type { World } from "../world.ts";
import type { Batch, DeliveryQueue, QueuedRecord } from "./delivery-queue.ts";
import { callLogs, ensureLogStream, type LoggingTrail, logsSession, logStreamName } from "./log-group.ts";

/** What one PutLogEvents takes ("PutLogEvents", CloudWatch Logs API Reference). */
const mostBytes = 1_048_576;
const mostEvents = 10_000;
const bytesPerEvent = 26;

/** Larger events CloudTrail does not send ("Sending events to CloudWatch Logs", CloudTrail User Guide). */
const largestEvent = 256 * 1024 - bytesPerEvent;

/**
 * Puts the next records of a batch into the trail's log group, in order, in the role that CloudTrail assumes for it. Log
 * events and emptied queue are one transaction, so each record is put once, also when the process dies.
 * @returns how many records left the queue; "refused" when the role or the group said no (the trail's status says why,
 * the records stay queued)
 */
export function deliverLogEvents(
  world: World,
  queue: DeliveryQueue,
  batch: Batch,
  upTo: number,
): number | "refused" {
  const trail = trailByArn(world, batch.trail);
  if (!trail?.cloudWatchLogs) {
    // The group was taken from the trail.
    queue.remove(batch, upTo);
    return 0;
  }
  const records = onePut(queue.take(batch, upTo, mostBytes, mostEvents));
  const last = records.at(-1);
  if (!last) return 0;
  const now = world.clock.now().getTime();
  const logging: LoggingTrail = { ...trail, cloudWatchLogs: trail.cloudWatchLogs };
  return world.transaction(() => {
    const { logsError: _, ...delivery } = trail.delivery;
    try {
      const events = records.filter(({ record }) => Buffer.byteLength(record) <= largestEvent);
      if (events.length > 0) put(world, logging, logStreamName(logging, batch.account), events, now);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      putTrail(world, { ...trail, delivery: { ...delivery, logsError: error.code } });
      return "refused";
    }
    queue.remove(batch, last.id);
    putTrail(world, { ...trail, delivery: { ...delivery, logsTime: now } });
    return records.length;
  });
}

/** As many of the oldest as one call takes, at least one. */
function onePut(records: readonly QueuedRecord[]): readonly QueuedRecord[] {
  let size = 0;
  const end = records.findIndex(({ record }, index) => {
    size += Buffer.byteLength(record) + bytesPerEvent;
    return index > 0 && size > mostBytes;
  });
  return end === -1 ? records : records.slice(0, end);
}

function put(
  world: World,
  trail: LoggingTrail,
  stream: string,
  records: readonly QueuedRecord[],
  timestamp: number,
): void {
  const caller = logsSession(world, trail);
  const input = {
    logStreamName: stream,
    logEvents: records.map(({ record }) => ({ timestamp, message: record })),
  };
  try {
    callLogs(world, trail, caller, "PutLogEvents", input);
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== "ResourceNotFoundException") throw error;
    ensureLogStream(world, trail, caller, stream);
    callLogs(world, trail, caller, "PutLogEvents", input);
  }
}
