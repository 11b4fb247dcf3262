import { TrailwrightError } from "../errors.ts";
import type { Problem } from "./lab-state.ts";

/** An error as the state holds it. What is not a TrailwrightError is our own fault and says so. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof TrailwrightError))
    return {
      code: "Internal",
      message: error instanceof Error ? error.message : String(error),
      next: "This is a fault of Trailwright; please report it.",
    };
  const { code, message, why, next } = error;
  return { code, message, ...(why ? { why } : {}), ...(next ? { next } : {}) };
}
