import {
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { expect, onTestFinished, test } from "vitest";
import { trailStack } from "../../../infra/program/trail-stack.ts";
import { checkSettings } from "../../../infra/stacks/config.ts";
import type { TailEvent } from "../../../infra/trail-log/delivered-record.ts";
import { tail } from "../../../infra/trail-log/tail.ts";
import { providerStack, sandboxCloud } from "../../helpers/provider-stack.ts";
import { HandTimer } from "./hand-timer.ts";

/** A stack with delivery notifications, brought up by the engine, and a tail of it whose own time stands still. */
async function announced() {
  const cloud = await sandboxCloud();
  const { accountId, clientConfig, sandbox } = cloud;
  const settings = checkSettings(
    { stack: "audit", bucketName: "logs-of-us", deliveryNotifications: true },
    "The test",
  );
  const stack = await providerStack(cloud, async () => ({ ...trailStack(settings, accountId) }));
  const { outputs } = await stack.up();
  await sandbox.delivered();
  const queueUrl = outputs["queueUrl"] as string;
  const sqs = new SQSClient(clientConfig);
  const iam = new IAMClient(clientConfig);
  const timer = new HandTimer(new Date());
  const stop = new AbortController();
  const events = tail(
    [
      {
        stack: "audit",
        accountId,
        bucketName: settings.bucketName,
        client: clientConfig,
        pollMilliseconds: 1_000,
        queueUrl,
      },
    ],
    { signal: stop.signal, timer },
  );
  onTestFinished(async () => {
    stop.abort();
    await events.return();
    sqs.destroy();
    iam.destroy();
  });
  /** Events up to the one that fits. */
  const until = async (fits: (event: TailEvent) => boolean): Promise<TailEvent[]> => {
    const taken: TailEvent[] = [];
    for (;;) {
      const { value, done } = await events.next();
      if (done || !value) throw new Error("the tail ended");
      taken.push(value);
      if (fits(value)) return taken;
    }
  };
  const makeUser = async (UserName: string) => {
    await iam.send(new CreateUserCommand({ UserName }));
    await sandbox.delivered();
  };
  return { queueUrl, sqs, timer, until, makeUser, stack };
}

const tellsOf = (name: string) => (event: TailEvent) =>
  event.type === "records" && event.records.some(({ json }) => json?.includes(`"userName":"${name}"`));

test("a file is read as soon as it is announced, once, and its message goes", async () => {
  const { queueUrl, sqs, until, makeUser, timer } = await announced();
  await until(({ type }) => type === "caught-up");
  await makeUser("first");
  // No listing comes in between: the tail's time stands still.
  const events = await until(tellsOf("first"));
  expect(events.filter(({ type }) => type === "caught-up")).toEqual([]);
  await makeUser("second");
  await until(tellsOf("second"));
  timer.advance(60_000);
  await makeUser("third");
  const after = [...(await until(tellsOf("third"))), ...(await until(({ type }) => type === "caught-up"))];
  const keys = after.flatMap((event) => (event.type === "log-file" ? [event.key] : []));
  expect(new Set(keys).size).toBe(keys.length);
  const left = async () => {
    const AttributeNames = [
      "ApproximateNumberOfMessages" as const,
      "ApproximateNumberOfMessagesNotVisible" as const,
    ];
    const answer = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames }));
    return Object.values(answer.Attributes ?? {});
  };
  await expect.poll(left, { timeout: 20_000 }).toEqual(["0", "0"]);
});

test("what somebody else took out of the queue is found by the next listing", async () => {
  const { queueUrl, sqs, until, makeUser, timer } = await announced();
  await makeUser("eaten");
  await sqs.send(new PurgeQueueCommand({ QueueUrl: queueUrl }));
  await until(tellsOf("eaten"));
  await until(({ type }) => type === "caught-up");
  timer.advance(60_000);
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: "not CloudTrail's" }));
  await until(({ type }) => type === "caught-up");
});

test("a queue that is gone is said once, and the bucket is listed instead", async () => {
  const { queueUrl, sqs, until, makeUser, timer } = await announced();
  await sqs.send(new DeleteQueueCommand({ QueueUrl: queueUrl }));
  const events = await until(({ type }) => type === "problem");
  expect(events.at(-1)).toMatchObject({
    stack: "audit",
    message:
      "The queue that announces log files could not be read: it does not exist. The bucket is listed instead.",
    next: 'Bring it back with "up --stack audit".',
  });
  await makeUser("listed");
  await timer.pauses();
  timer.advance(1_000);
  const more = await until(tellsOf("listed"));
  expect(more.filter(({ type }) => type === "problem")).toEqual([]);
});
