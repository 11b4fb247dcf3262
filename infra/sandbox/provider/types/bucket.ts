import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketTaggingCommand,
  GetBucketTaggingCommand,
  PutBucketTaggingCommand,
} from "@aws-sdk/client-s3";
import { partitionOf } from "../../../cloudtrail/partition.ts";
import { AwsCallError, isAwsError, unlessAbsent } from "../aws-call-error.ts";
import { eventually } from "../eventually.ts";
import type { Properties } from "../property-value.ts";
import type { Context, ResourceType } from "../resource-type.ts";
import { hostedZoneId } from "../s3-regions.ts";
import { boolean, list, map, object, optional, region, string } from "../schema.ts";
import { allTags, fromTagList, tagState, tagsOf, toTagList } from "../tags.ts";
import { encryptionOf, grantsOf, hasObjectLock, policyOf, versioningOf } from "./bucket-facts.ts";
import { bucketOwner, regionOfBucket } from "./bucket-lookup.ts";
import { fromEncryptionRule } from "./bucket-server-side-encryption.ts";
import { emptyBucket } from "./empty-bucket.ts";

const separate = (type: string) => `use aws.s3.${type}`;
const rounds = 10;

/** What follows from the name and the region alone. */
function identityOf(bucket: string, regionName: string): Properties {
  const { partition, dnsSuffix } = partitionOf(regionName);
  return {
    arn: `arn:${partition}:s3:::${bucket}`,
    bucket,
    bucketDomainName: `${bucket}.s3.${dnsSuffix}`,
    bucketRegion: regionName,
    bucketRegionalDomainName: `${bucket}.s3.${regionName}.${dnsSuffix}`,
    hostedZoneId: hostedZoneId(regionName),
    region: regionName,
  };
}

async function putTags(
  bucket: string,
  tags: Readonly<Record<string, string>>,
  context: Context,
): Promise<void> {
  const TagSet = toTagList(tags);
  await eventually(bucket, context, async () => {
    if (TagSet.length === 0) await context.aws.s3.send(new DeleteBucketTaggingCommand({ Bucket: bucket }));
    else await context.aws.s3.send(new PutBucketTaggingCommand({ Bucket: bucket, Tagging: { TagSet } }));
  });
}

/**
 * Makes a bucket that was not there. S3 in us-east-1 says yes to whoever creates a bucket that is theirs already,
 * so it is looked at first: an existing bucket is never adopted silently.
 */
async function makeBucket(bucket: string, inputs: Properties, context: Context): Promise<void> {
  const owner = await bucketOwner(bucket, context);
  if (owner !== "nobody") {
    const [code, message] =
      owner === "you"
        ? [
            "BucketAlreadyOwnedByYou",
            `The bucket ${bucket} exists already and is yours, but not part of this stack.`,
          ]
        : [
            "BucketAlreadyExists",
            `The bucket name ${bucket} is taken by somebody else; bucket names are global.`,
          ];
    throw new AwsCallError({ service: "S3", operation: "CreateBucket", code, message, status: 409 });
  }
  const LocationConstraint = context.region as BucketLocationConstraint;
  await context.aws.s3.send(
    new CreateBucketCommand({
      Bucket: bucket,
      ...(context.region === "us-east-1" ? {} : { CreateBucketConfiguration: { LocationConstraint } }),
      ...(inputs["objectLockEnabled"] === true ? { ObjectLockEnabledForBucket: true } : {}),
    }),
  );
  context.madeBuckets.set(bucket, Date.now());
}

function nameFor(inputs: Properties): string {
  if (typeof inputs["bucket"] === "string") return inputs["bucket"];
  const digits = `${Date.now().toString(16)}${Math.random().toString(16).slice(2)}`;
  return `${inputs["bucketPrefix"]}${digits}`.slice(0, 63);
}

