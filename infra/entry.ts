import { fileURLToPath } from "node:url";

/**
 * Path of something that lies beside the code: the source file when running from source (Node strips the types),
 * the bundle in dist/ otherwise.
 */
function entry(source: string, bundle: string): string {
  const here = import.meta.url;
  return fileURLToPath(new URL(here.endsWith(".ts") ? source : bundle, here));
}

/** Entry point of the engine's worker process. */
export const workerEntry = (): string => entry("./engine/worker.ts", "./worker.js");

/** Entry point of the sandbox's own process. */
export const sandboxEntry = (): string => entry("./sandbox/sandbox-process.ts", "./sandbox-process.js");

/** The Go module (go.mod, go.sum) the Pulumi CLI can be built from. */
export const pulumiCliModule = (): string => entry("./engine/pulumi-cli", "../infra/engine/pulumi-cli");

/** Entry point of the thread that decodes large log files. */
export const logFileWorkerEntry = (): string =>
  entry("./trail-log/log-file-worker.ts", "./log-file-worker.js");

/** Pulumi's own project file, for who drives the program with plain `pulumi`. */
export const projectFile = (): string => entry("../Pulumi.yaml", "../Pulumi.yaml");
