import { unlessAbsent } from "../aws-call-error.ts";
import type { Properties } from "../property-value.ts";
import type { Context, ResourceType } from "../resource-type.ts";
import { boolean, number, optional, refusedFor, region, required, string } from "../schema.ts";

const absent = ["NotFound", "NotFoundException"] as const;

async function find(id: string, context: Context): Promise<Properties | undefined> {
  const sns = await context.aws.sns();
  const found = await unlessAbsent(sns.getSubscriptionAttributes({ SubscriptionArn: id }), ...absent);
  const attributes = found?.Attributes;
  if (!attributes) return undefined;
  return {
    arn: id,
    topic: attributes["TopicArn"],
    protocol: attributes["Protocol"],
    endpoint: attributes["Endpoint"],
    rawMessageDelivery: attributes["RawMessageDelivery"] === "true",
    ownerId: attributes["Owner"],
    pendingConfirmation: attributes["PendingConfirmation"] === "true",
    confirmationWasAuthenticated: attributes["ConfirmationWasAuthenticated"] === "true",
    region: context.region,
  };
}

/** Who gets a topic's messages. Its ID is its ARN. */
export const topicSubscription: ResourceType = {
  token: "aws:sns/topicSubscription:TopicSubscription",
  schema: {
    inputs: {
      topic: required(string, { replaces: true }),
      protocol: required(string, { replaces: true }),
      endpoint: required(string, { replaces: true }),
      rawMessageDelivery: optional(boolean, { default: false }),
      endpointAutoConfirms: optional(boolean, { default: false, local: true }),
      confirmationTimeoutInMinutes: optional(number, { default: 1, local: true }),
      region,
    },
    outputs: {
      arn: string,
      ownerId: string,
      pendingConfirmation: boolean,
      confirmationWasAuthenticated: boolean,
    },
    refused: {
      ...refusedFor("the sandbox delivers every message", "filterPolicy", "filterPolicyScope"),
      ...refusedFor("the sandbox delivers at once", "deliveryPolicy", "redrivePolicy", "replayPolicy"),
      subscriptionRoleArn: "the sandbox has no Firehose",
    },
  },
  async create(given, context) {
    const sns = await context.aws.sns();
    const { topic, protocol, endpoint } = given as Record<string, string>;
    const { SubscriptionArn: id = "" } = await sns.subscribe({
      TopicArn: topic,
      Protocol: protocol,
      Endpoint: endpoint,
      ReturnSubscriptionArn: true,
      ...(given["rawMessageDelivery"] === true ? { Attributes: { RawMessageDelivery: "true" } } : {}),
    });
    const { endpointAutoConfirms, confirmationTimeoutInMinutes } = given;
    const made = (await find(id, context)) ?? {};
    return { id, state: { ...made, endpointAutoConfirms, confirmationTimeoutInMinutes } };
  },
  async read(id, _prior, context) {
    const state = await find(id, context);
    return state && { id, state };
  },
  async update(id, old, given, context) {
    const sns = await context.aws.sns();
    const raw = given["rawMessageDelivery"] === true;
    if (raw !== (old["rawMessageDelivery"] === true))
      await sns.setSubscriptionAttributes({
        SubscriptionArn: id,
        AttributeName: "RawMessageDelivery",
        AttributeValue: String(raw),
      });
    const { endpointAutoConfirms, confirmationTimeoutInMinutes } = given;
    return { ...old, rawMessageDelivery: raw, endpointAutoConfirms, confirmationTimeoutInMinutes };
  },
  async delete(id, _state, context) {
    const sns = await context.aws.sns();
    await unlessAbsent(sns.unsubscribe({ SubscriptionArn: id }), ...absent);
  },
};
