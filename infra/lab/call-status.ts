import type { GeneratedCall } from "./lab-state.ts";

/** A delivered record as far as matching needs it. `deliveredAt`: epoch milliseconds. */
export interface SeenRecord {
  readonly requestId: string;
  readonly eventId: string;
  readonly key: string;
  readonly deliveredAt: number;
}

/** Marks calls that a log file holds. Returns the same array when nothing changes. */
export function deliver(
  calls: readonly GeneratedCall[],
  records: readonly SeenRecord[],
): readonly GeneratedCall[] {
  const seen = new Map(records.map((record) => [record.requestId, record]));
  let changed = false;
  const next = calls.map((call) => {
    const record = seen.get(call.requestId);
    if (!record || call.status === "delivered") return call;
    changed = true;
    const { key, eventId, deliveredAt } = record;
    // Last-Modified has whole seconds only, so a fast delivery may look older than the call.
    const afterMilliseconds = Math.max(0, deliveredAt - call.calledAt);
    return { ...call, status: "delivered" as const, delivery: { key, eventId, afterMilliseconds } };
  });
  return changed ? next : calls;
}

/** Marks waiting calls that CloudTrail's event history knows. Returns the same array when nothing changes. */
export function seenInHistory(
  calls: readonly GeneratedCall[],
  requestIds: ReadonlySet<string>,
): readonly GeneratedCall[] {
  const hit = (call: GeneratedCall) => call.status === "waiting" && requestIds.has(call.requestId);
  if (!calls.some(hit)) return calls;
  return calls.map((call) => (hit(call) ? { ...call, status: "delivering" as const } : call));
}
