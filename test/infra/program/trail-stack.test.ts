import { type Output, output, runtime } from "@pulumi/pulumi";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { Through } from "../../../infra/engine/operation.ts";
import program from "../../../infra/program/index.ts";
import { keyPolicy } from "../../../infra/program/key-policy.ts";
import { type ProgramOutputs, trailStack } from "../../../infra/program/trail-stack.ts";
import { stackSettingsSchema } from "../../../infra/stacks/settings.ts";

const made: runtime.MockResourceArgs[] = [];

await runtime.setMocks(
  {
    newResource(args) {
      made.push(args);
      const id = args.inputs["bucket"] ?? args.inputs["name"] ?? args.name;
      return { id, state: { ...args.inputs, arn: `arn:of:${id}` } };
    },
    call: () => ({ accountId: "999999999999" }),
  },
  "trailwright",
  "audit",
);

beforeEach(async () => {
  await registered();
  made.length = 0;
});
afterAll(() => runtime.resetOptions("", "", -1, "", "", false, ""));

/** Waits until every resource is registered; Pulumi keeps this function from its types. */
const registered = () => (runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();

const settings = stackSettingsSchema.parse({
  stack: "audit",
  bucketName: "logs-of-us",
  keyPrefix: "a",
  retentionDays: 30,
  tags: { purpose: "audit" },
});

const values = (outputs: ProgramOutputs) =>
  new Promise<Record<string, unknown>>((resolve) =>
    (output(outputs) as Output<Record<string, unknown>>).apply(resolve),
  );

const inputsOf = (type: string) => made.find((resource) => resource.type.endsWith(`:${type}`))?.inputs;

describe("the program", () => {
  test.each<[Through, number, string[]]>([
    ["bucket", 6, ["accountId", "bucketArn", "bucketName", "logPrefix", "region"]],
    ["policy", 7, ["accountId", "bucketArn", "bucketName", "logPrefix", "policyDocument", "region"]],
    [
      "trail",
      8,
      [
        "accountId",
        "bucketArn",
        "bucketName",
        "logPrefix",
        "policyDocument",
        "region",
        "trailArn",
        "trailName",
      ],
    ],
  ])("through %s makes %d resources", async (through, count, outputs) => {
    const got = await values(trailStack(settings, "123456789012", through));
    await registered();
    expect(made.filter(({ type }) => type.startsWith("aws:"))).toHaveLength(count);
    expect(Object.keys(got).sort()).toEqual(outputs);
  });

  test("makes a private, versioned, encrypted bucket and a trail of all regions", async () => {
    const outputs = await values(trailStack(settings, "123456789012"));
    expect(inputsOf("Bucket")).toEqual({
      bucket: "logs-of-us",
      forceDestroy: true,
      tags: { purpose: "audit" },
    });
    expect(inputsOf("BucketPublicAccessBlock")).toEqual({
      bucket: "logs-of-us",
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(inputsOf("BucketOwnershipControls")).toMatchObject({
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    expect(inputsOf("BucketServerSideEncryptionConfiguration")).toMatchObject({
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: true }],
    });
    expect(inputsOf("BucketVersioning")).toMatchObject({ versioningConfiguration: { status: "Enabled" } });
    expect(inputsOf("BucketLifecycleConfiguration")).toMatchObject({
      rules: [
        { status: "Enabled", expiration: { days: 30 }, noncurrentVersionExpiration: { noncurrentDays: 30 } },
      ],
    });
    expect(inputsOf("Trail")).toEqual({
      name: "MyTrail",
      s3BucketName: "logs-of-us",
      s3KeyPrefix: "a",
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      enableLogging: true,
      tags: { purpose: "audit" },
    });
    expect(inputsOf("aws")).toMatchObject({ region: "us-east-1", allowedAccountIds: '["123456789012"]' });
    expect(outputs).toMatchObject({
      accountId: "123456789012",
      bucketName: "logs-of-us",
      trailName: "MyTrail",
      logPrefix: "a/AWSLogs/123456789012/CloudTrail/",
    });
  });

  test("saves the ready questions to the log group, if there is one", async () => {
    await values(trailStack(settings, "123456789012"));
    expect(inputsOf("QueryDefinition")).toBeUndefined();
    await values(trailStack({ ...settings, logGroup: { retentionDays: 30 } }, "123456789012"));
    await registered();
    const saved = made.filter(({ type }) => type === "aws:cloudwatch/queryDefinition:QueryDefinition");
    expect(saved.map(({ inputs }) => inputs)).toContainEqual({
      name: "trailwright/audit/denied-calls",
      logGroupNames: ["trailwright-audit-events"],
      queryString: [
        "# Calls that were refused for want of permission, newest first.",
        "fields @timestamp, userIdentity.arn, eventSource, eventName, awsRegion, sourceIPAddress, errorCode, errorMessage",
        '| filter errorCode like /^AccessDenied/ or errorCode like /UnauthorizedOperation$/ or errorCode = "UnauthorizedAccess"',
        "| sort @timestamp desc",
        "| limit 100",
      ].join("\n"),
    });
    expect(saved).toHaveLength(6);
  });

  test("gives the trail what its purpose selects", async () => {
    await values(
      trailStack({ ...settings, purpose: "s3-objects", resources: ["customers"] }, "123456789012"),
    );
    expect(inputsOf("Trail")).toMatchObject({
      advancedEventSelectors: [
        {
          name: "Objects",
          fieldSelectors: [
            { field: "eventCategory", equals: ["Data"] },
            { field: "resources.type", equals: ["AWS::S3::Object"] },
            {
              field: "resources.ARN",
              startsWiths: ["arn:aws:s3:::customers/"],
              notStartsWiths: ["arn:aws:s3:::logs-of-us/"],
            },
          ],
        },
      ],
    });
    made.length = 0;
    await values(trailStack({ ...settings, purpose: "insights" }, "123456789012"));
    expect(inputsOf("Trail")).toMatchObject({
      insightSelectors: [{ insightType: "ApiCallRateInsight" }, { insightType: "ApiErrorRateInsight" }],
    });
  });

  test("makes a key with rotation and an alias, and uses it for bucket and trail", async () => {
    const outputs = await values(trailStack({ ...settings, kmsKey: "own" }, "123456789012"));
    expect(inputsOf("Key")).toMatchObject({
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      tags: { purpose: "audit" },
      policy: JSON.stringify(keyPolicy(settings, "123456789012")),
    });
    expect(inputsOf("Alias")).toMatchObject({ name: "alias/trailwright/logs-of-us" });
    const arn = String(outputs["kmsKeyArn"]);
    expect(inputsOf("BucketServerSideEncryptionConfiguration")).toMatchObject({
      rules: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: arn },
          bucketKeyEnabled: false,
        },
      ],
    });
    expect(inputsOf("Trail")).toMatchObject({ kmsKeyId: arn });
  });

  test("uses a key that is there", async () => {
    const kmsKey = "arn:aws:kms:us-east-1:444455556666:key/00000000-1111-4222-8333-444444444444";
    const outputs = await values(trailStack({ ...settings, kmsKey }, "123456789012"));
    expect(inputsOf("Key")).toBeUndefined();
    expect(inputsOf("Trail")).toMatchObject({ kmsKeyId: kmsKey });
    expect(outputs).toMatchObject({ kmsKeyArn: kmsKey });
  });

  test("locks, moves and watches over what is in the bucket when told to", async () => {
    await values(
      trailStack(
        {
          ...settings,
          objectLock: { mode: "COMPLIANCE", days: 20 },
          transitions: [{ days: 10, storageClass: "GLACIER_IR" }],
          accessLogBucket: "access-logs",
        },
        "123456789012",
      ),
    );
    expect(inputsOf("Bucket")).toMatchObject({ objectLockEnabled: true, forceDestroy: false });
    expect(inputsOf("BucketObjectLockConfiguration")).toEqual({
      bucket: "logs-of-us",
      rule: { defaultRetention: { mode: "COMPLIANCE", days: 20 } },
    });
    expect(inputsOf("BucketLifecycleConfiguration")).toMatchObject({
      rules: [{ transitions: [{ days: 10, storageClass: "GLACIER_IR" }], expiration: { days: 30 } }],
    });
    expect(inputsOf("BucketLogging")).toEqual({
      bucket: "logs-of-us",
      targetBucket: "access-logs",
      targetPrefix: "logs-of-us/",
    });
  });

  test("a log archive has no trail, a central bucket's stack nothing else", async () => {
    const types = () =>
      made.filter(({ type }) => type.startsWith("aws:")).map(({ type }) => type.split(":").at(-1));
    const archive = await values(
      trailStack(
        {
          ...settings,
          kind: "log-archive",
          deliveringTrails: ["arn:aws:cloudtrail:us-east-1:111122223333:trail/MyTrail"],
        },
        "444455556666",
      ),
    );
    expect(types()).toContain("BucketPolicy");
    expect(types()).not.toContain("Trail");
    expect(archive).toMatchObject({ bucketName: "logs-of-us", logPrefix: "a/AWSLogs/" });
    await registered();
    made.length = 0;
    const central = {
      ...settings,
      centralBucket: true,
      organizationTrail: true,
      organizationId: "o-exampleorg1",
    };
    const before = await values(trailStack(central, "777788889999", "policy"));
    expect(before).toMatchObject({ bucketName: "logs-of-us", bucketArn: "arn:aws:s3:::logs-of-us" });
    expect(before).not.toHaveProperty("trailArn");
    await registered();
    expect(types()).toEqual([]);
    const outputs = await values(trailStack(central, "777788889999"));
    await registered();
    expect(types()).toEqual(["Trail"]);
    expect(inputsOf("Trail")).toMatchObject({
      s3BucketName: "logs-of-us",
      s3KeyPrefix: "a",
      isOrganizationTrail: true,
    });
    expect(outputs).toMatchObject({ trailName: "MyTrail", logPrefix: "a/AWSLogs/o-exampleorg1/" });
    expect(outputs).not.toHaveProperty("policyDocument");
  });

  test("keeps an account's bucket on destroy unless told otherwise", async () => {
    await values(trailStack({ ...settings, target: "account" }, "123456789012"));
    expect(inputsOf("Bucket")).toMatchObject({ forceDestroy: false });
    made.length = 0;
    await values(trailStack({ ...settings, target: "account", emptyOnDestroy: true }, "123456789012"));
    expect(inputsOf("Bucket")).toMatchObject({ forceDestroy: true });
  });
});

