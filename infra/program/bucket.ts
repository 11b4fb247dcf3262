import { Bucket } from "@pulumi/aws/s3/bucket.js";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration.js";
import { BucketOwnershipControls } from "@pulumi/aws/s3/bucketOwnershipControls.js";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock.js";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration.js";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning.js";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { emptiesOnDestroy, type StackSettings } from "../stacks/settings.ts";

/** The log bucket and the settings S3 keeps apart from it. Returns the bucket and what must precede its policy. */
export function logBucket(
  settings: StackSettings,
  options: CustomResourceOptions,
): { bucket: Bucket; publicAccessBlock: BucketPublicAccessBlock } {
  const logs = new Bucket(
    "logs",
    { bucket: settings.bucketName, forceDestroy: emptiesOnDestroy(settings), tags: settings.tags },
    options,
  );
  const bucket = logs.id;
  const publicAccessBlock = new BucketPublicAccessBlock(
    "logs",
    {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    options,
  );
  new BucketOwnershipControls("logs", { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } }, options);
  new BucketServerSideEncryptionConfiguration(
    "logs",
    {
      bucket,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: true }],
    },
    options,
  );
  const versioning = new BucketVersioning(
    "logs",
    { bucket, versioningConfiguration: { status: "Enabled" } },
    options,
  );
  new BucketLifecycleConfiguration(
    "logs",
    {
      bucket,
      rules: [
        {
          id: "expire-log-files",
          status: "Enabled",
          filter: {},
          expiration: { days: settings.retentionDays },
          noncurrentVersionExpiration: { noncurrentDays: 30 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    },
    // Rules about noncurrent versions want versioning to be on.
    { ...options, dependsOn: versioning },
  );
  return { bucket: logs, publicAccessBlock };
}
