import { checkNamesAreFree } from "../adopt/names-free.ts";
import type { EngineEvent } from "../engine/engine-event.ts";
import type { OperationRequest } from "../engine/operation.ts";
import type { TrailwrightError } from "../errors.ts";
import { labProgressFile, removeProgress } from "../lab/lab-progress-file.ts";
import { noteUp, noteUpBegins } from "../lab/note-up.ts";
import { planOf } from "../lab/operation-state.ts";
import { problemOf } from "../lab/problem.ts";
import type { Paths } from "../paths.ts";
import { writeSettings } from "../stacks/settings-file.ts";

/** What precedes an operation: an up keeps its settings, and says in the stack's guided session that it has begun. */
export async function beforeOperation({ kind, settings, through, target }: OperationRequest, paths: Paths) {
  if (kind !== "up") return;
  writeSettings(paths, settings);
  await noteUpBegins({ target, paths, settings, through });
}

/**
 * What follows one that went well. A preview that would create bucket or trail asks whether its name is free.
 * Throws BucketNameTaken, TrailNameTaken.
 */
export async function afterSuccess(
  { kind, settings, through, target, remove }: OperationRequest,
  events: readonly EngineEvent[],
  paths: Paths,
) {
  if (kind === "preview") await checkNamesAreFree(target, settings, planOf(events));
  if (kind === "up") await noteUp({ target, paths, settings, through }, undefined);
  if (kind === "destroy" && remove) await removeProgress(labProgressFile(paths, settings.stack));
}

/** What follows one that failed or was stopped. */
export async function afterFailure(
  { kind, settings, through, target }: OperationRequest,
  error: TrailwrightError,
  paths: Paths,
) {
  if (kind === "up") await noteUp({ target, paths, settings, through }, problemOf(error));
}