describe("plain pulumi up", () => {
  test("reads the same settings from Pulumi's configuration", async () => {
    runtime.setAllConfig({
      "aws:region": "eu-central-1",
      "trailwright:bucketName": "from-config",
      "trailwright:retentionDays": "7",
      "trailwright:tags": '{"a":"b"}',
      "trailwright:purpose": "dynamodb-items",
      "trailwright:resources": '["arn:aws:dynamodb:eu-central-1:111122223333:table/customers"]',
    });
    const outputs = await values(await program());
    expect(outputs).toMatchObject({
      accountId: "999999999999",
      region: "eu-central-1",
      bucketName: "from-config",
    });
    expect(inputsOf("Bucket")).toEqual({ bucket: "from-config", forceDestroy: false, tags: { a: "b" } });
    expect(inputsOf("Trail")).toMatchObject({ advancedEventSelectors: [{ name: "Items" }] });
  });

  test("an account id is no number", async () => {
    runtime.setAllConfig({
      "aws:region": "eu-central-1",
      "trailwright:bucketName": "from-config",
      "trailwright:accountId": "099999999999",
    });
    expect(await values(await program())).toMatchObject({ accountId: "099999999999" });
  });

  test("refuses settings that do not fit, by name", async () => {
    runtime.setAllConfig({ "aws:region": "eu-central-1", "trailwright:bucketName": "From_Config" });
    await expect(program()).rejects.toMatchObject({
      code: "InvalidSettings",
      message: expect.stringMatching(/stack audit: bucketName must not contain upper-case/),
    });
  });
});
