import type { PlannedChange, Problem } from "../../infra/index.ts";

/** What was found out about a stack by looking at its account. */
export interface StackLook {
  /** When a log file last arrived, milliseconds since 1970. */
  readonly deliveredAt?: number | undefined;
  /** S3's error code while deliveries fail. */
  readonly deliveryError?: string | undefined;
  /** How many controls of `trailwright check` failed, and how many could not be judged. */
  readonly failed: number;
  readonly unknown: number;
  /** Titles of what failed, the worst few. */
  readonly worst: readonly string[];
}

/** What is being done with a stack, or was done last. Times are milliseconds since 1970. */
export interface StackWork {
  readonly phase: "looking" | "planning" | "planned" | "bringing up" | "up" | "failed" | "stopped";
  readonly since: number;
  /** What the engine does now. */
  readonly message?: string;
  readonly plan?: readonly PlannedChange[];
  readonly problem?: Problem;
  /** How long it took. */
  readonly seconds?: number;
}

/** The stacks screen's data, by stack. */
export interface StacksState {
  readonly looks: ReadonlyMap<string, StackLook>;
  readonly works: ReadonlyMap<string, StackWork>;
}

/** What happens to it. */
export type StacksAction =
  | { readonly type: "looked"; readonly stack: string; readonly look: StackLook }
  | {
      readonly type: "began";
      readonly stack: string;
      readonly phase: StackWork["phase"];
      readonly at: number;
    }
  | { readonly type: "message"; readonly stack: string; readonly message: string }
  | {
      readonly type: "ended";
      readonly stack: string;
      /** `idle`: nothing came of it but what was found out; a plan there was stands. */
      readonly end: Omit<StackWork, "phase" | "since" | "message"> & {
        readonly phase: StackWork["phase"] | "idle";
      };
    };

/** Nothing known, nothing done. */
export const noStacks: StacksState = { looks: new Map(), works: new Map() };

/** The next state. Pure. */
export function reduceStacks(state: StacksState, action: StacksAction): StacksState {
  const { stack } = action;
  const before = state.works.get(stack);
  switch (action.type) {
    case "looked":
      return { ...state, looks: new Map(state.looks).set(stack, action.look) };
    case "began":
      return withWork(state, stack, {
        phase: action.phase,
        since: action.at,
        // A plan stands while it is carried out, and while one looks.
        ...(before?.plan && action.phase !== "planning" ? { plan: before.plan } : {}),
      });
    case "message":
      return before ? withWork(state, stack, { ...before, message: action.message }) : state;
    case "ended": {
      const { phase, ...end } = action.end;
      if (phase !== "idle") return withWork(state, stack, { phase, since: before?.since ?? 0, ...end });
      const works = new Map(state.works);
      if (before?.plan) works.set(stack, { phase: "planned", since: before.since, plan: before.plan });
      else works.delete(stack);
      return { ...state, works };
    }
  }
}

const withWork = (state: StacksState, stack: string, work: StackWork): StacksState => ({
  ...state,
  works: new Map(state.works).set(stack, work),
});

/** Something is being done with the stack. */
export const isBusy = (work: StackWork | undefined): boolean =>
  work?.phase === "looking" || work?.phase === "planning" || work?.phase === "bringing up";

/** It can be brought up: it has a plan, which changes something. */
export const isPlanned = (work: StackWork | undefined): boolean => work?.phase === "planned";
