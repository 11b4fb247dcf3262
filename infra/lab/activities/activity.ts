import type { Target } from "../../target/target.ts";
import type { CleanUpJournal, JournalEntry } from "../clean-up-journal.ts";
import type { Activity } from "../lab-state.ts";

/** What an activity works with. */
export interface ActivityContext {
  readonly target: Target;
  /** Region of the trail's home. */
  readonly region: string;
  readonly journal: CleanUpJournal;
  /** Aborted by Ctrl-C: nothing new is begun, what exists is removed. */
  readonly signal: AbortSignal;
  /**
   * Makes one call and captures it with its request ID, whether it succeeds or not. An error whose name is in
   * `expected` is the hoped-for outcome and gives undefined; others are thrown as TrailwrightErrors.
   */
  call<Reply extends { $metadata: { requestId?: string | undefined } }>(
    eventSource: string,
    eventName: string,
    send: () => Promise<Reply>,
    expected?: readonly string[],
  ): Promise<Reply | undefined>;
  /** A name nobody else has: `trailwright-lab-` and eight hexadecimal digits. */
  freshName(): string;
  /** Epoch milliseconds. */
  now(): number;
}

/** One activity of step 5: data, how it runs (its own clean-up included), and how an interrupted run is undone. */
export interface LabActivity {
  readonly id: Activity["id"];
  readonly title: string;
  touches(target: Target): readonly string[];
  cleanUp(target: Target): string;
  run(context: ActivityContext): Promise<void>;
  /** Removes what the entry stands for, if it is there. Safe to repeat. */
  undo?(entry: JournalEntry, context: ActivityContext): Promise<void>;
}

/** A journal entry for something that is about to be created. */
export function entryFor(
  activity: JournalEntry["activity"],
  name: string,
  context: ActivityContext,
): JournalEntry {
  return {
    activity,
    name,
    region: context.region,
    accountId: context.target.identity.accountId,
    at: context.now(),
  };
}
