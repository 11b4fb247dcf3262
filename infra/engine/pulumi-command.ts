import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";

/**
 * The automation API's handle of a CLI whose path and version are known. Its own factory looks in other places and
 * runs `pulumi version` once more, which costs a quarter of a preview.
 */
export function pulumiCommand(engine: { readonly path: string; readonly version: string }): PulumiCommand {
  const version = { toString: () => engine.version };
  return Object.assign(Object.create(PulumiCommand.prototype), { command: engine.path, version });
}
