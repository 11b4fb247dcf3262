import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * Writes the launcher of policy packs (runtime nodejs) into a folder, for the engine to find on its PATH, and returns the
 * folder. Pulumi's own download has one; the engine that we build from its Go module comes alone. Where Pulumi's language
 * plugin is there, the engine uses that instead.
 */
export function policyAnalyzer(folder: string): string {
  const run = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack/index.js");
  const file = join(folder, "pulumi-analyzer-policy-nodejs");
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${run}' "$@"\n`);
  chmodSync(file, 0o755);
  return folder;
}
