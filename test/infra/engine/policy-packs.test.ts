import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { runOperation } from "../../../infra/engine/run-operation.ts";
import { stackSettingsSchema } from "../../../infra/stacks/settings.ts";
import { testEngine, toEnd } from "../../helpers/engine-run.ts";
import { targetOf, testSandbox } from "../../helpers/sandbox-target.ts";
import { temporaryFolder, temporaryPaths } from "../../helpers/temporary-home.ts";

const ours = fileURLToPath(new URL("../../../infra/policy-pack", import.meta.url));

/** A pack of somebody else's, which allows nobody a trail. */
function strictPack(): string {
  const folder = join(temporaryFolder(), "strict");
  mkdirSync(folder);
  const policy = createRequire(import.meta.url).resolve("@pulumi/policy");
  writeFileSync(join(folder, "PulumiPolicy.yaml"), "runtime: nodejs\n");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ version: "1.0.0", main: "index.js" }));
  writeFileSync(
    join(folder, "index.js"),
    `new (require(${JSON.stringify(policy)}).PolicyPack)("strict", { policies: [{ name: "no-trails", description: "none",
      enforcementLevel: "mandatory", validateResource: ({ type }, report) => {
        if (type === "aws:cloudtrail/trail:Trail") report("no trails today");
      } }] });`,
  );
  return folder;
}

test("previews and ups run under policy packs, which can stop them", async () => {
  const [engine, sandbox, paths] = [await testEngine(), await testSandbox(), temporaryPaths()];
  const settings = stackSettingsSchema.parse({ stack: "packed", bucketName: "under-packs" });
  const run = (kind: "preview" | "up", ...policyPacks: string[]) =>
    toEnd(
      runOperation(
        { kind, settings, through: "trail", target: targetOf(sandbox), policyPacks },
        { paths, engine, env: process.env },
      ),
    );
  await expect(run("preview", ours, strictPack())).rejects.toMatchObject({ code: "EngineFailed" });
  expect((await run("up", ours)).result.changes).toMatchObject({ create: expect.any(Number) });
}, 120_000);
