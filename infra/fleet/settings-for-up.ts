import { existsSync } from "node:fs";
import type { Through } from "../engine/operation.ts";
import { cleanUpJournalFile } from "../lab/clean-up-journal.ts";
import { firstState } from "../lab/first-state.ts";
import { openLabSession } from "../lab/open-lab-session.ts";
import type { Paths } from "../paths.ts";
import { checkSettings } from "../stacks/config.ts";
import type { StackEntry } from "../stacks/list-stacks.ts";
import type { StackSettings } from "../stacks/settings.ts";
import type { Target } from "../target/target.ts";

/** Which stack, where, and what was answered about it. */
export interface StackWanted {
  readonly target: Target;
  readonly paths: Paths;
  readonly stack: string;
  readonly answers: Partial<StackSettings>;
  /** Stacks there are, and those that are about to be: proposed names keep clear of theirs. */
  readonly others: readonly StackEntry[];
  readonly onNotice: (message: string) => void;
}

/**
 * The settings a preview or up of a stack goes by: those it has, or the lab's defaults for a new one, with the answers
 * in. Throws InvalidSettings when they do not fit, or the stack belongs to another target.
 */
export async function settingsForUp(
  wanted: StackWanted,
): Promise<{ readonly settings: StackSettings; readonly through: Through }> {
  const { target, paths, stack, answers, others, onNotice } = wanted;
  const { settings } = await firstState(target, paths, stack, onNotice, others);
  return {
    settings: checkSettings({ ...settings, ...answers }, `The answers for stack ${stack}`),
    through: "trail",
  };
}

/** Removes what an interrupted step 5 of the stack's guided session left in the account; the session does that itself. */
export async function removeLeftovers(wanted: Omit<StackWanted, "answers" | "others">): Promise<void> {
  if (existsSync(cleanUpJournalFile(wanted.paths, wanted.stack)))
    await (await openLabSession(wanted)).close();
}
