import { unlessAbsent } from "../aws-call-error.ts";
import { samePolicy } from "../policy-equivalence.ts";
import type { Properties } from "../property-value.ts";
import type { ResourceType } from "../resource-type.ts";
import { boolean, map, number, optional, refusedFor, region, string } from "../schema.ts";
import { allTags, tagChanges, tagState, tagsOf } from "../tags.ts";

/** What SQS calls a queue that is not there, in its new and its old protocol. */
export const noQueue = ["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"] as const;

/** Properties that are attributes of the queue, each with its attribute and how to read it. */
const attributes = {
  delaySeconds: ["DelaySeconds", Number],
  maxMessageSize: ["MaximumMessageSize", Number],
  messageRetentionSeconds: ["MessageRetentionPeriod", Number],
  receiveWaitTimeSeconds: ["ReceiveMessageWaitTimeSeconds", Number],
  visibilityTimeoutSeconds: ["VisibilityTimeout", Number],
  sqsManagedSseEnabled: ["SqsManagedSseEnabled", (text: string) => text === "true"],
  policy: ["Policy", String],
  redrivePolicy: ["RedrivePolicy", String],
} as const;

const fromAttributes = (found: Readonly<Record<string, string>>): Properties =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([ours, [theirs, read]]) =>
      found[theirs] === undefined ? [] : [[ours, read(found[theirs])]],
    ),
  );

/** The attributes that differ from what is; those the program leaves to AWS stay as they are. */
function toAttributes(given: Properties, is: Properties = {}): Record<string, string> {
  const wanted = Object.entries(attributes).filter(
    ([ours]) => given[ours] !== undefined && given[ours] !== is[ours],
  );
  return Object.fromEntries(wanted.map(([ours, [theirs]]) => [theirs, String(given[ours])]));
}

/** An SQS queue. Its ID is its URL. */
export const queue: ResourceType = {
  token: "aws:sqs/queue:Queue",
  naming: { property: "name", maxLength: 80 },
  schema: {
    inputs: {
      name: optional(string, { computed: true, replaces: true }),
      delaySeconds: optional(number, { computed: true }),
      maxMessageSize: optional(number, { computed: true }),
      messageRetentionSeconds: optional(number, { computed: true }),
      receiveWaitTimeSeconds: optional(number, { computed: true }),
      visibilityTimeoutSeconds: optional(number, { computed: true }),
      sqsManagedSseEnabled: optional(boolean, { computed: true }),
      policy: optional({ kind: "json", same: samePolicy }, { computed: true }),
      redrivePolicy: optional({ kind: "json", same: samePolicy }, { computed: true }),
      tags: optional(map),
      region,
    },
    outputs: { arn: string, url: string, tagsAll: map },
    refused: {
      namePrefix: "use name",
      ...refusedFor("the sandbox has standard queues only", "fifoQueue", "contentBasedDeduplication"),
      ...refusedFor("the sandbox has standard queues only", "deduplicationScope", "fifoThroughputLimit"),
      ...refusedFor("the sandbox's queues have no keys", "kmsMasterKeyId", "kmsDataKeyReusePeriodSeconds"),
      redriveAllowPolicy: "every queue of the sandbox may be another's dead-letter queue",
    },
  },
  async create(given, context) {
    const sqs = await context.aws.sqs();
    const name = given["name"] as string;
    const tagsAll = allTags(context.defaultTags, given["tags"]);
    const { QueueUrl: id = "" } = await sqs.createQueue({
      QueueName: name,
      Attributes: toAttributes(given),
      ...(Object.keys(tagsAll).length > 0 ? { tags: { ...tagsAll } } : {}),
    });
    const made = (await sqs.getQueueAttributes({ QueueUrl: id, AttributeNames: ["All"] })).Attributes ?? {};
    const own = {
      name,
      url: id,
      arn: made["QueueArn"],
      tags: given["tags"],
      tagsAll,
      region: context.region,
    };
    return { id, state: { ...fromAttributes(made), ...own } };
  },
  async read(id, prior, context) {
    const sqs = await context.aws.sqs();
    const found = await unlessAbsent(
      sqs.getQueueAttributes({ QueueUrl: id, AttributeNames: ["All"] }),
      ...noQueue,
    );
    if (!found?.Attributes) return undefined;
    const { Tags = {} } = await sqs.listQueueTags({ QueueUrl: id });
    const state: Properties = {
      policy: "",
      redrivePolicy: "",
      ...fromAttributes(found.Attributes),
      name: id.slice(id.lastIndexOf("/") + 1),
      url: id,
      arn: found.Attributes["QueueArn"],
      ...tagState(Tags, context.defaultTags, prior),
      region: context.region,
    };
    return { id, state };
  },
  async update(id, old, given, context) {
    const sqs = await context.aws.sqs();
    const changed = toAttributes(given, old);
    if (Object.keys(changed).length > 0) await sqs.setQueueAttributes({ QueueUrl: id, Attributes: changed });
    const tagsAll = allTags(context.defaultTags, given["tags"]);
    const { put, gone } = tagChanges(tagsOf(old["tagsAll"]), tagsAll);
    if (gone.length > 0) await sqs.untagQueue({ QueueUrl: id, TagKeys: [...gone] });
    if (Object.keys(put).length > 0) await sqs.tagQueue({ QueueUrl: id, Tags: { ...put } });
    return { ...old, ...fromAttributes(changed), tags: given["tags"], tagsAll };
  },
  async delete(id, _state, context) {
    const sqs = await context.aws.sqs();
    await unlessAbsent(sqs.deleteQueue({ QueueUrl: id }), ...noQueue);
  },
};
