import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
  type PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HandClock } from "../../../../../infra/sandbox/index.ts";
import { openSandboxClients, refusal, type SandboxClients } from "../../../../helpers/sandbox-clients.ts";

const Bucket = "locked";
const day = 86_400_000;
const clock = new HandClock(new Date());
let box: SandboxClients;
beforeAll(async () => {
  box = await openSandboxClients({ clock });
  await box.s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
});
afterAll(() => box.close());

const inDays = (days: number) => new Date(clock.now().getTime() + days * day);
const put = async (Key: string, more: Partial<PutObjectCommandInput> = {}) =>
  (await box.s3.send(new PutObjectCommand({ Bucket, Key, Body: "x", ...more }))).VersionId!;
const remove = (Key: string, VersionId?: string, more: object = {}, client = box.s3) =>
  client.send(new DeleteObjectCommand({ Bucket, Key, VersionId, ...more }));
const retain = (Key: string, Mode: "GOVERNANCE" | "COMPLIANCE", days: number, more: object = {}) =>
  box.s3.send(
    new PutObjectRetentionCommand({
      Bucket,
      Key,
      Retention: { Mode, RetainUntilDate: inDays(days) },
      ...more,
    }),
  );
const locked = {
  name: "AccessDenied",
  message: "Access Denied because object protected by object lock.",
  status: 403,
};

