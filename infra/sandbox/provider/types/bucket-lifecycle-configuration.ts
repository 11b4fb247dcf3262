import {
  DeleteBucketLifecycleCommand,
  GetBucketLifecycleConfigurationCommand,
  PutBucketLifecycleConfigurationCommand,
  type TransitionDefaultMinimumObjectSize,
} from "@aws-sdk/client-s3";
import { unlessAbsent } from "../aws-call-error.ts";
import { eventually } from "../eventually.ts";
import type { Properties } from "../property-value.ts";
import type { Context, Failure, ResourceType } from "../resource-type.ts";
import { object, ofBucket, oneOf, optional, region, set, string } from "../schema.ts";
import { fromLifecycleRule, type LifecycleRule, lifecycleRule, toLifecycleRule } from "./lifecycle-rule.ts";
import { ownedBucketId, ownedBucketProperties, parseOwnedBucketId } from "./owned-bucket-id.ts";

const absent = ["NoSuchBucket", "NoSuchLifecycleConfiguration"];
const defaultSize = "all_storage_classes_128K";

async function put(inputs: Properties, context: Context): Promise<Properties> {
  const id = ownedBucketId(inputs);
  const Rules = rulesOf(inputs).map(toLifecycleRule);
  const size = inputs["transitionDefaultMinimumObjectSize"] as TransitionDefaultMinimumObjectSize | undefined;
  const request = {
    ...parseOwnedBucketId(id),
    LifecycleConfiguration: { Rules },
    ...(size ? { TransitionDefaultMinimumObjectSize: size } : {}),
  };
  await eventually(request.Bucket, context, () =>
    context.aws.s3.send(new PutBucketLifecycleConfigurationCommand(request)),
  );
  return {
    ...ownedBucketProperties(id),
    rules: Rules.map(fromLifecycleRule),
    transitionDefaultMinimumObjectSize: size ?? defaultSize,
    timeouts: inputs["timeouts"],
    region: context.region,
  };
}

function rulesOf(inputs: Properties): readonly LifecycleRule[] {
  const rules = inputs["rules"];
  return Array.isArray(rules) ? (rules as unknown as LifecycleRule[]) : [];
}

function validate(inputs: Properties): readonly Failure[] {
  if (!Array.isArray(inputs["rules"]))
    return inputs["rules"] ? [] : [{ property: "rules", reason: "is required" }];
  const ids = rulesOf(inputs).map((rule) => rule.id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  return twice.map((id) => ({ property: "rules", reason: `has two rules with the id "${id}"` }));
}

/** When objects of a bucket move to other storage classes and when they expire. */
export const bucketLifecycleConfiguration: ResourceType = {
  token: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  aliases: ["aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2"],
  schema: {
    inputs: {
      bucket: ofBucket,
      expectedBucketOwner: optional(string, { replaces: true }),
      rules: optional(set(lifecycleRule)),
      transitionDefaultMinimumObjectSize: optional(oneOf(defaultSize, "varies_by_storage_class"), {
        computed: true,
      }),
      timeouts: optional(object({ create: optional(string), update: optional(string) }), { local: true }),
      region,
    },
    outputs: {},
  },
  validate,
  async create(inputs, context) {
    return { id: ownedBucketId(inputs), state: await put(inputs, context) };
  },
  async read(id, _prior, context) {
    const found = await unlessAbsent(
      context.aws.s3.send(new GetBucketLifecycleConfigurationCommand(parseOwnedBucketId(id))),
      ...absent,
    );
    if (!found?.Rules?.length) return undefined;
    const state = {
      ...ownedBucketProperties(id),
      rules: found.Rules.map(fromLifecycleRule),
      transitionDefaultMinimumObjectSize: found.TransitionDefaultMinimumObjectSize ?? defaultSize,
      region: context.region,
    };
    return { id, state };
  },
  update: (_id, _state, inputs, context) => put(inputs, context),
  async delete(id, _state, context) {
    await unlessAbsent(
      context.aws.s3.send(new DeleteBucketLifecycleCommand(parseOwnedBucketId(id))),
      ...absent,
    );
  },
};
