import { gunzipSync } from "node:zlib";
import { CloudTrailClient, GetTrailCommand, GetTrailStatusCommand } from "@aws-sdk/client-cloudtrail";
import { KMS } from "@aws-sdk/client-kms";
import {
  DescribeOrganizationCommand,
  EnableAWSServiceAccessCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { CloudTrailRecord } from "../../../infra/cloudtrail/record.ts";
import type { Engine } from "../../../infra/engine/cli.ts";
import type { OperationKind } from "../../../infra/engine/operation.ts";
import { runOperation } from "../../../infra/engine/run-operation.ts";
import type { Sandbox } from "../../../infra/sandbox/index.ts";
import { type StackSettings, stackSettingsSchema } from "../../../infra/stacks/settings.ts";
import { writeSettings } from "../../../infra/stacks/settings-file.ts";
import { testEngine, toEnd } from "../../helpers/engine-run.ts";
import { targetOf, testSandbox } from "../../helpers/sandbox-target.ts";
import { temporaryPaths } from "../../helpers/temporary-home.ts";

const workload = "111122223333";
const archive = "444455556666";
const management = "777788889999";

let engine: Engine;
beforeAll(async () => {
  engine = await testEngine();
});

/** An account of the sandbox: its clients, and stacks in it. */
function accountIn(sandbox: Sandbox, id: string) {
  const paths = temporaryPaths();
  const target = targetOf(sandbox, sandbox.endpoint, id);
  const config = { ...target.clientConfig(), maxAttempts: 1 };
  const clients = {
    s3: new S3Client(config),
    cloudtrail: new CloudTrailClient(config),
    kms: new KMS(config),
    sts: new STSClient(config),
    organizations: new OrganizationsClient(config),
  };
  onTestFinished(() => {
    for (const client of Object.values(clients)) client.destroy();
  });
  const { s3 } = clients;
  return {
    ...clients,
    /** Runs an operation of the stack with these settings to its end. */
    async operate(kind: OperationKind, given: Partial<StackSettings>) {
      const settings = stackSettingsSchema.parse({ stack: "audit", accountId: id, ...given });
      writeSettings(paths, settings);
      const operation = runOperation(
        { kind, settings, target, through: "trail" },
        { paths, env: process.env, engine },
      );
      return (await toEnd(operation)).result;
    },
    /** Keys of delivered log files (no markers, no digests). */
    async logFiles(Bucket: string, Prefix: string): Promise<string[]> {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
      return Contents.flatMap(({ Key = "", Size }) => (Size && Key.includes("/CloudTrail/") ? [Key] : []));
    },
    /** The calls in a log file, or in several. */
    async recordsIn(Bucket: string, Key: string | readonly string[]): Promise<CloudTrailRecord[]> {
      if (typeof Key !== "string")
        return (await Promise.all(Key.map((one) => this.recordsIn(Bucket, one)))).flat();
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const text = gunzipSync(await Body!.transformToByteArray()).toString();
      return (JSON.parse(text) as { Records: CloudTrailRecord[] }).Records;
    },
    call: () => clients.sts.send(new GetCallerIdentityCommand({})),
  };
}

describe("a key of the stack's own", () => {
  test("encrypts what is delivered, rotates, and goes with the stack; nothing changes when nothing did", async () => {
    const sandbox = await testSandbox();
    const account = accountIn(sandbox, workload);
    const Bucket = "encrypted-logs";
    const settings = { bucketName: Bucket, kmsKey: "own" };
    const { outputs, changes } = await account.operate("up", settings);
    expect(changes).toEqual({ create: 10 });
    const arn = outputs.kmsKeyArn!;
    expect(arn).toMatch(/^arn:aws:kms:us-east-1:111122223333:key\//);
    const { Trail } = await account.cloudtrail.send(new GetTrailCommand({ Name: "MyTrail" }));
    expect(Trail?.KmsKeyId).toBe(arn);
    const rotation = await account.kms.getKeyRotationStatus({ KeyId: "alias/trailwright/encrypted-logs" });
    expect(rotation).toMatchObject({ KeyRotationEnabled: true });

    await account.call();
    await sandbox.delivered();
    const keys = await account.logFiles(Bucket, outputs.logPrefix!);
    const head = await account.s3.send(new HeadObjectCommand({ Bucket, Key: keys[0]! }));
    expect(head).toMatchObject({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: arn });
    const names = (await account.recordsIn(Bucket, keys)).map(({ eventName }) => eventName);
    expect(names).toContain("GetCallerIdentity");

    expect((await account.operate("preview", settings)).changes).toEqual({ same: 10 });
    expect((await account.operate("refresh", settings)).changes).toEqual({ same: 10 });
    expect((await account.operate("preview", settings)).changes, "after a refresh").toEqual({ same: 10 });

    expect((await account.operate("destroy", settings)).changes).toEqual({ delete: 10 });
    expect((await account.kms.describeKey({ KeyId: arn })).KeyMetadata?.KeyState).toBe("PendingDeletion");
  });

  test("comes to a stack that is there, with Object Lock, storage classes and access logs, without a new bucket", async () => {
    const sandbox = await testSandbox();
    const account = accountIn(sandbox, workload);
    await account.operate("up", { stack: "access", bucketName: "access-logs-of-us" });
    const plain = { bucketName: "growing-logs" };
    const all: Partial<StackSettings> = {
      ...plain,
      kmsKey: "own",
      accessLogBucket: "access-logs-of-us",
      objectLock: { mode: "GOVERNANCE", days: 1 },
      transitions: [
        { days: 30, storageClass: "STANDARD_IA" },
        { days: 90, storageClass: "GLACIER" },
      ],
    };
    await account.operate("up", { ...plain, trailName: "OtherTrail" });
    const { changes } = await account.operate("up", { ...all, trailName: "OtherTrail" });
    expect(changes).toEqual({ same: 5, create: 4, update: 3 });
    expect((await account.operate("preview", { ...all, trailName: "OtherTrail" })).changes).toEqual({
      same: 12,
    });
    await sandbox.delivered();
    const destroyed = await account.operate("destroy", { ...all, trailName: "OtherTrail" });
    expect(destroyed.changes, "locked log files are deleted too, in GOVERNANCE mode").toEqual({ delete: 12 });
  });
});

describe("a log archive in an account of its own", () => {
  test("takes another account's log files under its own key; its administrator reads them, the other account its own", async () => {
    const sandbox = await testSandbox();
    const archivist = accountIn(sandbox, archive);
    const worker = accountIn(sandbox, workload);
    const stranger = accountIn(sandbox, management);
    const Bucket = "archive-of-all-logs";
    const trailArn = `arn:aws:cloudtrail:us-east-1:${workload}:trail/MyTrail`;
    const archiveSettings: Partial<StackSettings> = {
      bucketName: Bucket,
      kind: "log-archive",
      deliveringTrails: [trailArn],
      kmsKey: "own",
      keyPrefix: "all",
    };
    const made = await archivist.operate("up", archiveSettings);
    expect(made.outputs).toMatchObject({ accountId: archive, bucketName: Bucket, logPrefix: "all/AWSLogs/" });
    expect(made.outputs).not.toHaveProperty("trailArn");
    const kmsKey = made.outputs.kmsKeyArn!;

    const settings = { bucketName: Bucket, centralBucket: true, kmsKey, keyPrefix: "all" };
    const up = await worker.operate("up", settings);
    expect(up.changes, "nothing but the trail").toEqual({ create: 1 });
    expect(up.outputs).toMatchObject({
      bucketName: Bucket,
      bucketArn: `arn:aws:s3:::${Bucket}`,
      kmsKeyArn: kmsKey,
      trailArn,
      logPrefix: `all/AWSLogs/${workload}/CloudTrail/`,
    });
    await worker.call();
    await sandbox.delivered();
    const status = await worker.cloudtrail.send(new GetTrailStatusCommand({ Name: "MyTrail" }));
    expect(status.LatestDeliveryError).toBeUndefined();

    const keys = await archivist.logFiles(Bucket, up.outputs.logPrefix!);
    const Key = keys[0]!;
    const head = await archivist.s3.send(new HeadObjectCommand({ Bucket, Key }));
    expect(head).toMatchObject({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: kmsKey });
    const records = await archivist.recordsIn(Bucket, keys);
    expect(records.map(({ eventName }) => eventName)).toContain("GetCallerIdentity");
    expect(new Set(records.map(({ recipientAccountId }) => recipientAccountId))).toEqual(new Set([workload]));

    expect(await worker.logFiles(Bucket, up.outputs.logPrefix!)).toContain(Key);
    expect(await worker.recordsIn(Bucket, keys)).toEqual(records);
    await expect(worker.logFiles(Bucket, "all/AWSLogs/")).rejects.toMatchObject({ name: "AccessDenied" });
    await expect(stranger.recordsIn(Bucket, Key)).rejects.toMatchObject({ name: "AccessDenied" });

    expect((await archivist.operate("preview", archiveSettings)).changes).toEqual({ same: 9 });
    expect((await worker.operate("preview", settings)).changes).toEqual({ same: 1 });
    expect((await worker.operate("destroy", settings)).changes).toEqual({ delete: 1 });
    expect(await archivist.logFiles(Bucket, "all/AWSLogs/"), "the archive keeps them").toContain(Key);
  });

  test("takes the trails of a whole organization without naming them", async () => {
    const sandbox = await testSandbox();
    const archivist = accountIn(sandbox, archive);
    const worker = accountIn(sandbox, workload);
    const organizationId = await organizationOf(accountIn(sandbox, management));
    const Bucket = "archive-of-anybody-of-us";
    const common = { bucketName: Bucket, kind: "log-archive", kmsKey: "own" } as const;
    await archivist.operate("up", { ...common, organizationId: "o-somebodyelse" });
    const settings = (kmsKey: string) => ({ bucketName: Bucket, centralBucket: true, kmsKey });
    const { outputs } = await archivist.operate("refresh", { ...common, organizationId: "o-somebodyelse" });
    await expect(worker.operate("up", settings(outputs.kmsKeyArn!))).rejects.toMatchObject({
      code: "BucketPolicyRefused",
    });
    await archivist.operate("up", { ...common, organizationId });
    await worker.operate("up", settings(outputs.kmsKeyArn!));
    await worker.call();
    await sandbox.delivered();
    const keys = await archivist.logFiles(Bucket, `AWSLogs/${workload}/`);
    const records = await archivist.recordsIn(Bucket, keys);
    expect(records.map(({ eventName }) => eventName)).toContain("GetCallerIdentity");
  });

  test("without leave a trail is refused, and told whose bucket it is", async () => {
    const sandbox = await testSandbox();
    const archivist = accountIn(sandbox, archive);
    const worker = accountIn(sandbox, workload);
    await archivist.operate("up", {
      bucketName: "archive-of-others",
      kind: "log-archive",
      deliveringTrails: [`arn:aws:cloudtrail:us-east-1:${management}:trail/MyTrail`],
    });
    await expect(
      worker.operate("up", { bucketName: "archive-of-others", centralBucket: true }),
    ).rejects.toMatchObject({ code: "BucketPolicyRefused", why: expect.stringContaining("another account") });
  });
});

/** Makes the organization ready for CloudTrail, as its manager does once. Gives its id. */
async function organizationOf({ organizations }: ReturnType<typeof accountIn>): Promise<string> {
  const ServicePrincipal = "cloudtrail.amazonaws.com";
  await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal }));
  const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
  return Organization!.Id!;
}

