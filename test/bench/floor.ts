// A process of its own: brings the lab's program up with an empty provider, with the same shortcuts that the engine's
// worker takes, so that what differs is the provider and the sandbox behind it.
import "../../infra/engine/skip-closure-modules.ts";
import { enableCompileCache } from "node:module";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OutputMap } from "@pulumi/pulumi/automation/index.js";
import { stackSettingsSchema } from "../../infra/stacks/settings.ts";

enableCompileCache();
const [enginePath = "", engineVersion = ""] = process.argv.slice(2);
const backend = mkdtempSync(join(tmpdir(), "trailwright-floor-"));
const workFolder = mkdtempSync(join(tmpdir(), "trailwright-floor-"));
const settings = stackSettingsSchema.parse({ stack: "floor", bucketName: "floor-bucket" });
const accountId = "111122223333";
try {
  const program = import("../../infra/program/trail-stack.ts");
  const provider = import("./empty-provider.ts").then(({ serveEmptyProvider }) => serveEmptyProvider());
  Object.assign(process.env, { PULUMI_BACKEND_URL: `file://${backend}`, PULUMI_CONFIG_PASSPHRASE: "floor" });
  const { openStack } = await import("../../infra/engine/open-stack.ts");
  const stack = await openStack(
    {
      kind: "up",
      through: "trail",
      previewOnly: false,
      remove: false,
      settings,
      accountId,
      provider: "attached",
      engine: { path: enginePath, version: engineVersion },
      workFolder,
      localBackend: backend,
    },
    async () => (await program).trailStack(settings, accountId, "trail") as unknown as OutputMap,
  );
  Object.assign(stack.workspace.envVars, {
    PULUMI_DEBUG_PROVIDERS: `aws:${await provider}`,
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  });
  let resources = 0;
  await stack.up({
    suppressProgress: true,
    suppressOutputs: true,
    color: "never",
    onEvent: (event) => {
      if (event.resOutputsEvent?.metadata.op === "create") resources += 1;
    },
  });
  if (resources < 8) throw new Error(`only ${resources} resources were made`);
} finally {
  rmSync(backend, { recursive: true, force: true });
  rmSync(workFolder, { recursive: true, force: true });
}
process.exit(0);