/** A general purpose bucket. */
export const bucket: ResourceType = {
  token: "aws:s3/bucket:Bucket",
  aliases: ["aws:s3/bucketV2:BucketV2"],
  naming: { property: "bucket", maxLength: 63, lowerCase: true },
  schema: {
    inputs: {
      bucket: optional(string, { computed: true, replaces: true }),
      bucketPrefix: optional(string, { computed: true, replaces: true }),
      forceDestroy: optional(boolean, { default: false, local: true }),
      objectLockEnabled: optional(boolean, { computed: true, replaces: true }),
      tags: optional(map),
      region,
    },
    outputs: {
      arn: string,
      bucketDomainName: string,
      bucketRegion: string,
      bucketRegionalDomainName: string,
      grants: list(object({})),
      hostedZoneId: string,
      policy: string,
      requestPayer: string,
      serverSideEncryptionConfiguration: object({}),
      tagsAll: map,
      versioning: object({}),
    },
    refused: {
      accelerationStatus: separate("BucketAccelerateConfiguration with a real account"),
      acl: separate("BucketOwnershipControls and a bucket policy"),
      bucketNamespace: "only the global namespace is served",
      corsRules: separate("BucketCorsConfiguration with a real account"),
      grants: separate("BucketOwnershipControls and a bucket policy"),
      lifecycleRules: separate("BucketLifecycleConfiguration"),
      logging: separate("BucketLogging"),
      objectLockConfiguration: separate("BucketObjectLockConfiguration"),
      policy: separate("BucketPolicy"),
      replicationConfiguration: separate("BucketReplicationConfig with a real account"),
      requestPayer: separate("BucketRequestPaymentConfiguration with a real account"),
      serverSideEncryptionConfiguration: separate("BucketServerSideEncryptionConfiguration"),
      versioning: separate("BucketVersioning"),
      website: separate("BucketWebsiteConfiguration with a real account"),
    },
  },
  validate(inputs) {
    if (typeof inputs["bucket"] === "string" && typeof inputs["bucketPrefix"] === "string")
      return [{ property: "bucketPrefix", reason: "cannot be given together with bucket" }];
    return [];
  },
  async create(inputs, context, progress) {
    const id = nameFor(inputs);
    await makeBucket(id, inputs, context);
    const tagsAll = allTags(context.defaultTags, inputs["tags"]);
    const made = {
      ...identityOf(id, context.region),
      bucketPrefix: inputs["bucketPrefix"],
      forceDestroy: inputs["forceDestroy"],
      objectLockEnabled: inputs["objectLockEnabled"] ?? false,
      policy: "",
      requestPayer: "BucketOwner",
      // What every new bucket has ("Default encryption", Amazon S3 User Guide): no need to ask.
      serverSideEncryptionConfiguration: {
        rule: fromEncryptionRule({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }),
      },
      versioning: { enabled: inputs["objectLockEnabled"] === true, mfaDelete: false },
    };
    progress({ id, state: { ...made, tagsAll: {} } });
    const [grants] = await Promise.all([
      grantsOf(id, context),
      Object.keys(tagsAll).length > 0 ? putTags(id, tagsAll, context) : undefined,
    ]);
    return { id, state: { ...made, grants, tags: inputs["tags"], tagsAll } };
  },
  async read(id, prior, context) {
    const found = await regionOfBucket(id, context);
    if (found === undefined) return undefined;
    const [tagging, versioning, encryption, grants, policy, objectLockEnabled] = await Promise.all([
      unlessAbsent(context.aws.s3.send(new GetBucketTaggingCommand({ Bucket: id })), "NoSuchTagSet"),
      versioningOf(id, context),
      encryptionOf(id, context),
      grantsOf(id, context),
      policyOf(id, context),
      hasObjectLock(id, context),
    ]);
    const state = {
      ...identityOf(id, found),
      bucketPrefix: prior["bucketPrefix"],
      objectLockEnabled,
      requestPayer: "BucketOwner",
      versioning,
      serverSideEncryptionConfiguration: encryption,
      grants,
      policy,
      ...tagState(fromTagList(tagging?.TagSet), context.defaultTags, prior),
    };
    return { id, state };
  },
  async update(id, state, inputs, context) {
    const tagsAll = allTags(context.defaultTags, inputs["tags"]);
    if (JSON.stringify(sorted(tagsAll)) !== JSON.stringify(sorted(tagsOf(state["tagsAll"]))))
      await putTags(id, tagsAll, context);
    return { ...state, forceDestroy: inputs["forceDestroy"], tags: inputs["tags"], tagsAll };
  },
  async delete(id, state, context) {
    for (let round = 1; ; round++) {
      try {
        await unlessAbsent(context.aws.s3.send(new DeleteBucketCommand({ Bucket: id })), "NoSuchBucket");
        return;
      } catch (error) {
        if (!isAwsError(error, "BucketNotEmpty") || round === rounds) throw error;
        if (state["forceDestroy"] !== true) throw notEmpty(error);
        // Log files may still be on their way in: empty it again until it stays empty.
        await emptyBucket(id, context, await hasObjectLock(id, context));
      }
    }
  },
};

function notEmpty(error: AwsCallError): AwsCallError {
  const explanation =
    error.details.explanation ??
    "The bucket holds objects. Set forceDestroy on it, run up, then destroy again; or empty it yourself.";
  return new AwsCallError({ ...error.details, explanation }, error);
}

function sorted(tags: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1));
}