describe("Object Lock", () => {
  it("keeps a version under compliance from everybody until its time has come", async () => {
    const ObjectLockRetainUntilDate = inDays(2);
    const VersionId = await put("kept", { ObjectLockMode: "COMPLIANCE", ObjectLockRetainUntilDate });
    expect(await box.s3.send(new HeadObjectCommand({ Bucket, Key: "kept" }))).toMatchObject({
      ObjectLockMode: "COMPLIANCE",
      ObjectLockRetainUntilDate,
    });
    expect(await refusal(remove("kept", VersionId))).toEqual(locked);
    expect(await refusal(remove("kept", VersionId, { BypassGovernanceRetention: true }))).toEqual(locked);
    expect(await refusal(retain("kept", "COMPLIANCE", 1))).toEqual(locked);
    expect(await refusal(retain("kept", "GOVERNANCE", 3, { BypassGovernanceRetention: true }))).toEqual(
      locked,
    );
    await retain("kept", "COMPLIANCE", 3);
    // A delete marker may come, and go.
    const { VersionId: marker } = await remove("kept");
    await remove("kept", marker);
    clock.advance(2.5 * day);
    expect(await refusal(remove("kept", VersionId))).toEqual(locked);
    clock.advance(day);
    await remove("kept", VersionId);
  });

  it("lets those past governance who may bypass it and say so", async () => {
    const VersionId = await put("governed", {
      ObjectLockMode: "GOVERNANCE",
      ObjectLockRetainUntilDate: inDays(5),
    });
    await box.iam.send(new CreateUserCommand({ UserName: "deleter" }));
    await box.iam.send(
      new PutUserPolicyCommand({
        UserName: "deleter",
        PolicyName: "p",
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "s3:DeleteObject*", Resource: "*" }],
        }),
      }),
    );
    const { AccessKey } = await box.iam.send(new CreateAccessKeyCommand({ UserName: "deleter" }));
    const deleter = box.as({
      accessKeyId: AccessKey!.AccessKeyId!,
      secretAccessKey: AccessKey!.SecretAccessKey!,
    }).s3;
    const bypass = { BypassGovernanceRetention: true };
    expect((await refusal(remove("governed", VersionId, bypass, deleter))).message).toContain(
      "s3:BypassGovernanceRetention",
    );
    expect(await refusal(remove("governed", VersionId))).toEqual(locked);
    const batch = (client = box.s3, more: object = {}) =>
      client.send(
        new DeleteObjectsCommand({
          Bucket,
          Delete: { Objects: [{ Key: "governed", VersionId }, { Key: "never" }] },
          ...more,
        }),
      );
    const { Errors, Deleted } = await batch();
    expect(Errors).toMatchObject([
      { Key: "governed", VersionId, Code: "AccessDenied", Message: locked.message },
    ]);
    expect(Deleted).toMatchObject([{ Key: "never" }]);
    expect(await refusal(retain("governed", "GOVERNANCE", 1))).toEqual(locked);
    await retain("governed", "GOVERNANCE", 1, bypass);
    await box.s3.send(new PutObjectRetentionCommand({ Bucket, Key: "governed", Retention: {}, ...bypass }));
    expect(
      await refusal(box.s3.send(new GetObjectRetentionCommand({ Bucket, Key: "governed" }))),
    ).toMatchObject({ name: "NoSuchObjectLockConfiguration", status: 404 });
    await retain("governed", "GOVERNANCE", 1);
    expect((await batch(box.s3, bypass)).Errors ?? []).toEqual([]);
  });

  it("holds a version as long as its legal hold is on", async () => {
    const VersionId = await put("held", { ObjectLockLegalHoldStatus: "ON" });
    const hold = (Status: "ON" | "OFF") =>
      box.s3.send(new PutObjectLegalHoldCommand({ Bucket, Key: "held", LegalHold: { Status } }));
    const status = async () =>
      (await box.s3.send(new GetObjectLegalHoldCommand({ Bucket, Key: "held" }))).LegalHold?.Status;
    expect(await status()).toBe("ON");
    expect(await refusal(remove("held", VersionId, { BypassGovernanceRetention: true }))).toEqual(locked);
    await hold("OFF");
    expect(await status()).toBe("OFF");
    await remove("held", VersionId);
  });

  it("has a default for new objects", async () => {
    const Rule = { DefaultRetention: { Mode: "GOVERNANCE" as const, Days: 10 } };
    const configure = (ObjectLockConfiguration: object, bucket = Bucket) =>
      box.s3.send(new PutObjectLockConfigurationCommand({ Bucket: bucket, ObjectLockConfiguration }));
    await configure({ ObjectLockEnabled: "Enabled", Rule });
    const { ObjectLockConfiguration } = await box.s3.send(new GetObjectLockConfigurationCommand({ Bucket }));
    expect(ObjectLockConfiguration).toEqual({ ObjectLockEnabled: "Enabled", Rule });
    await put("by-default");
    const { Retention } = await box.s3.send(new GetObjectRetentionCommand({ Bucket, Key: "by-default" }));
    expect(Retention).toEqual({ Mode: "GOVERNANCE", RetainUntilDate: inDays(10) });
    expect(await refusal(configure({ ObjectLockEnabled: "Enabled", Rule: {} }))).toMatchObject({
      name: "MalformedXML",
    });
    await box.s3.send(new CreateBucketCommand({ Bucket: "not-locked" }));
    expect(await refusal(configure({ ObjectLockEnabled: "Enabled" }, "not-locked"))).toMatchObject({
      name: "InvalidBucketState",
      status: 409,
    });
    await box.s3.send(
      new PutBucketVersioningCommand({
        Bucket: "not-locked",
        VersioningConfiguration: { Status: "Enabled" },
      }),
    );
    const asked = { Bucket: "not-locked", Key: "k", Body: "x", ObjectLockLegalHoldStatus: "ON" as const };
    expect((await refusal(box.s3.send(new PutObjectCommand(asked)))).message).toBe(
      "Bucket is missing Object Lock Configuration",
    );
    await configure({ ObjectLockEnabled: "Enabled" }, "not-locked");
    await box.s3.send(new PutObjectCommand(asked));
  });

  it("refuses what makes no sense", async () => {
    const ObjectLockRetainUntilDate = inDays(-1);
    expect(
      (await refusal(put("x", { ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate }))).message,
    ).toBe("The retain until date must be in the future!");
    expect((await refusal(put("x", { ObjectLockMode: "GOVERNANCE" }))).name).toBe("InvalidArgument");
    const unsummed = box.s3With({ requestChecksumCalculation: "WHEN_REQUIRED" });
    expect(
      (
        await refusal(
          unsummed.send(
            new PutObjectCommand({ Bucket, Key: "x", Body: "x", ObjectLockLegalHoldStatus: "ON" }),
          ),
        )
      ).message,
    ).toContain("Content-MD5 OR x-amz-checksum-");
  });
});
