import { optionalText, texts } from "../input.ts";
import { hasStatement, withGrant, withoutStatement } from "../policy-statements.ts";
import { errors } from "./errors.ts";
import { onTopic } from "./operation.ts";
import { topics } from "./state.ts";
import { defaultPolicy } from "./topics.ts";

/** What others can be let do with a topic ("AddPermission", Amazon SNS API Reference). */
const actions =
  /^(?:\*|GetTopicAttributes|SetTopicAttributes|AddPermission|RemovePermission|DeleteTopic|Subscribe|ListSubscriptionsByTopic|Publish|Receive)$/;

/** Adds a statement to the topic's policy. */
export const addPermission = onTopic("AddPermission", false, ({ input }, world, topic) => {
  const label = optionalText(input, "Label") ?? "";
  const accounts = texts(input, "AWSAccountId");
  const names = texts(input, "ActionName");
  if (!/^[\w-]{1,80}$/.test(label)) throw errors.parameter("Label");
  if (accounts.length === 0 || !accounts.every((id) => /^\d{12}$/.test(id)))
    throw errors.parameter("AWSAccountId");
  if (names.length === 0 || !names.every((name) => actions.test(name)))
    throw errors.parameter("Policy statement action out of service scope!");
  if (hasStatement(topic.policy, label)) throw errors.parameter("Statement already exists");
  const policy = withGrant(topic.policy, {
    label,
    accounts,
    actions: names.map((name) => `SNS:${name}`),
    resource: topic.arn,
  });
  topics(world).put(topic.arn, { ...topic, policy });
  return undefined;
});

/** Takes a statement away; a label that is not there changes nothing. */
export const removePermission = onTopic("RemovePermission", false, ({ input }, world, topic) => {
  const policy =
    withoutStatement(topic.policy, optionalText(input, "Label") ?? "") ??
    defaultPolicy(topic.arn, topic.accountId);
  topics(world).put(topic.arn, { ...topic, policy });
  return undefined;
});
