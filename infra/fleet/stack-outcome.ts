import type { EngineEvent } from "../engine/engine-event.ts";
import type { OperationRequest, OperationResult } from "../engine/operation.ts";
import { exitCode, type TrailwrightError } from "../errors.ts";

/** What became of one stack of several. */
export interface StackOutcome {
  readonly stack: string;
  readonly request: OperationRequest;
  /** `skipped`: a stack it needs did not come to be (or, for destroy, did not go). */
  readonly outcome: "succeeded" | "failed" | "cancelled" | "skipped";
  readonly result?: OperationResult;
  /** Why not, for everything but success. */
  readonly error?: TrailwrightError;
  readonly events: readonly EngineEvent[];
  /** From its own start to its end; 0 if it never began. */
  readonly seconds: number;
}

/**
 * The exit code of several stacks is that of the worst: a fault of ours, else the first failure in the order of the
 * stacks, else that of a cancellation; success only if all succeeded.
 */
export function worstExitCode(outcomes: readonly Pick<StackOutcome, "outcome" | "error">[]): number {
  const codes = outcomes.flatMap(({ outcome, error }) =>
    outcome === "failed" ? [error?.exitCode ?? exitCode.error] : [],
  );
  if (codes.includes(exitCode.internal)) return exitCode.internal;
  const [first] = codes;
  if (first !== undefined) return first;
  return outcomes.some(({ outcome }) => outcome !== "succeeded") ? exitCode.cancelled : exitCode.success;
}
