import { runtime } from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { unguardedBuckets } from "../../../infra/policy-pack/guarded-buckets.ts";
import { rules } from "../../../infra/policy-pack/rules.ts";
import { trailStack } from "../../../infra/program/trail-stack.ts";
import { stackSettingsSchema } from "../../../infra/stacks/settings.ts";

const made: runtime.MockResourceArgs[] = [];

beforeAll(async () => {
  await runtime.setMocks({
    newResource(args) {
      made.push(args);
      const id = `${args.inputs["bucket"] ?? args.name}`;
      return { id, state: { ...args.inputs, arn: `arn:of:${id}`, name: args.inputs["name"] ?? id } };
    },
    call: () => ({}),
  });
});
afterAll(() => runtime.resetOptions("", "", -1, "", "", false, ""));

const problems = (name: string, properties: Record<string, unknown>): readonly string[] =>
  rules.find((rule) => rule.name === name)!.check(properties);

const allow = { Sid: "A", Effect: "Allow", Action: "s3:PutObject", Resource: "*" };
const policyOf = (...Statement: object[]) => ({
  policy: JSON.stringify({ Version: "2012-10-17", Statement }),
});
const cloudTrail = { Service: ["cloudtrail.amazonaws.com"] };

describe("the pack's rules", () => {
  test("hold of every resource of our own program", async () => {
    const settings = stackSettingsSchema.parse({
      stack: "dev",
      bucketName: "logs-of-us",
      kmsKey: "own",
      logGroup: { retentionDays: 30 },
      alarms: "tuned",
      deliveryNotifications: true,
    });
    trailStack(settings, "111122223333");
    await (runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
    const found = made.flatMap(({ type, inputs }) =>
      rules
        .filter(({ types }) => types.includes(type))
        .flatMap((rule) => rule.check(inputs as Record<string, unknown>)),
    );
    expect(found).toEqual([]);
    // Each rule had something to look at.
    expect(rules.filter(({ types }) => !made.some(({ type }) => types.includes(type)))).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ["trail-validates-log-files", {}, /validation is off/],
    ["trail-of-all-regions", { isMultiRegionTrail: false }, /one region only/],
    [
      "trail-of-all-regions",
      { isMultiRegionTrail: true, includeGlobalServiceEvents: false },
      /leaves out IAM/,
    ],
    ["trail-is-logging", { enableLogging: false }, /The trail is off/],
    ["bucket-blocks-public-access", { blockPublicAcls: true }, /blockPublicPolicy is not set/],
    ["bucket-is-versioned", { versioningConfiguration: { status: "Suspended" } }, /not enabled/],
    [
      "bucket-policy-names-its-source",
      policyOf({ ...allow, Principal: cloudTrail }),
      /statement A lets CloudTrail in/,
    ],
    ["bucket-policy-denies-plain-http", policyOf({ ...allow, Principal: cloudTrail }), /without TLS/],
    ["no-open-principal", policyOf({ ...allow, Principal: { AWS: ["*"] } }), /statement A allows everybody/],
    ["no-open-principal", { policy: { Statement: { ...allow, Principal: "*" } } }, /allows everybody/],
    ["key-rotates", {}, /does not rotate/],
    ["log-group-expires", { retentionInDays: 0 }, /for ever/],
  ])("%s finds what is wrong with %j", (name, properties, message) => {
    expect(problems(name, properties).join("\n")).toMatch(message);
  });

  test("let through what has its conditions, whatever the case of their keys", () => {
    const Condition = {
      StringEquals: { "AWS:SourceArn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/a" },
    };
    expect(
      problems("bucket-policy-names-its-source", policyOf({ ...allow, Principal: cloudTrail, Condition })),
    ).toEqual([]);
    expect(problems("no-open-principal", policyOf({ ...allow, Principal: "*", Condition }))).toEqual([]);
    expect(problems("no-open-principal", { policy: "not a policy" })).toEqual([]);
  });

  test("know a bucket without its guards, by what depends on it", () => {
    const bucket = { type: "aws:s3/bucket:Bucket", name: "logs", urn: "urn:logs", propertyDependencies: {} };
    const versioning = {
      type: "aws:s3/bucketVersioning:BucketVersioning",
      name: "logs",
      urn: "urn:versioning",
      propertyDependencies: { bucket: [{ urn: "urn:logs" }] },
    };
    expect(unguardedBuckets([bucket, versioning]).map(({ problem }) => problem)).toEqual([
      "The bucket logs has no public access block in this plan.",
      "The bucket logs has no policy in this plan.",
    ]);
  });
});
