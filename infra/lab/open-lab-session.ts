import type { EngineEvent } from "../engine/engine-event.ts";
import type { OperationRequest, RunningOperation } from "../engine/operation.ts";
import type { Paths } from "../paths.ts";
import { checkSettings } from "../stacks/config.ts";
import type { StackSettings } from "../stacks/settings.ts";
import type { Target } from "../target/target.ts";
import { activities } from "./activities/index.ts";
import { cleanUpJournalFile, openCleanUpJournal } from "./clean-up-journal.ts";
import { destroyStack, planDestroy } from "./destroy.ts";
import { readEvidence } from "./evidence/read-evidence.ts";
import { firstState } from "./first-state.ts";
import { generateEvents, undoLeftovers } from "./generate-events.ts";
import { labProgressFile } from "./lab-progress-file.ts";
import type { LabSession } from "./lab-state.ts";
import { labSteps } from "./lab-steps.ts";
import { openLabStore } from "./lab-store.ts";
import { problemOf } from "./problem.ts";
import { applyPart, planPart } from "./provision.ts";
import { engineRunner } from "./run-engine.ts";
import type { StepId } from "./step.ts";
import { waitForDeliveries } from "./wait-for-deliveries.ts";
import { watchDeliveries } from "./watch-deliveries.ts";

/** On which stack, where, and with what. */
export interface OpenLabSessionOptions {
  /** Stays open when the session closes. */
  readonly target: Target;
  readonly paths: Paths;
  readonly stack: string;
  /** Environment the engine is looked for in; `process.env` if absent. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Answers already given (options of the command line); they count as changed answers on a stack that exists. */
  readonly answers?: Partial<StackSettings> | undefined;
  /** Sentences worth showing that are no state: "removing what an interrupted run left behind". */
  readonly onNotice?: ((message: string) => void) | undefined;
  /** Every event of the engine, as it happens, for whoever prints them. */
  readonly onEngineEvent?: ((request: OperationRequest, event: EngineEvent) => void) | undefined;
  /** Epoch milliseconds. */
  readonly now?: (() => number) | undefined;
  /** Runs engine operations; the real engine if absent. */
  readonly run?: ((request: OperationRequest) => RunningOperation) | undefined;
}

/**
 * Opens the guided session of a stack where it was left, or at its beginning with the lab's defaults, and undoes what
 * an interrupted step 5 left behind. Throws InvalidSettings when the answers do not fit or the stack belongs to
 * another target.
 */
export async function openLabSession(options: OpenLabSessionOptions): Promise<LabSession> {
  const { target, paths, stack, env, now = Date.now, onNotice = () => {} } = options;
  const run = options.run ?? (await realEngine(paths, env));
  const first = await firstState(target, paths, stack, onNotice);
  const journal = await openCleanUpJournal(cleanUpJournalFile(paths, stack), onNotice);

  const store = openLabStore(labProgressFile(paths, stack), first, onNotice);
  const engine = engineRunner(store, run, now, options.onEngineEvent ?? (() => {}));
  const provision = { store, engine, target, paths };
  const generation = { store, target, journal, now, onNotice };
  let interrupt = new AbortController();
  let idle: Promise<void> = Promise.resolve();

  /** One thing at a time, in the order it was asked for. */
  const exclusively = (work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    const { signal } = interrupt;
    const turn = idle.then(() => (signal.aborted ? undefined : work(signal)));
    idle = turn.catch(() => {});
    return turn;
  };
  const answer = (changes: Partial<StackSettings>) => {
    const merged = { ...store.state.settings, ...changes };
    store.dispatch({ type: "answered", settings: checkSettings(merged, `The answers for stack ${stack}`) });
  };
  const plan = async (step: StepId) => {
    const part = partOf(step);
    if (part) await planPart(step, part, provision);
    else store.dispatch({ type: "planned", step, plan: [] });
  };
  /** A step that makes nothing: what it finds out is all there is to it. */
  const lookUp = async (step: StepId) => {
    try {
      const evidence = await readEvidence(step, store.state, target);
      store.dispatch({ type: "done", step, evidence });
    } catch (error) {
      store.dispatch({ type: "failed", step, problem: problemOf(error) });
    }
  };
  const generate = (ids: Parameters<LabSession["generate"]>[0]) =>
    exclusively((signal) => generateEvents(ids, signal, generation));

  if (options.answers) answer(options.answers);
  await undoLeftovers(generation);
  const stopWatching = watchDeliveries(store, target, onNotice);

  return {
    get state() {
      return store.state;
    },
    activities: activities.map(({ id, title, touches, cleanUp }) => ({
      id,
      title,
      touches: touches(target),
      cleanUp: cleanUp(target),
    })),
    subscribe: store.subscribe,
    goTo: (step) => store.dispatch({ type: "went", step }),
    answer,
    plan(step) {
      if (store.state.operation?.kind === "preview") engine.cancel();
      return exclusively(() => plan(step));
    },
    async apply(step) {
      if (step === "events") return generate(activities.map((activity) => activity.id));
      if (step === "watch") return waitForDeliveries(store, interrupt.signal);
      return exclusively(async () => {
        const part = partOf(step);
        if (!part) return lookUp(step);
        if (store.state.steps[step].status !== "planned") await planPart(step, part, provision);
        if (store.state.steps[step].status === "planned") await applyPart(step, part, provision);
      });
    },
    generate,
    cleanUp: () => exclusively(() => undoLeftovers(generation)),
    delivered: (records) => store.dispatch({ type: "delivered", records }),
    planDestroy: () => exclusively(() => planDestroy(provision)),
    destroy: () => exclusively(() => destroyStack(provision)),
    cancel() {
      interrupt.abort();
      interrupt = new AbortController();
      engine.cancel();
    },
    async close() {
      interrupt.abort();
      engine.cancel();
      await idle;
      stopWatching();
      store.save();
    },
  };
}

function partOf(step: StepId) {
  return labSteps.find((one) => one.id === step)?.through;
}

/** The engine is loaded when the first operation starts, not before. */
async function realEngine(paths: Paths, env: NodeJS.ProcessEnv | undefined) {
  const { runOperation } = await import("../engine/run-operation.ts");
  return (request: OperationRequest) => runOperation(request, { paths, env });
}
