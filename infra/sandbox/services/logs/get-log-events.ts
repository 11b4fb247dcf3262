import { eventOverhead, eventsOf, type Position, type StoredEvent } from "./event-store.ts";
import { onStream } from "./operation.ts";
import { invalidToken } from "./page.ts";
import { keptSince } from "./retention.ts";

/** What one answer holds at most ("GetLogEvents": 1 MB or 10,000 events). */
const largestAnswer = 1_048_576;
const mostEvents = 10_000;

const end: Position = { time: Number.MAX_SAFE_INTEGER, id: 0 };

/** Events of one stream, always in order of time; from the end unless told otherwise. Tokens never run out. */
export const getLogEvents = onStream("GetLogEvents", true, ({ world, group, stream, input }) => {
  const { startTime = 0, endTime, nextToken, limit, startFromHead } = input;
  const from: Position = { time: Math.max(startTime, keptSince(world, group)), id: 0 };
  const until: Position = endTime === undefined ? end : { time: endTime, id: 0 };
  const token = nextToken === undefined ? undefined : readToken(nextToken);
  const forward = token ? token.forward : startFromHead;
  const range = {
    after: token?.forward ? later(token.position, from) : from,
    before: token && !token.forward ? earlier(token.position, until) : until,
  };
  const events = answerOf(eventsOf(world).read({ stream: stream.id }, range, !forward), limit);
  if (!forward) events.reverse();
  // With nothing to show, the tokens stay where the answer would have been.
  const rest = forward
    ? range.after
    : range.before === end
      ? { time: world.clock.now().getTime(), id: 0 }
      : range.before;
  const first = events[0] ?? { ...rest, id: rest.id + Number(forward) };
  const last = events.at(-1) ?? { ...rest, id: rest.id - Number(!forward) };
  return {
    events: events.map(({ time, message, ingested }) => ({
      timestamp: time,
      message,
      ingestionTime: ingested,
    })),
    nextForwardToken: token?.forward && events.length === 0 ? nextToken : writeToken(true, last),
    nextBackwardToken: token && !token.forward && events.length === 0 ? nextToken : writeToken(false, first),
  };
});

/** As many events as an answer holds. */
export function answerOf(events: Iterable<StoredEvent>, limit = mostEvents): StoredEvent[] {
  const taken: StoredEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    bytes += Buffer.byteLength(event.message) + eventOverhead;
    if (taken.length === limit || (taken.length > 0 && bytes > largestAnswer)) break;
    taken.push(event);
  }
  return taken;
}

const isBefore = (a: Position, b: Position) => a.time < b.time || (a.time === b.time && a.id < b.id);
const later = (a: Position, b: Position): Position => (isBefore(a, b) ? b : a);
const earlier = (a: Position, b: Position): Position => (isBefore(a, b) ? a : b);

/** `f/` or `b/` and 56 digits, as AWS's tokens look: a time, and a place among the events of that time. */
function writeToken(forward: boolean, { time, id }: Position): string {
  const digits = String(Math.min(time, Number.MAX_SAFE_INTEGER)).padStart(28, "0");
  return `${forward ? "f" : "b"}/${digits}${String(Math.max(id, 0)).padStart(28, "0")}/s`;
}

function readToken(token: string): { readonly forward: boolean; readonly position: Position } {
  const [, direction, time, id] = /^([fb])\/(\d{28})(\d{28})\/s$/.exec(token) ?? [];
  if (time === undefined) throw invalidToken();
  return { forward: direction === "f", position: { time: Number(time), id: Number(id) } };
}
