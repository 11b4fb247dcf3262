import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Paths } from "../paths.ts";
import { historyFolder } from "./history-file.ts";

/** States kept per stack. */
export const keptStates = 10;

const stateFolder = (paths: Paths, stack: string): string => join(historyFolder(paths), "states", stack);

/** Where the state before an operation is put. `at`: epoch milliseconds, when the operation began. */
export const stateBeforeFile = (paths: Paths, stack: string, kind: string, at: number): string =>
  join(stateFolder(paths, stack), `${new Date(at).toISOString().replaceAll(":", "-")}-before-${kind}.json`);

/** A kept state's path; undefined if it is not kept any more. */
export function keptState(paths: Paths, stack: string, name: string): string | undefined {
  const file = join(stateFolder(paths, stack), name);
  return existsSync(file) ? file : undefined;
}

/** Removes all but the latest states of a stack; their names sort by time. */
export function pruneStates(paths: Paths, stack: string): void {
  const folder = stateFolder(paths, stack);
  if (!existsSync(folder)) return;
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort();
  for (const name of names.slice(0, -keptStates)) rmSync(join(folder, name), { force: true });
}
