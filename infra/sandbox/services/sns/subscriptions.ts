import { randomUUID } from "node:crypto";
import type { Call } from "../../service.ts";
import type { World } from "../../world.ts";
import { boolean, optionalText } from "../input.ts";
import { errors } from "./errors.ts";
import { findTopic, mapOf, onTopic, operation, topicPermission } from "./operation.ts";
import { page } from "./page.ts";
import { type Subscription, type SubscriptionProtocol, subscriptions, subscriptionsTo } from "./state.ts";

const switchOf = (name: string, value: unknown): boolean => {
  if (name !== "RawMessageDelivery") throw errors.unsupported(`the subscription attribute ${name}`);
  if (value !== "true" && value !== "false")
    throw errors.parameter(`Attributes Reason: ${name}: Invalid value.`);
  return value === "true";
};

const endpoints: Readonly<Record<SubscriptionProtocol, { readonly form: RegExp; readonly words: string }>> = {
  sqs: { form: /^arn:aws:sqs:[\w-]+:\d{12}:[\w-]+$/, words: "SQS endpoint ARN" },
  email: { form: /^[^@\s]+@[^@\s]+$/, words: "Email address" },
  "email-json": { form: /^[^@\s]+@[^@\s]+$/, words: "Email address" },
};

const isProtocol = (name: string): name is SubscriptionProtocol => Object.hasOwn(endpoints, name);

/** A queue is in at once; an address would have to confirm, and as nothing is sent it never does. */
const pending = ({ protocol }: Subscription): boolean => protocol !== "sqs";

/** A queue of the sandbox is subscribed at once; whether messages arrive is for the queue's policy to say. */
export const subscribe = onTopic("Subscribe", false, ({ input, caller }, world, topic) => {
  const protocol = optionalText(input, "Protocol") ?? "";
  if (!isProtocol(protocol)) throw errors.unsupported(`subscriptions by ${protocol || "no protocol"}`);
  const endpoint = optionalText(input, "Endpoint") ?? "";
  const { form, words } = endpoints[protocol];
  if (!form.test(endpoint)) throw errors.parameter(words);
  const raw = Object.entries(mapOf(input, "Attributes")).some(([name, value]) => switchOf(name, value));
  const there = subscriptionsTo(world, topic.arn).find(
    (each) => each.endpoint === endpoint && each.protocol === protocol,
  );
  if (there && there.raw !== raw)
    throw errors.parameter("Attributes Reason: Subscription already exists with different attributes");
  const arn = there?.arn ?? `${topic.arn}:${randomUUID()}`;
  const subscription = { arn, topicArn: topic.arn, owner: caller.accountId, protocol, endpoint, raw };
  subscriptions(world).put(arn, subscription);
  const told = !pending(subscription) || boolean(input, "ReturnSubscriptionArn");
  return { SubscriptionArn: told ? arn : "pending confirmation" };
});

function findSubscription({ input }: Call, world: World): Subscription {
  const arn = optionalText(input, "SubscriptionArn") ?? "";
  if (!/^arn:aws:sns:[\w-]+:\d{12}:[^:]+:[^:]+$/.test(arn)) throw errors.parameter("SubscriptionArn");
  const found = subscriptions(world).get(arn);
  if (!found) throw errors.noSubscription();
  return found;
}

const onSubscription = (
  name: string,
  readOnly: boolean,
  handle: (call: Call, world: World, subscription: Subscription) => Record<string, unknown> | undefined,
) =>
  operation(name, readOnly, {
    permission: (call, world) => topicPermission(findTopic(world, findSubscription(call, world).topicArn)),
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
        Protocol: subscription.protocol,
        Endpoint: subscription.endpoint,
        RawMessageDelivery: String(subscription.raw),
        PendingConfirmation: String(pending(subscription)),
        ConfirmationWasAuthenticated: String(!pending(subscription)),
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
    Subscriptions: items.map((each) => ({
      SubscriptionArn: pending(each) ? "PendingConfirmation" : each.arn,
      Owner: each.owner,
      Protocol: each.protocol,
      Endpoint: each.endpoint,
      TopicArn: each.topicArn,
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
