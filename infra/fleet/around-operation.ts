import type { EngineEvent } from "../engine/engine-event.ts";
import type { OperationRequest } from "../engine/operation.ts";
import type { TrailwrightError } from "../errors.ts";
import { checkBucketNameIsFree } from "../lab/bucket-name-check.ts";
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
 * What follows one that went well. A preview that would create the bucket asks whether its name is free. Throws
 * BucketNameTaken.
 */
export async function afterSuccess(
  { kind, settings, through, target, remove }: OperationRequest,
  events: readonly EngineEvent[],
  paths: Paths,
) {
  if (
    kind === "preview" &&
    planOf(events).some(({ resource, operation }) => makesBucket(resource, operation))
  )
    await checkBucketNameIsFree(target, settings);
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

/** The log bucket; its settings are resources of their own. */
function makesBucket({ type, name }: { type: string; name: string }, operation: string): boolean {
  return (
    type === "aws:s3/bucket:Bucket" && name === "logs" && (operation === "create" || operation === "replace")
  );
}
