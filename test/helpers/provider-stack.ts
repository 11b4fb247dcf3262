import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { S3Client } from "@aws-sdk/client-s3";
import {
  type ConfigMap,
  type DestroyOptions,
  type EngineEvent,
  LocalWorkspace,
  type PulumiFn,
  Stack,
} from "@pulumi/pulumi/automation/index.js";
import { onTestFinished } from "vitest";
import { findEngine } from "../../infra/engine/cli.ts";
import { pulumiCommand } from "../../infra/engine/pulumi-command.ts";
import { paths } from "../../infra/paths.ts";
import { type Sandbox, startSandbox } from "../../infra/sandbox/index.ts";
import { serveProvider } from "../../infra/sandbox/provider/serve-provider.ts";
import type { ClientConfig } from "../../infra/target/target.ts";
import { temporaryFolder } from "./temporary-home.ts";

/** An AWS endpoint with the official clients on it: "another client" of the tests. */
export interface Cloud {
  readonly clientConfig: ClientConfig;
  readonly accountId: string;
  readonly s3: S3Client;
  readonly cloudtrail: CloudTrailClient;
}

/** The cloud behind an endpoint. */
export function cloudAt(clientConfig: ClientConfig, accountId: string): Cloud {
  return {
    clientConfig,
    accountId,
    s3: new S3Client(clientConfig),
    cloudtrail: new CloudTrailClient(clientConfig),
  };
}

/** Starts a sandbox that ends with the test. */
export async function sandboxCloud(): Promise<Cloud & { readonly sandbox: Sandbox }> {
  const sandbox = await startSandbox({ deliveryMilliseconds: 3_600_000 });
  onTestFinished(() => sandbox.close());
  const { endpoint, credentials, region, accountId } = sandbox;
  const config = {
    region,
    endpoint,
    forcePathStyle: true,
    credentials: async () => credentials,
    maxAttempts: 1,
  };
  return { ...cloudAt(config, accountId), sandbox };
}

/** What one operation did: how many resources per kind, and each step in short (`update logs tags.purpose`). */
interface Outcome {
  readonly changes: Readonly<Record<string, number>>;
  readonly steps: readonly Step[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

interface Step {
  readonly name: string;
  readonly type: string;
  readonly operation: string;
  /** Property paths with what happens to them: `tags.purpose: update`. */
  readonly detail: readonly string[];
}

/** A stack of its own backend folder, driven by the real engine through our provider. */
export interface ProviderStack {
  /** Which resources there are; may be changed between operations. */
  program: PulumiFn;
  readonly stack: Stack;
  preview(): Promise<Outcome>;
  up(): Promise<Outcome>;
  refresh(): Promise<Outcome>;
  destroy(options?: DestroyOptions): Promise<Outcome>;
  /** The state's resources by name. */
  resources(): Promise<Record<string, StateResource>>;
  /** The state as it lies on disk. */
  stateText(): string;
}

/** A resource as the engine keeps it. */
interface StateResource {
  readonly id: string;
  readonly type: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
  readonly initErrors?: readonly string[];
}

/** Serves the provider on `cloud` and opens a stack; all of it ends with the test. */
export async function providerStack(
  cloud: Cloud,
  program: PulumiFn,
  config: ConfigMap = {},
): Promise<ProviderStack> {
  const provider = await serveProvider({ clientConfig: cloud.clientConfig, version: "7.48.0" });
  onTestFinished(() => provider.close());
  const folder = temporaryFolder();
  const engine = await findEngine({ env: process.env, paths: paths() });
  const workspace = await LocalWorkspace.create({
    workDir: folder,
    pulumiCommand: pulumiCommand(engine),
    projectSettings: { name: "test", runtime: "nodejs", backend: { url: `file://${folder}` } },
    envVars: {
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_DEBUG_PROVIDERS: `aws:${provider.port}`,
    },
  });
  const stack = await Stack.create("dev", workspace);
  if (Object.keys(config).length > 0) await stack.setAllConfig(config);
  const opened: ProviderStack = {
    program,
    stack,
    preview: () =>
      observed(async (onEvent) => {
        const result = await stack.preview({ program: () => opened.program(), onEvent });
        return { changes: result.changeSummary, outputs: {} };
      }),
    up: () =>
      observed(async (onEvent) => {
        const result = await stack.up({ program: () => opened.program(), onEvent });
        const outputs = Object.entries(result.outputs).map(([name, output]) => [name, output.value]);
        return { changes: result.summary.resourceChanges ?? {}, outputs: Object.fromEntries(outputs) };
      }),
    refresh: () =>
      observed(async (onEvent) => {
        const result = await stack.refresh({ onEvent });
        return { changes: result.summary.resourceChanges ?? {}, outputs: {} };
      }),
    destroy: (options) =>
      observed(async (onEvent) => {
        const result = await stack.destroy({ ...options, onEvent });
        return { changes: result.summary.resourceChanges ?? {}, outputs: {} };
      }),
    stateText: () => readFileSync(join(folder, ".pulumi", "stacks", "test", "dev.json"), "utf8"),
    async resources() {
      const { deployment } = await stack.exportStack();
      const all = (deployment as { resources?: (StateResource & { urn: string })[] }).resources ?? [];
      return Object.fromEntries(
        all
          .filter(({ type }) => type.startsWith("aws:"))
          .map((found) => [found.urn.split("::").at(-1)!, found]),
      );
    },
  };
  return opened;
}

async function observed(
  run: (onEvent: (event: EngineEvent) => void) => Promise<Omit<Outcome, "steps">>,
): Promise<Outcome> {
  const steps: Step[] = [];
  const result = await run((event) => {
    const metadata = event.resOutputsEvent?.metadata ?? event.resourcePreEvent?.metadata;
    if (!metadata?.type.startsWith("aws:")) return;
    const detail = Object.entries(metadata.detailedDiff ?? {}).map(
      ([path, { diffKind }]) => `${path}: ${diffKind}`,
    );
    const name = metadata.urn.split("::").at(-1)!;
    const operation: string = metadata.op;
    const index = steps.findIndex((step) => step.name === name && step.operation === operation);
    const step = { name, type: metadata.type, operation, detail: detail.sort() };
    if (index < 0) steps.push(step);
    else if (step.detail.length > 0) steps[index] = step;
  });
  return { ...result, steps };
}
