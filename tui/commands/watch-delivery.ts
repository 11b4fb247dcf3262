import {
  type DeliveredRecord,
  deliveryDelay,
  type GeneratedCall,
  recordRow,
  type TailEvent,
  TrailwrightError,
  tail,
} from "../../infra/index.ts";
import { duration } from "../present/duration.ts";
import type { StackWork } from "./operate.ts";
import { recordJson, recordText } from "./record-text.ts";
import { sourceOf } from "./tail-sources.ts";

/** A log file may bear a time of AWS's clock that is behind ours. */
const clockSlack = 5 * 60_000;

/**
 * Reads the stack's delivered log files until every one of these calls (request IDs) has been found in one, printing
 * records as they come. Throws DeliveryTimeout that names what is missing.
 */
export async function watchDelivery(
  work: StackWork,
  requestIds: readonly string[],
  timeoutSeconds = patience(work),
): Promise<{ records: number }> {
  const { run, session, target } = work;
  const wanted = new Set(requestIds);
  const mine = () => session.state.calls.filter((call) => wanted.has(call.requestId));
  const missing = () => mine().filter((call) => call.status !== "delivered");
  const enough = new AbortController();
  const timer = setTimeout(() => enough.abort(), timeoutSeconds * 1000);
  const signal = AbortSignal.any([run.signal, enough.signal]);
  const shown = new Map<string, GeneratedCall["status"]>();
  const mineDelivered = new Map<string, string>();
  const show = () => {
    for (const call of mine()) showStatus(work, call, shown);
    if (missing().length === 0) enough.abort();
  };
  const unsubscribe = session.subscribe(show);
  let records = 0;
  run.out.note(
    `Waiting for ${missing().length} calls to be delivered; here that takes about ${duration(target.delivery.typicalSeconds * 1000)}, at most ${duration(timeoutSeconds * 1000)}`,
  );
  // It ends when everything is delivered, and is told so through the state; only its marks are wanted.
  void session.apply("watch");
  try {
    const since = new Date(Math.min(...mine().map((call) => call.calledAt)) - clockSlack);
    for await (const event of tail([sourceOf(session.state.settings, target)], { signal, since })) {
      if (event.type === "records") records += event.records.length;
      take(work, event);
      if (event.type !== "records") continue;
      for (const record of event.records) {
        const { requestId } = recordRow(record, 0);
        if (wanted.has(requestId)) mineDelivered.set(requestId, recordText(record));
      }
    }
  } finally {
    clearTimeout(timer);
    unsubscribe();
  }
  run.signal.throwIfAborted();
  if (missing().length) throw undelivered(missing(), timeoutSeconds);
  run.out.say("Read back from the delivered log files:");
  for (const text of mineDelivered.values()) run.out.say(`  ${text}`);
  return { records };
}

function take({ run, session }: StackWork, event: TailEvent): void {
  if (event.type === "problem") {
    run.out.note(`${event.key ? `${event.key}: ` : ""}${event.message}`);
    run.out.emit({ ...event });
  }
  if (event.type !== "records") return;
  for (const record of event.records) run.out.emitText(recordJson(record));
  session.delivered(event.records.flatMap(seen));
}

function seen(delivered: DeliveredRecord) {
  const { requestId, eventId, key, deliveredAt } = recordRow(delivered, 0);
  return requestId ? [{ requestId, eventId, key, deliveredAt }] : [];
}

function showStatus(
  { run, stack }: StackWork,
  call: GeneratedCall,
  shown: Map<string, GeneratedCall["status"]>,
): void {
  if (call.status === (shown.get(call.requestId) ?? "waiting")) return;
  shown.set(call.requestId, call.status);
  run.out.emit({ type: "delivery", stack, ...call });
  const name = `${call.eventSource.split(".")[0]}:${call.eventName}`;
  if (call.delivery)
    run.out.say(
      `  delivered   ${name}  after ${deliveryDelay(call.delivery.afterMilliseconds)}  in ${call.delivery.key}`,
    );
  else run.out.say(`  delivering  ${name}  is in the event history`);
}

/** Three times what is usual, and never less than a minute: AWS promises an average, no limit. */
function patience({ target }: StackWork): number {
  return Math.max(60, target.delivery.typicalSeconds * 3);
}

function undelivered(calls: readonly GeneratedCall[], seconds: number): TrailwrightError {
  const lines = calls.map((call) => `${call.eventName} ${call.requestId} (${call.status})`);
  return new TrailwrightError(
    "DeliveryTimeout",
    `${calls.length} of your calls were not delivered within ${duration(seconds * 1000)}.`,
    {
      why: `Missing: ${lines.join(", ")}.`,
      next: "Wait a little longer (--timeout SECONDS), or look for delivery errors: aws cloudtrail get-trail-status --name TRAIL",
    },
  );
}
