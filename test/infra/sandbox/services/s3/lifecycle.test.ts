import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type LifecycleRule,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HandClock } from "../../../../../infra/sandbox/index.ts";
import { openSandboxClients, refusal, type SandboxClients } from "../../../../helpers/sandbox-clients.ts";

const hour = 3_600_000;
const day = 24 * hour;
const clock = new HandClock(new Date("2026-03-01T10:00:00Z"));
let box: SandboxClients;
beforeAll(async () => {
  box = await openSandboxClients({ clock, deliveryMilliseconds: 30 * day });
});
afterAll(() => box.close());

async function bucketWith(
  Bucket: string,
  rules: readonly (Omit<LifecycleRule, "Status"> & Partial<LifecycleRule>)[],
  versioned = false,
): Promise<void> {
  await box.s3.send(new CreateBucketCommand({ Bucket }));
  if (versioned)
    await box.s3.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
  await configure(Bucket, rules);
}
const configure = (
  Bucket: string,
  rules: readonly (Omit<LifecycleRule, "Status"> & Partial<LifecycleRule>)[],
) =>
  box.s3.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket,
      LifecycleConfiguration: { Rules: rules.map((rule) => ({ Status: "Enabled", ...rule })) },
    }),
  );
const put = (Bucket: string, Key: string, more: object = {}) =>
  box.s3.send(new PutObjectCommand({ Bucket, Key, Body: "x", ...more }));
const keys = async (Bucket: string) =>
  ((await box.s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(({ Key }) => Key);
const versions = async (Bucket: string) => {
  const { Versions = [], DeleteMarkers = [] } = await box.s3.send(new ListObjectVersionsCommand({ Bucket }));
  return {
    versions: Versions.map(({ VersionId }) => VersionId),
    markers: DeleteMarkers.map(({ VersionId }) => VersionId),
  };
};

describe("a bucket's lifecycle", () => {
  it("lets objects expire at the midnight after their days, by prefix, tag and size", async () => {
    const Bucket = "expiring";
    await bucketWith(Bucket, [
      { ID: "logs", Filter: { Prefix: "logs/" }, Expiration: { Days: 2 } },
      {
        ID: "tagged",
        Filter: { And: { Prefix: "data/", Tags: [{ Key: "keep", Value: "no" }], ObjectSizeGreaterThan: 3 } },
        Expiration: { Days: 1 },
      },
      { ID: "off", Status: "Disabled", Filter: { Prefix: "" }, Expiration: { Days: 1 } },
    ]);
    const { Expiration } = await put(Bucket, "logs/1");
    expect(Expiration).toBe('expiry-date="Wed, 04 Mar 2026 00:00:00 GMT", rule-id="logs"');
    await put(Bucket, "data/small", { Tagging: "keep=no" });
    await put(Bucket, "data/large", { Tagging: "keep=no", Body: "large" });
    await put(Bucket, "data/kept", { Tagging: "keep=yes", Body: "large" });
    const head = await box.s3.send(new HeadObjectCommand({ Bucket, Key: "data/kept" }));
    expect(head.Expiration).toBeUndefined();
    clock.advance(37 * hour);
    // 2 March, 23:00
    expect(await keys(Bucket)).toContain("data/large");
    clock.advance(2 * hour);
    expect(await keys(Bucket)).toEqual(["data/kept", "data/small", "logs/1"]);
    clock.advance(day);
    expect(await keys(Bucket)).toEqual(["data/kept", "data/small"]);
  });

  it("hides current versions, removes others after their days but the newest, then lone markers", async () => {
    const Bucket = "expiring-versions";
    await bucketWith(
      Bucket,
      [
        { ID: "current", Filter: { Prefix: "" }, Expiration: { Days: 1 } },
        {
          ID: "older",
          Filter: { Prefix: "" },
          NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 1 },
        },
      ],
      true,
    );
    const ids = [];
    for (let n = 0; n < 3; n++) ids.unshift((await put(Bucket, "k")).VersionId);
    clock.advance(2 * day);
    expect(await keys(Bucket)).toEqual([]);
    const { versions: left, markers } = await versions(Bucket);
    // The oldest two were noncurrent long enough; the newer of them is kept.
    expect(left).toEqual(ids.slice(0, 2));
    expect(markers).toHaveLength(1);
    await configure(Bucket, [
      { ID: "all", Filter: { Prefix: "" }, NoncurrentVersionExpiration: { NoncurrentDays: 1 } },
    ]);
    clock.advance(3 * day);
    expect(await versions(Bucket)).toEqual({ versions: [], markers });
    await configure(Bucket, [
      { ID: "markers", Filter: { Prefix: "" }, Expiration: { ExpiredObjectDeleteMarker: true } },
    ]);
    clock.advance(day);
    expect(await versions(Bucket)).toEqual({ versions: [], markers: [] });
  });

  it("leaves versions that Object Lock keeps, ends uploads, and moves objects to other classes", async () => {
    await box.s3.send(
      new CreateBucketCommand({ Bucket: "expiring-locked", ObjectLockEnabledForBucket: true }),
    );
    await configure("expiring-locked", [
      { ID: "r", Filter: { Prefix: "" }, NoncurrentVersionExpiration: { NoncurrentDays: 1 } },
    ]);
    const { VersionId } = await put("expiring-locked", "k", { ObjectLockLegalHoldStatus: "ON" });
    await box.s3.send(new DeleteObjectCommand({ Bucket: "expiring-locked", Key: "k" }));

    const Bucket = "moving";
    await bucketWith(Bucket, [
      {
        ID: "r",
        Filter: { Prefix: "" },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 },
        Transitions: [
          { Days: 1, StorageClass: "STANDARD_IA" },
          { Days: 3, StorageClass: "GLACIER" },
        ],
      },
    ]);
    await put(Bucket, "small");
    await put(Bucket, "large", { Body: Buffer.alloc(128 * 1024) });
    await box.s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "never" }));
    const classes = async () => {
      const { Contents } = await box.s3.send(new ListObjectsV2Command({ Bucket }));
      return Object.fromEntries(Contents!.map(({ Key, StorageClass }) => [Key, StorageClass]));
    };
    const uploads = async () =>
      (await box.s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads?.length ?? 0;
    clock.advance(2 * day);
    expect(await classes()).toEqual({ small: "STANDARD", large: "STANDARD_IA" });
    expect(await uploads()).toBe(1);
    clock.advance(2 * day);
    expect(await classes()).toEqual({ small: "STANDARD", large: "GLACIER" });
    expect(await uploads()).toBe(0);
    expect(await refusal(box.s3.send(new GetObjectCommand({ Bucket, Key: "large" })))).toMatchObject({
      name: "InvalidObjectState",
      status: 403,
    });
    expect((await versions("expiring-locked")).versions).toEqual([VersionId]);
  });

  it("is refused where it says nothing, or what cannot be", async () => {
    const Bucket = "refused-lifecycle";
    await box.s3.send(new CreateBucketCommand({ Bucket }));
    const Filter = { Prefix: "" };
    expect(await refusal(configure(Bucket, [{ ID: "r", Filter }]))).toMatchObject({ name: "InvalidRequest" });
    expect(await refusal(configure(Bucket, [{ ID: "r", Filter, Expiration: { Days: 0 } }]))).toMatchObject({
      name: "InvalidArgument",
    });
    expect(
      await refusal(
        configure(Bucket, [{ ID: "r", Filter, Expiration: { Date: new Date("2030-01-01T01:00:00Z") } }]),
      ),
    ).toMatchObject({ message: "'Date' must be at midnight GMT" });
  });
});
