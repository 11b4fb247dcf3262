import type { PropertyChange, Resource, ResourceOperation } from "../engine/engine-event.ts";
import type { OperationKind, OperationResult, Through } from "../engine/operation.ts";
import type { StackSettings } from "../stacks/settings.ts";
import type { Identity } from "../target/target.ts";
import type { StepId } from "./step.ts";

/** Where a guided session stands. Immutable; every change makes a new one. The part that `progress.ts` persists is marked [saved]. */
export interface LabState {
  /** [saved] Draft until applied; already validated. */
  readonly settings: StackSettings;
  readonly identity: Identity;
  /** [saved] */
  readonly current: StepId;
  /** [saved: status and evidence] */
  readonly steps: Readonly<Record<StepId, StepState>>;
  /** [saved] Calls made in step 5, and what became of each. */
  readonly calls: readonly GeneratedCall[];
  /** [saved] How much of the program may exist: the furthest part ever applied. Nothing that is planned shrinks it. */
  readonly deployed?: Through;
  /** The engine operation under way, or the last one. */
  readonly operation: OperationState | undefined;
}

/** `stale`: was done, but an answer changed since; plan it again. */
export type StepStatus = "open" | "planning" | "planned" | "running" | "done" | "failed" | "stale";

/** How far a step has come. */
export interface StepState {
  readonly status: StepStatus;
  /** What applying the step would do, from a real preview. */
  readonly plan?: readonly PlannedChange[];
  /** What AWS says after the step acted. */
  readonly evidence?: readonly Evidence[];
  readonly problem?: Problem;
  /** Planning and planned only: it was done under these very answers, and is again when the plan is let go. */
  readonly wasDone?: true;
}

/** One resource of a preview; `same` stays as it is. */
export interface PlannedChange {
  readonly resource: Resource;
  readonly operation: ResourceOperation;
  readonly detail: readonly PropertyChange[];
}

/** A fact read back from AWS after a step: a titled text (JSON is pretty-printed). */
export interface Evidence {
  readonly title: string;
  /** The API call it was read with, e.g. `s3:GetBucketVersioning`. */
  readonly source: string;
  readonly text: string;
}

/** An error as the screen shows it: what happened, why, the next step. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly why?: string;
  readonly next?: string;
}

/** A running or finished engine operation with one line per resource. */
export interface OperationState {
  readonly kind: OperationKind;
  readonly step: StepId | "destroy";
  readonly phase: "starting" | "running" | "done" | "failed" | "cancelled";
  /** Last stage message ("building the Pulumi engine, 34 s"). */
  readonly message: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly resources: readonly ResourceLine[];
  readonly diagnostics: readonly {
    readonly severity: "info" | "warning" | "error";
    readonly message: string;
  }[];
  readonly result?: OperationResult;
  /** Why it failed. */
  readonly problem?: Problem;
}

/** One resource of an operation as it goes on; `startedAt` is in epoch milliseconds. */
export interface ResourceLine {
  readonly resource: Resource;
  readonly operation: ResourceOperation;
  readonly state: "planned" | "running" | "done" | "failed";
  readonly startedAt?: number;
  readonly seconds?: number;
}

/** One call made in step 5. */
export interface GeneratedCall {
  /** Request ID as the client saw it: the delivered record carries the same. */
  readonly requestId: string;
  /** Which of the offered activities made it. */
  readonly activity: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly errorCode?: string;
  /** Epoch milliseconds. */
  readonly calledAt: number;
  /**
   * waiting: no sign of it yet; delivering: in CloudTrail's event history, not in the bucket yet; delivered: read from
   * a log file.
   */
  readonly status: "waiting" | "delivering" | "delivered";
  readonly delivery?: { readonly key: string; readonly eventId: string; readonly afterMilliseconds: number };
}

/** An activity step 5 offers. */
export interface Activity {
  readonly id: "ec2-instance" | "iam-user" | "security-group" | "denied";
  readonly title: string;
  /** What it will touch, one line each, for this target. */
  readonly touches: readonly string[];
  /** How it is cleaned up. */
  readonly cleanUp: string;
}

/**
 * A guided session on one stack: the same behind the TUI and behind `lab --plain`. Its promises do not reject: what
 * fails lands in the state, as the problem of the step or of the operation.
 */
export interface LabSession {
  readonly state: LabState;
  readonly activities: readonly Activity[];
  /** Called after every change of state; returns the way to unsubscribe. */
  subscribe(listener: () => void): () => void;
  goTo(step: StepId): void;
  /** Changes answers. Throws TrailwrightError InvalidSettings and changes nothing if they do not fit. Later steps become stale. */
  answer(changes: Partial<StackSettings>): void;
  /** Previews what the step would do; the plan lands in the state. A preview under way is dropped for the new one. */
  plan(step: StepId): Promise<void>;
  /**
   * Does it (plans it first if that was not done), then reads the evidence back and marks the step done. For `watch`:
   * resolves when every call of step 5 was delivered, or the session is cancelled.
   */
  apply(step: StepId): Promise<void>;
  /** Step 5: runs the activities one after the other, each with its clean-up. */
  generate(activities: readonly Activity["id"][]): Promise<void>;
  /** Undoes what an interrupted run of step 5 left behind, if anything. */
  cleanUp(): Promise<void>;
  /** Step 6: feed delivered records in; matching calls become delivered. */
  delivered(
    records: readonly { requestId: string; eventId: string; key: string; deliveredAt: number }[],
  ): void;
  /** The operation's resource lines become what destroy would do: `delete`, or `same` for what is kept. */
  planDestroy(): Promise<void>;
  /** Removes the stack with its state, settings and progress; the session then stands at its beginning. */
  destroy(): Promise<void>;
  /** Stops what is running (operation or activity), cleans up, and leaves a state that can be resumed. */
  cancel(): void;
  /** Saves and releases everything except the target. */
  close(): Promise<void>;
}
