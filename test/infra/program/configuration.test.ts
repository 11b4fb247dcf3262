import { Config, runtime } from "@pulumi/pulumi";
import { afterAll, expect, test } from "vitest";
import program from "../../../infra/program/index.ts";
import { settingsToConfig } from "../../../infra/stacks/config.ts";
import { stackSettingsSchema } from "../../../infra/stacks/settings.ts";

const made: runtime.MockResourceArgs[] = [];
await runtime.setMocks(
  {
    newResource(args) {
      made.push(args);
      return {
        id: args.name,
        state: { ...args.inputs, arn: `arn:of:${args.name}`, name: args.inputs["name"] ?? args.name },
      };
    },
    call: () => ({ accountId: "111122223333" }),
  },
  "trailwright",
  "audit",
);
afterAll(() => runtime.resetOptions("", "", -1, "", "", false, ""));

test("plain pulumi reads nested settings as the stack's file has them, and leaves other namespaces alone", async () => {
  const settings = stackSettingsSchema.parse({
    stack: "audit",
    target: "account",
    bucketName: "logs-of-us",
    objectLock: { mode: "GOVERNANCE", days: 30 },
    transitions: [{ days: 60, storageClass: "GLACIER_IR" }],
    logGroup: { retentionDays: 90 },
    alarms: "tuned",
    subscriptions: ["security@example.com"],
    tags: { count: "7" },
  });
  // Pulumi hands everything but text to programs as JSON.
  const given = Object.entries(settingsToConfig(settings)).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  runtime.setAllConfig({ ...Object.fromEntries(given), "other:secret": "kept" });
  await program();
  await (runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
  const inputs = (type: string) => made.find((resource) => resource.type.endsWith(`:${type}`))?.inputs;
  expect(inputs("BucketObjectLockConfiguration")).toMatchObject({
    rule: { defaultRetention: { mode: "GOVERNANCE", days: 30 } },
  });
  expect(inputs("BucketLifecycleConfiguration")).toMatchObject({
    rules: [{ transitions: [{ days: 60, storageClass: "GLACIER_IR" }] }],
  });
  expect(inputs("LogGroup")).toMatchObject({ retentionInDays: 90, tags: { count: "7" } });
  expect(inputs("TopicSubscription")).toMatchObject({ endpoint: "security@example.com", protocol: "email" });
  expect(new Config("other").get("secret")).toBe("kept");
});
