/**
 * Path of one of our process entry points: the source file when running from source (Node strips the types),
 * the bundle in dist/ otherwise.
 */
export function entry(source: string, bundle: string): string {
  const here = import.meta.url;
  return new URL(here.endsWith(".ts") ? source : bundle, here).pathname;
}

/** Entry point of the engine's worker process. */
export const workerEntry = (): string => entry("./engine/worker.ts", "./worker.js");

/** Entry point of the sandbox's own process. */
export const sandboxEntry = (): string => entry("./sandbox/sandbox-process.ts", "./sandbox-process.js");
