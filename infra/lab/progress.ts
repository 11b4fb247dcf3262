import type { EngineEvent } from "../engine/engine-event.ts";
import type { OperationKind, OperationResult, Through } from "../engine/operation.ts";
import type { StackSettings } from "../stacks/settings.ts";
import type { Identity } from "../target/target.ts";
import { deliver, type SeenRecord, seenInHistory } from "./call-status.ts";
import type { Evidence, GeneratedCall, LabState, PlannedChange, Problem, StepState } from "./lab-state.ts";
import { endOperation, foldEngineEvent, startOperation } from "./operation-state.ts";
import { type StepId, stepIds } from "./step.ts";

/** What can happen to a guided session. Times are epoch milliseconds. */
export type LabAction =
  | { readonly type: "went"; readonly step: StepId }
  | { readonly type: "answered"; readonly settings: StackSettings }
  | { readonly type: "planning"; readonly step: StepId }
  | { readonly type: "planned"; readonly step: StepId; readonly plan: readonly PlannedChange[] }
  | { readonly type: "plan-dropped"; readonly step: StepId }
  | { readonly type: "running"; readonly step: StepId; readonly through?: Through | undefined }
  | {
      readonly type: "done";
      readonly step: StepId;
      readonly evidence: readonly Evidence[];
      readonly problem?: Problem | undefined;
    }
  | { readonly type: "failed"; readonly step: StepId; readonly problem: Problem }
  | {
      readonly type: "operation-started";
      readonly kind: OperationKind;
      readonly step: StepId | "destroy";
      readonly at: number;
    }
  | { readonly type: "engine-event"; readonly event: EngineEvent; readonly at: number }
  | {
      readonly type: "operation-ended";
      readonly phase: "done" | "failed" | "cancelled";
      readonly message: string;
      readonly result?: OperationResult | undefined;
      readonly problem?: Problem | undefined;
    }
  | { readonly type: "called"; readonly call: GeneratedCall }
  | { readonly type: "seen-in-history"; readonly requestIds: ReadonlySet<string> }
  | { readonly type: "delivered"; readonly records: readonly SeenRecord[] }
  | { readonly type: "destroyed"; readonly settings: StackSettings };

/** Everything that is provisioned, and what comes after it. */
const provisioned: readonly StepId[] = ["bucket", "policy", "trail", "events", "watch"];

/**
 * Steps whose work an answer goes into: they have to be planned again when it changes. Settings that the guided session
 * does not ask for are not here; they go into everything provisioned.
 */
const affected: Partial<Record<keyof StackSettings, readonly StepId[]>> = {
  stack: stepIds,
  region: stepIds,
  target: stepIds,
  accountId: stepIds,
  profile: ["identity"],
  bucketName: provisioned,
  keyPrefix: ["policy", "trail", "events", "watch"],
  // The policy names the trail by its ARN.
  trailName: ["policy", "trail", "events", "watch"],
  retentionDays: ["bucket"],
  emptyOnDestroy: ["bucket"],
  tags: ["bucket", "trail"],
};

const order: readonly Through[] = ["bucket", "policy", "trail"];

/** The larger of two parts of the program; undefined is the smallest. */
export function furthest(a: Through, b: Through | undefined): Through {
  return b !== undefined && order.indexOf(b) > order.indexOf(a) ? b : a;
}

/** Whether a part of the program is there once `through` is. */
export function within(part: Through, through: Through): boolean {
  return order.indexOf(part) <= order.indexOf(through);
}

/** A session at its beginning. */
export function freshState(settings: StackSettings, identity: Identity): LabState {
  const open: StepState = { status: "open" };
  return {
    settings,
    identity,
    current: "identity",
    steps: { identity: open, bucket: open, policy: open, trail: open, events: open, watch: open },
    calls: [],
    operation: undefined,
  };
}

/** The state machine of the guided session: pure, total, no clock. */
export function reduce(state: LabState, action: LabAction): LabState {
  switch (action.type) {
    case "went":
      return { ...state, current: action.step };
    case "answered":
      return answered(state, action.settings);
    case "planning":
      return withStep(state, action.step, (step) => ({
        ...kept(step),
        ...doneBefore(step),
        status: "planning",
      }));
    case "planned":
      return withStep(state, action.step, (step) => ({
        ...kept(step),
        ...doneBefore(step),
        status: "planned",
        plan: action.plan,
      }));
    case "plan-dropped":
      return withStep(state, action.step, (step) => ({
        ...kept(step),
        status: withoutPlan(step),
      }));
    case "running":
      return {
        ...withStep(state, action.step, (step) => ({
          ...kept(step),
          ...(step.plan ? { plan: step.plan } : {}),
          status: "running",
        })),
        ...(action.through ? { deployed: furthest(action.through, state.deployed) } : {}),
      };
    case "done":
      return withStep(state, action.step, () => ({
        status: "done",
        evidence: action.evidence,
        ...(action.problem ? { problem: action.problem } : {}),
      }));
    case "failed":
      return withStep(state, action.step, (step) => ({
        ...kept(step),
        status: "failed",
        problem: action.problem,
      }));
    case "operation-started":
      return { ...state, operation: startOperation(action.kind, action.step, action.at) };
    case "engine-event":
      return state.operation
        ? { ...state, operation: foldEngineEvent(state.operation, action.event, action.at) }
        : state;
    case "operation-ended":
      return state.operation ? { ...state, operation: endOperation(state.operation, action) } : state;
    case "called":
      return { ...state, calls: [...state.calls, action.call].slice(-maximumCalls) };
    case "seen-in-history":
      return { ...state, calls: seenInHistory(state.calls, action.requestIds) };
    case "delivered":
      return { ...state, calls: deliver(state.calls, action.records) };
    case "destroyed":
      return { ...freshState(action.settings, state.identity), operation: state.operation };
  }
}

/** Older calls are forgotten; their records stay in the bucket. */
const maximumCalls = 500;

function withStep(state: LabState, id: StepId, change: (step: StepState) => StepState): LabState {
  return { ...state, steps: { ...state.steps, [id]: change(state.steps[id]) } };
}

/** What outlives a change of status: the evidence of the last time. */
function kept(step: StepState): { evidence?: readonly Evidence[] } {
  return step.evidence ? { evidence: step.evidence } : {};
}

/** Where a step stands when its plan is let go: nothing has been changed by planning. */
export function withoutPlan(step: StepState): "done" | "stale" | "open" {
  if (step.wasDone) return "done";
  return step.evidence ? "stale" : "open";
}

function doneBefore({ status, wasDone }: StepState): { wasDone?: true } {
  return status === "done" || wasDone ? { wasDone: true } : {};
}

function answered(state: LabState, settings: StackSettings): LabState {
  const keys = new Set([...Object.keys(state.settings), ...Object.keys(settings)]) as Set<
    keyof StackSettings
  >;
  const changed = [...keys].filter(
    (key) => JSON.stringify(state.settings[key]) !== JSON.stringify(settings[key]),
  );
  const touched = new Set(changed.flatMap((key) => affected[key] ?? provisioned));
  const steps = { ...state.steps };
  for (const id of touched) steps[id] = stale(steps[id]);
  // Another trail or bucket will not deliver what the old one had not delivered yet.
  const calls = touched.has("events")
    ? state.calls.filter((call) => call.status === "delivered")
    : state.calls;
  return { ...state, settings, steps, calls };
}

/** A plan or a failure was about the old answers and is dropped; what was done is stale. */
function stale(step: StepState): StepState {
  return step.evidence ? { ...kept(step), status: "stale" } : { status: "open" };
}
