import { policyProblem } from "../../authorization/policy-problem.ts";
import type { Call } from "../../service.ts";
import type { World } from "../../world.ts";
import { optionalText, structures, texts } from "../input.ts";
import { errors } from "./errors.ts";
import { findTopic, isTopicArn, mapOf, onTopic, operation, topicPermission } from "./operation.ts";
import { page } from "./page.ts";
import { subscriptions, subscriptionsTo, type Topic, topics, topicsOf } from "./state.ts";

const arnOf = ({ caller, region }: Call, name: string) => `arn:aws:sns:${region}:${caller.accountId}:${name}`;

/** What a topic gets when its maker gives no policy: its account may use it ("Amazon SNS Developer Guide"). */
export function defaultPolicy(arn: string, accountId: string): string {
  return JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: [
          "SNS:GetTopicAttributes",
          "SNS:SetTopicAttributes",
          "SNS:AddPermission",
          "SNS:RemovePermission",
          "SNS:DeleteTopic",
          "SNS:Subscribe",
          "SNS:ListSubscriptionsByTopic",
          "SNS:Publish",
        ],
        Resource: arn,
        Condition: { StringEquals: { "AWS:SourceOwner": accountId } },
      },
    ],
  });
}

/** Attributes a caller may set, applied to the topic. */
function withAttributes(topic: Topic, attributes: Readonly<Record<string, unknown>>): Topic {
  let changed = topic;
  for (const [name, value] of Object.entries(attributes)) {
    const text = typeof value === "string" ? value : "";
    if (name === "DisplayName") changed = { ...changed, displayName: text };
    else if (name === "Policy") {
      const problem = text === "" ? undefined : policyProblem(text, "resource");
      if (problem) throw errors.parameter(`Policy Error: ${problem}`);
      changed = { ...changed, policy: text || defaultPolicy(topic.arn, topic.accountId) };
    } else if (!(name === "FifoTopic" && text === "false"))
      throw errors.unsupported(`the topic attribute ${name || "that was named"}`);
  }
  return changed;
}

/** Answers with the topic that is there already. */
export const createTopic = operation("CreateTopic", false, {
  permission: (call) => ({ resource: arnOf(call, optionalText(call.input, "Name") ?? "") }),
  handle(call, world) {
    const name = optionalText(call.input, "Name") ?? "";
    if (name.endsWith(".fifo")) throw errors.unsupported("FIFO topics");
    if (!/^[\w-]{1,256}$/.test(name)) throw errors.parameter("Topic Name");
    if (call.input["DataProtectionPolicy"] !== undefined)
      throw errors.unsupported("data protection policies");
    const arn = arnOf(call, name);
    const { accountId } = call.caller;
    const there = topics(world).get(arn);
    const topic: Topic = {
      arn,
      name,
      accountId,
      region: call.region,
      displayName: "",
      policy: defaultPolicy(arn, accountId),
      tags: tagsIn(call),
    };
    const attributes = mapOf(call.input, "Attributes");
    if (there) refuseOther(there, withAttributes(there, attributes), topic.tags);
    else topics(world).put(arn, withAttributes(topic, attributes));
    return { TopicArn: arn };
  },
});

/** What is asked for a topic that is there must be what it has. */
function refuseOther(there: Topic, wanted: Topic, tags: Topic["tags"]): void {
  if (wanted.displayName !== there.displayName || wanted.policy !== there.policy)
    throw errors.parameter("Attributes Reason: Topic already exists with different attributes");
  const same = (tag: Topic["tags"][number]) =>
    there.tags.some(({ Key, Value }) => Key === tag.Key && Value === tag.Value);
  if (tags.length > 0 && (tags.length !== there.tags.length || !tags.every(same)))
    throw errors.parameter("Tags Reason: Topic already exists with different tags");
}

function tagsIn({ input }: Call): Topic["tags"] {
  return structures(input, "Tags").map((tag) => ({
    Key: optionalText(tag, "Key") ?? "",
    Value: optionalText(tag, "Value") ?? "",
  }));
}

/** Nobody is told that a topic was not there. */
export const deleteTopic = operation("DeleteTopic", false, {
  permission(call, world) {
    const arn = optionalText(call.input, "TopicArn") ?? "";
    const topic = topics(world).get(arn);
    return topic ? topicPermission(topic) : { resource: arn };
  },
  handle(call, world) {
    const arn = optionalText(call.input, "TopicArn") ?? "";
    if (!isTopicArn(arn)) throw errors.parameter("TopicArn");
    if (topics(world).delete(arn))
      for (const { arn: subscription } of subscriptionsTo(world, arn))
        subscriptions(world).delete(subscription);
    return undefined;
  },
});

const countOf = (world: World, topic: Topic, confirmed: boolean): number =>
  subscriptionsTo(world, topic.arn).filter(({ protocol }) => (protocol === "sqs") === confirmed).length;

export const getTopicAttributes = onTopic("GetTopicAttributes", true, (_call, world, topic) => ({
  Attributes: new Map(
    Object.entries({
      TopicArn: topic.arn,
      Owner: topic.accountId,
      Policy: topic.policy,
      DisplayName: topic.displayName,
      SubscriptionsConfirmed: String(countOf(world, topic, true)),
      SubscriptionsPending: String(countOf(world, topic, false)),
      SubscriptionsDeleted: "0",
    }),
  ),
}));

export const setTopicAttributes = onTopic("SetTopicAttributes", false, ({ input }, world, topic) => {
  const name = optionalText(input, "AttributeName") ?? "";
  topics(world).put(
    topic.arn,
    withAttributes(topic, { [name]: optionalText(input, "AttributeValue") ?? "" }),
  );
  return undefined;
});

export const listTopics = operation("ListTopics", true, {
  permission: (call) => ({ resource: arnOf(call, "*") }),
  handle(call, world) {
    const all = topicsOf(world, call.region, call.caller.accountId);
    const { items, rest } = page(all, call.input, ({ arn }) => arn);
    return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), ...rest };
  },
});

/** Changes a topic's tags, or lists them. */
const onTagged = (
  name: string,
  readOnly: boolean,
  change: (call: Call, world: World, topic: Topic) => object,
) =>
  operation(name, readOnly, {
    permission: (call, world) => topicPermission(taggedTopic(call, world)),
    handle: (call, world) => change(call, world, taggedTopic(call, world)) as Record<string, unknown>,
  });

function taggedTopic(call: Call, world: World): Topic {
  const arn = optionalText(call.input, "ResourceArn") ?? "";
  if (!topics(world).has(arn)) throw errors.noResource();
  return findTopic(world, arn);
}

export const tagResource = onTagged("TagResource", false, (call, world, topic) => {
  const tags = new Map([...topic.tags, ...tagsIn(call)].map((tag) => [tag.Key, tag]));
  topics(world).put(topic.arn, { ...topic, tags: [...tags.values()] });
  return {};
});

export const untagResource = onTagged("UntagResource", false, (call, world, topic) => {
  const gone = texts(call.input, "TagKeys");
  topics(world).put(topic.arn, { ...topic, tags: topic.tags.filter(({ Key }) => !gone.includes(Key)) });
  return {};
});

export const listTagsForResource = onTagged("ListTagsForResource", true, (_call, _world, topic) => ({
  Tags: topic.tags,
}));
