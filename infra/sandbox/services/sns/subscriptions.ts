import { randomUUID } from "node:crypto";
import type { Call } from "../../service.ts";
import type { World } from "../../world.ts";
import { optionalText } from "../input.ts";
import { errors } from "./errors.ts";
import { findTopic, mapOf, onTopic, operation, topicPermission } from "./operation.ts";
import { page } from "./page.ts";
import { type Subscription, subscriptions, subscriptionsTo } from "./state.ts";

const switchOf = (name: string, value: unknown): boolean => {
  if (name !== "RawMessageDelivery") throw errors.unsupported(`the subscription attribute ${name}`);
  if (value !== "true" && value !== "false")
    throw errors.parameter(`Attributes Reason: ${name}: Invalid value.`);
  return value === "true";
};

/** A queue of the sandbox is subscribed at once; whether messages arrive is for the queue's policy to say. */
export const subscribe = onTopic("Subscribe", false, ({ input, caller }, world, topic) => {
  const protocol = optionalText(input, "Protocol") ?? "";
  if (protocol !== "sqs") throw errors.unsupported(`subscriptions by ${protocol || "no protocol"}`);
  const endpoint = optionalText(input, "Endpoint") ?? "";
  if (!/^arn:aws:sqs:[\w-]+:\d{12}:[\w-]+$/.test(endpoint)) throw errors.parameter("SQS endpoint ARN");
  const raw = Object.entries(mapOf(input, "Attributes")).some(([name, value]) => switchOf(name, value));
  const there = subscriptionsTo(world, topic.arn).find((each) => each.endpoint === endpoint);
  if (there && there.raw !== raw)
    throw errors.parameter("Attributes Reason: Subscription already exists with different attributes");
  if (there) return { SubscriptionArn: there.arn };
  const arn = `${topic.arn}:${randomUUID()}`;
  subscriptions(world).put(arn, { arn, topicArn: topic.arn, owner: caller.accountId, endpoint, raw });
  return { SubscriptionArn: arn };
});

function findSubscription({ input }: Call, world: World): Subscription {
  const found = subscriptions(world).get(optionalText(input, "SubscriptionArn") ?? "");
  if (!found) throw errors.noSubscription();
  return found;
}

const onSubscription = (
  name: string,
  readOnly: boolean,
  handle: (call: Call, world: World, subscription: Subscription) => Record<string, unknown> | undefined,
) =>
  operation(name, readOnly, {
    permission: (call, world) =>
      topicPermission(call, findTopic(world, findSubscription(call, world).topicArn)),
    handle: (call, world) => handle(call, world, findSubscription(call, world)),
  });

export const unsubscribe = onSubscription("Unsubscribe", false, (_call, world, { arn }) => {
  subscriptions(world).delete(arn);
  return undefined;
});

export const getSubscriptionAttributes = onSubscription(
  "GetSubscriptionAttributes",
  true,
  (_call, _world, subscription) => ({
    Attributes: new Map(
      Object.entries({
        SubscriptionArn: subscription.arn,
        TopicArn: subscription.topicArn,
        Owner: subscription.owner,
        Protocol: "sqs",
        Endpoint: subscription.endpoint,
        RawMessageDelivery: String(subscription.raw),
        PendingConfirmation: "false",
        ConfirmationWasAuthenticated: "true",
      }),
    ),
  }),
);

export const setSubscriptionAttributes = onSubscription(
  "SetSubscriptionAttributes",
  false,
  ({ input }, world, subscription) => {
    const raw = switchOf(
      optionalText(input, "AttributeName") ?? "",
      optionalText(input, "AttributeValue") ?? "",
    );
    subscriptions(world).put(subscription.arn, { ...subscription, raw });
    return undefined;
  },
);

function listed(all: readonly Subscription[], input: Call["input"]): Record<string, unknown> {
  const { items, rest } = page(all, input, ({ arn }) => arn);
  return {
    Subscriptions: items.map(({ arn, owner, endpoint, topicArn }) => ({
      SubscriptionArn: arn,
      Owner: owner,
      Protocol: "sqs",
      Endpoint: endpoint,
      TopicArn: topicArn,
    })),
    ...rest,
  };
}

export const listSubscriptions = operation("ListSubscriptions", true, {
  permission: ({ region, caller }) => ({ resource: `arn:aws:sns:${region}:${caller.accountId}:*` }),
  handle: ({ input, region, caller }, world) =>
    listed(
      [...subscriptions(world).entries(`arn:aws:sns:${region}:`)]
        .map(([, each]) => each)
        .filter(({ owner }) => owner === caller.accountId),
      input,
    ),
});

export const listSubscriptionsByTopic = onTopic("ListSubscriptionsByTopic", true, ({ input }, world, topic) =>
  listed(subscriptionsTo(world, topic.arn), input),
);
