import {
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import { CreateUserCommand, GetUserCommand } from "@aws-sdk/client-iam";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { startTrailSandbox, type TrailSandbox } from "../../helpers/trail-sandbox.ts";

let box: TrailSandbox;
beforeEach(async () => {
  box = await startTrailSandbox();
  onTestFinished(() => box.close());
});

const names = (records: readonly { eventName?: string }[]) => records.map(({ eventName }) => eventName);

it("shows the history in the order of the calls, and what a filter leaves of it", async () => {
  const { iam, sandbox } = box;
  await iam.send(new CreateUserCommand({ UserName: "alice" }));
  await iam.send(new GetUserCommand({ UserName: "bob" })).catch(() => undefined);
  await box
    .cloudtrail("eu-west-1")
    .send(new StartLoggingCommand({ Name: "nowhere" }))
    .catch(() => undefined);
  expect(names(await sandbox.records())).toEqual(["CreateUser", "GetUser", "StartLogging"]);
  const filtered = async (filter: Parameters<typeof sandbox.records>[0]) =>
    names(await sandbox.records(filter));
  expect(await filtered({ eventName: "CreateUser" })).toEqual(["CreateUser"]);
  expect(await filtered({ eventSource: "iam.amazonaws.com" })).toEqual(["CreateUser", "GetUser"]);
  expect(await filtered({ errorCode: "NoSuchEntityException" })).toEqual(["GetUser"]);
  expect(await filtered({ region: "eu-west-1" })).toEqual(["StartLogging"]);
  expect(await filtered({ accountId: "000000000000" })).toEqual([]);
  expect(
    await filtered({
      accessKeyId: sandbox.credentials.accessKeyId,
      where: ({ readOnly }) => readOnly === true,
    }),
  ).toEqual(["GetUser"]);
});

it("shows what a trail delivered, data events included, and nothing that is not delivered yet", async () => {
  const { s3, sandbox } = box;
  await box.bucketFor("trail-logs", "data", { prefix: "some/where" });
  await box
    .cloudtrail()
    .send(new CreateTrailCommand({ Name: "data", S3BucketName: "trail-logs", S3KeyPrefix: "some/where" }));
  await box.cloudtrail().send(
    new PutEventSelectorsCommand({
      TrailName: "data",
      EventSelectors: [
        {
          ReadWriteType: "All",
          DataResources: [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3:::trail-logs/mine"] }],
        },
      ],
    }),
  );
  await box.cloudtrail().send(new StartLoggingCommand({ Name: "data" }));
  await s3.send(new PutObjectCommand({ Bucket: "trail-logs", Key: "mine", Body: "data" }));
  const mine = () => sandbox.records({ deliveredBy: "data", eventName: "PutObject" });
  expect(await mine()).toEqual([]);
  await sandbox.delivered();
  expect((await mine()).map(({ requestParameters }) => requestParameters!["key"])).toEqual(["mine"]);
  expect(await sandbox.records({ eventName: "PutObject" })).toEqual([]);
});

it("says which trail is not there", async () => {
  await expect(box.sandbox.records({ deliveredBy: "none" })).rejects.toThrow(/no trail none/);
});
