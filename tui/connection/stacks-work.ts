import {
  loadChecks,
  loadFleet,
  loadStacks,
  type OperationRequest,
  openTarget,
  type Paths,
  type StackSettings,
  type Target,
} from "../../infra/index.ts";
import { resourceType } from "../present/operation-lines.ts";
import { noStacks, reduceStacks, type StacksAction, type StacksState } from "../store/stacks.ts";
import { type Store, store } from "../store/store.ts";
import { problemFrom } from "./problem-from.ts";

/** Work on several stacks from the stacks screen. What comes of it is in the state; nothing here rejects. */
export interface StacksWork {
  readonly state: Store<StacksState>;
  /** Looks at deliveries and runs the checks. */
  look(stacks: readonly string[]): Promise<void>;
  plan(stacks: readonly string[]): Promise<void>;
  up(stacks: readonly string[]): Promise<void>;
  /** Stops one stack, or all, in good order. */
  cancel(stack?: string): void;
}

/** With what it is done; `now` tells milliseconds since 1970. */
export interface StacksWorkOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly paths: Paths;
  readonly now: () => number;
}

/** Each stack is worked on in its own account, in an operation of its own: one that fails leaves the others alone. */
export function stacksWork({ env, paths, now }: StacksWorkOptions): StacksWork {
  const state = store<StacksState>(noStacks);
  const dispatch = (action: StacksAction) => state.set(reduceStacks(state.get(), action));
  let cancelNow: (stack?: string) => void = () => {};
  let interrupt = new AbortController();

  const fail = (stack: string, error: unknown) =>
    dispatch({
      type: "ended",
      stack,
      end: interrupt.signal.aborted ? { phase: "stopped" } : { phase: "failed", problem: problemFrom(error) },
    });

  /** Opens the stack's own target for the time of the work. */
  const inTarget = async (
    stack: string,
    work: (target: Target, settings: StackSettings) => Promise<void>,
  ) => {
    let target: Target | undefined;
    try {
      const { readSettings } = await loadStacks();
      const settings = readSettings(paths, stack);
      target = await openTarget({ ...placeOf(settings), env, paths, signal: interrupt.signal });
      await work(target, settings);
    } catch (error) {
      fail(stack, error);
    } finally {
      await target?.close().catch(() => {});
    }
  };

  const lookAt = (stack: string) =>
    inTarget(stack, async (target, settings) => {
      dispatch({ type: "began", stack, phase: "looking", at: now() });
      const { readSetUp, runControls, trailOf } = await loadChecks();
      if (settings.kind === "log-archive") return dispatch({ type: "ended", stack, end: { phase: "idle" } });
      const arn = trailOf(settings, target.identity.accountId);
      const setUp = await readSetUp(target, { signal: interrupt.signal });
      const trails = "value" in setUp.trails ? setUp.trails.value : [];
      const trail = trails.find((one) => one.arn === arn);
      const status = trail && "value" in trail.status ? trail.status.value.logFiles : undefined;
      const findings = trail ? runControls(setUp, { trails: [arn] }) : [];
      const count = (wanted: string) => findings.filter((finding) => finding.status === wanted).length;
      if (trail)
        dispatch({
          type: "looked",
          stack,
          look: {
            deliveredAt: status?.succeededAt,
            deliveryError: status?.error,
            failed: count("failed"),
            unknown: count("unknown"),
            // They come worst first.
            worst: findings
              .filter((finding) => finding.status === "failed")
              .slice(0, 3)
              .map(({ control, title }) => `${control}: ${title}`),
          },
        });
      dispatch({ type: "ended", stack, end: { phase: "idle" } });
    });

  /** The operation on all of them at once, as many as the machine takes. */
  const operate = async (kind: "preview" | "up", stacks: readonly string[]) => {
    interrupt = new AbortController();
    const { runStacks, settingsForUp, planOf } = await loadFleet();
    const { listStacks } = await loadStacks();
    const targets: Target[] = [];
    const requests: OperationRequest[] = [];
    const phase = kind === "preview" ? "planning" : "bringing up";
    for (const stack of stacks) dispatch({ type: "began", stack, phase, at: now() });
    try {
      for (const stack of stacks) {
        try {
          const { readSettings } = await loadStacks();
          const place = placeOf(readSettings(paths, stack));
          const target = await openTarget({ ...place, env, paths, signal: interrupt.signal });
          targets.push(target);
          const wanted = { target, paths, stack, answers: {}, others: listStacks(paths), onNotice: () => {} };
          requests.push({ kind, target, ...(await settingsForUp(wanted)) });
        } catch (error) {
          fail(stack, error);
        }
      }
      if (interrupt.signal.aborted || requests.length === 0) return;
      const running = runStacks(requests, { paths, env });
      cancelNow = (stack) => running.cancel(stack);
      for await (const event of running) {
        const { stack } = event;
        if (event.type === "engine" && event.event.type === "stage")
          dispatch({ type: "message", stack, message: event.event.message });
        if (event.type === "engine" && event.event.type === "started")
          dispatch({ type: "message", stack, message: resourceType(event.event.resource) });
        if (event.type !== "ended") continue;
        const { outcome, error, seconds, events } = event.outcome;
        const problem = error && problemFrom(error);
        const end =
          outcome === "succeeded"
            ? kind === "preview"
              ? ({ phase: "planned", plan: planOf(events), seconds } as const)
              : ({ phase: "up", seconds } as const)
            : outcome === "cancelled"
              ? ({ phase: "stopped", seconds } as const)
              : ({ phase: "failed", seconds, ...(problem ? { problem } : {}) } as const);
        dispatch({ type: "ended", stack, end });
      }
      await running.outcomes;
    } finally {
      cancelNow = () => {};
      await Promise.allSettled(targets.map((target) => target.close()));
    }
  };

  return {
    state,
    async look(stacks) {
      interrupt = new AbortController();
      for (const stack of stacks) {
        if (interrupt.signal.aborted) return;
        await lookAt(stack);
      }
    },
    plan: (stacks) => operate("preview", stacks),
    up: (stacks) => operate("up", stacks),
    cancel(stack) {
      if (stack === undefined) interrupt.abort();
      cancelNow(stack);
    },
  };
}

/** Where a stack is, by its settings. */
const placeOf = ({ stack, target: kind, profile, accountId, roleArn, region }: StackSettings) => ({
  kind,
  profile: kind === "account" ? profile : undefined,
  accountId: kind === "sandbox" ? accountId : undefined,
  roleArn,
  region,
  regionSource: `stack ${stack}`,
});
