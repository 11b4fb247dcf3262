import { errors } from "./errors.ts";
import { eventsOf } from "./event-store.ts";
import { findGroup, groupPermission, namedGroup, onGroup, onStream, operation } from "./operation.ts";
import { page } from "./page.ts";
import { policyForServices } from "./resource-policies.ts";
import { keptSince } from "./retention.ts";
import { nextId, putStream, removeStream, streamAt, streamsOf } from "./state.ts";

export const createLogStream = operation("CreateLogStream", false, {
  permission: (call, world, input) => ({
    ...groupPermission(world, namedGroup(call, input), input.logStreamName),
    ...policyForServices(call, world),
  }),
  handle({ call, world, input }) {
    const group = findGroup(world, namedGroup(call, input));
    if (streamAt(world, group, input.logStreamName)) throw errors.streamExists();
    const id = nextId(world);
    putStream(world, group, {
      id,
      name: input.logStreamName,
      created: call.time.getTime(),
      sequenceToken: sequenceToken(id),
    });
    return undefined;
  },
});

/** A token as PutLogEvents answers it: 56 digits. */
export const sequenceToken = (number: number): string => `49${String(number).padStart(54, "0")}`;

export const deleteLogStream = onStream("DeleteLogStream", false, ({ world, group, stream }) => {
  eventsOf(world).forgetStream(stream.id);
  removeStream(world, group, stream);
  return undefined;
});

export const describeLogStreams = onGroup("DescribeLogStreams", true, ({ world, group, input }) => {
  const { logStreamNamePrefix: prefix, orderBy, descending } = input;
  if (orderBy === "LastEventTime" && prefix !== undefined)
    throw errors.parameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
  const since = keptSince(world, group);
  const streams = streamsOf(world, group, prefix).map((stream) => ({
    stream,
    span: eventsOf(world).span(stream.id, since),
  }));
  const keyOf = ({ stream, span }: (typeof streams)[number]) =>
    orderBy === "LogStreamName"
      ? stream.name
      : `${String(span?.last ?? stream.created).padStart(16, "0")}:${stream.name}`;
  const { items, rest } = page(streams, input, keyOf, descending);
  return {
    logStreams: items.map(({ stream, span }) => ({
      logStreamName: stream.name,
      creationTime: stream.created,
      ...(span ? { firstEventTimestamp: span.first, lastEventTimestamp: span.last } : {}),
      ...(stream.lastIngestion === undefined ? {} : { lastIngestionTime: stream.lastIngestion }),
      uploadSequenceToken: stream.sequenceToken,
      arn: `${group.arn}:log-stream:${stream.name}`,
      // Not reported for streams since June 2019 ("LogStream", CloudWatch Logs API Reference).
      storedBytes: 0,
    })),
    ...rest,
  };
});
