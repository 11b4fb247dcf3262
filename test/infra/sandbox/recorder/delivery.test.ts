import {
  CreateTrailCommand,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  GetTrailStatusCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import { CreateUserCommand, GetUserCommand } from "@aws-sdk/client-iam";
import { DeleteBucketPolicyCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseObjectKey } from "../../../../infra/cloudtrail/object-key.ts";
import type { CloudTrailRecord } from "../../../../infra/cloudtrail/record.ts";
import { startTrailSandbox, type TrailSandbox, trailPolicy } from "../../../helpers/trail-sandbox.ts";

const interval = 2_000;
let box: TrailSandbox;

beforeEach(async () => {
  box = await startTrailSandbox({ deliveryMilliseconds: interval });
});
afterEach(() => box.close());

async function startTrail(
  bucket: string,
  Name: string,
  more: Partial<ConstructorParameters<typeof CreateTrailCommand>[0]> = {},
  region = "us-east-1",
): Promise<void> {
  await box.bucketFor(bucket, Name, { region });
  await box.cloudtrail(region).send(new CreateTrailCommand({ Name, S3BucketName: bucket, ...more }));
  await box.cloudtrail(region).send(new StartLoggingCommand({ Name }));
}

/** What others than CloudTrail did, in order. */
function names(records: readonly CloudTrailRecord[]): string[] {
  return records
    .filter(({ userIdentity }) => userIdentity?.type !== "AWSService")
    .map(({ eventName }) => eventName ?? "");
}

const createUser = (UserName: string) => box.iam.send(new CreateUserCommand({ UserName }));
const describeTrails = (region: string) => box.cloudtrail(region).send(new DescribeTrailsCommand({}));

describe("delivery", () => {
  it("writes what was called, with the request ID the client saw, into files named and described as AWS's", async () => {
    await startTrail("logs", "Main", { IsMultiRegionTrail: true });
    const created = await createUser("anna");
    const files = await box.files("logs");
    const record = files
      .flatMap(({ json }) => json.Records ?? [])
      .find(({ eventName }) => eventName === "CreateUser");
    expect(record).toMatchObject({
      requestID: created.$metadata.requestId,
      awsRegion: "us-east-1",
      requestParameters: { userName: "anna" },
      responseElements: { user: { userName: "anna", arn: created.User!.Arn } },
      recipientAccountId: box.sandbox.accountId,
    });
    const [file] = files;
    const slot = Math.ceil(box.clock.now().getTime() / 300_000) * 300_000;
    expect(parseObjectKey(file!.key)).toMatchObject({
      family: "CloudTrail",
      region: "us-east-1",
      time: new Date(slot),
      unique: expect.stringMatching(/^[A-Za-z0-9]{16}$/),
    });
    expect(file!.headers).toEqual({
      contentType: "application/json",
      contentEncoding: "gzip",
      encryption: "AES256",
    });
    const status = await box.cloudtrail().send(new GetTrailStatusCommand({ Name: "Main" }));
    expect(status.LatestDeliveryTime).toEqual(box.clock.now());
    expect(status.LatestDeliveryError).toBeUndefined();
  });

  it("comes by the clock, and nothing is delivered twice", async () => {
    await startTrail("logs", "Main");
    await createUser("anna");
    box.clock.advance(interval);
    await createUser("berta");
    box.clock.advance(interval);
    const records = await box.records("logs");
    expect(names(records)).toEqual(expect.arrayContaining(["StartLogging", "CreateUser", "CreateUser"]));
    expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(records.length);
    const before = (await box.files("logs")).length;
    box.clock.advance(3_600_000);
    // CloudTrail's own look at the bucket may make one more file; then it is quiet.
    const after = (await box.files("logs")).length;
    expect(after - before).toBeLessThanOrEqual(1);
    box.clock.advance(3_600_000);
    expect((await box.files("logs")).length).toBe(after);
  });

  it("sorts a multi-region trail's records into the folders of their regions", async () => {
    await startTrail("logs", "Main", { IsMultiRegionTrail: true }, "eu-west-1");
    await describeTrails("ap-south-1");
    await createUser("anna");
    const regions = new Map<string, string[]>();
    for (const { key, json } of await box.files("logs"))
      for (const record of json.Records ?? [])
        if (["DescribeTrails", "CreateUser", "StartLogging"].includes(record.eventName!))
          regions.set(record.eventName!, [record.awsRegion!, parseObjectKey(key)!.region]);
    expect(Object.fromEntries(regions)).toEqual({
      DescribeTrails: ["ap-south-1", "ap-south-1"],
      CreateUser: ["us-east-1", "us-east-1"],
      StartLogging: ["eu-west-1", "eu-west-1"],
    });
  });

  it("gives a single-region trail its own region, and global services' events in us-east-1 if it includes them", async () => {
    await startTrail("logs-ireland", "Ireland", {}, "eu-west-1");
    await startTrail("logs-virginia", "Virginia");
    await startTrail("logs-regional", "Regional", { IncludeGlobalServiceEvents: false });
    await createUser("anna");
    await describeTrails("eu-west-1");
    await describeTrails("us-east-1");
    const seen = async (bucket: string) =>
      names(await box.records(bucket)).filter((name) => ["CreateUser", "DescribeTrails"].includes(name));
    expect(await seen("logs-ireland")).toEqual(["DescribeTrails"]);
    expect(await seen("logs-virginia")).toEqual(["CreateUser", "DescribeTrails"]);
    expect(await seen("logs-regional")).toEqual(["DescribeTrails"]);
  });

  it("takes data events only where a selector asks for them, and leaves no trace of others", async () => {
    await startTrail("logs", "Main");
    await box.s3.send(new PutObjectCommand({ Bucket: "logs", Key: "in/a.txt", Body: "a" }));
    await box.cloudtrail().send(
      new PutEventSelectorsCommand({
        TrailName: "Main",
        AdvancedEventSelectors: [
          {
            FieldSelectors: [
              { Field: "eventCategory", Equals: ["Data"] },
              { Field: "resources.type", Equals: ["AWS::S3::Object"] },
              { Field: "resources.ARN", StartsWith: ["arn:aws:s3:::logs/in/"] },
              { Field: "readOnly", Equals: ["false"] },
            ],
          },
        ],
      }),
    );
    await box.s3.send(new PutObjectCommand({ Bucket: "logs", Key: "in/b.txt", Body: "b" }));
    await box.s3.send(new PutObjectCommand({ Bucket: "logs", Key: "out/c.txt", Body: "c" }));
    await box.s3.send(new GetObjectCommand({ Bucket: "logs", Key: "in/b.txt" }));
    await createUser("anna");
    const data = (await box.records("logs")).filter(({ eventCategory }) => eventCategory === "Data");
    expect(data.map(({ requestParameters }) => requestParameters!["key"])).toEqual(["in/b.txt"]);
    expect(data[0]).toMatchObject({ eventName: "PutObject", managementEvent: false, readOnly: false });
    expect(names(await box.records("logs"))).not.toContain("CreateUser");
  });

  it("does not chase its own tail when a trail logs the bucket it is delivered to", async () => {
    await startTrail("logs", "Main");
    await box.cloudtrail().send(
      new PutEventSelectorsCommand({
        TrailName: "Main",
        EventSelectors: [{ DataResources: [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3"] }] }],
      }),
    );
    await createUser("anna");
    box.clock.advance(10 * 60_000);
    const own = (await box.records("logs")).filter(({ userIdentity }) => userIdentity?.type === "AWSService");
    const writes = own.filter(({ eventName }) => eventName === "PutObject");
    expect(writes[0]).toMatchObject({
      sourceIPAddress: "cloudtrail.amazonaws.com",
      sharedEventID: expect.any(String),
      requestParameters: { bucketName: "logs", "x-amz-acl": "bucket-owner-full-control" },
    });
    // As in AWS its writes are events too; but they go out every five minutes, not every two seconds.
    expect(writes.length).toBeLessThan(6);
  });

  it("keeps what a bucket refuses, says so, and delivers it once the policy is mended", async () => {
    await startTrail("logs", "Main");
    box.clock.advance(interval);
    await box.s3.send(new DeleteBucketPolicyCommand({ Bucket: "logs" }));
    await createUser("anna");
    box.clock.advance(60_000);
    const refused = await box.cloudtrail().send(new GetTrailStatusCommand({ Name: "Main" }));
    expect(refused).toMatchObject({ IsLogging: true, LatestDeliveryError: "AccessDenied" });
    await box.putPolicy("logs", trailPolicy("logs", box.sandbox.accountId, box.trailArn("Main")));
    // Not by hand: the longest wait between attempts is ten seconds.
    box.clock.advance(12_000);
    const mended = await box.cloudtrail().send(new GetTrailStatusCommand({ Name: "Main" }));
    expect(mended.LatestDeliveryError).toBeUndefined();
    expect(names(await box.records("logs")).filter((name) => name === "CreateUser")).toHaveLength(1);
  });

  it("tries a digest that the bucket refuses ever more rarely, and writes it once the policy is mended", async () => {
    await startTrail("logs", "Main", { EnableLogFileValidation: true });
    box.clock.advance(interval);
    const status = () => box.cloudtrail().send(new GetTrailStatusCommand({ Name: "Main" }));
    const { LatestDigestDeliveryTime: first } = await status();
    await box.s3.send(new DeleteBucketPolicyCommand({ Bucket: "logs" }));
    box.clock.advance(3_600_000);
    const calls = vi.spyOn(box.sandbox.world, "internalCall");
    box.clock.advance(600_000);
    const digests = calls.mock.calls.filter(([, , , { input }]) =>
      /CloudTrail-Digest/.test(String(input["Key"])),
    );
    calls.mockRestore();
    // Of 300 looks at the queue in ten minutes, those ten seconds apart, and the first few.
    expect(digests.length).toBeGreaterThan(50);
    expect(digests.length).toBeLessThan(70);
    expect((await status()).LatestDigestDeliveryError).toBe("AccessDenied");
    await box.putPolicy("logs", trailPolicy("logs", box.sandbox.accountId, box.trailArn("Main")));
    box.clock.advance(12_000);
    const mended = await status();
    expect(mended.LatestDigestDeliveryError).toBeUndefined();
    expect(mended.LatestDigestDeliveryTime!.getTime()).toBeGreaterThan(first!.getTime());
  });

  it("goes on when the clock is set back by a day", async () => {
    await startTrail("logs", "Main");
    await box.s3.send(new DeleteBucketPolicyCommand({ Bucket: "logs" }));
    await createUser("anna");
    box.clock.advance(interval);
    vi.spyOn(box.clock, "now").mockImplementation(() => new Date(Date.now() - 86_400_000));
    await box.putPolicy("logs", trailPolicy("logs", box.sandbox.accountId, box.trailArn("Main")));
    box.clock.advance(interval);
    const status = await box.cloudtrail().send(new GetTrailStatusCommand({ Name: "Main" }));
    expect(status.LatestDeliveryError).toBeUndefined();
    expect(names(await box.records("logs"))).toContain("CreateUser");
  });

  it("ends with the StopLogging that stopped it", async () => {
    await startTrail("logs", "Main");
    await box.cloudtrail().send(new StopLoggingCommand({ Name: "Main" }));
    await createUser("anna");
    await box.cloudtrail().send(new StopLoggingCommand({ Name: "Main" }));
    expect(names(await box.records("logs"))).toEqual(["StartLogging", "StopLogging"]);
  });

  it("gives each trail its copy, the same record", async () => {
    await startTrail("logs-a", "First");
    await startTrail("logs-b", "Second");
    await createUser("anna");
    const [a, b] = await Promise.all(
      ["logs-a", "logs-b"].map(async (bucket) =>
        (await box.records(bucket)).find(({ eventName }) => eventName === "CreateUser"),
      ),
    );
    expect(a).toBeDefined();
    expect(JSON.stringify(a)).toBe(JSON.stringify(b));
  });

  it("delivers the rest when a trail is deleted, and nothing after that", async () => {
    await startTrail("logs", "Main");
    await createUser("anna");
    await box.cloudtrail().send(new DeleteTrailCommand({ Name: "Main" }));
    await createUser("berta");
    box.clock.advance(600_000);
    const users = (await box.records("logs")).filter(({ eventName }) => eventName === "CreateUser");
    expect(users.map(({ requestParameters }) => requestParameters!["userName"])).toEqual(["anna"]);
  });

  it("records failures with the error the client got", async () => {
    await startTrail("logs", "Main");
    await expect(box.iam.send(new GetUserCommand({ UserName: "nobody" }))).rejects.toThrow();
    const record = (await box.records("logs")).find(({ eventName }) => eventName === "GetUser");
    expect(record).toMatchObject({
      errorCode: "NoSuchEntityException",
      errorMessage: expect.stringContaining("nobody"),
      readOnly: true,
    });
  });
});
