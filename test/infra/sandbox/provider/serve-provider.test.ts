import {
  AddTagsCommand,
  CreateTrailCommand,
  DeleteTrailCommand,
  GetEventSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
  PutEventSelectorsCommand,
  StopLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import * as cloudtrail from "@pulumi/aws/cloudtrail/index.js";
import { getCallerIdentity } from "@pulumi/aws/getCallerIdentity.js";
import { Provider } from "@pulumi/aws/provider.js";
import * as s3 from "@pulumi/aws/s3/index.js";
import { type Output, secret } from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { parseProviderError } from "../../../../infra/sandbox/provider/provider-error.ts";
import { type Cloud, providerStack, sandboxCloud } from "../../../helpers/provider-stack.ts";
import { trailProgram } from "../../../helpers/trail-program.ts";
import { trailPolicy } from "../../../helpers/trail-sandbox.ts";

/** How many resources the trail program has, besides the stack itself. */
const all = 8;

const denyWithoutTls = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:DeleteObject",
  Resource: "arn:aws:s3:::lifecycle-of-a-stack/*",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};

/** What an operation that must fail says. */
async function failureOf(operation: Promise<unknown>): Promise<string> {
  const error: unknown = await operation.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error("the operation was expected to fail");
  return error.message;
}

const bucketNames = async ({ s3 }: Cloud) =>
  ((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name);

describe("an unchanged aws program", () => {
  test("is previewed, created, found the same, updated in place and destroyed", async () => {
    const cloud = await sandboxCloud();
    const about = { bucket: "lifecycle-of-a-stack", accountId: cloud.accountId };
    const stack = await providerStack(cloud, trailProgram(about));

    expect((await stack.preview()).changes).toMatchObject({ create: all + 1 });
    expect(await bucketNames(cloud), "a preview makes nothing").toEqual([]);

    const created = await stack.up();
    expect(created.changes).toEqual({ create: all + 1 });
    expect(created.outputs).toEqual({
      bucketArn: "arn:aws:s3:::lifecycle-of-a-stack",
      domain: "lifecycle-of-a-stack.s3.us-east-1.amazonaws.com",
      trailArn: `arn:aws:cloudtrail:us-east-1:${cloud.accountId}:trail/MyTrail`,
    });
    const status = await cloud.cloudtrail.send(new GetTrailStatusCommand({ Name: "MyTrail" }));
    expect(status.IsLogging).toBe(true);

    expect((await stack.preview()).changes, "nothing changed").toEqual({ same: all + 1 });
    expect((await stack.refresh()).changes, "nothing drifted").toEqual({ same: all + 1 });
    expect((await stack.up()).changes, "a refresh makes no difference").toEqual({ same: all + 1 });

    stack.program = trailProgram({
      ...about,
      tags: { purpose: "security", "cost.center": "7" },
      days: 30,
      statements: (statements) => [...statements, denyWithoutTls],
      trail: { enableLogging: false, enableLogFileValidation: true },
    });
    const updated = await stack.up();
    expect(updated.changes).toEqual({ same: all - 3, update: 4 });
    const details = Object.fromEntries(updated.steps.map(({ name, detail }) => [name, detail]));
    expect(details["logs"]).toEqual(["tags.purpose: update", 'tags["cost.center"]: add']);
    expect(details["lifecycle"]).toEqual(["rules[0].expiration.days: update"]);
    expect(details["policy"]).toEqual(["policy: update"]);
    expect(details["trail"]).toEqual([
      "enableLogFileValidation: update",
      "enableLogging: update",
      "tags.purpose: update",
      'tags["cost.center"]: add',
    ]);
    const Bucket = about.bucket;
    const rules = await cloud.s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(rules.Rules?.[0]?.Expiration?.Days).toBe(30);
    const policy = await cloud.s3.send(new GetBucketPolicyCommand({ Bucket }));
    expect(JSON.parse(policy.Policy!).Statement).toHaveLength(3);
    const tagging = await cloud.s3.send(new GetBucketTaggingCommand({ Bucket }));
    expect(tagging.TagSet).toContainEqual({ Key: "purpose", Value: "security" });
    const { Trail: trail } = await cloud.cloudtrail.send(new GetTrailCommand({ Name: "MyTrail" }));
    expect(trail?.LogFileValidationEnabled).toBe(true);
    const tags = await cloud.cloudtrail.send(new ListTagsCommand({ ResourceIdList: [trail!.TrailARN!] }));
    expect(tags.ResourceTagList?.[0]?.TagsList).toHaveLength(2);
    const stopped = await cloud.cloudtrail.send(new GetTrailStatusCommand({ Name: "MyTrail" }));
    expect(stopped.IsLogging).toBe(false);

    expect((await stack.destroy()).changes).toEqual({ delete: all + 1 });
    expect(await bucketNames(cloud)).toEqual([]);
  });

  test("a new bucket name replaces the bucket and everything that hangs on it; the trail moves", async () => {
    const cloud = await sandboxCloud();
    const about = { bucket: "before-the-move", accountId: cloud.accountId };
    const stack = await providerStack(cloud, trailProgram(about));
    await stack.up();

    stack.program = trailProgram({ ...about, bucket: "after-the-move" });
    const planned = await stack.preview();
    expect(planned.changes).toEqual({ same: 1, replace: 7, update: 1 });
    const bucket = planned.steps.find(({ name, operation }) => name === "logs" && operation === "replace");
    expect(bucket?.detail).toEqual(["bucket: update-replace"]);

    await stack.up();
    expect(await bucketNames(cloud)).toEqual(["after-the-move"]);
    const { Trail: trail } = await cloud.cloudtrail.send(new GetTrailCommand({ Name: "MyTrail" }));
    expect(trail?.S3BucketName).toBe("after-the-move");
  });

  test("refresh sees what another client changed, and up mends it", async () => {
    const cloud = await sandboxCloud();
    const Bucket = "drifting";
    const stack = await providerStack(cloud, trailProgram({ bucket: Bucket, accountId: cloud.accountId }));
    await stack.up();

    const { s3: other, cloudtrail: trails } = cloud;
    const TagSet = [{ Key: "purpose", Value: "fun" }];
    await other.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    await other.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Suspended" } }),
    );
    await other.send(new DeleteBucketPolicyCommand({ Bucket }));
    await trails.send(new StopLoggingCommand({ Name: "MyTrail" }));
    await trails.send(
      new PutEventSelectorsCommand({
        TrailName: "MyTrail",
        EventSelectors: [{ ReadWriteType: "WriteOnly", IncludeManagementEvents: true }],
      }),
    );
    const ResourceId = `arn:aws:cloudtrail:us-east-1:${cloud.accountId}:trail/MyTrail`;
    await trails.send(new AddTagsCommand({ ResourceId, TagsList: [{ Key: "extra", Value: "1" }] }));

    const seen = await stack.refresh();
    expect(seen.changes).toEqual({ same: all - 3, update: 3, delete: 1 });
    const drifted = (await stack.resources())["trail"]!.outputs;
    expect(drifted).toMatchObject({
      enableLogging: false,
      eventSelectors: [{ readWriteType: "WriteOnly" }],
      tags: { purpose: "audit", extra: "1" },
    });

    const mended = await stack.up();
    expect(mended.changes).toEqual({ same: all - 3, update: 3, create: 1 });
    expect(mended.steps.find(({ name }) => name === "trail")?.detail).toEqual([
      "enableLogging: update",
      "eventSelectors: delete",
      "tags.extra: delete",
    ]);
    const status = await trails.send(new GetTrailStatusCommand({ Name: "MyTrail" }));
    expect(status.IsLogging).toBe(true);
    const selectors = await trails.send(new GetEventSelectorsCommand({ TrailName: "MyTrail" }));
    expect(selectors.EventSelectors?.[0]?.ReadWriteType).toBe("All");
    expect((await other.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBeDefined();
    expect((await stack.refresh()).changes).toEqual({ same: all + 1 });
  });

  test("a bucket and a trail that are gone are made again", async () => {
    const cloud = await sandboxCloud();
    const stack = await providerStack(
      cloud,
      trailProgram({ bucket: "vanishing", accountId: cloud.accountId }),
    );
    await stack.up();
    await cloud.cloudtrail.send(new DeleteTrailCommand({ Name: "MyTrail" }));

    expect((await stack.refresh()).changes).toEqual({ same: all, delete: 1 });
    expect((await stack.up()).changes).toEqual({ same: all, create: 1 });
    await cloud.cloudtrail.send(new DeleteTrailCommand({ Name: "MyTrail" }));
    expect((await stack.destroy()).changes, "what is gone already is no failure").toEqual({
      delete: all + 1,
    });
  });
});

describe("existing resources", () => {
  test("are imported as they are and then managed", async () => {
    const cloud = await sandboxCloud();
    const Bucket = "made-by-hand";
    const arn = `arn:aws:cloudtrail:us-east-1:${cloud.accountId}:trail/ByHand`;
    const policy = { Version: "2012-10-17", Statement: trailPolicy(Bucket, cloud.accountId, arn) };
    await cloud.s3.send(new CreateBucketCommand({ Bucket }));
    await cloud.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(policy) }));
    const TagsList = [{ Key: "owner", Value: "me" }];
    await cloud.cloudtrail.send(new CreateTrailCommand({ Name: "ByHand", S3BucketName: Bucket, TagsList }));

    const resources = (tags: Record<string, string>, import_: boolean) => async () => {
      const from = (id: string) => (import_ ? { import: id } : {});
      const logs = new s3.Bucket("logs", { bucket: Bucket }, from(Bucket));
      new s3.BucketPolicy("policy", { bucket: logs.id, policy: JSON.stringify(policy) }, from(Bucket));
      const args = { name: "ByHand", s3BucketName: Bucket, enableLogging: false, tags };
      new cloudtrail.Trail("trail", args, from(arn));
    };
    const stack = await providerStack(cloud, resources({ owner: "me" }, true));
    const imported = await stack.up();
    expect(imported.changes).toEqual({ create: 1, import: 3 });
    expect((await stack.resources())["trail"]).toMatchObject({ id: arn, outputs: { name: "ByHand", arn } });

    stack.program = resources({ owner: "you" }, false);
    expect((await stack.up()).changes).toEqual({ same: 3, update: 1 });
    const tags = await cloud.cloudtrail.send(new ListTagsCommand({ ResourceIdList: [arn] }));
    expect(tags.ResourceTagList?.[0]?.TagsList).toEqual([{ Key: "owner", Value: "you" }]);
  });

  test("are not adopted by creating them: a bucket of one's own is refused", async () => {
    const cloud = await sandboxCloud();
    await cloud.s3.send(new CreateBucketCommand({ Bucket: "already-mine" }));
    const stack = await providerStack(
      cloud,
      async () => void new s3.Bucket("logs", { bucket: "already-mine" }),
    );
    expect(parseProviderError(await failureOf(stack.up()))).toMatchObject({
      service: "S3",
      operation: "CreateBucket",
      code: "BucketAlreadyOwnedByYou",
      status: 409,
    });
    expect(Object.keys(await stack.resources())).not.toContain("logs");
  });
});

