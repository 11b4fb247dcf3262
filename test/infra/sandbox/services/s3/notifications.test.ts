import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { CreateTrailCommand, StartLoggingCommand } from "@aws-sdk/client-cloudtrail";
import { refusal } from "../../../../helpers/sandbox-clients.ts";
import { sendSigned } from "../../../../helpers/signed-request.ts";
import { startTrailSandbox, type TrailSandbox } from "../../../../helpers/trail-sandbox.ts";

let box: TrailSandbox;
beforeAll(async () => {
  box = await startTrailSandbox();
});
afterAll(() => box.close());

/** Calls SQS by its wire form. */
async function sqs(operation: string, input: object): Promise<Record<string, unknown>> {
  const { endpoint, credentials, region } = box.sandbox;
  const { status, body } = await sendSigned(endpoint, credentials, region, {
    service: "sqs",
    method: "POST",
    path: "/",
    headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${operation}` },
    body: JSON.stringify(input),
  });
  if (status !== 200) throw new Error(body);
  return JSON.parse(body === "" ? "{}" : body) as Record<string, unknown>;
}

async function sns(parameters: Record<string, string>): Promise<void> {
  const { endpoint, credentials, region } = box.sandbox;
  const { status, body } = await sendSigned(endpoint, credentials, region, {
    service: "sns",
    method: "POST",
    path: "/",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ Version: "2010-03-31", ...parameters }).toString(),
  });
  if (status !== 200) throw new Error(body);
}

const arn = (name: string, service = "sqs") =>
  `arn:aws:${service}:us-east-1:${box.sandbox.accountId}:${name}`;
const allow = (service: string, action: string, resource: string, condition: object) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: action,
        Resource: resource,
        Condition: condition,
      },
    ],
  });

/** A queue that lets S3 in for one bucket. */
async function queueFor(name: string, bucket: string): Promise<string> {
  const condition = {
    ArnLike: { "aws:SourceArn": `arn:aws:s3:*:*:${bucket}` },
    StringEquals: { "aws:SourceAccount": box.sandbox.accountId },
  };
  const Policy = allow("s3.amazonaws.com", "sqs:SendMessage", arn(name), condition);
  const { QueueUrl } = await sqs("CreateQueue", { QueueName: name, Attributes: { Policy } });
  return QueueUrl as string;
}

interface Message {
  readonly Event?: string;
  readonly Records?: readonly {
    readonly eventName: string;
    readonly s3: { readonly object: { readonly key: string; readonly sequencer: string } };
  }[];
}

/** Takes all messages out of a queue. */
async function drain(QueueUrl: string): Promise<readonly Message[]> {
  const found: Message[] = [];
  for (;;) {
    const { Messages } = (await sqs("ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10 })) as {
      Messages?: { Body: string; ReceiptHandle: string }[];
    };
    if (!Messages?.length) return found;
    for (const { Body, ReceiptHandle } of Messages) {
      found.push(JSON.parse(Body) as Message);
      await sqs("DeleteMessage", { QueueUrl, ReceiptHandle });
    }
  }
}

const configure = (Bucket: string, NotificationConfiguration: NotificationConfiguration, skip = false) =>
  box.s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration,
      SkipDestinationValidation: skip,
    }),
  );

const names = (messages: readonly Message[]) =>
  messages.map(({ Event, Records }) => Event ?? `${Records![0]!.eventName} ${Records![0]!.s3.object.key}`);

describe("a bucket's notifications", () => {
  it("tell a queue what happens to objects, once each, in S3's form", async () => {
    const Bucket = "told";
    await box.s3.send(new CreateBucketCommand({ Bucket }));
    const queue = await queueFor("events", Bucket);
    await configure(Bucket, {
      QueueConfigurations: [
        {
          Id: "logs",
          QueueArn: arn("events"),
          Events: ["s3:ObjectCreated:*", "s3:ObjectRemoved:Delete"],
          Filter: {
            Key: {
              FilterRules: [
                { Name: "prefix", Value: "in/" },
                { Name: "suffix", Value: ".gz" },
              ],
            },
          },
        },
      ],
    });
    const [test] = await drain(queue);
    expect(test).toMatchObject({ Service: "Amazon S3", Event: "s3:TestEvent", Bucket });
    const put = (Key: string) => box.s3.send(new PutObjectCommand({ Bucket, Key, Body: "four" }));
    const { $metadata, ETag } = await put("in/a b+ü(1).gz");
    await put("out/a.gz");
    await put("in/a.txt");
    await box.s3.send(new CopyObjectCommand({ Bucket, Key: "in/copy.gz", CopySource: `${Bucket}/in/a.txt` }));
    await box.s3.send(new DeleteObjectCommand({ Bucket, Key: "in/copy.gz" }));
    await box.s3.send(new DeleteObjectCommand({ Bucket, Key: "in/never.gz" }));
    const messages = await drain(queue);
    expect(names(messages)).toEqual([
      "ObjectCreated:Put in/a+b%2B%C3%BC%281%29.gz",
      "ObjectCreated:Copy in/copy.gz",
      "ObjectRemoved:Delete in/copy.gz",
    ]);
    const sequencers = messages.map(({ Records }) => Records![0]!.s3.object.sequencer);
    expect(sequencers).toEqual([...sequencers].sort());
    expect(new Set(sequencers).size).toBe(3);
    expect(messages[0]!.Records).toEqual([
      {
        eventVersion: "2.1",
        eventSource: "aws:s3",
        awsRegion: "us-east-1",
        eventTime: box.clock.now().toISOString(),
        eventName: "ObjectCreated:Put",
        userIdentity: { principalId: expect.stringMatching(/^AWS:AIDA/) },
        requestParameters: { sourceIPAddress: "127.0.0.1" },
        responseElements: {
          "x-amz-request-id": $metadata.requestId,
          "x-amz-id-2": $metadata.extendedRequestId,
        },
        s3: {
          s3SchemaVersion: "1.0",
          configurationId: "logs",
          bucket: {
            name: Bucket,
            ownerIdentity: { principalId: expect.any(String) },
            arn: `arn:aws:s3:::${Bucket}`,
          },
          object: {
            key: "in/a+b%2B%C3%BC%281%29.gz",
            size: 4,
            eTag: ETag!.replaceAll('"', ""),
            sequencer: sequencers[0],
          },
        },
      },
    ]);
    // Nothing more once it is taken away.
    await configure(Bucket, {});
    await put("in/late.gz");
    expect(await drain(queue)).toEqual([]);
  });

  it("tell a topic, versions and delete markers and tags too", async () => {
    const Bucket = "told-by-topic";
    await box.s3.send(new CreateBucketCommand({ Bucket }));
    await box.s3.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
    await sns({ Action: "CreateTopic", Name: "objects" });
    const TopicArn = arn("objects", "sns");
    const open = { StringEquals: { "aws:SourceAccount": box.sandbox.accountId } };
    await sns({
      Action: "SetTopicAttributes",
      TopicArn,
      AttributeName: "Policy",
      AttributeValue: allow("s3.amazonaws.com", "sns:Publish", TopicArn, open),
    });
    const Policy = allow("sns.amazonaws.com", "sqs:SendMessage", arn("behind-topic"), {
      ArnEquals: { "aws:SourceArn": TopicArn },
    });
    const created = await sqs("CreateQueue", { QueueName: "behind-topic", Attributes: { Policy } });
    const QueueUrl = created["QueueUrl"] as string;
    await sns({ Action: "Subscribe", TopicArn, Protocol: "sqs", Endpoint: arn("behind-topic") });
    await configure(Bucket, {
      TopicConfigurations: [{ TopicArn, Events: ["s3:ObjectRemoved:*", "s3:ObjectTagging:*"] }],
      EventBridgeConfiguration: {},
    });
    const kept = await box.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    expect(kept.EventBridgeConfiguration).toEqual({});
    expect(kept.TopicConfigurations).toMatchObject([{ Id: expect.stringMatching(/.{8}/), TopicArn }]);
    const { VersionId } = await box.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    await box.s3.send(new PutObjectTaggingCommand({ Bucket, Key: "k", Tagging: { TagSet: [] } }));
    const marker = await box.s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    await box.s3.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId }));
    const envelopes = (await drain(QueueUrl)) as unknown as { Subject: string; Message: string }[];
    expect(envelopes.every(({ Subject }) => Subject === "Amazon S3 Notification")).toBe(true);
    const messages = envelopes.map(({ Message }) => JSON.parse(Message) as Message);
    expect(names(messages)).toEqual([
      "s3:TestEvent",
      "ObjectTagging:Put k",
      "ObjectRemoved:DeleteMarkerCreated k",
      "ObjectRemoved:Delete k",
    ]);
    expect(messages[1]!.Records).toMatchObject([
      { eventVersion: "2.3", s3: { object: { versionId: VersionId } } },
    ]);
    expect(messages[2]!.Records).toMatchObject([{ s3: { object: { versionId: marker.VersionId } } }]);
    expect(messages[3]!.Records).toMatchObject([{ s3: { object: { versionId: VersionId } } }]);
  });

  it("are refused where a destination is missing, elsewhere, closed to S3, or told twice", async () => {
    const Bucket = "refused-notifications";
    await box.s3.send(new CreateBucketCommand({ Bucket }));
    const to = (QueueArn: string, more: object = {}): NotificationConfiguration => ({
      QueueConfigurations: [{ QueueArn, Events: ["s3:ObjectCreated:*"], ...more }],
    });
    const validation = {
      name: "InvalidArgument",
      message: "Unable to validate the following destination configurations",
      status: 400,
    };
    expect(await refusal(configure(Bucket, to(arn("missing"))))).toEqual(validation);
    await sqs("CreateQueue", { QueueName: "closed" });
    expect(await refusal(configure(Bucket, to(arn("closed"))))).toEqual(validation);
    await configure(Bucket, to(arn("closed")), true);
    // What the queue refuses later is dropped; the object is there.
    await box.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    expect(
      await refusal(configure(Bucket, to(arn("closed").replace("us-east-1", "eu-west-1")))),
    ).toMatchObject({ message: expect.stringContaining("region is not valid") });
    expect(await refusal(configure(Bucket, to("closed")))).toMatchObject({
      message: "The ARN could not be parsed",
    });
    expect(await refusal(configure(Bucket, to(arn("closed"), { Events: ["s3:ObjectEaten"] })))).toMatchObject(
      { message: "The event is not supported for notifications" },
    );
    const queue = to(arn("closed")).QueueConfigurations![0]!;
    expect(
      (await refusal(configure(Bucket, { QueueConfigurations: [queue, queue] }, true))).message,
    ).toContain("Configurations overlap");
    const prefix = (Value: string) => ({
      Filter: { Key: { FilterRules: [{ Name: "prefix" as const, Value }] } },
    });
    const both = (a: string, b: string) => ({
      QueueConfigurations: [
        { ...queue, ...prefix(a) },
        { ...queue, Events: ["s3:ObjectCreated:Put" as const], ...prefix(b) },
      ],
    });
    expect((await refusal(configure(Bucket, both("a/", "a/b"), true))).message).toContain("ambiguously");
    await configure(Bucket, both("a/", "b/"), true);
    expect(
      await refusal(
        configure(Bucket, {
          LambdaFunctionConfigurations: [
            { LambdaFunctionArn: arn("function:f", "lambda"), Events: ["s3:ObjectCreated:*"] },
          ],
        }),
      ),
    ).toMatchObject({ name: "NotImplemented", status: 501 });
  });

  it("tell of the log files that CloudTrail delivers", async () => {
    await box.bucketFor("told-of-logs", "trail");
    const queue = await queueFor("log-files", "told-of-logs");
    await configure("told-of-logs", {
      QueueConfigurations: [{ QueueArn: arn("log-files"), Events: ["s3:ObjectCreated:*"] }],
    });
    const cloudtrail = box.cloudtrail();
    await cloudtrail.send(new CreateTrailCommand({ Name: "trail", S3BucketName: "told-of-logs" }));
    await cloudtrail.send(new StartLoggingCommand({ Name: "trail" }));
    const files = await box.files("told-of-logs");
    const told = names(await drain(queue));
    for (const { key } of files) expect(told).toContain(`ObjectCreated:Put ${key}`);
    expect(files.length).toBeGreaterThan(0);
  });
});
