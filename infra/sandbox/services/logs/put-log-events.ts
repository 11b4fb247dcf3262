import { errors } from "./errors.ts";
import { eventOverhead, eventsOf } from "./event-store.ts";
import type { InputOf } from "./inputs.ts";
import { findGroup, groupPermission, namedGroup, operation } from "./operation.ts";
import { policyForServices } from "./resource-policies.ts";
import { keptSince } from "./retention.ts";
import { putStream, streamAt } from "./state.ts";
import { sequenceToken } from "./streams.ts";
import { writeMetrics } from "./write-metrics.ts";

type LogEvents = InputOf<"PutLogEvents">["logEvents"];

const hour = 3_600_000;
const day = 24 * hour;
const largest = 1_048_576;

/**
 * Adds events to a stream and lets the group's metric filters see them. Events that are too old, too new or beyond the
 * group's retention are left out and reported; sequence tokens are not looked at ("PutLogEvents").
 */
export const putLogEvents = operation("PutLogEvents", false, {
  permission: (call, world, input) => ({
    ...groupPermission(world, namedGroup(call, input), input.logStreamName),
    ...policyForServices(call, world),
  }),
  handle({ call, world, input }) {
    const group = findGroup(world, namedGroup(call, input));
    const stream = streamAt(world, group, input.logStreamName);
    if (!stream) throw errors.noStream();
    checkBatch(input.logEvents);
    const now = call.time.getTime();
    const { taken, rejected } = sorted(input.logEvents, now, keptSince(world, group));
    const store = eventsOf(world);
    for (const { timestamp, message } of taken)
      store.add(group.id, stream.id, { time: timestamp, message }, now);
    const token = sequenceToken(Number(stream.sequenceToken.slice(2)) + 1);
    putStream(world, group, {
      ...stream,
      sequenceToken: token,
      ...(taken.length > 0 ? { lastIngestion: now } : {}),
    });
    writeMetrics(world, group, taken);
    return {
      nextSequenceToken: token,
      ...(Object.keys(rejected).length > 0 ? { rejectedLogEventsInfo: rejected } : {}),
    };
  },
});

function checkBatch(events: LogEvents): void {
  let bytes = 0;
  for (const [index, { timestamp, message }] of events.entries()) {
    const size = Buffer.byteLength(message) + eventOverhead;
    if (size > largest)
      throw errors.parameter(`Log event too large: ${size} bytes exceeds limit of ${largest}`);
    bytes += size;
    if (index > 0 && timestamp < events[index - 1]!.timestamp)
      throw errors.parameter("Log events in a single PutLogEvents request must be in chronological order.");
  }
  if (bytes > largest) throw errors.parameter(`Upload too large: ${bytes} bytes exceeds limit of ${largest}`);
  if (events.at(-1)!.timestamp - events[0]!.timestamp > day)
    throw errors.parameter(
      "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
    );
}

/** What is taken of a batch in order of time; the ends of the parts left out are exclusive, the start inclusive. */
function sorted(
  events: LogEvents,
  now: number,
  keptFrom: number,
): { readonly taken: LogEvents; readonly rejected: Record<string, number> } {
  const countBefore = (time: number) => events.filter(({ timestamp }) => timestamp < time).length;
  const expired = countBefore(keptFrom);
  const tooOld = countBefore(now - 14 * day);
  const tooNew = events.filter(({ timestamp }) => timestamp <= now + 2 * hour).length;
  return {
    taken: events.slice(Math.max(expired, tooOld), tooNew),
    rejected: {
      ...(tooNew < events.length ? { tooNewLogEventStartIndex: tooNew } : {}),
      ...(tooOld > 0 ? { tooOldLogEventEndIndex: tooOld } : {}),
      ...(expired > tooOld ? { expiredLogEventEndIndex: expired } : {}),
    },
  };
}
