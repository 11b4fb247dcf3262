import { KMS } from "@aws-sdk/client-kms";
import {
  DeleteBucketEncryptionCommand,
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetObjectLockConfigurationCommand,
  ListBucketsCommand,
  PutBucketLoggingCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
} from "@aws-sdk/client-s3";
import * as kms from "@pulumi/aws/kms/index.js";
import * as s3 from "@pulumi/aws/s3/index.js";
import { describe, expect, onTestFinished, test } from "vitest";
import { bucketObjectLock } from "../../../../../infra/sandbox/provider/types/bucket-object-lock.ts";
import { kmsAlias } from "../../../../../infra/sandbox/provider/types/kms-alias.ts";
import { kmsKey } from "../../../../../infra/sandbox/provider/types/kms-key.ts";
import { type Cloud, providerStack, sandboxCloud } from "../../../../helpers/provider-stack.ts";

/** A client of KMS that ends with the test. */
function kmsOf({ clientConfig }: Cloud): KMS {
  const client = new KMS(clientConfig);
  onTestFinished(() => client.destroy());
  return client;
}

const policyOf = (accountId: string, ...more: object[]) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Account",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: "kms:*",
        Resource: "*",
      },
      ...more,
    ],
  });

const letSomebodyLook = {
  Sid: "Look",
  Effect: "Allow",
  Principal: { Service: "cloudtrail.amazonaws.com" },
  Action: "kms:DescribeKey",
  Resource: "*",
};

