import type { EngineEvent } from "../engine/engine-event.ts";
import type { OperationRequest, OperationResult, RunningOperation } from "../engine/operation.ts";
import { TrailwrightError } from "../errors.ts";
import { truthfulEvent } from "./kept-on-destroy.ts";
import type { LabStore } from "./lab-store.ts";
import { problemOf } from "./problem.ts";
import type { StepId } from "./step.ts";

/** Runs engine operations for a session, one at a time, and folds their events into its state. */
export interface EngineRunner {
  /** Rejects as the operation does, after the state says so. */
  run(
    request: OperationRequest,
    step: StepId | "destroy",
  ): Promise<{ events: readonly EngineEvent[]; result: OperationResult }>;
  /** Asks the operation under way to stop, if there is one. */
  cancel(): void;
}

/** `start` is the real engine's runOperation, or a test's. `now`: epoch milliseconds. */
export function engineRunner(
  store: LabStore,
  start: (request: OperationRequest) => RunningOperation,
  now: () => number,
  onEvent: (request: OperationRequest, event: EngineEvent) => void,
): EngineRunner {
  let running: RunningOperation | undefined;
  return {
    async run(request, step) {
      store.dispatch({ type: "operation-started", kind: request.kind, step, at: now() });
      const events: EngineEvent[] = [];
      try {
        running = start(request);
        // It may reject while the events are still being read.
        running.result.catch(() => {});
        for await (const raw of running) {
          const event = truthfulEvent(raw, request);
          onEvent(request, event);
          events.push(event);
          store.dispatch({ type: "engine-event", event, at: now() });
        }
        const result = await running.result;
        store.dispatch({ type: "operation-ended", phase: "done", message: "", result });
        return { events, result };
      } catch (error) {
        const problem = problemOf(error);
        const phase = problem.code === "Cancelled" ? "cancelled" : "failed";
        store.dispatch({ type: "operation-ended", phase, message: problem.message, problem });
        throw error;
      } finally {
        running = undefined;
      }
    },
    cancel: () => running?.cancel(),
  };
}

/** True for the error of an operation or activity that was asked to stop. */
export function isCancelled(error: unknown): boolean {
  return error instanceof TrailwrightError && error.code === "Cancelled";
}
