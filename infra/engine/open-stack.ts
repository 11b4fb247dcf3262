import { existsSync } from "node:fs";
import { join } from "node:path";
import { LocalWorkspace, type PulumiFn, Stack } from "@pulumi/pulumi/automation/index.js";
import { TrailwrightError } from "../errors.ts";
import { projectName } from "../stacks/config.ts";
import { pulumiCommand } from "./pulumi-command.ts";
import type { WorkerRequest } from "./worker-message.ts";

/**
 * Opens the stack, creating it for preview and up. Throws StackNotFound. Runs as few CLI processes as can be: each
 * costs a quarter of a second, so a stack whose state file is there is not selected first, and outputs and summary
 * come from the engine's events instead of from `stack output` and `stack history`.
 */
export async function openStack(request: WorkerRequest, program: PulumiFn): Promise<Stack> {
  const { settings, kind, localBackend, workFolder } = request;
  const workspace = await LocalWorkspace.create({
    workDir: workFolder,
    program,
    pulumiCommand: pulumiCommand(request.engine),
    projectSettings: { name: projectName, runtime: "nodejs", main: workFolder },
    envVars: {},
  });
  if (localBackend) {
    const state = stateFile(localBackend, settings.stack);
    if (existsSync(state)) workspace.selectStack = async () => {};
    else if (kind === "preview" || kind === "up")
      workspace.selectStack = (name) => workspace.createStack(name);
    else {
      throw new TrailwrightError("StackNotFound", `Nothing was ever deployed as stack ${settings.stack}.`, {
        why: `${state} does not exist.`,
        next: "`trailwright stacks` lists the stacks there are; `trailwright up` deploys one.",
      });
    }
  }
  const stack =
    kind === "preview" || kind === "up"
      ? await Stack.createOrSelect(settings.stack, workspace)
      : await Stack.select(settings.stack, workspace);
  stack.outputs = async () => ({});
  stack.info = async () => undefined;
  return stack;
}

/** Where a local backend keeps a stack's state. */
export const stateFile = (backend: string, stack: string): string =>
  join(backend, ".pulumi", "stacks", projectName, `${stack}.json`);
