import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { TrailwrightError } from "../errors.ts";
import { runCommand } from "./cli/run-command.ts";
import { clientConfigOf } from "./client-config.ts";
import type { EngineEvent } from "./engine-event.ts";
import type { WorkerRequest } from "./worker-message.ts";

/** Version of the AWS provider; the one @pulumi/aws is pinned to. */
export const providerVersion = "7.48.0";

/** A provider for the `aws:` types, ready before the engine starts. */
export interface StartedProvider {
  /** What the engine must be told. */
  readonly environment: Record<string, string>;
  close(): Promise<void>;
}

/**
 * Gets the provider ready: ours, served by this process, or the real plugin, installed if it is not there yet.
 * Throws PluginUnavailable.
 */
export async function startProvider(
  request: WorkerRequest,
  emit: (event: EngineEvent) => void,
  signal: AbortSignal,
): Promise<StartedProvider> {
  if (request.provider === "attached") return attach();
  await installPlugin(request, emit, signal);
  return { environment: {}, close: async () => {} };
}

async function attach(): Promise<StartedProvider> {
  const { serveProvider } = await import("../sandbox/provider/serve-provider.ts");
  const provider = await serveProvider({
    version: providerVersion,
    clientConfig: clientConfigOf(process.env),
  });
  return {
    environment: {
      PULUMI_DEBUG_PROVIDERS: `aws:${provider.port}`,
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    },
    close: () => provider.close(),
  };
}

async function installPlugin(
  { engine }: WorkerRequest,
  emit: (event: EngineEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const home = process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  const plugin = `resource-aws-v${providerVersion}`;
  // The CLI puts a .partial beside the folder while it unpacks.
  const folder = join(home, "plugins", plugin);
  if (existsSync(folder) && !existsSync(`${folder}.partial`)) return;
  const start = performance.now();
  let last = "downloading";
  const say = () => {
    const message = `AWS provider plugin ${providerVersion}: ${last}, ${Math.round((performance.now() - start) / 1000)} s`;
    emit({ type: "stage", stage: "plugin", message });
  };
  say();
  const timer = setInterval(say, 1000);
  try {
    const args = ["plugin", "install", "resource", "aws", providerVersion, "--non-interactive"];
    const outcome = await runCommand(engine.path, args, {
      env: process.env,
      signal,
      onLine: (line) => {
        if (line.trim()) last = line.trim();
      },
    });
    if (outcome.code === 0) return;
    throw new TrailwrightError(
      "PluginUnavailable",
      `The AWS provider plugin ${providerVersion} could not be installed.`,
      {
        why:
          outcome.stderr.trim().split("\n").at(-1) ||
          `pulumi plugin install ended with exit code ${outcome.code}.`,
        next: `Check the network, or install it by hand: pulumi plugin install resource aws ${providerVersion}`,
      },
    );
  } finally {
    clearInterval(timer);
  }
}