describe("a bucket with objects", () => {
  const fill = async ({ s3: client }: Cloud, Bucket: string) => {
    await client.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
    for (const Body of ["first", "second"])
      await client.send(new PutObjectCommand({ Bucket, Key: "a", Body }));
  };

  test("stays, with a word on how to remove it, unless forceDestroy is set", async () => {
    const cloud = await sandboxCloud();
    const program = (forceDestroy: boolean) => async () =>
      void new s3.Bucket("logs", { bucket: "with-objects", forceDestroy });
    const stack = await providerStack(cloud, program(false));
    await stack.up();
    await fill(cloud, "with-objects");

    const refused = parseProviderError(await failureOf(stack.destroy()));
    expect(refused).toMatchObject({ operation: "DeleteBucket", code: "BucketNotEmpty" });
    expect(refused?.explanation).toContain("forceDestroy");

    stack.program = program(true);
    expect((await stack.up()).steps.find(({ name }) => name === "logs")?.detail).toEqual([
      "forceDestroy: update",
    ]);
    await stack.destroy();
    expect(await bucketNames(cloud)).toEqual([]);
  });
});

describe("failures", () => {
  test("AWS's code, message and the sandbox's explanation reach the engine's output", async () => {
    const cloud = await sandboxCloud();
    const accountId = cloud.accountId;
    const onlyAcl = (statements: readonly unknown[]) => statements.slice(0, 1);
    const stack = await providerStack(
      cloud,
      trailProgram({ bucket: "one-statement", accountId, statements: onlyAcl }),
    );
    const refused = parseProviderError(await failureOf(stack.up()));
    expect(refused).toMatchObject({
      service: "CloudTrail",
      operation: "CreateTrail",
      code: "InsufficientS3BucketPolicyException",
      status: 400,
    });
    expect(refused?.explanation).toMatch(/s3:PutObject/);
    const resources = await stack.resources();
    expect(Object.keys(resources), "what was made is kept").toContain("policy");
    expect(Object.keys(resources)).not.toContain("trail");
  });

  test("inputs that make no sense are named before anything is made", async () => {
    const cloud = await sandboxCloud();
    const stack = await providerStack(
      cloud,
      async () => void new s3.BucketPolicy("policy", { bucket: "some-bucket", policy: "{not json" }),
    );
    expect(await failureOf(stack.preview())).toMatch(/policy.*is not valid JSON/s);
  });

  test("a type that is not served is refused by name", async () => {
    const cloud = await sandboxCloud();
    const stack = await providerStack(
      cloud,
      async () => void new s3.BucketObjectv2("object", { bucket: "some-bucket", key: "k", content: "text" }),
    );
    expect(await failureOf(stack.preview())).toContain(
      "aws:s3/bucketObjectv2:BucketObjectv2 is not served by Trailwright's provider",
    );
  });

  test("an endpoint that does not answer is named with the system's code", async () => {
    const cloud = await sandboxCloud();
    const deaf = { ...cloud, clientConfig: { ...cloud.clientConfig, endpoint: "http://127.0.0.1:1" } };
    const stack = await providerStack(deaf, async () => void new s3.Bucket("logs", { bucket: "nowhere" }));
    expect(parseProviderError(await failureOf(stack.up()))).toMatchObject({
      operation: "HeadBucket",
      code: "ECONNREFUSED",
    });
  });
});

