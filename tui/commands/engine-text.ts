import type { EngineEvent, PlannedChange } from "../../infra/index.ts";
import { duration } from "../present/duration.ts";
import { changeCount, planLines } from "../present/operation-lines.ts";

/**
 * An engine event as one line, for a log that only grows. What a preview plans and what a refresh finds are told
 * afterwards.
 */
export function engineEventText(event: EngineEvent, toldAfterwards: boolean): string | undefined {
  switch (event.type) {
    case "stage":
      return `  ${event.message}`;
    case "diagnostic":
      return event.severity === "info" ? undefined : `  ${event.severity}: ${event.message}`;
    case "done":
    case "failed":
      if (toldAfterwards || event.resource.type.startsWith("pulumi:") || event.operation === "same")
        return undefined;
      return `  ${event.type === "done" ? "ok    " : "FAILED"}  ${event.operation.padEnd(8)} ${event.resource.type} ${event.resource.name}  ${duration(event.seconds * 1000)}`;
    default:
      return undefined;
  }
}

/** A plan, one line per resource that changes. */
export function planText(plan: readonly PlannedChange[]): string {
  const count = changeCount(plan);
  const title = count === 0 ? "Plan: nothing to change." : `Plan: ${count} to change.`;
  if (count === 0) return title;
  const lines = planLines(plan, 200).map((line) =>
    line
      .map((span) => span.text)
      .join("")
      .trimEnd(),
  );
  return [title, ...lines].join("\n");
}
