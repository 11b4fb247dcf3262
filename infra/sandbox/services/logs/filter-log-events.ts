import { LogText } from "../../../cloudwatch/log-text.ts";
import { errors } from "./errors.ts";
import { eventsOf, type Position, type StoredEvent } from "./event-store.ts";
import { patternOf } from "./filter-patterns.ts";
import { answerOf } from "./get-log-events.ts";
import { onGroup } from "./operation.ts";
import { invalidToken, opened, sealed } from "./page.ts";
import { keptSince } from "./retention.ts";
import { streamAt, streamsOf } from "./state.ts";

/** Events of a group's streams that match a pattern, in order of time. */
export const filterLogEvents = onGroup("FilterLogEvents", true, ({ world, group, input }) => {
  const { logStreamNames, logStreamNamePrefix, startTime = 0, endTime, nextToken, limit } = input;
  if (logStreamNames && logStreamNamePrefix !== undefined)
    throw errors.parameter("logStreamNames and logStreamNamePrefix cannot be provided together.");
  if (endTime !== undefined && startTime > endTime)
    throw errors.parameter("End time should not be before the start time");
  const streams = logStreamNames
    ? logStreamNames.map((name) => {
        const stream = streamAt(world, group, name);
        if (!stream) throw errors.noStream();
        return stream;
      })
    : streamsOf(world, group, logStreamNamePrefix);
  const names = new Map(streams.map(({ id, name }) => [id, name]));
  const pattern = patternOf(input.filterPattern);
  const from = { time: Math.max(startTime, keptSince(world, group)), id: 0 };
  const range = {
    after: nextToken === undefined ? from : positionIn(nextToken),
    // Events of the last millisecond belong to it.
    before: { time: endTime === undefined ? Number.MAX_SAFE_INTEGER : endTime + 1, id: 0 },
  };
  const isWanted = ({ stream, message }: StoredEvent) =>
    names.has(stream) && pattern.matches(new LogText(message));
  const wanted = (after: Position) =>
    matching(eventsOf(world).read({ owner: group.id }, { ...range, after }), isWanted);
  const events = answerOf(wanted(range.after), limit);
  const last = events.at(-1);
  const hasMore = last !== undefined && isAny(wanted(last));
  return {
    events: events.map(({ id, stream, time, ingested, message }) => ({
      logStreamName: names.get(stream),
      timestamp: time,
      message,
      ingestionTime: ingested,
      eventId: eventId({ time, id }),
    })),
    searchedLogStreams: [],
    ...(hasMore ? { nextToken: sealed(`${last.time}:${last.id}`) } : {}),
  };
});

/** Whether there is anything; ends the reading, which would hold up snapshots. */
function isAny(events: Generator<StoredEvent>): boolean {
  const { done } = events.next();
  events.return(undefined);
  return done !== true;
}

function* matching(
  events: Iterable<StoredEvent>,
  isWanted: (event: StoredEvent) => boolean,
): Generator<StoredEvent> {
  for (const event of events) if (isWanted(event)) yield event;
}

/** 56 digits, as AWS's are. */
const eventId = ({ time, id }: Position): string =>
  `3${String(time).padStart(15, "0")}${String(id).padStart(40, "0")}`;

function positionIn(token: string): Position {
  const [, time, id] = /^(\d{1,16}):(\d{1,16})$/.exec(opened(token)) ?? [];
  if (time === undefined) throw invalidToken();
  return { time: Number(time), id: Number(id) };
}
