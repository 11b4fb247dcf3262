import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, onTestFinished, test, vi } from "vitest";
import { logFileKey } from "../../../infra/cloudtrail/object-key.ts";
import { EveryAccountFiles } from "../../../infra/trail-log/every-account-files.ts";
import { LogBucket } from "../../../infra/trail-log/log-bucket.ts";
import type { TrailSource } from "../../../infra/trail-log/source.ts";
import { targetOf, testSandbox } from "../../helpers/sandbox-target.ts";

const noon = Date.parse("2026-01-31T12:00:00Z");
const organizationId = "o-exampleorg1";

/** A bucket with log files of several accounts, and what is found there as a source says. */
async function archive() {
  const client = targetOf(await testSandbox()).clientConfig();
  const s3 = new S3Client(client);
  onTestFinished(() => s3.destroy());
  await s3.send(new CreateBucketCommand({ Bucket: "archive" }));
  const put = async (accountId: string, more: { organizationId?: string; prefix?: string } = {}) => {
    const Key = logFileKey({
      ...more,
      accountId,
      family: "CloudTrail",
      region: "us-east-1",
      time: new Date(noon),
      unique: "abcdefghijklmnop",
    });
    await s3.send(new PutObjectCommand({ Bucket: "archive", Key, Body: "{}" }));
    return Key;
  };
  const filesOf = (more: Partial<TrailSource>) => {
    const source: TrailSource = {
      stack: "archive",
      accountId: "444455556666",
      bucketName: "archive",
      everyAccount: true,
      client,
      pollMilliseconds: 100,
      ...more,
    };
    const bucket = new LogBucket(source, new AbortController().signal);
    onTestFinished(() => bucket.renew());
    return new EveryAccountFiles(bucket, source, noon - 60_000);
  };
  return { put, filesOf };
}

test("an archive's files are found in all accounts, those of an organization's trail too, each once", async () => {
  const { put, filesOf } = await archive();
  const keys = [
    await put("111122223333"),
    await put("222233334444"),
    await put("777788889999", { organizationId }),
  ];
  await put("111122223333", { prefix: "elsewhere" });
  const files = filesOf({});
  const found = async (passes = 1) => {
    const all = [];
    for (let pass = 0; pass < passes; pass++) {
      const { files: some, failure } = await files.look(noon);
      expect(failure).toBeUndefined();
      all.push(...some.map(({ key }) => key));
    }
    return all.sort();
  };
  expect(await found()).toEqual(keys.sort());
  expect(await found(4), "nothing twice").toEqual([]);
  const late = await put("333344445555");
  expect(await found(4), "an account that began to deliver").toEqual([late]);
});

test("an organization's trail has its folder, under the stack's prefix", async () => {
  const { put, filesOf } = await archive();
  const own = [
    await put("111122223333", { organizationId, prefix: "all" }),
    await put("777788889999", { organizationId, prefix: "all" }),
  ];
  await put("111122223333", { prefix: "all" });
  await put("111122223333", { organizationId });
  const { files } = await filesOf({ organizationId, keyPrefix: "all" }).look(noon);
  expect(files.map(({ key }) => key).sort()).toEqual(own.sort());
});

test("announced files of any account are taken once, those of others never", async () => {
  const { put, filesOf } = await archive();
  const key = await put("111122223333", { organizationId });
  const stray = await put("111122223333");
  const files = filesOf({ organizationId });
  expect(files.isNew(key, noon)).toBe(true);
  expect(files.isNew(stray, noon)).toBe(false);
  const file = { key, etag: '"1"', bytes: 2, modified: noon };
  expect(files.add(file)).toBe(true);
  expect(files.add(file)).toBe(false);
  expect(files.isNew(key, noon)).toBe(false);
  expect(files.add({ ...file, key: stray })).toBe(false);
});

test("a bucket that may not be listed is a failure, not an empty one", async () => {
  const { filesOf } = await archive();
  const { files, failure } = await filesOf({ bucketName: "not-there" }).look(noon);
  expect(files).toEqual([]);
  expect(failure?.error).toMatchObject({ name: "NoSuchBucket" });
});

test("accounts that are only announced are not remembered, and not listed", async () => {
  const { put, filesOf } = await archive();
  const key = await put("111122223333");
  const files = filesOf({});
  const listed = vi.spyOn(LogBucket.prototype, "regions");
  onTestFinished(() => listed.mockRestore());
  const fresh = key.replace("T1200Z", "T1205Z");
  for (let number = 0; number < 100; number++) {
    const accountId = String(900_000_000_000 + number);
    expect(files.isNew(fresh.replaceAll("111122223333", accountId), noon)).toBe(true);
  }
  await files.look(noon);
  expect(listed.mock.calls.map(([{ accountId }]) => accountId)).toEqual(["111122223333"]);
});
