import { existsSync, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { TrailwrightError } from "../errors.ts";
import { runCommand } from "./cli/run-command.ts";
import type { EngineEvent } from "./engine-event.ts";
import type { WorkerRequest } from "./worker-message.ts";

/** Version of the AWS provider; the one @pulumi/aws is pinned to. */
export const providerVersion = "7.48.0";

/**
 * Installs the real AWS provider plugin unless it is there, and says every second how far it is. Throws
 * PluginUnavailable.
 */
export async function installPlugin(
  { engine, workFolder }: Pick<WorkerRequest, "engine" | "workFolder">,
  env: NodeJS.ProcessEnv,
  emit: (event: EngineEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const home = env["PULUMI_HOME"] ?? join(env["HOME"] ?? homedir(), ".pulumi");
  const folder = join(home, "plugins", `resource-aws-v${providerVersion}`);
  // The CLI keeps a .partial beside the folder while it unpacks.
  if (existsSync(folder) && !existsSync(`${folder}.partial`)) return;

  const start = performance.now();
  const say = () => {
    const seconds = Math.round((performance.now() - start) / 1000);
    const message = `downloading the AWS provider plugin ${providerVersion}${downloaded(workFolder)}, ${seconds} s`;
    emit({ type: "stage", stage: "plugin", message });
  };
  say();
  const timer = setInterval(say, 1000);
  try {
    const args = ["plugin", "install", "resource", "aws", providerVersion, "--non-interactive"];
    const { code, stdout, stderr } = await runCommand(engine.path, args, {
      // Where the CLI keeps the archive while it comes, so that its size can be seen.
      env: { ...env, TMPDIR: workFolder },
      signal,
    });
    if (code === 0) return;
    const words = `${stdout}\n${stderr}`.trim().split("\n");
    const reason = words.findLast((line) => /error/i.test(line)) ?? `pulumi ended with exit code ${code}`;
    throw new TrailwrightError(
      "PluginUnavailable",
      `The AWS provider plugin ${providerVersion} could not be installed.`,
      {
        why: [...new Set([words.findLast((line) => line.startsWith("warning:")), reason])]
          .filter(Boolean)
          .join("\n"),
        next: `Check the network, or install it by hand: pulumi plugin install resource aws ${providerVersion}`,
      },
    );
  } finally {
    clearInterval(timer);
  }
}

function downloaded(folder: string): string {
  const archives = readdirSync(folder).filter((name) => name.startsWith("pulumi-plugin"));
  const bytes = archives.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  return bytes ? `: ${(bytes / 1e6).toFixed(1)} MB` : "";
}
