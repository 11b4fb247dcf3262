import { checkNamesAreFree } from "../adopt/names-free.ts";
import type { Through } from "../engine/operation.ts";
import type { Paths } from "../paths.ts";
import type { StackSettings } from "../stacks/settings.ts";
import { writeSettings } from "../stacks/settings-file.ts";
import type { Target } from "../target/target.ts";
import { readEvidence } from "./evidence/read-evidence.ts";
import { labSteps } from "./lab-steps.ts";
import type { LabStore } from "./lab-store.ts";
import { planOf } from "./operation-state.ts";
import { problemOf } from "./problem.ts";
import { furthest, within } from "./progress.ts";
import { type EngineRunner, isCancelled } from "./run-engine.ts";
import type { StepId } from "./step.ts";

/** What steps that provision something are done with. */
export interface Provision {
  readonly store: LabStore;
  readonly engine: EngineRunner;
  readonly target: Target;
  readonly paths: Paths;
}

/** Previews a step's part of the program, and whatever else is deployed already; the plan or the problem lands in the state. */
export async function planPart(step: StepId, part: Through, context: Provision): Promise<void> {
  const { store, engine, target } = context;
  store.dispatch({ type: "planning", step });
  try {
    const { settings, deployed } = store.state;
    const through = furthest(part, deployed);
    const { events } = await engine.run({ kind: "preview", settings, through, target }, step);
    const plan = planOf(events);
    await checkNamesAreFree(target, settings, plan);
    store.dispatch({ type: "planned", step, plan });
  } catch (error) {
    if (isCancelled(error)) store.dispatch({ type: "plan-dropped", step });
    else store.dispatch({ type: "failed", step, problem: problemOf(error) });
  }
}

/** Brings a planned part up, reads the evidence of everything that is up to date now, and marks it done. */
export async function applyPart(step: StepId, part: Through, context: Provision): Promise<void> {
  const { store, engine, target, paths } = context;
  try {
    const { settings, deployed } = store.state;
    const through = furthest(part, deployed);
    writeSettings(paths, settings);
    store.dispatch({ type: "running", step, through: part });
    store.save();
    await engine.run({ kind: "up", settings, through, target }, step);
    await markDone(step, through, settings, context);
  } catch (error) {
    store.dispatch({ type: "failed", step, problem: problemOf(error) });
  }
}

/**
 * An up includes every part up to `through`, so those that were open, stale or had failed are done now too; and so is
 * the identity, which is told before an up by whatever command.
 */
async function markDone(
  step: StepId,
  through: Through,
  settings: StackSettings,
  { store, target }: Provision,
): Promise<void> {
  for (const { id, through: part } of labSteps) {
    if (id !== "identity" && !(part && within(part, through))) continue;
    if (id !== step && store.state.steps[id].status === "done") continue;
    const evidence = await readEvidence(id, store.state, target);
    // An answer that changed meanwhile makes this evidence one of yesterday.
    if (store.state.settings === settings) store.dispatch({ type: "done", step: id, evidence });
  }
}
