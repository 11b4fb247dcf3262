import type { StackSettings } from "../stacks/settings.ts";

/**
 * The bucket policy CloudTrail needs, scoped to the one trail of these settings ("Amazon S3 bucket policy for
 * CloudTrail", AWS CloudTrail User Guide), plus refusal of requests without TLS. Pure; JSON text. The trail's ARN is
 * made from its name, because the policy must be there before the trail.
 */
export function logPolicyDocument(settings: StackSettings, accountId: string): string {
  const bucket = `arn:aws:s3:::${settings.bucketName}`;
  const prefix = settings.keyPrefix ? `${settings.keyPrefix}/` : "";
  const principal = { Service: "cloudtrail.amazonaws.com" };
  const trail = `arn:aws:cloudtrail:${settings.region}:${accountId}:trail/${settings.trailName}`;
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "CloudTrailReadsBucketAcl",
        Effect: "Allow",
        Principal: principal,
        Action: "s3:GetBucketAcl",
        Resource: bucket,
        Condition: { StringEquals: { "aws:SourceArn": trail } },
      },
      {
        Sid: "CloudTrailWritesLogFiles",
        Effect: "Allow",
        Principal: principal,
        Action: "s3:PutObject",
        Resource: `${bucket}/${prefix}AWSLogs/${accountId}/*`,
        Condition: {
          StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceArn": trail },
        },
      },
      {
        Sid: "OnlyOverTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucket, `${bucket}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
