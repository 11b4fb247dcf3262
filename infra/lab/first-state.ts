import { statSync } from "node:fs";
import { TrailwrightError } from "../errors.ts";
import type { Paths } from "../paths.ts";
import { checkSettings } from "../stacks/config.ts";
import { listStacks, type StackEntry } from "../stacks/list-stacks.ts";
import { proposeBucketName } from "../stacks/propose-bucket-name.ts";
import { proposeTrailName } from "../stacks/propose-trail-name.ts";
import type { StackSettings } from "../stacks/settings.ts";
import { readSettings, settingsFile } from "../stacks/settings-file.ts";
import { readSummary, type StackSummary } from "../stacks/summary.ts";
import type { Target } from "../target/target.ts";
import { labProgressFile, readProgress } from "./lab-progress-file.ts";
import type { Evidence, LabState } from "./lab-state.ts";
import { labSteps } from "./lab-steps.ts";
import { freshState, reduce, within } from "./progress.ts";

/**
 * Where a session begins: where it was left; else with what `up` made of the stack; else at the lab's defaults.
 * Settings that were applied since the session was left win over its drafts. Throws InvalidSettings when the stack
 * belongs to another target or account. `others`: stacks whose names for bucket and trail are not proposed again.
 */
export async function firstState(
  target: Target,
  paths: Paths,
  stack: string,
  onNotice: (message: string) => void,
  others: readonly StackEntry[] = listStacks(paths),
): Promise<LabState> {
  const { identity } = target;
  const applied = appliedSettings(paths, stack);
  const progressFile = labProgressFile(paths, stack);
  const progress = await readProgress(progressFile, identity, onNotice);
  if (progress) {
    checkBelongs(progress.settings, target);
    if (!applied || modified(settingsFile(paths, stack)) <= modified(progressFile)) return progress;
    checkBelongs(applied, target);
    return same(applied, progress.settings)
      ? progress
      : reduce(progress, { type: "answered", settings: applied });
  }
  if (!applied) return freshState(defaultSettings(target, stack, others), identity);
  checkBelongs(applied, target);
  return adopted(freshState(applied, identity), readSummary(paths, stack));
}

/** The lab's defaults for a stack in this target, with bucket and trail names that should be free beside `others`. */
export function defaultSettings(
  target: Target,
  stack: string,
  others: readonly StackEntry[] = [],
): StackSettings {
  const { accountId, region } = target.identity;
  const neighbours = others.flatMap(({ settings }) =>
    settings &&
    settings.stack !== stack &&
    settings.target === target.kind &&
    settings.accountId === accountId
      ? [settings.trailName]
      : [],
  );
  const settings = {
    stack,
    region,
    bucketName: proposeBucketName(accountId, region),
    trailName: proposeTrailName(neighbours),
    target: target.kind,
    accountId,
  };
  return checkSettings(settings, `the settings of stack ${stack}`);
}

function appliedSettings(paths: Paths, stack: string): StackSettings | undefined {
  try {
    return readSettings(paths, stack);
  } catch (error) {
    if (error instanceof TrailwrightError && error.code === "StackNotFound") return undefined;
    throw error;
  }
}

/** A stack of one account must never be planned against another. Throws InvalidSettings. */
function checkBelongs(settings: StackSettings, target: Target): void {
  const { stack, accountId } = settings;
  if (settings.target !== target.kind)
    throw new TrailwrightError("InvalidSettings", `Stack ${stack} was not made for this kind of target.`, {
      why: `It belongs to ${settings.target === "sandbox" ? "the sandbox" : `account ${accountId}`}.`,
      next: `Run it with --${settings.target}, or choose another stack with --stack NAME.`,
    });
  if (accountId && accountId !== target.identity.accountId)
    throw new TrailwrightError("InvalidSettings", `Stack ${stack} belongs to another account.`, {
      why: `It was made for account ${accountId}; these credentials are of ${target.identity.accountId}.`,
      next: "Use credentials of that account (--profile NAME), or choose another stack with --stack NAME.",
    });
}

/** What `up` made counts as done. */
function adopted(state: LabState, summary: StackSummary | undefined): LabState {
  const through = summary?.through;
  if (!through) return state;
  const evidence = evidenceOfUp(summary);
  let next: LabState = { ...state, deployed: through };
  for (const step of labSteps)
    if (step.id === "identity" || (step.through && within(step.through, through)))
      next = reduce(next, { type: "done", step: step.id, evidence });
  return next;
}

/** What an `up` that was no step of the session left to show. */
export function evidenceOfUp({ outputs }: StackSummary): Evidence[] {
  return [{ title: "Stack outputs", source: "the last up", text: JSON.stringify(outputs, null, 2) }];
}

function modified(file: string): number {
  return statSync(file).mtimeMs;
}

function same(a: StackSettings, b: StackSettings): boolean {
  const sorted = (settings: StackSettings) => JSON.stringify(Object.entries(settings).sort());
  return sorted(a) === sorted(b);
}
