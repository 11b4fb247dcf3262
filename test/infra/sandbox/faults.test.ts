import { gunzipSync } from "node:zlib";
import {
  CloudTrailClient,
  CreateTrailCommand,
  DescribeTrailsCommand,
  GetTrailStatusCommand,
  StartLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import { DescribeRegionsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ListUsersCommand } from "@aws-sdk/client-iam";
import { GetObjectCommand, ListBucketsCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { CloudTrailRecord } from "../../../infra/cloudtrail/record.ts";
import type { Faults } from "../../../infra/sandbox/faults.ts";
import { pythonTools } from "../../helpers/python-tools.ts";
import { startTrailSandbox, type TrailSandbox, validateLogs } from "../../helpers/trail-sandbox.ts";

let box: TrailSandbox;
let faults: Faults;
beforeEach(async () => {
  box = await startTrailSandbox();
  onTestFinished(() => box.close());
  faults = box.sandbox.faults;
  await box.bucketFor("faulty-logs", "faulty");
  await box
    .cloudtrail()
    .send(new CreateTrailCommand({ Name: "faulty", S3BucketName: "faulty-logs", IsMultiRegionTrail: true }));
  await box.cloudtrail().send(new StartLoggingCommand({ Name: "faulty" }));
  await box.sandbox.delivered();
});

const call = () => box.iam.send(new ListUsersCommand({}));
const status = () => box.cloudtrail().send(new GetTrailStatusCommand({ Name: "faulty" }));

interface LogFile {
  readonly key: string;
  readonly bytes: Buffer;
}

/** The log files in the bucket as they are. */
async function logFiles(): Promise<LogFile[]> {
  const { Contents = [] } = await box.s3.send(new ListObjectsV2Command({ Bucket: "faulty-logs" }));
  const keys = Contents.map(({ Key }) => Key!).filter((key) => key.endsWith(".json.gz"));
  return Promise.all(
    keys.map(async (key) => {
      const { Body } = await box.s3.send(new GetObjectCommand({ Bucket: "faulty-logs", Key: key }));
      return { key, bytes: Buffer.from(await Body!.transformToByteArray()) };
    }),
  );
}

/** The log files that one delivery of what `work` causes adds. */
async function addedBy(work: () => Promise<unknown>): Promise<LogFile[]> {
  const before = new Set((await logFiles()).map(({ key }) => key));
  await work();
  await box.sandbox.delivered();
  return (await logFiles()).filter(({ key }) => !before.has(key));
}

const recordsIn = ({ bytes }: LogFile) =>
  (JSON.parse(gunzipSync(bytes).toString()) as { Records: CloudTrailRecord[] }).Records;
const ids = (file: LogFile) => recordsIn(file).map(({ eventID }) => eventID);
const users = (file: LogFile) => recordsIn(file).filter(({ eventName }) => eventName === "ListUsers");

describe("a refused delivery", () => {
  it("shows in the trail's status and as the error of a recorded PutObject, and is made up for", async () => {
    const fault = faults.refuseDelivery({
      code: "NoSuchBucket",
      message: "The specified bucket does not exist",
    });
    expect(await addedBy(call)).toEqual([]);
    expect((await status()).LatestDeliveryError).toBe("NoSuchBucket");
    expect(fault.hits).toBe(1);
    fault.clear();
    const added = await addedBy(async () => undefined);
    expect(added.flatMap(users)).toHaveLength(1);
    expect((await status()).LatestDeliveryError).toBeUndefined();
  });

  it("ends after as many times as asked for, and strikes the trail it is for only", async () => {
    const other = faults.refuseDelivery({ trail: "another" });
    const fault = faults.refuseDelivery({ trail: "faulty", times: 1 });
    expect(await addedBy(call)).toEqual([]);
    expect((await addedBy(call)).flatMap(users)).toHaveLength(2);
    expect([fault.hits, other.hits]).toEqual([1, 0]);
  });

  it("does not keep a trail from being created", async () => {
    faults.refuseDelivery();
    await box.bucketFor("second-logs", "second");
    await box.cloudtrail().send(new CreateTrailCommand({ Name: "second", S3BucketName: "second-logs" }));
    const { trailList } = await box.cloudtrail().send(new DescribeTrailsCommand({}));
    expect(trailList).toHaveLength(2);
  });
});

it("a delayed record comes when the clock says so, not before", async () => {
  const fault = faults.delayDelivery({ milliseconds: 900_000 });
  expect(await addedBy(call)).toEqual([]);
  expect(fault.hits).toBeGreaterThan(0);
  const early = await addedBy(async () => box.clock.advance(899_000));
  expect(early.flatMap(users)).toEqual([]);
  expect((await addedBy(async () => box.clock.advance(2_000))).flatMap(users)).toHaveLength(1);
});

it("a duplicated file is there under two keys", async () => {
  faults.duplicateFile({ times: 1 });
  const [one, two, ...more] = await addedBy(call);
  expect(more).toEqual([]);
  expect(one!.key).not.toBe(two!.key);
  expect(ids(one!)).toEqual(ids(two!));
  expect(users(one!)).toHaveLength(1);
});

it("duplicated records are twice in one file", async () => {
  faults.duplicateRecords();
  const [file, ...more] = await addedBy(call);
  expect(more).toEqual([]);
  const [first, second, ...rest] = users(file!);
  expect(first).toEqual(second);
  expect(rest).toEqual([]);
});

it("reordered records stand the other way round", async () => {
  faults.reorderRecords();
  const [file] = await addedBy(async () => {
    await call();
    await box.iam.send(new ListUsersCommand({ PathPrefix: "/later/" }));
  });
  expect(users(file!).map(({ requestParameters }) => requestParameters)).toEqual([
    expect.objectContaining({ pathPrefix: "/later/" }),
    expect.not.objectContaining({ pathPrefix: "/later/" }),
  ]);
});

it("reordered files are listed before those that came before them", async () => {
  faults.reorderFiles();
  const names: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const [file] = await addedBy(call);
    names.push(file!.key);
  }
  expect(names).toEqual(names.toSorted().toReversed());
});

it("a truncated file cannot be read, and the sandbox's own reader says so", async () => {
  faults.truncateFile({ keep: 0.3 });
  const [file] = await addedBy(call);
  expect(() => gunzipSync(file!.bytes)).toThrow(/unexpected end of file/);
  await expect(box.sandbox.records({ deliveredBy: "faulty" })).rejects.toMatchObject({ code: "AwsFailed" });
});

describe("throttling", () => {
  it.each([
    ["iam", 400, "Throttling", () => call()],
    ["s3", 503, "SlowDown", () => box.s3.send(new ListBucketsCommand({}))],
    ["cloudtrail", 400, "ThrottlingException", () => box.cloudtrail().send(new DescribeTrailsCommand({}))],
    ["ec2", 503, "RequestLimitExceeded", () => ec2().send(new DescribeRegionsCommand({}))],
  ])(
    "of %s is worded as the service does, recorded, and over when it was enough",
    async (service, status, code, send) => {
      const fault = faults.throttle({ service, times: 1 });
      await expect(send()).rejects.toMatchObject({ name: code, $metadata: { httpStatusCode: status } });
      await send();
      expect(fault.hits).toBe(1);
      const records = await box.sandbox.records({ where: ({ errorCode = "" }) => errorCode.endsWith(code) });
      expect(records).toHaveLength(1);
    },
  );

  it("is retried by a client that retries", async () => {
    faults.throttle({ service: "cloudtrail", operation: "DescribeTrails", times: 1 });
    const { endpoint, region, credentials } = box.sandbox;
    const client = new CloudTrailClient({ endpoint, region, credentials });
    onTestFinished(() => client.destroy());
    const { $metadata } = await client.send(new DescribeTrailsCommand({}));
    expect($metadata.attempts).toBe(2);
  });

  it("strikes the operation it is for only, and ends with clear()", async () => {
    faults.throttle({ service: "iam", operation: "CreateUser" });
    await call();
    faults.throttle({ service: "iam" });
    await expect(call()).rejects.toThrow();
    faults.clear();
    await call();
  });

  it("of what the sandbox does not have is refused", () => {
    expect(() => faults.throttle({ service: "lamda" })).toThrow(/does not have the service lamda/);
    expect(() => faults.throttle({ service: "iam", operation: "ListUser" })).toThrow(/iam:ListUser/);
  });
});

it("numbers that make no sense are refused", () => {
  expect(() => faults.duplicateFile({ times: 0 })).toThrow(/times/);
  expect(() => faults.delayDelivery({ milliseconds: Number.NaN })).toThrow(/milliseconds/);
  expect(() => faults.truncateFile({ keep: 1 })).toThrow(/keep/);
});

function ec2(): EC2Client {
  const { endpoint, region, credentials } = box.sandbox;
  const client = new EC2Client({ endpoint, region, credentials, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  return client;
}

describe.skipIf(!pythonTools())("aws cloudtrail validate-logs (AWS CLI)", () => {
  /** What the CLI says of a day in which `work` was done in between, a call and a delivery each hour. */
  async function validated(work: () => unknown): Promise<string> {
    const hour = 3_600_000;
    await box.cloudtrail().send(new UpdateTrailCommand({ Name: "faulty", EnableLogFileValidation: true }));
    const start = new Date(box.clock.now().getTime() - hour).toISOString();
    for (let round = 0; round < 3; round += 1) {
      if (round === 1) await work();
      await call();
      await box.sandbox.delivered();
      box.clock.advance(hour);
      await box.sandbox.delivered();
    }
    const { stdout } = await validateLogs(box, "faulty", start);
    return stdout;
  }

  it("finds a truncated file invalid, and the digests that list it valid", async () => {
    const stdout = await validated(() => faults.truncateFile({ times: 1 }));
    expect(stdout).toMatch(/, 1\/\d+ log files INVALID/);
    expect(stdout).toMatch(/(\d+)\/\1 digest files valid/);
  });

  it("finds duplicated, reordered and refused files valid in the end", async () => {
    const stdout = await validated(() => {
      faults.duplicateFile({ times: 1 });
      faults.reorderFiles();
      faults.duplicateRecords();
      faults.reorderRecords();
      faults.refuseDelivery({ times: 2 });
    });
    expect(stdout).toMatch(/(\d+)\/\1 digest files valid/);
    expect(stdout).toMatch(/(\d+)\/\1 log files valid/);
    expect(stdout).not.toContain("INVALID");
  });
});