describe("kms.Key and kms.Alias", () => {
  test("are made, found the same, changed in place, moved and scheduled for deletion", async () => {
    const cloud = await sandboxCloud();
    const client = kmsOf(cloud);
    const about = {
      description: "one",
      more: [] as object[],
      enableKeyRotation: true,
      tags: { a: "1", b: "2" },
    };
    const stack = await providerStack(cloud, async () => {
      const { more, ...rest } = about;
      const key = new kms.Key("logs", {
        ...rest,
        policy: policyOf(cloud.accountId, ...more),
        deletionWindowInDays: 7,
      });
      const alias = new kms.Alias("logs", { name: "alias/logs", targetKeyId: key.keyId });
      return { arn: key.arn, alias: alias.arn, target: alias.targetKeyArn };
    });
    expect((await stack.preview()).changes).toEqual({ create: 3 });
    expect((await client.listKeys({})).Keys, "a preview makes nothing").toEqual([]);
    const { outputs } = await stack.up();
    const arn = String(outputs["arn"]);
    expect(outputs).toEqual({
      arn: expect.stringMatching(/^arn:aws:kms:us-east-1:111122223333:key\//),
      alias: "arn:aws:kms:us-east-1:111122223333:alias/logs",
      target: arn,
    });
    expect(await client.getKeyRotationStatus({ KeyId: arn })).toMatchObject({
      KeyRotationEnabled: true,
      RotationPeriodInDays: 365,
    });
    expect((await stack.preview()).changes).toEqual({ same: 3 });
    expect((await stack.refresh()).changes).toEqual({ same: 3 });
    expect((await stack.up()).changes, "a refresh makes no difference").toEqual({ same: 3 });

    Object.assign(about, { description: "two", enableKeyRotation: false, tags: { b: "3", c: "4" } });
    about.more.push(letSomebodyLook);
    const updated = await stack.up();
    expect(updated.changes).toEqual({ same: 2, update: 1 });
    expect(updated.steps.find(({ operation }) => operation === "update")?.detail).toEqual([
      "description: update",
      "enableKeyRotation: update",
      "policy: update",
      "tags.a: delete",
      "tags.b: update",
      "tags.c: add",
    ]);
    const { KeyMetadata } = await client.describeKey({ KeyId: "alias/logs" });
    expect(KeyMetadata).toMatchObject({ Arn: arn, Description: "two", Enabled: true });
    expect(JSON.parse((await client.getKeyPolicy({ KeyId: arn })).Policy!).Statement).toHaveLength(2);
    expect((await client.listResourceTags({ KeyId: arn })).Tags).toEqual([
      { TagKey: "b", TagValue: "3" },
      { TagKey: "c", TagValue: "4" },
    ]);

    await stack.destroy();
    expect((await client.describeKey({ KeyId: arn })).KeyMetadata?.KeyState).toBe("PendingDeletion");
    expect((await client.listAliases({})).Aliases?.map(({ AliasName }) => AliasName)).not.toContain(
      "alias/logs",
    );
  });

  test("what another client changed is seen by refresh and mended by up; what it deleted is made anew", async () => {
    const cloud = await sandboxCloud();
    const client = kmsOf(cloud);
    const stack = await providerStack(cloud, async () => {
      const key = new kms.Key("logs", { policy: policyOf(cloud.accountId), enableKeyRotation: true });
      new kms.Alias("logs", { name: "alias/logs", targetKeyId: key.arn });
      return { id: key.keyId };
    });
    const { outputs } = await stack.up();
    const KeyId = String(outputs["id"]);
    expect((await stack.preview()).changes, "an alias of a key's ARN").toEqual({ same: 3 });
    await client.putKeyPolicy({ KeyId, Policy: policyOf(cloud.accountId, letSomebodyLook) });
    await client.disableKeyRotation({ KeyId });
    const other = (await client.createKey({})).KeyMetadata!.KeyId!;
    await client.updateAlias({ AliasName: "alias/logs", TargetKeyId: other });
    const refreshed = await stack.refresh();
    expect(refreshed.changes).toEqual({ same: 1, update: 2 });
    const mended = await stack.up();
    expect(mended.changes).toEqual({ same: 1, update: 2 });
    expect((await client.getKeyRotationStatus({ KeyId })).KeyRotationEnabled).toBe(true);
    expect((await client.describeKey({ KeyId: "alias/logs" })).KeyMetadata?.KeyId).toBe(KeyId);

    await client.scheduleKeyDeletion({ KeyId });
    expect((await stack.refresh()).changes).toMatchObject({ delete: 1 });
    expect((await stack.up()).changes).toMatchObject({ create: 1 });
    expect((await client.describeKey({ KeyId: "alias/logs" })).KeyMetadata).toMatchObject({
      KeyState: "Enabled",
      KeyId: expect.not.stringMatching(KeyId),
    });
  });

  test("refuse windows, periods and names that KMS would refuse", () => {
    const windows = { deletionWindowInDays: 3, rotationPeriodInDays: 30, enableKeyRotation: true };
    expect(kmsKey.validate?.(windows)).toEqual([
      { property: "deletionWindowInDays", reason: "must be 7 to 30 days" },
      { property: "rotationPeriodInDays", reason: "must be 90 to 2560 days" },
    ]);
    expect(kmsKey.validate?.({ rotationPeriodInDays: 90, enableKeyRotation: false })).toEqual([
      { property: "rotationPeriodInDays", reason: "needs enableKeyRotation" },
    ]);
    expect(kmsAlias.validate?.({ name: "logs" })).toEqual([
      { property: "name", reason: "must begin with alias/" },
    ]);
  });
});

describe("s3.BucketObjectLockConfiguration and s3.BucketLogging", () => {
  test("come to a bucket that is there without replacing it, drift and go", async () => {
    const cloud = await sandboxCloud();
    const vary = { locked: false, days: 2 };
    const stack = await providerStack(cloud, async () => {
      const target = new s3.Bucket("target", { bucket: "target-of-access-logs", forceDestroy: true });
      const logs = new s3.Bucket(
        "logs",
        {
          bucket: "locked-log-files",
          forceDestroy: true,
          ...(vary.locked ? { objectLockEnabled: true } : {}),
        },
        { ignoreChanges: ["objectLockEnabled"] },
      );
      const versioning = new s3.BucketVersioning("versioning", {
        bucket: logs.id,
        versioningConfiguration: { status: "Enabled" },
      });
      if (!vary.locked) return;
      new s3.BucketObjectLockConfiguration(
        "lock",
        { bucket: logs.id, rule: { defaultRetention: { mode: "GOVERNANCE", days: vary.days } } },
        { dependsOn: versioning },
      );
      new s3.BucketLogging("access", { bucket: logs.id, targetBucket: target.id, targetPrefix: "logs/" });
    });
    const Bucket = "locked-log-files";
    await stack.up();
    vary.locked = true;
    expect((await stack.up()).changes).toEqual({ same: 4, create: 2 });
    const { ObjectLockConfiguration } = await cloud.s3.send(
      new GetObjectLockConfigurationCommand({ Bucket }),
    );
    expect(ObjectLockConfiguration).toEqual({
      ObjectLockEnabled: "Enabled",
      Rule: { DefaultRetention: { Mode: "GOVERNANCE", Days: 2 } },
    });
    const { LoggingEnabled } = await cloud.s3.send(new GetBucketLoggingCommand({ Bucket }));
    expect(LoggingEnabled).toEqual({ TargetBucket: "target-of-access-logs", TargetPrefix: "logs/" });
    expect((await stack.preview()).changes).toEqual({ same: 6 });
    await stack.refresh();
    expect((await stack.preview()).changes, "after a refresh").toEqual({ same: 6 });

    await cloud.s3.send(
      new PutObjectLockConfigurationCommand({
        Bucket,
        ObjectLockConfiguration: { ObjectLockEnabled: "Enabled" },
      }),
    );
    await cloud.s3.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: {} }));
    expect((await stack.refresh()).changes).toMatchObject({ update: 1, delete: 1 });
    vary.days = 3;
    expect((await stack.up()).changes).toEqual({ same: 4, update: 1, create: 1 });

    await cloud.s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "locked" }));
    await stack.destroy();
    expect((await cloud.s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
  });

  test("a retention takes days or years, and a mode", () => {
    const problemsOf = (defaultRetention: object) =>
      bucketObjectLock.validate?.({ rule: { defaultRetention } as never });
    const both = { property: "rule.defaultRetention", reason: "takes days or years, one of them" };
    expect(problemsOf({ mode: "GOVERNANCE", days: 1, years: 1 })).toEqual([both]);
    expect(problemsOf({ mode: "GOVERNANCE" })).toEqual([both]);
    expect(problemsOf({ days: 1 })).toEqual([
      { property: "rule.defaultRetention.mode", reason: "is required" },
    ]);
    expect(problemsOf({ mode: "COMPLIANCE", years: 1 })).toEqual([]);
  });

  test("default encryption with a key is found the same, and its loss is seen", async () => {
    const cloud = await sandboxCloud();
    const stack = await providerStack(cloud, async () => {
      const key = new kms.Key("logs", {});
      const logs = new s3.Bucket("logs", { bucket: "encrypted-log-files", forceDestroy: true });
      new s3.BucketServerSideEncryptionConfiguration("logs", {
        bucket: logs.id,
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
            bucketKeyEnabled: false,
          },
        ],
      });
      return { arn: key.arn };
    });
    const { outputs } = await stack.up();
    const Bucket = "encrypted-log-files";
    const found = await cloud.s3.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(found.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault).toEqual({
      SSEAlgorithm: "aws:kms",
      KMSMasterKeyID: outputs["arn"],
    });
    expect((await stack.preview()).changes).toEqual({ same: 4 });
    await stack.refresh();
    expect((await stack.preview()).changes).toEqual({ same: 4 });
    await cloud.s3.send(new DeleteBucketEncryptionCommand({ Bucket }));
    await stack.refresh();
    expect((await stack.up()).changes).toEqual({ same: 3, update: 1 });
  });
});
