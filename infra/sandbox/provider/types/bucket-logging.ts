import {
  GetBucketLoggingCommand,
  type LoggingEnabled,
  PutBucketLoggingCommand,
  type TargetObjectKeyFormat,
} from "@aws-sdk/client-s3";
import { unlessAbsent } from "../aws-call-error.ts";
import { eventually } from "../eventually.ts";
import type { Properties } from "../property-value.ts";
import type { Context, ResourceType } from "../resource-type.ts";
import { object, ofBucket, oneOf, optional, region, required, string } from "../schema.ts";
import { ownedBucketId, ownedBucketProperties, parseOwnedBucketId } from "./owned-bucket-id.ts";

/** How keys of access logs are made up, under the `aws` package's names. */
interface KeyFormat {
  readonly partitionedPrefix?: { readonly partitionDateSource: "EventTime" | "DeliveryTime" };
  readonly simplePrefix?: object;
}

const keyFormat = object({
  partitionedPrefix: optional(object({ partitionDateSource: required(oneOf("EventTime", "DeliveryTime")) })),
  simplePrefix: optional(object({})),
});

function toKeyFormat({ partitionedPrefix }: KeyFormat): TargetObjectKeyFormat {
  return partitionedPrefix
    ? { PartitionedPrefix: { PartitionDateSource: partitionedPrefix.partitionDateSource } }
    : { SimplePrefix: {} };
}

function fromKeyFormat(format: TargetObjectKeyFormat | undefined): Properties | undefined {
  if (format?.PartitionedPrefix)
    return { partitionedPrefix: { partitionDateSource: format.PartitionedPrefix.PartitionDateSource } };
  return format?.SimplePrefix ? { simplePrefix: {} } : undefined;
}

async function put(inputs: Properties, context: Context): Promise<Properties> {
  const id = ownedBucketId(inputs);
  const format = inputs["targetObjectKeyFormat"] as KeyFormat | undefined;
  const LoggingEnabled: LoggingEnabled = {
    TargetBucket: inputs["targetBucket"] as string,
    TargetPrefix: inputs["targetPrefix"] as string,
    ...(format ? { TargetObjectKeyFormat: toKeyFormat(format) } : {}),
  };
  const request = { ...parseOwnedBucketId(id), BucketLoggingStatus: { LoggingEnabled } };
  await eventually(request.Bucket, context, () => context.aws.s3.send(new PutBucketLoggingCommand(request)));
  return { ...inputs, ...ownedBucketProperties(id), region: context.region, __defaults: undefined };
}

/** Server access logging of a bucket: where S3 writes a line for each request. */
export const bucketLogging: ResourceType = {
  token: "aws:s3/bucketLogging:BucketLogging",
  aliases: ["aws:s3/bucketLoggingV2:BucketLoggingV2"],
  schema: {
    inputs: {
      bucket: ofBucket,
      expectedBucketOwner: optional(string, { replaces: true }),
      targetBucket: required(string),
      targetPrefix: required(string),
      targetObjectKeyFormat: optional(keyFormat),
      region,
    },
    outputs: {},
    refused: { targetGrants: "use a policy of the target bucket; ACLs are off by default" },
  },
  async create(inputs, context) {
    return { id: ownedBucketId(inputs), state: await put(inputs, context) };
  },
  async read(id, _prior, context) {
    const found = await unlessAbsent(
      context.aws.s3.send(new GetBucketLoggingCommand(parseOwnedBucketId(id))),
      "NoSuchBucket",
    );
    const logging = found?.LoggingEnabled;
    if (!logging) return undefined;
    const state = {
      ...ownedBucketProperties(id),
      targetBucket: logging.TargetBucket,
      targetPrefix: logging.TargetPrefix ?? "",
      targetObjectKeyFormat: fromKeyFormat(logging.TargetObjectKeyFormat),
      region: context.region,
    };
    return { id, state };
  },
  update: (_id, _state, inputs, context) => put(inputs, context),
  async delete(id, _state, context) {
    const request = { ...parseOwnedBucketId(id), BucketLoggingStatus: {} };
    await unlessAbsent(context.aws.s3.send(new PutBucketLoggingCommand(request)), "NoSuchBucket");
  },
};
