import { randomBytes } from "node:crypto";
import { TrailwrightError } from "../errors.ts";
import type { Target } from "../target/target.ts";
import type { ActivityContext, LabActivity } from "./activities/activity.ts";
import { activities } from "./activities/index.ts";
import { capturedCall } from "./captured-call.ts";
import type { CleanUpJournal } from "./clean-up-journal.ts";
import { readEvidence } from "./evidence/read-evidence.ts";
import type { Activity, GeneratedCall } from "./lab-state.ts";
import type { LabStore } from "./lab-store.ts";
import { problemOf } from "./problem.ts";

/** What step 5 works with. */
export interface Generation {
  readonly store: LabStore;
  readonly target: Target;
  readonly journal: CleanUpJournal;
  readonly now: () => number;
  readonly onNotice: (message: string) => void;
}

/** Runs activities one after the other, each with its clean-up. One that fails does not keep the others from running. */
export async function generateEvents(
  ids: readonly Activity["id"][],
  signal: AbortSignal,
  context: Generation,
): Promise<void> {
  const { store } = context;
  if (store.state.deployed !== "trail")
    return store.dispatch({ type: "failed", step: "events", problem: problemOf(noTrail()) });
  store.dispatch({ type: "running", step: "events" });
  const failures: unknown[] = [];
  let succeeded = 0;
  for (const activity of activities) {
    if (signal.aborted || !ids.includes(activity.id)) continue;
    try {
      await activity.run(
        activityContext(activity, signal, context, (call) => store.dispatch({ type: "called", call })),
      );
      succeeded += 1;
    } catch (error) {
      if (!signal.aborted || error !== signal.reason) failures.push(error);
    }
  }
  const problem = signal.aborted ? stopped() : failures[0];
  if (signal.aborted || succeeded === 0)
    return store.dispatch({ type: "failed", step: "events", problem: problemOf(problem ?? nothingChosen()) });
  const evidence = await readEvidence("events", store.state, context.target);
  store.dispatch({
    type: "done",
    step: "events",
    evidence,
    ...(problem ? { problem: problemOf(problem) } : {}),
  });
}

/** Undoes what the journal holds. What cannot be undone now stays in it, and a notice says so. */
export async function undoLeftovers(context: Generation): Promise<void> {
  const { journal, target, onNotice } = context;
  const mine = journal.entries().filter((entry) => entry.accountId === target.identity.accountId);
  if (mine.length)
    onNotice(`Removing what an interrupted run left behind: ${mine.map((one) => one.name).join(", ")}`);
  for (const entry of mine) {
    const activity = activities.find((one) => one.id === entry.activity)!;
    try {
      // Calls of a clean-up are nobody's exercise, so nobody waits for their delivery.
      await activity.undo!(
        entry,
        activityContext(activity, new AbortController().signal, context, () => {}),
      );
      await journal.remove(entry);
    } catch (error) {
      const { message, why } = problemOf(error);
      onNotice(
        `${entry.name} (${entry.activity}) could not be removed, and is tried again next time. ${message} ${why ?? ""}`,
      );
    }
  }
}

function activityContext(
  activity: LabActivity,
  signal: AbortSignal,
  { target, journal, now, store }: Generation,
  onCall: (call: GeneratedCall) => void,
): ActivityContext {
  const { region } = store.state.settings;
  return {
    target,
    region,
    journal,
    signal,
    now,
    call: capturedCall({ activity: activity.id, target, region, now, onCall }),
    freshName: () => `trailwright-lab-${randomBytes(4).toString("hex")}`,
  };
}

function stopped(): TrailwrightError {
  return new TrailwrightError("Cancelled", "Generating events was stopped; what existed was removed.", {
    next: "Run step 5 again when you like.",
  });
}

function noTrail(): TrailwrightError {
  return new TrailwrightError("InvalidInput", "There is no trail yet that would record the calls.", {
    next: "Bring the trail up first (step 4, or `trailwright up`).",
  });
}

function nothingChosen(): TrailwrightError {
  return new TrailwrightError("InvalidInput", "No activity was chosen.", {
    next: `Choose at least one of: ${activities.map((one) => one.id).join(", ")}.`,
  });
}
