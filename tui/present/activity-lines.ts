import { type Activity, deliveryDelay, type GeneratedCall, type StepStatus } from "../../infra/index.ts";
import { cell, truncateStart } from "./columns.ts";
import { duration } from "./duration.ts";
import { spinner } from "./operation-lines.ts";
import { type Line, line, span, type Tone, wrappedAfter } from "./spans.ts";
import type { Body, Place } from "./step-lines.ts";
import { visibleText } from "./visible-text.ts";

/** Step 5: what is offered, what each touches and how it is cleaned up, and what came of each call. */
export function activityLines(
  activities: readonly Activity[],
  chosen: readonly Activity["id"][],
  calls: readonly GeneratedCall[],
  cursor: number,
  status: StepStatus,
  place: Place,
): Body {
  const running = status === "running";
  const { columns, glyphs } = place;
  const lines: Line[] = [];
  let focus = 0;
  let cursorRow = 0;
  for (const [index, activity] of activities.entries()) {
    const here = index === cursor;
    const on = chosen.includes(activity.id);
    const made = calls.filter((call) => call.activity === activity.id);
    if (here) cursorRow = lines.length;
    lines.push([
      span(here ? `${glyphs.pointer} ` : "  ", "key"),
      span(`${on ? glyphs.checked : glyphs.unchecked} `, on ? "good" : "dim"),
      span(activity.title, here ? "strong" : "plain"),
      ...(made.length > 0
        ? [span(`  ${made.length} ${made.length === 1 ? "call" : "calls"} made`, "dim")]
        : []),
    ]);
    if (!here) continue;
    for (const touched of activity.touches)
      lines.push(...wrappedAfter([span("      touches   ", "dim")], touched, columns));
    lines.push(...wrappedAfter([span("      clean-up  ", "dim")], activity.cleanUp, columns));
  }
  if (calls.length > 0 || running) {
    lines.push(
      [],
      [
        span("Calls made", "strong"),
        ...(running
          ? [span(`  ${spinner(glyphs, place.now)} running, each cleans up after itself`, "accent")]
          : []),
      ],
    );
    focus = lines.length - 1;
    const rows = calls.map((call): Line => [
      span(`  ${cell(clock(call.calledAt), 9)}`, "dim"),
      span(cell(visibleText(`${service(call)} ${call.eventName}`), 34)),
      span(` ${call.errorCode ?? "ok"}`, call.errorCode ? "bad" : "good"),
    ]);
    lines.push(...rows);
  }
  // While they run the newest call is looked for, after that the calls, until somebody moves among the activities.
  if (running) return { lines, focus, cursor: lines.length - 1 };
  return status === "done" && cursor === 0 ? { lines, focus } : { lines, focus: 0, cursor: cursorRow };
}

/** Step 6: each of my calls, how far it is, after how long, and in which object. */
export function callLines(
  calls: readonly GeneratedCall[],
  cursor: number,
  typicalSeconds: number,
  place: Place,
): Body {
  const { columns, glyphs, now } = place;
  if (calls.length === 0) return { lines: [line("No calls yet. Step 5 makes some.", "dim")], focus: 0 };
  const count = (status: GeneratedCall["status"]) => calls.filter((call) => call.status === status).length;
  const all = count("delivered") === calls.length;
  const lines: Line[] = [
    [
      span("My calls  ", "strong"),
      span(`${count("delivered")} of ${calls.length} delivered`, all ? "good" : "accent"),
      span(
        all
          ? "  every call came back out of a log file"
          : `  ${count("delivering")} delivering, ${count("waiting")} waiting; about ${duration(typicalSeconds * 1000)} is usual`,
        "dim",
      ),
    ],
  ];
  let cursorRow = 0;
  for (const [index, call] of calls.entries()) {
    const here = index === cursor;
    if (here) cursorRow = lines.length;
    const [mark, tone] = callMarks(call, place);
    const after = call.delivery
      ? deliveryDelay(call.delivery.afterMilliseconds)
      : duration(now - call.calledAt);
    const outcome = call.errorCode ? ` ${call.errorCode}` : "";
    const name = visibleText(`${service(call)} ${call.eventName}${outcome}`);
    const lead: Line = [
      span(here ? `${glyphs.pointer} ` : "  ", "key"),
      span(`${mark} ${cell(call.status, 10)}`, tone),
      span(` ${cell(after, 11, "right")}  `, "dim"),
    ];
    const used = 2 + 2 + 10 + 1 + 11 + 2;
    const nameWidth = Math.min(44, columns - used);
    const keyRoom = columns - used - nameWidth - 2;
    const key =
      call.delivery && keyRoom > 24 ? `  ${truncateStart(visibleText(call.delivery.key), keyRoom)}` : "";
    lines.push([
      ...lead,
      span(cell(name, nameWidth), here ? "strong" : call.errorCode ? "bad" : "plain"),
      span(key, "dim"),
    ]);
    if (here && call.delivery && key === "") {
      lines.push([span("    in "), span(truncateStart(visibleText(call.delivery.key), columns - 8), "dim")]);
    }
  }
  return { lines, focus: 0, cursor: cursorRow };
}

function callMarks({ status }: GeneratedCall, { glyphs, now }: Place): readonly [string, Tone] {
  if (status === "delivered") return [glyphs.done, "good"];
  if (status === "delivering") return [spinner(glyphs, now), "accent"];
  return [glyphs.open, "dim"];
}

const service = ({ eventSource }: GeneratedCall) => eventSource.replace(/\.amazonaws\.com$/, "");
const clock = (at: number) => new Date(at).toISOString().slice(11, 19);
