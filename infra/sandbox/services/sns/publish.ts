import { randomUUID } from "node:crypto";
import { AwsError, type Call } from "../../service.ts";
import { serviceCaller } from "../../service-caller.ts";
import type { World } from "../../world.ts";
import { type Input, optionalText } from "../input.ts";
import { errors } from "./errors.ts";
import { mapOf, onTopic } from "./operation.ts";
import { type Subscription, subscriptionsTo, type Topic } from "./state.ts";

interface Attribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export const publish = onTopic("Publish", false, (call, world, topic) => ({
  MessageId: publishOne(call, world, topic, call.input),
}));

/**
 * Publishes one message; each subscribed queue gets it in the same transaction, if its policy lets the topic in.
 * @returns its id
 * @throws AwsError `InvalidParameter`
 */
export function publishOne(call: Call, world: World, topic: Topic, input: Input): string {
  for (const member of ["MessageGroupId", "MessageDeduplicationId"])
    if (input[member] !== undefined) throw errors.unsupported(`FIFO topics (${member})`);
  const message = optionalText(input, "Message") ?? "";
  const subject = optionalText(input, "Subject");
  if (message === "") throw errors.parameter("Empty message");
  if (Buffer.byteLength(message) > 262_144) throw errors.parameter("Message too long");
  if (subject !== undefined && !/^[\x21-\x7e][\x20-\x7e]{0,99}$/.test(subject))
    throw errors.parameter("Subject");
  const text = input["MessageStructure"] === "json" ? textForQueues(message) : message;
  const attributes = mapOf(input, "MessageAttributes") as Record<string, Attribute>;
  for (const [name, { DataType }] of Object.entries(attributes))
    if (!/^(?:String|String\.Array|Number|Binary)$/.test(DataType))
      throw errors.parameter(`The message attribute '${name}' has an invalid message attribute type.`);
  const id = randomUUID();
  for (const subscription of subscriptionsTo(world, topic.arn))
    if (subscription.protocol === "sqs")
      deliver(call, world, topic, subscription, { id, text, subject, attributes });
  return id;
}

/** MessageStructure json: a text for each protocol, or the default one. */
function textForQueues(message: string): string {
  let texts: Record<string, unknown>;
  try {
    texts = Object(JSON.parse(message)) as Record<string, unknown>;
  } catch {
    throw errors.parameter("Message Structure - JSON message body failed to parse");
  }
  if (typeof texts["default"] !== "string")
    throw errors.parameter("Message Structure - No default entry in JSON message body");
  return typeof texts["sqs"] === "string" ? texts["sqs"] : texts["default"];
}

interface Published {
  readonly id: string;
  readonly text: string;
  readonly subject: string | undefined;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** Sends as SNS, so that the queue's policy decides. What a queue refuses is lost, as in SNS after a client error. */
function deliver(
  call: Call,
  world: World,
  topic: Topic,
  subscription: Subscription,
  message: Published,
): void {
  const [, , , region = "", accountId = "", queue = ""] = subscription.endpoint.split(":");
  const caller = serviceCaller("sns.amazonaws.com", topic.accountId);
  const attributes = Object.keys(message.attributes).length > 0 ? message.attributes : undefined;
  try {
    world.internalCall(caller, "sqs", "SendMessage", {
      region,
      input: {
        QueueUrl: `https://sqs.${region}.amazonaws.com/${accountId}/${queue}`,
        MessageBody: subscription.raw ? message.text : envelope(call, topic, subscription, message),
        ...(subscription.raw && attributes ? { MessageAttributes: attributes } : {}),
      },
      context: { "aws:SourceArn": topic.arn, "aws:SourceAccount": topic.accountId },
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}

/** The notification around a message; unsigned, as the sandbox has no certificate that anybody could check. */
function envelope(call: Call, topic: Topic, subscription: Subscription, message: Published): string {
  const attributes = Object.entries(message.attributes).map(([name, attribute]) => [
    name,
    { Type: attribute.DataType, Value: attribute.StringValue ?? attribute.BinaryValue },
  ]);
  const notification = {
    Type: "Notification",
    MessageId: message.id,
    TopicArn: topic.arn,
    ...(message.subject === undefined ? {} : { Subject: message.subject }),
    Message: message.text,
    Timestamp: call.time.toISOString(),
    UnsubscribeURL: `https://sns.${topic.region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
    ...(attributes.length > 0
      ? { MessageAttributes: Object.fromEntries(attributes) as Record<string, unknown> }
      : {}),
  };
  return JSON.stringify(notification, undefined, 2);
}
