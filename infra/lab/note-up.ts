import type { Through } from "../engine/operation.ts";
import type { Paths } from "../paths.ts";
import type { StackSettings } from "../stacks/settings.ts";
import { readSummary } from "../stacks/summary.ts";
import type { Target } from "../target/target.ts";
import { evidenceOfUp, firstState } from "./first-state.ts";
import { labProgressFile, writeProgress } from "./lab-progress-file.ts";
import type { LabState, Problem } from "./lab-state.ts";
import { labSteps } from "./lab-steps.ts";
import { reduce, within } from "./progress.ts";

/** An up of a stack outside of its guided session. */
export interface UpOutside {
  readonly target: Target;
  readonly paths: Paths;
  readonly settings: StackSettings;
  readonly through: Through;
}

/** Keeps in the session's file that an up has begun: even if it is killed, the session knows how much may exist. */
export async function noteUpBegins({ target, paths, settings, through }: UpOutside): Promise<void> {
  const file = labProgressFile(paths, settings.stack);
  const first = await firstState(target, paths, settings.stack, () => {});
  const answered = reduce(first, { type: "answered", settings });
  writeProgress(file, reduce(answered, { type: "running", step: through, through }));
}

/** Keeps in the session's file what became of it: its parts are done, or its last step failed. */
export async function noteUp(
  { target, paths, settings, through }: UpOutside,
  problem: Problem | undefined,
): Promise<void> {
  const file = labProgressFile(paths, settings.stack);
  let state: LabState = await firstState(target, paths, settings.stack, () => {});
  if (problem) return writeProgress(file, reduce(state, { type: "failed", step: through, problem }));
  const summary = readSummary(paths, settings.stack);
  const evidence = summary ? evidenceOfUp(summary) : [];
  for (const { id, through: part } of labSteps)
    if (state.steps[id].status !== "done" && (id === "identity" || (part && within(part, through))))
      state = reduce(state, { type: "done", step: id, evidence });
  writeProgress(file, state);
}
