import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";

/** How the automation API runs a CLI command; it keeps this to itself. */
type Run = (
  args: string[],
  cwd: string,
  env: Record<string, string>,
  onOutput?: (text: string) => void,
  onError?: (text: string) => void,
  signal?: AbortSignal,
) => Promise<unknown>;

/**
 * The automation API's handle of a CLI whose path and version are known. Its own factory looks in other places and
 * runs `pulumi version` once more, which costs a quarter of a preview. It also starts a CLI whose signal was aborted
 * before, and then never stops it; this one does not start it.
 */
export function pulumiCommand(engine: { readonly path: string; readonly version: string }): PulumiCommand {
  const { run } = PulumiCommand.prototype as unknown as { run: Run };
  const command: PulumiCommand = Object.assign(Object.create(PulumiCommand.prototype), {
    command: engine.path,
    version: { toString: () => engine.version },
    async run(...args: Parameters<Run>) {
      args[5]?.throwIfAborted();
      return run.apply(command, args);
    },
  });
  return command;
}
