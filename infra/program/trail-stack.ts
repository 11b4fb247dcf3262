import { Provider } from "@pulumi/aws/provider.js";
import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy.js";
import type { Output } from "@pulumi/pulumi";
import type { StackOutputs, Through } from "../engine/operation.ts";
import { emptiesOnDestroy, type StackSettings } from "../stacks/settings.ts";
import { logBucket } from "./bucket.ts";
import { bucketPolicy, logPrefix } from "./bucket-policy.ts";
import { trail } from "./trail.ts";

/** The stack's outputs, as Pulumi hands them on; parts beyond `through` are missing. */
export type ProgramOutputs = { readonly [Name in keyof StackOutputs]?: string | Output<string> };

/**
 * Everything one stack consists of: log bucket, bucket policy, trail, as far as `through` says. `accountId` is the
 * account it is made in; the provider refuses any other.
 */
export function trailStack(
  settings: StackSettings,
  accountId: string,
  through: Through = "trail",
): ProgramOutputs {
  const provider = new Provider("aws", {
    region: settings.region as "us-east-1",
    allowedAccountIds: [accountId],
    ...(settings.profile ? { profile: settings.profile } : {}),
  });
  // A bucket that is kept keeps its protection and its policy too; only Pulumi forgets them.
  const kept = { provider, retainOnDelete: !emptiesOnDestroy(settings) };
  const { bucket, publicAccessBlock } = logBucket(settings, kept);
  const withBucket = {
    accountId,
    region: settings.region,
    bucketName: bucket.bucket,
    bucketArn: bucket.arn,
    logPrefix: logPrefix(settings, accountId),
  };
  if (through === "bucket") return withBucket;

  const policy = new BucketPolicy(
    "logs",
    { bucket: bucket.id, policy: JSON.stringify(bucketPolicy(settings, accountId)) },
    // S3 refuses two changes of one bucket's access settings at a time.
    { ...kept, dependsOn: publicAccessBlock },
  );
  const withPolicy = { ...withBucket, policyDocument: policy.policy };
  if (through === "policy") return withPolicy;

  const theTrail = trail(settings, bucket.id, { provider, dependsOn: policy });
  return { ...withPolicy, trailName: theTrail.name, trailArn: theTrail.arn };
}
