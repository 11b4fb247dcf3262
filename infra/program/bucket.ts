import { Bucket } from "@pulumi/aws/s3/bucket.js";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration.js";
import { BucketLogging } from "@pulumi/aws/s3/bucketLogging.js";
import { BucketObjectLockConfiguration } from "@pulumi/aws/s3/bucketObjectLockConfiguration.js";
import { BucketOwnershipControls } from "@pulumi/aws/s3/bucketOwnershipControls.js";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock.js";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration.js";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning.js";
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
import { adoptedBucketOptions, adopts } from "../adopt/adopted-options.ts";
import { emptiesOnDestroy, type StackSettings } from "../stacks/settings.ts";
import { accessLogPrefix } from "./access-log-policy.ts";
import { partName } from "./part-name.ts";

/**
 * The log bucket and the settings S3 keeps apart from it; `keyArn` encrypts what is put into it. Returns the bucket and
 * what must precede its policy.
 */
export function logBucket(
  settings: StackSettings,
  keyArn: Input<string> | undefined,
  options: CustomResourceOptions,
): { bucket: Bucket; publicAccessBlock?: BucketPublicAccessBlock } {
  const { objectLock, accessLogBucket, transitions } = settings;
  const logs = new Bucket(
    partName("logs", options),
    {
      bucket: settings.bucketName,
      forceDestroy: emptiesOnDestroy(settings),
      ...(objectLock ? { objectLockEnabled: true } : {}),
      tags: settings.tags,
    },
    // A bucket that is there gets Object Lock by its configuration; the provider would make another bucket for it.
    { ...options, ignoreChanges: ["objectLockEnabled"], ...adoptedBucketOptions(settings) },
  );
  // How an adopted bucket keeps and encrypts what is in it stays its owner's decision.
  if (adopts(settings, "bucket")) return { bucket: logs };
  const bucket = logs.id;
  const publicAccessBlock = new BucketPublicAccessBlock(
    partName("logs", options),
    {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    options,
  );
  new BucketOwnershipControls(
    partName("logs", options),
    { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
    options,
  );
  new BucketServerSideEncryptionConfiguration(
    partName("logs", options),
    { bucket, rules: [encryptionRule(keyArn)] },
    options,
  );
  const versioning = new BucketVersioning(
    partName("logs", options),
    { bucket, versioningConfiguration: { status: "Enabled" } },
    options,
  );
  // Rules about noncurrent versions, and Object Lock, want versioning to be on.
  const versioned = { ...options, dependsOn: versioning };
  new BucketLifecycleConfiguration(
    partName("logs", options),
    {
      bucket,
      rules: [
        {
          id: "expire-log-files",
          status: "Enabled",
          filter: {},
          ...(transitions ? { transitions: transitions.map((transition) => ({ ...transition })) } : {}),
          expiration: { days: settings.retentionDays },
          noncurrentVersionExpiration: { noncurrentDays: 30 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    },
    versioned,
  );
  if (objectLock)
    new BucketObjectLockConfiguration(
      partName("logs", options),
      { bucket, rule: { defaultRetention: { mode: objectLock.mode, days: objectLock.days } } },
      versioned,
    );
  if (accessLogBucket)
    new BucketLogging(
      partName("logs", options),
      { bucket, targetBucket: accessLogBucket, targetPrefix: accessLogPrefix(settings) },
      options,
    );
  return { bucket: logs, publicAccessBlock };
}

/** How S3 encrypts what comes without saying how. CloudTrail says how, in any case. */
const encryptionRule = (keyArn: Input<string> | undefined) => ({
  applyServerSideEncryptionByDefault: keyArn
    ? { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn }
    : { sseAlgorithm: "AES256" },
  // Under a bucket key the encryption context is the bucket's, and the key's policy asks for the trail in it. CloudTrail
  // pays no key usage, so a bucket key would save nothing.
  bucketKeyEnabled: keyArn === undefined,
});