describe("the state", () => {
  test("keeps secrets secret, in inputs and outputs", async () => {
    const cloud = await sandboxCloud();
    const stack = await providerStack(cloud, async () => {
      const logs = new s3.Bucket("logs", { bucket: "with-secrets", tags: { token: secret("hush") } });
      return { tagsAll: logs.tagsAll };
    });
    await stack.up();
    expect(stack.stateText()).toContain("with-secrets");
    expect(stack.stateText()).not.toContain("hush");
    await stack.refresh();
    expect(stack.stateText()).not.toContain("hush");
    expect((await stack.preview()).changes).toEqual({ same: 2 });
    const tagging = await cloud.s3.send(new GetBucketTaggingCommand({ Bucket: "with-secrets" }));
    expect(tagging.TagSet).toEqual([{ Key: "token", Value: "hush" }]);
  });

  test("default tags and regions come from the provider's configuration, of each provider its own", async () => {
    const cloud = await sandboxCloud();
    const stack = await providerStack(
      cloud,
      async () => {
        const inEurope = new Provider("europe", {
          region: "eu-west-1",
          defaultTags: { tags: { from: "europe" } },
        });
        const here = new s3.Bucket("here", { bucket: "bucket-here", tags: { own: "1" } });
        const there = new s3.Bucket("there", { bucket: "bucket-there" }, { provider: inEurope });
        return { here: here.region, there: there.region, tagsHere: here.tagsAll, tagsThere: there.tagsAll };
      },
      {
        "aws:region": { value: "us-east-2" },
        "aws:defaultTags": { value: JSON.stringify({ tags: { from: "config" } }) },
      },
    );
    expect((await stack.up()).outputs).toEqual({
      here: "us-east-2",
      there: "eu-west-1",
      tagsHere: { from: "config", own: "1" },
      tagsThere: { from: "europe" },
    });
    expect((await stack.refresh()).changes).toEqual({ same: 4 });
  });

  test("a name that the program leaves out is made up once and kept", async () => {
    const cloud = await sandboxCloud();
    const stack = await providerStack(cloud, async () => ({ name: new s3.Bucket("Logs").bucket }));
    const { outputs } = await stack.up();
    expect(outputs["name"]).toMatch(/^logs-[0-9a-f]{7}$/);
    expect((await stack.up()).outputs).toEqual(outputs);
  });

  test("a change that fails half-way keeps what was done; the next up finishes it", async () => {
    const cloud = await sandboxCloud();
    const about = { bucket: "half-way", accountId: cloud.accountId };
    const tooMany = Array.from({ length: 6 }, () => ({ readWriteType: "All" }));
    const stack = await providerStack(cloud, trailProgram({ ...about, trail: { eventSelectors: tooMany } }));
    const refused = parseProviderError(await failureOf(stack.up()));
    expect(refused).toMatchObject({ operation: "PutEventSelectors", code: "InvalidEventSelectorsException" });
    const half = (await stack.resources())["trail"];
    expect(half?.initErrors).toHaveLength(1);
    expect(half?.outputs["enableLogging"], "logging was not started").toBe(false);

    stack.program = trailProgram(about);
    expect((await stack.up()).changes).toMatchObject({ update: 1 });
    const status = await cloud.cloudtrail.send(new GetTrailStatusCommand({ Name: "MyTrail" }));
    expect(status.IsLogging).toBe(true);
    expect((await stack.resources())["trail"]?.initErrors ?? []).toEqual([]);
  });

  test("changes that the program ignores are left alone", async () => {
    const cloud = await sandboxCloud();
    const block = (bucket: Output<string>, blockPublicAcls: boolean) =>
      new s3.BucketPublicAccessBlock(
        "block",
        { bucket, blockPublicAcls, blockPublicPolicy: blockPublicAcls },
        { ignoreChanges: ["blockPublicAcls"] },
      );
    const program = (on: boolean) => async () => {
      block(new s3.Bucket("logs", { bucket: "ignoring" }).id, on);
    };
    const stack = await providerStack(cloud, program(true));
    await stack.up();
    stack.program = program(false);
    expect((await stack.up()).steps.find(({ name }) => name === "block")?.detail).toEqual([
      "blockPublicPolicy: update",
    ]);
    const found = await cloud.s3.send(new GetPublicAccessBlockCommand({ Bucket: "ignoring" }));
    expect(found.PublicAccessBlockConfiguration).toMatchObject({
      BlockPublicAcls: true,
      BlockPublicPolicy: false,
    });
  });

  test("programs ask who they are", async () => {
    const cloud = await sandboxCloud();
    const stack = await providerStack(cloud, async () => ({
      account: (await getCallerIdentity()).accountId,
    }));
    expect((await stack.up()).outputs).toEqual({ account: cloud.accountId });
  });
});
