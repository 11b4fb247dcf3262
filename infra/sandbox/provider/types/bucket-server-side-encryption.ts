import {
  DeleteBucketEncryptionCommand,
  type EncryptionType,
  GetBucketEncryptionCommand,
  PutBucketEncryptionCommand,
  type ServerSideEncryption,
  type ServerSideEncryptionRule,
} from "@aws-sdk/client-s3";
import { unlessAbsent } from "../aws-call-error.ts";
import { eventually } from "../eventually.ts";
import type { Properties } from "../property-value.ts";
import type { Context, ResourceType } from "../resource-type.ts";
import { boolean, object, ofBucket, oneOf, optional, region, required, set, string } from "../schema.ts";
import { ownedBucketId, ownedBucketProperties, parseOwnedBucketId } from "./owned-bucket-id.ts";

interface Rule {
  readonly applyServerSideEncryptionByDefault?: {
    readonly sseAlgorithm: ServerSideEncryption;
    readonly kmsMasterKeyId?: string;
  };
  readonly bucketKeyEnabled?: boolean;
  readonly blockedEncryptionTypes?: readonly EncryptionType[];
}

const absent = ["NoSuchBucket", "ServerSideEncryptionConfigurationNotFoundError"];

/** One encryption rule of a bucket, as the schema sees it. */
const encryptionRule = object({
  applyServerSideEncryptionByDefault: optional(
    object({
      sseAlgorithm: required(oneOf("AES256", "aws:kms", "aws:kms:dsse")),
      kmsMasterKeyId: optional(string),
    }),
  ),
  bucketKeyEnabled: optional(boolean),
  blockedEncryptionTypes: optional(set(oneOf("NONE", "SSE-C")), { computed: true }),
});

/** A rule for S3. */
function toEncryptionRule(rule: Rule): ServerSideEncryptionRule {
  const { applyServerSideEncryptionByDefault: byDefault, bucketKeyEnabled, blockedEncryptionTypes } = rule;
  return {
    ...(byDefault && {
      ApplyServerSideEncryptionByDefault: {
        SSEAlgorithm: byDefault.sseAlgorithm,
        ...(byDefault.kmsMasterKeyId ? { KMSMasterKeyID: byDefault.kmsMasterKeyId } : {}),
      },
    }),
    ...(bucketKeyEnabled === undefined ? {} : { BucketKeyEnabled: bucketKeyEnabled }),
    ...(blockedEncryptionTypes && {
      BlockedEncryptionTypes: { EncryptionType: [...blockedEncryptionTypes] },
    }),
  };
}

/** A rule from S3. */
export function fromEncryptionRule(rule: ServerSideEncryptionRule): Properties {
  const byDefault = rule.ApplyServerSideEncryptionByDefault;
  return {
    ...(byDefault && {
      applyServerSideEncryptionByDefault: {
        sseAlgorithm: byDefault.SSEAlgorithm,
        kmsMasterKeyId: byDefault.KMSMasterKeyID ?? "",
      },
    }),
    bucketKeyEnabled: rule.BucketKeyEnabled ?? false,
    blockedEncryptionTypes: rule.BlockedEncryptionTypes?.EncryptionType ?? [],
  };
}

async function put(inputs: Properties, context: Context): Promise<Properties> {
  const id = ownedBucketId(inputs);
  const Rules = (inputs["rules"] as unknown as Rule[]).map(toEncryptionRule);
  const request = { ...parseOwnedBucketId(id), ServerSideEncryptionConfiguration: { Rules } };
  await eventually(request.Bucket, context, () =>
    context.aws.s3.send(new PutBucketEncryptionCommand(request)),
  );
  return { ...ownedBucketProperties(id), rules: Rules.map(fromEncryptionRule), region: context.region };
}

/** How S3 encrypts what is put into a bucket without saying how. */
export const bucketServerSideEncryption: ResourceType = {
  token: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  aliases: ["aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2"],
  schema: {
    inputs: {
      bucket: ofBucket,
      expectedBucketOwner: optional(string, { replaces: true }),
      rules: required(set(encryptionRule)),
      region,
    },
    outputs: {},
  },
  async create(inputs, context) {
    return { id: ownedBucketId(inputs), state: await put(inputs, context) };
  },
  async read(id, _prior, context) {
    const found = await unlessAbsent(
      context.aws.s3.send(new GetBucketEncryptionCommand(parseOwnedBucketId(id))),
      ...absent,
    );
    const rules = found?.ServerSideEncryptionConfiguration?.Rules;
    if (!rules) return undefined;
    const state = {
      ...ownedBucketProperties(id),
      rules: rules.map(fromEncryptionRule),
      region: context.region,
    };
    return { id, state };
  },
  update: (_id, _state, inputs, context) => put(inputs, context),
  async delete(id, _state, context) {
    await unlessAbsent(
      context.aws.s3.send(new DeleteBucketEncryptionCommand(parseOwnedBucketId(id))),
      ...absent,
    );
  },
};