describe("an organization's trail", () => {
  test("delivers every account's calls into the management account's bucket, under its key", async () => {
    const sandbox = await testSandbox();
    const manager = accountIn(sandbox, management);
    const worker = accountIn(sandbox, workload);
    const organizationId = await organizationOf(manager);
    const Bucket = "logs-of-the-organization";
    const settings = { bucketName: Bucket, organizationTrail: true, organizationId, kmsKey: "own" };
    const { outputs } = await manager.operate("up", settings);
    expect(outputs.logPrefix).toBe(`AWSLogs/${organizationId}/`);
    const { Trail } = await manager.cloudtrail.send(new GetTrailCommand({ Name: "MyTrail" }));
    expect(Trail).toMatchObject({ IsOrganizationTrail: true, IsMultiRegionTrail: true });
    await worker.call();
    await manager.call();
    await sandbox.delivered();
    for (const account of [workload, management]) {
      const keys = await manager.logFiles(Bucket, `${outputs.logPrefix}${account}/`);
      const records = await manager.recordsIn(Bucket, keys);
      expect(records.map(({ eventName }) => eventName)).toContain("GetCallerIdentity");
    }
    expect((await manager.operate("preview", settings)).changes).toEqual({ same: 10 });
    await manager.operate("refresh", settings);
    expect((await manager.operate("preview", settings)).changes).toEqual({ same: 10 });
  });

  test("is made by nobody else, and not before CloudTrail may work in the organization", async () => {
    const sandbox = await testSandbox();
    const manager = accountIn(sandbox, management);
    const { Organization } = await manager.organizations.send(new DescribeOrganizationCommand({}));
    const settings = (bucketName: string) => ({
      bucketName,
      organizationTrail: true,
      organizationId: Organization!.Id!,
    });
    await expect(manager.operate("up", settings("too-early"))).rejects.toMatchObject({
      message: expect.stringContaining("CloudTrailAccessNotEnabledException"),
      next: expect.stringContaining("enable-aws-service-access"),
    });
    const worker = accountIn(sandbox, workload);
    await expect(worker.operate("up", settings("not-the-manager"))).rejects.toMatchObject({
      message: expect.stringContaining("NotOrganizationMasterAccountException"),
      next: expect.stringContaining("management account"),
    });
  });

  test("delivers into a log archive of another account", async () => {
    const sandbox = await testSandbox();
    const archivist = accountIn(sandbox, archive);
    const manager = accountIn(sandbox, management);
    const organizationId = await organizationOf(manager);
    const Bucket = "archive-of-the-organization";
    const { outputs } = await archivist.operate("up", {
      bucketName: Bucket,
      kind: "log-archive",
      organizationId,
      deliveringTrails: [`arn:aws:cloudtrail:us-east-1:${management}:trail/MyTrail`],
      kmsKey: "own",
    });
    await manager.operate("up", {
      bucketName: Bucket,
      centralBucket: true,
      organizationTrail: true,
      organizationId,
      kmsKey: outputs.kmsKeyArn!,
    });
    await archivist.call();
    await sandbox.delivered();
    const keys = await archivist.logFiles(Bucket, `AWSLogs/${organizationId}/${archive}/`);
    const records = await archivist.recordsIn(Bucket, keys);
    expect(records.map(({ eventName }) => eventName)).toContain("GetCallerIdentity");
  });
});
