import { partitionOf } from "../cloudtrail/partition.ts";
import type { StackSettings } from "../stacks/settings.ts";
import { bucketArn } from "./bucket-policy.ts";
import type { PolicyDocument } from "./policy-document.ts";

/** In front of the access logs of a log bucket, in the bucket they go to. */
export const accessLogPrefix = ({ bucketName }: Pick<StackSettings, "bucketName">): string =>
  `${bucketName}/`;

/**
 * What the policy of `accessLogBucket` has to say ("Enabling Amazon S3 server access logging", Amazon S3 User Guide).
 * That bucket is not ours, so its owner adds it; without it S3 writes no access logs and tells nobody. Pure.
 */
export function accessLogTargetPolicy(
  settings: Pick<StackSettings, "bucketName" | "region"> & { readonly accessLogBucket: string },
  accountId: string,
): PolicyDocument {
  const target = `arn:${partitionOf(settings.region).partition}:s3:::${settings.accessLogBucket}`;
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "S3ServerAccessLogsPolicy",
        Effect: "Allow",
        Principal: { Service: "logging.s3.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `${target}/${accessLogPrefix(settings)}*`,
        Condition: {
          ArnLike: { "aws:SourceArn": bucketArn(settings) },
          StringEquals: { "aws:SourceAccount": accountId },
        },
      },
    ],
  };
}
