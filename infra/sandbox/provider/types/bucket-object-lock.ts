import {
  GetObjectLockConfigurationCommand,
  type ObjectLockRetentionMode,
  PutObjectLockConfigurationCommand,
} from "@aws-sdk/client-s3";
import { unlessAbsent } from "../aws-call-error.ts";
import { eventually } from "../eventually.ts";
import type { Properties } from "../property-value.ts";
import type { Context, ResourceType } from "../resource-type.ts";
import { number, object, ofBucket, oneOf, optional, region, required, string } from "../schema.ts";
import { ownedBucketId, ownedBucketProperties, parseOwnedBucketId } from "./owned-bucket-id.ts";

interface Rule {
  readonly defaultRetention: {
    readonly mode?: ObjectLockRetentionMode;
    readonly days?: number;
    readonly years?: number;
  };
}

/** What GetObjectLockConfiguration says of a bucket without. */
export const noObjectLock = ["NoSuchBucket", "ObjectLockConfigurationNotFoundError"] as const;

async function put(inputs: Properties, context: Context): Promise<Properties> {
  const id = ownedBucketId(inputs);
  const { mode, days, years } = (inputs["rule"] as unknown as Rule | undefined)?.defaultRetention ?? {};
  const token = inputs["token"] as string | undefined;
  const request = {
    ...parseOwnedBucketId(id),
    ObjectLockConfiguration: {
      ObjectLockEnabled: "Enabled" as const,
      ...(mode
        ? {
            Rule: {
              DefaultRetention: {
                Mode: mode,
                ...(days ? { Days: days } : {}),
                ...(years ? { Years: years } : {}),
              },
            },
          }
        : {}),
    },
    ...(token ? { Token: token } : {}),
  };
  await eventually(request.Bucket, context, () =>
    context.aws.s3.send(new PutObjectLockConfigurationCommand(request)),
  );
  return {
    ...ownedBucketProperties(id),
    objectLockEnabled: "Enabled",
    rule: inputs["rule"],
    token,
    region: context.region,
  };
}

/** Object Lock of a bucket: how long new objects cannot be deleted. Once on it stays on; only the rule goes. */
export const bucketObjectLock: ResourceType = {
  token: "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
  aliases: ["aws:s3/bucketObjectLockConfigurationV2:BucketObjectLockConfigurationV2"],
  schema: {
    inputs: {
      bucket: ofBucket,
      expectedBucketOwner: optional(string, { replaces: true }),
      objectLockEnabled: optional(oneOf("Enabled"), { default: "Enabled", replaces: true }),
      rule: optional(
        object({
          defaultRetention: required(
            object({
              mode: optional(oneOf("GOVERNANCE", "COMPLIANCE")),
              days: optional(number),
              years: optional(number),
            }),
          ),
        }),
      ),
      token: optional(string, { local: true }),
      region,
    },
    outputs: {},
  },
  validate(inputs) {
    const { defaultRetention } = (inputs["rule"] ?? {}) as unknown as Partial<Rule>;
    if (typeof defaultRetention !== "object") return [];
    const { mode, days, years } = defaultRetention;
    if (mode === undefined) return [{ property: "rule.defaultRetention.mode", reason: "is required" }];
    return (days === undefined) === (years === undefined)
      ? [{ property: "rule.defaultRetention", reason: "takes days or years, one of them" }]
      : [];
  },
  async create(inputs, context) {
    return { id: ownedBucketId(inputs), state: await put(inputs, context) };
  },
  async read(id, _prior, context) {
    const found = await unlessAbsent(
      context.aws.s3.send(new GetObjectLockConfigurationCommand(parseOwnedBucketId(id))),
      ...noObjectLock,
    );
    const configuration = found?.ObjectLockConfiguration;
    if (!configuration) return undefined;
    const retention = configuration.Rule?.DefaultRetention;
    const state = {
      ...ownedBucketProperties(id),
      objectLockEnabled: configuration.ObjectLockEnabled,
      rule: retention && {
        defaultRetention: { mode: retention.Mode, days: retention.Days, years: retention.Years },
      },
      region: context.region,
    };
    return { id, state };
  },
  update: (_id, _state, inputs, context) => put(inputs, context),
  async delete(_id, state, context) {
    const { rule: _, token: _token, ...bare } = state;
    await unlessAbsent(put(bare, context), ...noObjectLock);
  },
};
