import { localeDate, lowerCamel } from "../../recorder/lower-camel.ts";
import type { AwsError, Call, EventParts, Operation, Permission, Reply } from "../../service.ts";
import type { World } from "../../world.ts";
import { optionalText } from "../input.ts";
import { errors } from "./errors.ts";
import { type Topic, topics } from "./state.ts";

type Handle<T> = (call: Call, world: World, on: T) => Record<string, unknown> | undefined;

/** An operation on the topic that the parameter `member` names; its policy takes part. */
export function onTopic(
  name: string,
  readOnly: boolean,
  handle: Handle<Topic>,
  member = "TopicArn",
): Operation {
  return operation(name, readOnly, {
    permission: (call, world) => topicPermission(findTopic(world, optionalText(call.input, member))),
    handle: (call, world) => handle(call, world, findTopic(world, optionalText(call.input, member))),
  });
}

/** An operation that no topic's policy has a say in. */
export function operation(
  name: string,
  readOnly: boolean,
  how: {
    readonly permission: (call: Call, world: World) => Omit<Permission, "action">;
    readonly handle: (call: Call, world: World) => Record<string, unknown> | undefined;
  },
): Operation {
  return {
    readOnly,
    category: /^Publish/.test(name) ? "Data" : "Management",
    permissions: (call, world) => [
      { action: `SNS:${name.replace(/Batch$/, "")}`, ...how.permission(call, world) },
    ],
    handle: (call, world) => ({ output: how.handle(call, world) ?? {} }),
    event: (call, reply, _world, error) => recorded(call, readOnly, reply, error),
  };
}

/**
 * Leave to do something with a topic. Default policies go by `aws:SourceOwner`, which services bring along and other
 * callers do not have: these need leave of their own account.
 */
export function topicPermission(topic: Topic): Omit<Permission, "action"> {
  const { arn, accountId, policy, tags } = topic;
  return {
    resource: arn,
    resourceAccount: accountId,
    resourcePolicy: policy,
    context: Object.fromEntries(tags.map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value])),
  };
}

/** Whether a text can be the ARN of a topic. */
export const isTopicArn = (arn: string): boolean => /^arn:aws:sns:[\w-]+:\d{12}:.+$/.test(arn);

/** @throws AwsError `NotFound`, `InvalidParameter` */
export function findTopic(world: World, arn: string | undefined): Topic {
  if (arn === undefined || !isTopicArn(arn)) throw errors.parameter("TopicArn");
  const topic = topics(world).get(arn);
  if (!topic) throw errors.noTopic();
  return topic;
}

/** A map parameter (`Attributes.entry.1.key`) as an object. */
export function mapOf(input: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  const entries = (input[name] as { entry?: unknown } | undefined)?.entry;
  if (!Array.isArray(entries)) return {};
  return Object.fromEntries(
    entries.map((entry: { key?: string; Name?: string; value?: unknown; Value?: unknown }) => [
      entry.key ?? entry.Name ?? "",
      entry.value ?? entry.Value ?? "",
    ]),
  );
}

const hidden = new Set(["Message", "Subject", "MessageAttributes", "PublishBatchRequestEntries"]);

/** What is published is never shown ("Logging Amazon SNS API calls using AWS CloudTrail"). */
function recorded(
  call: Call,
  readOnly: boolean,
  reply: Reply | undefined,
  error: AwsError | undefined,
): EventParts {
  const topicArn = /^Publish/.test(call.operation) ? optionalText(call.input, "TopicArn") : undefined;
  const resources = topicArn
    ? [{ accountId: topicArn.split(":")[4]!, type: "AWS::SNS::Topic", ARN: topicArn }]
    : [];
  if (error?.code === "AccessDenied" || error?.code === "AuthorizationError")
    return { requestParameters: null, errorCode: "AccessDenied", resources };
  const shown = Object.entries(call.input).map(([name, value]) => [
    name.charAt(0).toLowerCase() + name.slice(1),
    hidden.has(name)
      ? "HIDDEN_DUE_TO_SECURITY_REASONS"
      : name === "Attributes"
        ? mapOf(call.input, name)
        : lowerCamel(value, { date: localeDate }),
  ]);
  const output = reply?.output ?? {};
  return {
    requestParameters: shown.length > 0 ? (Object.fromEntries(shown) as Record<string, unknown>) : null,
    ...(readOnly || Object.keys(output).length === 0
      ? {}
      : { responseElements: lowerCamel(output, { date: localeDate }) as Record<string, unknown> }),
    resources,
  };
}
