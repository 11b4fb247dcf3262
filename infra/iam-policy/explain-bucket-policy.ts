import { familyPrefix } from "../cloudtrail/object-key.ts";
import { cloudTrailPrincipal } from "../cloudtrail/service-principal.ts";
import {
  callerContext,
  explainServicePolicy,
  type NeededAccess,
  type PolicyFinding,
} from "./explain-service-policy.ts";
import type { PolicyStatement } from "./policy-document.ts";

/** The trail a bucket policy has to let in; its ARN is known before it exists. */
export interface PolicyNeeds {
  readonly trailArn: string;
  readonly accountId: string;
  readonly bucketName: string;
  readonly keyPrefix?: string;
  /** `o-…` of an organization's trail: it writes below the account's folder and below the organization's. */
  readonly organizationId?: string;
  /** ARN of the key its files are encrypted with. */
  readonly kmsKeyArn?: string;
}

type BucketAction = "s3:GetBucketAcl" | "s3:PutObject";

/**
 * Says what in a bucket policy keeps CloudTrail out ("Amazon S3 bucket policy for CloudTrail", CloudTrail User Guide).
 * Pure: policy text (undefined when the bucket has none) in, findings out; none when the trail can deliver.
 */
export function explainBucketPolicy(
  policyText: string | undefined,
  needs: PolicyNeeds,
): readonly PolicyFinding<BucketAction>[] {
  const owner = { kind: "bucket policy", of: `Bucket ${needs.bucketName}` };
  return requests(needs).flatMap((request) => explainServicePolicy(policyText, request, owner));
}

/** The statement that would allow what a finding asks for, as AWS's user guide writes it. */
export function missingStatement(finding: PolicyFinding, needs: PolicyNeeds): PolicyStatement {
  const writes = finding.action === "s3:PutObject";
  return {
    Sid: writes ? "AWSCloudTrailWrite" : "AWSCloudTrailAclCheck",
    Effect: "Allow",
    Principal: { Service: cloudTrailPrincipal },
    Action: finding.action,
    Resource: finding.resource,
    Condition: {
      StringEquals: {
        "aws:SourceArn": needs.trailArn,
        ...(writes ? { "s3:x-amz-acl": "bucket-owner-full-control" } : {}),
      },
    },
  };
}

function requests(needs: PolicyNeeds): readonly NeededAccess<BucketAction>[] {
  const { trailArn, accountId, bucketName, keyPrefix, organizationId, kmsKeyArn } = needs;
  const bucket = `arn:${trailArn.split(":")[1]}:s3:::${bucketName}`;
  const context = callerContext(trailArn, accountId);
  const writing = {
    ...context,
    "s3:x-amz-acl": "bucket-owner-full-control",
    "s3:x-amz-server-side-encryption": kmsKeyArn === undefined ? "AES256" : "aws:kms",
    ...(kmsKeyArn === undefined ? {} : { "s3:x-amz-server-side-encryption-aws-kms-key-id": kmsKeyArn }),
  };
  const write = (folder: string, wanted: string): NeededAccess<BucketAction> => ({
    action: "s3:PutObject",
    resource: `${bucket}/${folder}`,
    wanted: `${bucket}/${wanted}*`,
    context: writing,
  });
  const prefix = keyPrefix === undefined ? {} : { prefix: keyPrefix };
  const own = familyPrefix({ ...prefix, accountId }, "CloudTrail");
  const accounts = organizationId && familyPrefix({ ...prefix, accountId, organizationId }, "CloudTrail");
  return [
    { action: "s3:GetBucketAcl", resource: bucket, wanted: bucket, context },
    write(own, own.slice(0, -"CloudTrail/".length)),
    ...(accounts ? [write(accounts, accounts.slice(0, -`${accountId}/CloudTrail/`.length))] : []),
  ];
}
