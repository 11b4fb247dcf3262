// A process of its own: brings the lab's program up with an empty provider, the plain way of the automation API.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { LocalWorkspace, type PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { trailStack } from "../../infra/program/trail-stack.ts";
import { stackSettingsSchema } from "../../infra/stacks/settings.ts";
import { serveEmptyProvider } from "./empty-provider.ts";

const folder = mkdtempSync(join(tmpdir(), "trailwright-floor-"));
const settings = stackSettingsSchema.parse({ stack: "floor", bucketName: "floor-bucket" });
const program = async () => trailStack(settings, "111122223333");
try {
  const port = await serveEmptyProvider();
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: "floor", projectName: "floor", program: program as unknown as PulumiFn },
    {
      envVars: {
        PATH: `${dirname(process.argv[2]!)}:${process.env["PATH"]}`,
        PULUMI_BACKEND_URL: `file://${folder}`,
        PULUMI_CONFIG_PASSPHRASE: "floor",
        PULUMI_DEBUG_PROVIDERS: `aws:${port}`,
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
    },
  );
  const { summary } = await stack.up();
  if (summary.result !== "succeeded") throw new Error(summary.result);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
