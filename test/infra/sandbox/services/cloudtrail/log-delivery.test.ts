import {
  CloudTrailClient,
  CreateTrailCommand,
  GetTrailStatusCommand,
  StartLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { DeleteBucketPolicyCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CloudTrailRecord } from "../../../../../infra/cloudtrail/record.ts";
import { deliverLogEvents } from "../../../../../infra/sandbox/recorder/deliver-log-events.ts";
import { deliveryQueue } from "../../../../../infra/sandbox/recorder/delivery-queue.ts";
import { queueRecord } from "../../../../../infra/sandbox/recorder/queue-record.ts";
import { trailByArn } from "../../../../../infra/sandbox/services/cloudtrail/trails.ts";
import { refusal } from "../../../../helpers/sandbox-clients.ts";
import { startTrailSandbox, type TrailSandbox, trailPolicy } from "../../../../helpers/trail-sandbox.ts";

const RoleName = "CloudTrail_CloudWatchLogs_Role";
const hour = 3_600_000;

const trusting = (Service: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }],
  });

describe("a trail with a log group", () => {
  let box: TrailSandbox;
  let logs: CloudWatchLogsClient;
  let account: string;
  let group: string;
  let role: string;
  const allow = (...Action: string[]) => {
    const Resource = `arn:aws:logs:us-east-1:${account}:log-group:audit:log-stream:${account}_CloudTrail_us-east-1*`;
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action, Resource }],
    });
    return box.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "logs", PolicyDocument }));
  };
  const trust = (service: string) =>
    box.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trusting(service) }));
  const create = (more: object = {}) =>
    box.cloudtrail().send(
      new CreateTrailCommand({
        Name: "Main",
        S3BucketName: "logs",
        IsMultiRegionTrail: true,
        CloudWatchLogsLogGroupArn: group,
        CloudWatchLogsRoleArn: role,
        ...more,
      }),
    );
  const status = () => box.cloudtrail().send(new GetTrailStatusCommand({ Name: "Main" }));
  const streams = async () =>
    (await logs.send(new DescribeLogStreamsCommand({ logGroupName: "audit" }))).logStreams?.map(
      ({ logStreamName }) => logStreamName,
    );
  const events = async (): Promise<CloudTrailRecord[]> => {
    await box.sandbox.delivered();
    const found: CloudTrailRecord[] = [];
    const stream = { logGroupName: "audit", logStreamName: `${account}_CloudTrail_us-east-1` };
    let nextToken: string | undefined;
    for (;;) {
      const more = nextToken ? { nextToken } : {};
      const page = await logs.send(new GetLogEventsCommand({ ...stream, startFromHead: true, ...more }));
      found.push(...(page.events ?? []).map(({ message }) => JSON.parse(message!) as CloudTrailRecord));
      if (page.nextForwardToken === nextToken) break;
      nextToken = page.nextForwardToken;
    }
    return found;
  };
  const users = async () =>
    (await events())
      .filter(({ eventName }) => eventName === "CreateUser")
      .map(({ requestParameters }) => requestParameters?.["userName"]);

  beforeAll(async () => {
    box = await startTrailSandbox();
    const { endpoint, region, credentials } = box.sandbox;
    logs = new CloudWatchLogsClient({ endpoint, region, credentials, maxAttempts: 1 });
    account = box.sandbox.accountId;
    group = `arn:aws:logs:us-east-1:${account}:log-group:audit:*`;
    await box.bucketFor("logs", "Main");
    const made = await box.iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trusting("ec2.amazonaws.com") }),
    );
    role = made.Role!.Arn!;
  });
  afterAll(async () => {
    logs.destroy();
    await box.close();
  });

  it("takes a role only from whoever may pass it", async () => {
    const UserName = "trail-maker";
    await box.iam.send(new CreateUserCommand({ UserName }));
    const allowed = (...Action: string[]) =>
      box.iam.send(
        new PutUserPolicyCommand({
          UserName,
          PolicyName: "own",
          PolicyDocument: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Action: "cloudtrail:*", Resource: "*" },
              {
                Effect: "Allow",
                Action: "iam:PassRole",
                Resource: role,
                Condition: { StringEquals: { "iam:PassedToService": Action } },
              },
            ],
          }),
        }),
      );
    const { AccessKey } = await box.iam.send(new CreateAccessKeyCommand({ UserName }));
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = AccessKey!;
    const { endpoint, region } = box.sandbox;
    const user = new CloudTrailClient({
      endpoint,
      region,
      credentials: { accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey! },
      maxAttempts: 1,
    });
    const make = () =>
      refusal(
        user.send(
          new CreateTrailCommand({
            Name: "Main",
            S3BucketName: "logs",
            CloudWatchLogsLogGroupArn: group,
            CloudWatchLogsRoleArn: role,
          }),
        ),
      );
    await allowed("ec2.amazonaws.com");
    expect(await make()).toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining(`is not authorized to perform: iam:PassRole on resource: ${role}`),
    });
    await allowed("cloudtrail.amazonaws.com");
    expect((await make()).name).toBe("InvalidCloudWatchLogsRoleArnException");
    user.destroy();
  });

  it("needs group and role, a role that trusts CloudTrail and may write, and a group that is there", async () => {
    const badGroup = "InvalidCloudWatchLogsLogGroupArnException";
    const badRole = "InvalidCloudWatchLogsRoleArnException";
    expect(await refusal(create({ CloudWatchLogsRoleArn: undefined }))).toMatchObject({
      name: badRole,
      message: "You must specify a role ARN as well as a log group.",
    });
    expect((await refusal(create({ CloudWatchLogsLogGroupArn: undefined }))).name).toBe(badGroup);
    const theirs = box.sandbox.accounts[1]!;
    const iam = new IAMClient({
      endpoint: box.sandbox.endpoint,
      region: box.sandbox.region,
      credentials: theirs.credentials,
    });
    const lent = await iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trusting("cloudtrail.amazonaws.com") }),
    );
    iam.destroy();
    expect(await refusal(create({ CloudWatchLogsRoleArn: lent.Role!.Arn }))).toMatchObject({
      name: badRole,
      message: "Check the role ARN: CloudTrail can't validate it.",
    });
    for (const arn of [
      group.slice(0, -2),
      group.replace("us-east-1", "eu-west-1"),
      group.replace(account, "999999999999"),
    ])
      expect((await refusal(create({ CloudWatchLogsLogGroupArn: arn }))).name).toBe(badGroup);
    expect(await refusal(create())).toMatchObject({
      name: badRole,
      message: expect.stringMatching(
        /^Access denied\. Check the trust relationships for your role\. \[.*sts:AssumeRole/,
      ),
    });
    await trust("cloudtrail.amazonaws.com");
    const denied = (action: string) => ({
      name: badGroup,
      message: expect.stringMatching(
        `^Access denied. Check the permissions for your role. .*perform: ${action} on resource: arn:aws:logs`,
      ),
    });
    expect(await refusal(create())).toMatchObject(denied("logs:CreateLogStream"));
    await allow("logs:CreateLogStream", "logs:PutLogEvents");
    expect(await refusal(create())).toMatchObject({
      name: badGroup,
      message: expect.stringMatching(
        /^Check the log group ARN: CloudTrail can't validate it\. .*does not exist/,
      ),
    });
    await logs.send(new CreateLogGroupCommand({ logGroupName: "audit" }));
    await allow("logs:CreateLogStream");
    expect(await refusal(create())).toMatchObject(denied("logs:PutLogEvents"));
    expect(await streams()).toEqual([]);
    await allow("logs:CreateLogStream", "logs:PutLogEvents");
    expect(await create()).toMatchObject({ CloudWatchLogsLogGroupArn: group, CloudWatchLogsRoleArn: role });
    expect(await streams()).toEqual([`${account}_CloudTrail_us-east-1`]);
    expect(await events()).toEqual([]);
  });

  it("gets every record once and in order, whatever the bucket says, in the role's name", async () => {
    await box.cloudtrail().send(new StartLoggingCommand({ Name: "Main" }));
    await box.s3.send(new DeleteBucketPolicyCommand({ Bucket: "logs" }));
    const names = Array.from({ length: 40 }, (_, index) => `user-${index}`);
    for (const UserName of names) await box.iam.send(new CreateUserCommand({ UserName }));
    expect(await users()).toEqual(names);
    expect(await status()).toMatchObject({
      LatestDeliveryError: "AccessDenied",
      LatestCloudWatchLogsDeliveryTime: expect.any(Date),
    });
    box.clock.advance(60_000);
    await box.putPolicy("logs", trailPolicy("logs", account, box.trailArn("Main")));
    expect(await users()).toEqual(names);
    const delivered = await box.records("logs");
    const inGroup = new Set((await events()).map(({ eventID }) => eventID));
    const missing = delivered.filter(({ eventID }) => !inGroup.has(eventID));
    expect(missing.map(({ eventName }) => eventName)).toEqual([]);
  });

  it("assumes the role anew when its session has ended, and leaves a record of that", async () => {
    box.clock.advance(2 * hour);
    await box.iam.send(new CreateUserCommand({ UserName: "later" }));
    expect(await users()).toContain("later");
    const assumed = (await events()).filter(
      ({ eventName, userIdentity }) =>
        eventName === "AssumeRole" && userIdentity?.invokedBy === "cloudtrail.amazonaws.com",
    );
    expect(assumed.at(-1)).toMatchObject({
      userIdentity: { type: "AWSService" },
      requestParameters: { roleArn: role, roleSessionName: "CLOUDWATCH_LOGS_DELIVERY_SESSION" },
    });
  });

  it("shows what refuses, keeps the records, and puts them when it is mended", async () => {
    await box.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "logs" }));
    await box.iam.send(new CreateUserCommand({ UserName: "kept" }));
    expect(await users()).not.toContain("kept");
    expect((await status()).LatestCloudWatchLogsDeliveryError).toBe("AccessDeniedException");
    expect((await status()).LatestDeliveryError).toBeUndefined();
    await allow("logs:CreateLogStream", "logs:PutLogEvents");
    box.clock.advance(60_000);
    expect((await users()).filter((name) => name === "kept")).toEqual(["kept"]);
    expect((await status()).LatestCloudWatchLogsDeliveryError).toBeUndefined();
  });

  it("puts a record once, also when the process ends between putting and forgetting it", async () => {
    const { world } = box.sandbox;
    await box.sandbox.delivered();
    await box.iam.send(new CreateUserCommand({ UserName: "interrupted" }));
    const queue = deliveryQueue(world);
    const upTo = queue.newest();
    const batch = queue.batches(upTo).find(({ family }) => family === "CloudWatchLogs")!;
    const interrupted = {
      ...queue,
      remove: () => {
        throw new Error("the end");
      },
    };
    expect(() => deliverLogEvents(world, interrupted, batch, upTo)).toThrow("the end");
    expect((await users()).filter((name) => name === "interrupted")).toEqual(["interrupted"]);
  });

  it("leaves out what is too large for an event, and puts more than one call takes in order", async () => {
    const { world } = box.sandbox;
    const trail = trailByArn(world, box.trailArn("Main"))!;
    const folder = { account, region: "us-east-1", family: "CloudTrail" } as const;
    const large = (index: number, bytes: number) =>
      JSON.stringify({
        eventID: `large-${index}`,
        eventTime: "2026-01-01T00:00:00Z",
        text: "é".repeat(bytes / 2),
      });
    const sizes = [100_000, 300_000, 200_000, 250_000, 240_000, 230_000, 220_000];
    for (const [index, bytes] of sizes.entries())
      queueRecord(world, trail, folder, large(index, bytes), box.clock.now(), false);
    const put = (await events()).map(({ eventID }) => eventID);
    expect(put.filter((eventID) => eventID.startsWith("large-"))).toEqual(
      [0, 2, 3, 4, 5, 6].map((index) => `large-${index}`),
    );
    const inBucket = (await box.records("logs")).map(({ eventID }) => eventID);
    expect(inBucket).toContain("large-1");
  });

  it("has none after an update to empty ARNs", async () => {
    const update = (more: object) => box.cloudtrail().send(new UpdateTrailCommand({ Name: "Main", ...more }));
    expect(await update({ S3KeyPrefix: "" })).toMatchObject({ CloudWatchLogsLogGroupArn: group });
    expect((await refusal(update({ CloudWatchLogsRoleArn: "" }))).name).toBe(
      "InvalidCloudWatchLogsRoleArnException",
    );
    const none = await update({ CloudWatchLogsLogGroupArn: "", CloudWatchLogsRoleArn: "" });
    expect(none).not.toHaveProperty("CloudWatchLogsLogGroupArn");
    await box.iam.send(new CreateUserCommand({ UserName: "unseen" }));
    expect(await users()).not.toContain("unseen");
  });
});
