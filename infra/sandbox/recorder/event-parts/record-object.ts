import type { Call } from "../../service.ts";

/** An object for the record; null when there is nothing in it, as CloudTrail writes it. */
export function record(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0
    ? (value as Record<string, unknown>)
    : null;
}

/** Whether the call's operation only reads. */
export function readOnlyOf(call: Call): boolean {
  return call.service.operations[call.operation]?.readOnly ?? false;
}
