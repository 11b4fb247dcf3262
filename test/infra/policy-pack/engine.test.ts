import { fileURLToPath } from "node:url";
import { Bucket } from "@pulumi/aws/s3/bucket.js";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock.js";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { expect, test } from "vitest";
import { policyAnalyzer } from "../../../infra/engine/policy-analyzer.ts";
import { trailStack } from "../../../infra/program/trail-stack.ts";
import { stackSettingsSchema } from "../../../infra/stacks/settings.ts";
import { providerStack, sandboxCloud } from "../../helpers/provider-stack.ts";
import { temporaryFolder } from "../../helpers/temporary-home.ts";

const policyPacks = [fileURLToPath(new URL("../../../infra/policy-pack", import.meta.url))];

/** Previews and brings up a program under the pack; resolves to what the pack said, or rejects with the engine's words. */
async function underPack(program: (accountId: string) => Record<string, unknown>) {
  const cloud = await sandboxCloud();
  const stack = await providerStack(cloud, async () => program(cloud.accountId));
  stack.stack.workspace.envVars["PATH"] = `${policyAnalyzer(temporaryFolder())}:${process.env["PATH"]}`;
  const said = new Set<string>();
  const onEvent = ({ policyEvent }: EngineEvent) => {
    if (policyEvent)
      said.add(`${policyEvent.enforcementLevel} ${policyEvent.policyName}: ${policyEvent.message}`);
  };
  const options = { policyPacks, onEvent, program: () => stack.program() };
  const run = async () => {
    await stack.stack.preview(options);
    await stack.stack.up(options);
  };
  const failure = await run().then(() => undefined, String);
  return { said: [...said], failure };
}

test("the engine runs the pack on everything a stack can have, and finds nothing to say", async () => {
  const settings = stackSettingsSchema.parse({
    stack: "dev",
    bucketName: "under-policies",
    kmsKey: "own",
    logGroup: { retentionDays: 30 },
    alarms: "compliance",
    deliveryNotifications: true,
    athena: true,
  });
  const { said, failure } = await underPack((accountId) => ({ ...trailStack(settings, accountId) }));
  expect(failure).toBeUndefined();
  // Policies of topics name their ARN, which a preview cannot know; up looks at them.
  expect(said.filter((words) => !/ can't run policy .* during preview: /.test(words))).toEqual([]);
}, 180_000);

test("the engine stops a program that breaks the pack's rules, and says which", async () => {
  const { said, failure } = await underPack(() => {
    const bucket = new Bucket("open", { bucket: "open-to-all" });
    new BucketPublicAccessBlock("open", { bucket: bucket.id, blockPublicAcls: true });
    return {};
  });
  expect(failure).toMatch(/bucket-blocks-public-access/);
  expect(said.join("\n")).toMatch(
    /mandatory bucket-blocks-public-access: .*restrictPublicBuckets is not set/s,
  );
  expect(said.join("\n")).toMatch(
    /advisory bucket-is-guarded: .*The bucket open has no versioning in this plan/s,
  );
}, 180_000);
