import type { FleetEvent } from "../../infra/index.ts";
import { duration } from "../present/duration.ts";
import { resourceType } from "../present/operation-lines.ts";
import { changesText } from "./stack-reports.ts";

/** Where one stack of several stands, in one line. */
export interface StackProgress {
  readonly stack: string;
  readonly state: "waiting" | "running" | "succeeded" | "failed" | "cancelled" | "skipped";
  readonly text: string;
  /** Epoch milliseconds; while it runs. */
  readonly startedAt?: number;
  /** Resources done so far. */
  readonly done?: number;
}

/** The progress after an event. Pure; `now` in epoch milliseconds. */
export function progressOf(before: StackProgress, event: FleetEvent, now: number): StackProgress {
  const { stack } = before;
  if (event.type === "started")
    return { stack, state: "running", text: event.request.kind, startedAt: now, done: 0 };
  if (event.type === "ended") {
    const { outcome, result, error, seconds } = event.outcome;
    const text =
      outcome === "succeeded"
        ? `${changesText(result?.changes)}  ${duration(seconds * 1000)}`
        : `${outcome}: ${error?.message ?? ""}`;
    return { stack, state: outcome, text };
  }
  const { event: engine } = event;
  switch (engine.type) {
    case "stage":
      return { ...before, text: engine.message };
    case "started":
      return {
        ...before,
        text: `${engine.operation} ${resourceType(engine.resource)} ${engine.resource.name}`,
      };
    case "planned":
    case "done":
      return { ...before, done: (before.done ?? 0) + (engine.resource.type.startsWith("pulumi:") ? 0 : 1) };
    default:
      return before;
  }
}
