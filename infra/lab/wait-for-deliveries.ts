import { TrailwrightError } from "../errors.ts";
import type { LabStore } from "./lab-store.ts";
import { problemOf } from "./problem.ts";

/** Resolves when step 6 is done (every call of step 5 delivered) or the signal is aborted; the status tells which. */
export async function waitForDeliveries(store: LabStore, signal: AbortSignal): Promise<void> {
  const { steps, calls } = store.state;
  if (steps.watch.status === "done") return;
  if (calls.length === 0) {
    const problem = problemOf(
      new TrailwrightError("InvalidInput", "There is no call of yours to wait for.", {
        next: "Generate events first (step 5).",
      }),
    );
    return store.dispatch({ type: "failed", step: "watch", problem });
  }
  store.dispatch({ type: "running", step: "watch" });
  await new Promise<void>((resolve) => {
    const finish = () => {
      unsubscribe();
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const look = () => {
      if (store.state.steps.watch.status !== "running") finish();
    };
    const unsubscribe = store.subscribe(look);
    signal.addEventListener("abort", finish);
    if (signal.aborted) finish();
    look();
  });
}
