import * as cloudtrail from "@pulumi/aws/cloudtrail/index.js";
import * as s3 from "@pulumi/aws/s3/index.js";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { trailPolicy } from "./trail-sandbox.ts";

/** What the tests vary about the program. */
export interface TrailProgram {
  readonly bucket: string;
  readonly accountId: string;
  readonly tags?: Record<string, string>;
  readonly days?: number;
  readonly statements?: (statements: readonly unknown[]) => unknown;
  readonly trail?: Partial<cloudtrail.TrailArgs>;
}

/** One resource of every served type, the way a program of the `aws` package writes them. */
export function trailProgram({ bucket: name, accountId, ...vary }: TrailProgram): PulumiFn {
  return async () => {
    const tags = vary.tags ?? { purpose: "audit" };
    const logs = new s3.Bucket("logs", { bucket: name, forceDestroy: true, tags });
    const bucket = logs.id;
    new s3.BucketPublicAccessBlock("block", { bucket, blockPublicAcls: true, ignorePublicAcls: true });
    new s3.BucketOwnershipControls("ownership", { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } });
    new s3.BucketServerSideEncryptionConfiguration("encryption", {
      bucket,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: true }],
    });
    const versioning = new s3.BucketVersioning("versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    new s3.BucketLifecycleConfiguration(
      "lifecycle",
      {
        bucket,
        rules: [
          {
            id: "expire",
            status: "Enabled",
            filter: {},
            expiration: { days: vary.days ?? 365 },
            noncurrentVersionExpiration: { noncurrentDays: 30 },
          },
          {
            id: "archive",
            status: "Enabled",
            filter: { and: { prefix: "AWSLogs/", tags: { keep: "yes" } } },
            transitions: [{ days: 30, storageClass: "STANDARD_IA" }],
          },
        ],
      },
      { dependsOn: versioning },
    );
    const trailArn = `arn:aws:cloudtrail:us-east-1:${accountId}:trail/MyTrail`;
    const statements = trailPolicy(name, accountId, trailArn);
    const Statement = vary.statements?.(statements) ?? statements;
    const policy = new s3.BucketPolicy("policy", {
      bucket,
      policy: JSON.stringify({ Version: "2012-10-17", Statement }),
    });
    const trail = new cloudtrail.Trail(
      "trail",
      { name: "MyTrail", s3BucketName: bucket, isMultiRegionTrail: true, tags, ...vary.trail },
      { dependsOn: policy },
    );
    return { bucketArn: logs.arn, domain: logs.bucketRegionalDomainName, trailArn: trail.arn };
  };
}
