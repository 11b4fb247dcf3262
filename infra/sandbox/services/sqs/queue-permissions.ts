import { hasStatement, withGrant, withoutStatement } from "../policy-statements.ts";
import { errors } from "./errors.ts";
import { onQueue } from "./queue-operation.ts";
import { putQueue } from "./state.ts";

/** What others can be let do with a queue; the rest is for its owner ("AddPermission", Amazon SQS API Reference). */
const shared =
  /^(?:\*|SendMessage|ReceiveMessage|DeleteMessage|ChangeMessageVisibility|GetQueueAttributes|GetQueueUrl)$/;

const most = 7;

/** Adds a statement to the queue's policy. */
export const addPermission = onQueue("AddPermission", false, ({ call, world, queue, input }) => {
  const { Label: label, AWSAccountIds: accounts, Actions: names } = input;
  if (!/^[\w-]{1,80}$/.test(label))
    throw errors.parameter(
      `Value ${label} for parameter Label is invalid. Reason: Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.`,
    );
  if (accounts.length === 0) throw errors.missing("PrincipalId");
  if (names.length === 0) throw errors.missing("Actions");
  const bad = accounts.find((id) => !/^\d{12}$/.test(id));
  if (bad !== undefined)
    throw errors.parameter(`Value [${bad}] for parameter PrincipalId is invalid. Reason: Unable to verify.`);
  const owners = names.find((name) => !shared.test(name));
  if (owners !== undefined)
    throw errors.parameter(
      `Value SQS:${owners} for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action.`,
    );
  if (names.length > most)
    throw errors.overLimit(`${names.length} Actions were found, maximum allowed is ${most}.`);
  const policy =
    queue.attributes["Policy"] ??
    JSON.stringify({ Version: "2012-10-17", Id: `${queue.arn}/SQSDefaultPolicy`, Statement: [] });
  if (hasStatement(policy, label))
    throw errors.parameter(`Value ${label} for parameter Label is invalid. Reason: Already exists.`);
  const actions = names.map((name) => `SQS:${name}`);
  const Policy = withGrant(policy, { label, accounts, actions, resource: queue.arn });
  putQueue(world, {
    ...queue,
    attributes: { ...queue.attributes, Policy },
    modified: call.time.getTime(),
  });
  return undefined;
});

/** Takes a statement away, and with the last one the policy. */
export const removePermission = onQueue("RemovePermission", false, ({ call, world, queue, input }) => {
  const { Policy: policy, ...others } = queue.attributes;
  if (policy === undefined || !hasStatement(policy, input.Label))
    throw errors.parameter(
      `Value ${input.Label} for parameter Label is invalid. Reason: can't find label on existing policy.`,
    );
  const left = withoutStatement(policy, input.Label);
  const attributes = left === undefined ? others : { ...others, Policy: left };
  putQueue(world, { ...queue, attributes, modified: call.time.getTime() });
  return undefined;
});
