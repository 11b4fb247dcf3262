import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy.js";
import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import { adoptedPolicyOptions, adoptedTrailOptions } from "../adopt/adopted-options.ts";
import type { StackOutputs, Through } from "../engine/operation.ts";
import { emptiesOnDestroy, type StackSettings } from "../stacks/settings.ts";
import { athena } from "./athena.ts";
import { awsProvider } from "./aws-provider.ts";
import { logBucket } from "./bucket.ts";
import { bucketArn, bucketPolicy } from "./bucket-policy.ts";
import { destinations } from "./destinations.ts";
import { encryptionKey } from "./encryption.ts";
import { logPrefix } from "./log-prefix.ts";
import { partName } from "./part-name.ts";
import { trail } from "./trail.ts";

/** The stack's outputs, as Pulumi hands them on; parts that are not there, or beyond `through`, are missing. */
export type ProgramOutputs = { readonly [Name in keyof StackOutputs]?: string | Output<string> };

/**
 * Everything one stack consists of: key, log bucket, bucket policy, trail, as far as the settings and `through` say.
 * `accountId` is the account it is made in; the provider refuses any other.
 */
export function trailStack(
  settings: StackSettings,
  accountId: string,
  through: Through = "trail",
): ProgramOutputs {
  return trailResources(settings, accountId, { provider: awsProvider(settings, accountId) }, through);
}

/** The same under a provider or a parent of one's own, which `options` name. */
export function trailResources(
  settings: StackSettings,
  accountId: string,
  options: CustomResourceOptions,
  through: Through = "trail",
): ProgramOutputs {
  // A bucket that is kept keeps its protection, its policy and its key too; only Pulumi forgets them.
  const kept = { ...options, retainOnDelete: !emptiesOnDestroy(settings) };
  const keyArn = encryptionKey(settings, accountId, kept);
  const common = {
    accountId,
    region: settings.region,
    logPrefix: logPrefix(settings, accountId),
    ...(keyArn ? { kmsKeyArn: keyArn as string | Output<string> } : {}),
  };
  if (settings.centralBucket) {
    const others = { ...common, bucketName: settings.bucketName, bucketArn: bucketArn(settings) };
    if (through !== "trail") return others;
    const to = destinations(settings, accountId, options);
    const theTrail = trail(settings, settings.bucketName, keyArn, to.inputs, {
      ...options,
      dependsOn: [...to.before],
      ...adoptedTrailOptions(settings, accountId),
    });
    return { ...others, ...to.outputs, trailName: theTrail.name, trailArn: theTrail.arn };
  }

  const { bucket, publicAccessBlock } = logBucket(settings, keyArn, kept);
  const withBucket = { ...common, bucketName: bucket.bucket, bucketArn: bucket.arn };
  if (through === "bucket") return withBucket;

  const policy = new BucketPolicy(
    partName("logs", kept),
    { bucket: bucket.id, policy: JSON.stringify(bucketPolicy(settings, accountId)) },
    // S3 refuses two changes of one bucket's access settings at a time.
    {
      ...kept,
      ...adoptedPolicyOptions(settings),
      ...(publicAccessBlock ? { dependsOn: publicAccessBlock } : {}),
    },
  );
  const withPolicy = { ...withBucket, policyDocument: policy.policy };
  if (through === "policy") return withPolicy;
  const questions = settings.athena ? athena(settings, accountId, { ...options, dependsOn: policy }) : {};
  if (settings.kind === "log-archive") return { ...withPolicy, ...questions };

  const to = destinations(settings, accountId, options);
  const theTrail = trail(settings, bucket.id, keyArn, to.inputs, {
    ...options,
    dependsOn: [policy, ...to.before],
    ...adoptedTrailOptions(settings, accountId),
  });
  return { ...withPolicy, ...questions, ...to.outputs, trailName: theTrail.name, trailArn: theTrail.arn };
}
