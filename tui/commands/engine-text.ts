import type { EngineEvent, OperationState, PlannedChange } from "../../infra/index.ts";
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

/** What destroy would remove and what it keeps, from the operation that planned it. */
export function destroyPlanText(operation: OperationState): string {
  const removed = operation.resources.filter((line) => line.operation === "delete");
  const kept = operation.resources.filter((line) => line.operation === "same");
  const names = (lines: typeof removed) => lines.map(({ resource }) => `  ${resource.type} ${resource.name}`);
  return [
    removed.length ? "Destroy removes:" : "Destroy has no resource to remove.",
    ...names(removed),
    ...(kept.length ? ["It keeps (and forgets):", ...names(kept)] : []),
    "It also removes the stack's engine state, settings and lab progress.",
    "It keeps local copies of log files (the cache) and CloudTrail's own 90 days of event history.",
  ].join("\n");
}
