import {
  CreateTrailCommand,
  ListPublicKeysCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import { CreateUserCommand } from "@aws-sdk/client-iam";
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseObjectKey } from "../../../../infra/cloudtrail/object-key.ts";
import { queueRecord } from "../../../../infra/sandbox/recorder/queue-record.ts";
import { trailByArn } from "../../../../infra/sandbox/services/cloudtrail/trails.ts";
import { pythonTools } from "../../../helpers/python-tools.ts";
import { startTrailSandbox, type TrailSandbox, validateLogs } from "../../../helpers/trail-sandbox.ts";

const hour = 3_600_000;
let box: TrailSandbox;

beforeEach(async () => {
  box = await startTrailSandbox();
  await box.bucketFor("logs", "Main");
  await box.cloudtrail().send(
    new CreateTrailCommand({
      Name: "Main",
      S3BucketName: "logs",
      IsMultiRegionTrail: true,
      EnableLogFileValidation: true,
    }),
  );
  await box.cloudtrail().send(new StartLoggingCommand({ Name: "Main" }));
});
afterEach(() => box.close());

async function digests() {
  const files = await box.files("logs");
  return files
    .filter(({ key }) => parseObjectKey(key)?.family === "CloudTrail-Digest")
    .map(({ key, json }) => ({
      key,
      json: json as Record<string, unknown> & { logFiles: { s3Object: string }[] },
    }));
}

async function threeHours(): Promise<void> {
  for (const UserName of ["anna", "berta", "clara"]) {
    await box.iam.send(new CreateUserCommand({ UserName }));
    await box.files("logs");
    box.clock.advance(hour);
  }
}

describe("digests", () => {
  it("make a chain, one per hour, that lists every log file once", async () => {
    await threeHours();
    const chain = await digests();
    expect(chain.map(({ json }) => json["digestEndTime"])).toHaveLength(4);
    expect(chain[0]!.json).toMatchObject({
      previousDigestSignature: null,
      logFiles: [],
      newestEventTime: null,
    });
    for (const [index, { json }] of chain.slice(1).entries())
      expect(json).toMatchObject({
        previousDigestS3Object: chain[index]!.key,
        digestStartTime: chain[index]!.json["digestEndTime"],
        digestS3Bucket: "logs",
      });
    const listed = chain.flatMap(({ json }) => json.logFiles.map(({ s3Object }) => s3Object)).sort();
    const written = (await box.files("logs")).map(({ key }) => key).filter((key) => !key.includes("-Digest"));
    expect(listed).toEqual(written);
  });

  it("end with the trail's logging, after its last file, and begin anew", async () => {
    await threeHours();
    await box.cloudtrail().send(new StopLoggingCommand({ Name: "Main" }));
    box.clock.advance(5 * hour);
    const ended = await digests();
    const listed = ended.flatMap(({ json }) => json.logFiles).length;
    expect(listed).toBe((await box.files("logs")).length - ended.length);
    await box.cloudtrail().send(new StartLoggingCommand({ Name: "Main" }));
    const again = (await digests()).slice(ended.length);
    expect(again).toHaveLength(1);
    expect(again[0]!.json).toMatchObject({ previousDigestS3Object: null, previousDigestHashValue: null });
  });

  it("begin a chain anew when validation was off for a while, and leave the old one's files alone", async () => {
    await threeHours();
    const before = await digests();
    const validate = (EnableLogFileValidation: boolean) =>
      box.cloudtrail().send(new UpdateTrailCommand({ Name: "Main", EnableLogFileValidation }));
    await validate(false);
    // The last digest waits until nothing is left to be delivered, CloudTrail's own calls included.
    for (let flushes = 0; flushes < 3; flushes++) await box.files("logs");
    await validate(true);
    box.clock.advance(hour);
    const after = await digests();
    expect(after.slice(0, before.length)).toEqual(before);
    const firsts = after.filter(({ json }) => json["previousDigestSignature"] === null);
    expect(firsts.length).toBe(2);
    expect(new Set(after.map(({ key }) => key)).size).toBe(after.length);
    expect(after.length).toBeGreaterThanOrEqual(before.length + 2);
  });

  it("list files of every family", async () => {
    const { world, accountId } = box.sandbox;
    const trail = trailByArn(world, box.trailArn("Main"))!;
    const families = ["CloudTrail-Insight", "CloudTrail-NetworkActivity"] as const;
    const text = JSON.stringify({ eventID: "1", eventTime: "2026-01-01T00:00:00Z" });
    for (const family of families)
      queueRecord(
        world,
        trail,
        { account: accountId, region: "us-east-1", family },
        text,
        box.clock.now(),
        false,
      );
    await box.files("logs");
    box.clock.advance(hour);
    const listed = (await digests()).flatMap(({ json }) => json.logFiles.map(({ s3Object }) => s3Object));
    for (const family of families)
      expect(listed).toContainEqual(
        expect.stringMatching(
          `^AWSLogs/${accountId}/${family}/us-east-1/[0-9/]+/${accountId}_${family}_us-east-1_[0-9T]+Z_[A-Za-z0-9]{16}.json.gz$`,
        ),
      );
  });

  it("are signed with a key that ListPublicKeys gives, also before there are any", async () => {
    const away = await box.cloudtrail("eu-west-3").send(new ListPublicKeysCommand({}));
    expect(away.PublicKeyList).toHaveLength(1);
    const digest = (await digests()).find(({ key }) => parseObjectKey(key)?.region === "us-east-1");
    const until = new Date(box.clock.now().getTime() + 2 * hour);
    const { PublicKeyList } = await box.cloudtrail().send(new ListPublicKeysCommand({ EndTime: until }));
    expect(PublicKeyList!.map(({ Fingerprint }) => Fingerprint)).toEqual([
      digest!.json["digestPublicKeyFingerprint"],
    ]);
  });
});

describe.skipIf(!pythonTools())("aws cloudtrail validate-logs (AWS CLI)", () => {
  async function validate() {
    const start = new Date(box.clock.now().getTime() - 24 * hour).toISOString();
    return validateLogs(box, "Main", start);
  }

  it("finds every file valid", async () => {
    await threeHours();
    const { stdout, code } = await validate();
    expect(stdout).toContain("4/4 digest files valid");
    expect(stdout).toMatch(/(\d+)\/\1 log files valid/);
    expect(code).toBe(0);
  });

  it("finds a changed and a removed log file", async () => {
    await threeHours();
    const logs = (await box.files("logs")).map(({ key }) => key).filter((key) => !key.includes("-Digest"));
    const forged = Buffer.from("H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA==", "base64");
    await box.s3.send(new PutObjectCommand({ Bucket: "logs", Key: logs[0]!, Body: forged }));
    await box.s3.send(new DeleteObjectCommand({ Bucket: "logs", Key: logs[1]! }));
    const { stdout, stderr, code } = await validate();
    expect(stdout + stderr).toContain("INVALID: hash value doesn't match");
    expect(stdout + stderr).toContain("INVALID: not found");
    expect(code).toBe(1);
  });
});
