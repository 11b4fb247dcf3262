import { partitionOf } from "../cloudtrail/partition.ts";
import { trailArn } from "../cloudtrail/trail-arn.ts";
import type { StackSettings } from "../stacks/settings.ts";

/** An IAM policy document, as far as ours use it. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

/** One statement of it. */
interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal: "*" | { readonly Service: string };
  readonly Action: string;
  readonly Resource: string | readonly string[];
  readonly Condition: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What the policy depends on. */
export type PolicySettings = Pick<StackSettings, "bucketName" | "trailName" | "region" | "keyPrefix">;

/** Where CloudTrail puts an account's log files: `[prefix/]AWSLogs/<account>/CloudTrail/`. */
export const logPrefix = (settings: Pick<StackSettings, "keyPrefix">, accountId: string): string =>
  `${accountPrefix(settings, accountId)}CloudTrail/`;

/**
 * The log bucket's policy ("Amazon S3 bucket policy for CloudTrail", AWS CloudTrail User Guide): CloudTrail may look
 * at the bucket's ACL and write log files, for this one trail only; nobody may come without TLS.
 */
export function bucketPolicy(settings: PolicySettings, accountId: string): PolicyDocument {
  const { region, bucketName, trailName: name } = settings;
  const bucket = `arn:${partitionOf(region).partition}:s3:::${bucketName}`;
  const cloudTrail = { Service: "cloudtrail.amazonaws.com" };
  const thisTrail = { "aws:SourceArn": trailArn({ region, accountId, name }) };
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AWSCloudTrailAclCheck",
        Effect: "Allow",
        Principal: cloudTrail,
        Action: "s3:GetBucketAcl",
        Resource: bucket,
        Condition: { StringEquals: thisTrail },
      },
      {
        Sid: "AWSCloudTrailWrite",
        Effect: "Allow",
        Principal: cloudTrail,
        Action: "s3:PutObject",
        Resource: `${bucket}/${accountPrefix(settings, accountId)}*`,
        Condition: { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control", ...thisTrail } },
      },
      {
        Sid: "DenyWithoutTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucket, `${bucket}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  };
}

const accountPrefix = ({ keyPrefix }: Pick<StackSettings, "keyPrefix">, accountId: string): string =>
  `${keyPrefix ? `${keyPrefix}/` : ""}AWSLogs/${accountId}/`;
