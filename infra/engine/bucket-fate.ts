import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { emptiesOnDestroy, type StackSettings } from "../stacks/settings.ts";
import { type ExportedState, exportedFromFile } from "./export-state.ts";
import { stateFile } from "./open-stack.ts";
import type { WorkerRequest } from "./worker-message.ts";

/** A resource in Pulumi's state, as far as its end depends on it. */
interface ResourceState {
  readonly type: string;
  retainOnDelete?: boolean;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}

/**
 * Whether the log bucket goes with the stack is what the settings say when it is destroyed; the state knows what they
 * said at the last up. Where the two differ the state is set right, as `pulumi stack export` and `import` would.
 * What was adopted is kept whatever the settings say.
 */
export async function decideBucketFate(request: WorkerRequest, stack: Stack): Promise<void> {
  const { settings } = request;
  if (settings.adopted?.includes("bucket")) return;
  if (request.localBackend) {
    // A look into the state file costs nothing; the CLI takes half a second.
    const state = exportedFromFile(stateFile(request.localBackend, settings.stack));
    if (!state || !setFates(state, settings)) return;
  }
  const whole = await stack.exportStack();
  if (setFates(whole, settings)) await stack.importStack(whole);
}

function setFates({ deployment }: Pick<ExportedState, "deployment">, settings: StackSettings): boolean {
  const { resources = [] } = deployment as { resources?: ResourceState[] };
  return resources.filter((resource) => setFate(resource, settings)).length > 0;
}

/** Sets what destroy does with one resource of the bucket; true if that was something else before. */
export function setFate(resource: ResourceState, settings: StackSettings): boolean {
  if (!resource.type.startsWith("aws:s3/")) return false;
  const empties = emptiesOnDestroy(settings);
  const isBucket = resource.type === "aws:s3/bucket:Bucket";
  const was = { retained: resource.retainOnDelete === true, empties: resource.inputs?.["forceDestroy"] };
  if (was.retained === !empties && (!isBucket || was.empties === empties)) return false;
  if (empties) delete resource.retainOnDelete;
  else resource.retainOnDelete = true;
  if (isBucket) {
    resource.inputs = { ...resource.inputs, forceDestroy: empties };
    resource.outputs = { ...resource.outputs, forceDestroy: empties };
  }
  return true;
}
