import { unlessAbsent } from "../aws-call-error.ts";
import { samePolicy } from "../policy-equivalence.ts";
import type { Properties } from "../property-value.ts";
import type { Context, ResourceType } from "../resource-type.ts";
import { region, required, string } from "../schema.ts";

const absent = ["NotFound", "NotFoundException"] as const;

async function find(TopicArn: string, context: Context) {
  const sns = await context.aws.sns();
  return (await unlessAbsent(sns.getTopicAttributes({ TopicArn }), ...absent))?.Attributes;
}

async function put(given: Properties, context: Context): Promise<Properties> {
  const sns = await context.aws.sns();
  const { arn, policy } = given as Record<string, string>;
  await sns.setTopicAttributes({ TopicArn: arn!, AttributeName: "Policy", AttributeValue: policy! });
  return { arn, policy, owner: arn!.split(":")[4], region: context.region };
}

/** Who may publish to a topic. Its ID is the topic's ARN; without it the topic is its account's, as when it was made. */
export const topicPolicy: ResourceType = {
  token: "aws:sns/topicPolicy:TopicPolicy",
  schema: {
    inputs: {
      arn: required(string, { replaces: true }),
      policy: required({ kind: "json", same: samePolicy }),
      region,
    },
    outputs: { owner: string },
  },
  async create(given, context) {
    return { id: given["arn"] as string, state: await put(given, context) };
  },
  async read(id, prior, context) {
    const { Policy, Owner } = (await find(id, context)) ?? {};
    if (!Policy) return undefined;
    const known = prior["policy"];
    const policy = typeof known === "string" && samePolicy(known, Policy) ? known : Policy;
    return { id, state: { arn: id, policy, owner: Owner ?? "", region: context.region } };
  },
  update: (_id, _state, given, context) => put(given, context),
  async delete(id, _state, context) {
    const sns = await context.aws.sns();
    await unlessAbsent(
      sns.setTopicAttributes({
        TopicArn: id,
        AttributeName: "Policy",
        AttributeValue: defaultPolicy(id),
      }),
      ...absent,
    );
  },
};

/** The policy of a topic that was given none ("Amazon SNS Developer Guide", default access policy). */
function defaultPolicy(arn: string): string {
  const actions = [
    "GetTopicAttributes",
    "SetTopicAttributes",
    "AddPermission",
    "RemovePermission",
    "DeleteTopic",
    "Subscribe",
    "ListSubscriptionsByTopic",
    "Publish",
  ];
  return JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: actions.map((action) => `SNS:${action}`),
        Resource: arn,
        Condition: { StringEquals: { "AWS:SourceOwner": arn.split(":")[4] } },
      },
    ],
  });
}
