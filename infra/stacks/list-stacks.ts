import { existsSync, readdirSync } from "node:fs";
import { TrailwrightError } from "../errors.ts";
import type { Paths } from "../paths.ts";
import type { StackSettings } from "./settings.ts";
import { readSettings, settingsFile } from "./settings-file.ts";
import { readSummary, type StackSummary } from "./summary.ts";

/** A stack we have settings of. Exactly one of `settings` and `problem` is there. */
export interface StackEntry {
  readonly stack: string;
  readonly file: string;
  readonly settings?: StackSettings;
  /** Why the settings cannot be used (InvalidSettings). */
  readonly problem?: TrailwrightError;
  /** What the last operation left; undefined before the first. */
  readonly summary: StackSummary | undefined;
}

/** All stacks, by name. One with unusable settings is listed with its problem. */
export function listStacks(paths: Paths): StackEntry[] {
  if (!existsSync(paths.settings)) return [];
  return readdirSync(paths.settings)
    .flatMap((name) => /^Pulumi\.([A-Za-z0-9][A-Za-z0-9._-]*)\.yaml$/.exec(name)?.[1] ?? [])
    .sort()
    .map((stack) => ({
      stack,
      file: settingsFile(paths, stack),
      ...settingsOrProblem(paths, stack),
      summary: readSummary(paths, stack),
    }));
}

function settingsOrProblem(paths: Paths, stack: string): Pick<StackEntry, "settings" | "problem"> {
  try {
    return { settings: readSettings(paths, stack) };
  } catch (error) {
    if (error instanceof TrailwrightError) return { problem: error };
    throw error;
  }
}
