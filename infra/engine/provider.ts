import { clientConfigOf } from "./client-config.ts";
import type { EngineEvent } from "./engine-event.ts";
import { installPlugin, providerVersion } from "./plugin.ts";
import type { WorkerRequest } from "./worker-message.ts";

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
  await installPlugin(request, process.env, emit, signal);
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
