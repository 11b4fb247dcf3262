import type { Call } from "../../service.ts";
import { askedAttributes, checkAttributes, describeAttributes, redriveOf } from "./attributes.ts";
import { errors } from "./errors.ts";
import { onName, onQueue, urlOf } from "./queue-operation.ts";
import { putQueue, type Queue, queueAt, queuesOf, removeMessages, removeQueue } from "./state.ts";

const placeOf = ({ caller, region }: Call) => ({ accountId: caller.accountId, region });

const arnOf = ({ caller, region }: Call, name: unknown, accountId = caller.accountId) =>
  `arn:aws:sqs:${region}:${accountId}:${String(name)}`;

/** Answers with the queue that is there already if it has the same attributes. */
export const createQueue = onName("CreateQueue", false, {
  permission: (call) => ({ resource: arnOf(call, call.input["QueueName"]) }),
  handle(call, world, { QueueName: name, Attributes, tags }) {
    if (name.endsWith(".fifo") || Attributes["FifoQueue"] === "true") throw errors.unsupported("FIFO queues");
    if (!/^[\w-]{1,80}$/.test(name))
      throw errors.parameter(
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
      );
    checkAttributes(world, Attributes);
    const there = queueAt(world, placeOf(call), name);
    if (there) {
      const has = describeAttributes(world, there);
      const other = Object.entries(Attributes).find(([attribute, value]) => has[attribute] !== value);
      if (other) throw errors.queueExists(other[0]);
      return { QueueUrl: urlOf(call, there) };
    }
    const now = call.time.getTime();
    const queue: Queue = {
      name,
      ...placeOf(call),
      arn: arnOf(call, name),
      created: now,
      modified: now,
      attributes: given(Attributes),
      tags,
    };
    putQueue(world, queue);
    return { QueueUrl: urlOf(call, queue) };
  },
});

/** Attributes set to nothing are not there. */
function given(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ""));
}

export const getQueueUrl = onName("GetQueueUrl", true, {
  permission(call, world) {
    const { QueueName, QueueOwnerAWSAccountId: owner } = call.input as Record<string, string | undefined>;
    const accountId = owner ?? call.caller.accountId;
    const queue = queueAt(world, { region: call.region, accountId }, QueueName ?? "");
    const policy = queue?.attributes["Policy"];
    return {
      resource: arnOf(call, QueueName, accountId),
      resourceAccount: accountId,
      ...(policy === undefined ? {} : { resourcePolicy: policy }),
    };
  },
  handle(call, world, { QueueName, QueueOwnerAWSAccountId = call.caller.accountId }) {
    const queue = queueAt(world, { region: call.region, accountId: QueueOwnerAWSAccountId }, QueueName);
    if (!queue) throw errors.noQueue();
    return { QueueUrl: urlOf(call, queue) };
  },
});

export const listQueues = onName("ListQueues", true, {
  permission: (call) => ({ resource: arnOf(call, "*") }),
  handle(call, world, { QueueNamePrefix, ...paging }) {
    const all = queuesOf(world, placeOf(call)).filter(({ name }) => name.startsWith(QueueNamePrefix));
    const { queues, rest } = page(all, paging);
    return queues.length === 0 ? {} : { QueueUrls: queues.map((queue) => urlOf(call, queue)), ...rest };
  },
});

export const listDeadLetterSourceQueues = onQueue(
  "ListDeadLetterSourceQueues",
  true,
  ({ call, world, queue, input }) => {
    const all = queuesOf(world, queue).filter((source) => redriveOf(source)?.target === queue.arn);
    const { queues, rest } = page(all, input);
    return { queueUrls: queues.map((source) => urlOf(call, source)), ...rest };
  },
);

function page(
  all: readonly Queue[],
  { MaxResults = 1000, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
): { queues: readonly Queue[]; rest: { NextToken?: string } } {
  const after = NextToken === undefined ? undefined : Buffer.from(NextToken, "base64url").toString();
  if (after !== undefined && !/^[\w-]{1,80}$/.test(after)) throw errors.parameter("Invalid NextToken.");
  const left = after === undefined ? all : all.filter(({ name }) => name > after);
  const queues = left.slice(0, MaxResults);
  return {
    queues,
    rest:
      left.length > queues.length
        ? { NextToken: Buffer.from(queues.at(-1)!.name).toString("base64url") }
        : {},
  };
}

export const deleteQueue = onQueue("DeleteQueue", false, ({ world, queue }) => {
  removeQueue(world, queue);
  return undefined;
});

export const purgeQueue = onQueue("PurgeQueue", false, ({ world, queue }) => {
  removeMessages(world, queue);
  return undefined;
});

export const getQueueAttributes = onQueue("GetQueueAttributes", true, ({ world, queue, input }) => {
  const attributes = askedAttributes(world, queue, input.AttributeNames);
  return Object.keys(attributes).length > 0 ? { Attributes: attributes } : {};
});

export const setQueueAttributes = onQueue("SetQueueAttributes", false, ({ call, world, queue, input }) => {
  checkAttributes(world, input.Attributes);
  const attributes = given({ ...queue.attributes, ...input.Attributes });
  putQueue(world, { ...queue, attributes, modified: call.time.getTime() });
  return undefined;
});

export const listQueueTags = onQueue("ListQueueTags", true, ({ queue }) =>
  Object.keys(queue.tags).length > 0 ? { Tags: queue.tags } : {},
);

export const tagQueue = onQueue("TagQueue", false, ({ world, queue, input }) => {
  const tags = { ...queue.tags, ...input.Tags };
  if (Object.keys(tags).length > 50) throw errors.parameter("A queue can have 50 tags.");
  putQueue(world, { ...queue, tags });
  return undefined;
});

export const untagQueue = onQueue("UntagQueue", false, ({ world, queue, input }) => {
  const tags = Object.entries(queue.tags).filter(([key]) => !input.TagKeys.includes(key));
  putQueue(world, { ...queue, tags: Object.fromEntries(tags) });
  return undefined;
});
