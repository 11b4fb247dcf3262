import { existsSync } from "node:fs";
import { trailArn } from "../cloudtrail/trail-arn.ts";
import { labProgressFile } from "../lab/lab-progress-file.ts";
import type { Paths } from "../paths.ts";
import type { StackSettings } from "../stacks/settings.ts";
import { readSummary } from "../stacks/summary.ts";
import type { MadeBefore } from "./facts.ts";

/**
 * What a stack has made already, as far as a pre-flight can know: an up that was interrupted leaves resources of which
 * only the engine's state tells. So once an up has begun, what stands under the stack's names may be its own; the
 * preview, which knows the state, judges that.
 */
export function madeBefore(paths: Paths, settings: StackSettings, accountId: string): MadeBefore {
  const { stack, bucketName, trailName: name, region } = settings;
  const summary = readSummary(paths, stack);
  const begun = summary !== undefined || existsSync(labProgressFile(paths, stack));
  return begun ? { ...summary?.outputs, bucketName, trailArn: trailArn({ region, accountId, name }) } : {};
}
