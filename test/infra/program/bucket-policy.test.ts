import { expect, test } from "vitest";
import { bucketPolicy } from "../../../infra/program/bucket-policy.ts";
import { logPrefix } from "../../../infra/program/log-prefix.ts";

const settings = { bucketName: "logs-of-us", trailName: "MyTrail", region: "us-east-1" };

test("the policy lets in CloudTrail for this trail alone, and nobody without TLS", () => {
  const arn = "arn:aws:cloudtrail:us-east-1:123456789012:trail/MyTrail";
  expect(bucketPolicy(settings, "123456789012")).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AWSCloudTrailAclCheck",
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "s3:GetBucketAcl",
        Resource: "arn:aws:s3:::logs-of-us",
        Condition: { StringEquals: { "aws:SourceArn": arn } },
      },
      {
        Sid: "AWSCloudTrailWrite",
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: "arn:aws:s3:::logs-of-us/AWSLogs/123456789012/*",
        Condition: {
          StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceArn": arn },
        },
      },
      {
        Sid: "DenyWithoutTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: ["arn:aws:s3:::logs-of-us", "arn:aws:s3:::logs-of-us/*"],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
});

test("a key prefix goes in front of AWSLogs", () => {
  const prefixed = { ...settings, keyPrefix: "audit/one" };
  expect(bucketPolicy(prefixed, "123456789012").Statement[1]?.Resource).toBe(
    "arn:aws:s3:::logs-of-us/audit/one/AWSLogs/123456789012/*",
  );
  expect(logPrefix(prefixed, "123456789012")).toBe("audit/one/AWSLogs/123456789012/CloudTrail/");
});

test.each([
  ["cn-north-1", "aws-cn"],
  ["us-gov-west-1", "aws-us-gov"],
  ["us-iso-east-1", "aws-iso"],
  ["us-isob-east-1", "aws-iso-b"],
  ["eu-central-1", "aws"],
])("ARNs in %s are of partition %s", (region, partition) => {
  expect(bucketPolicy({ ...settings, region }, "1").Statement[0]).toMatchObject({
    Resource: `arn:${partition}:s3:::logs-of-us`,
    Condition: { StringEquals: { "aws:SourceArn": `arn:${partition}:cloudtrail:${region}:1:trail/MyTrail` } },
  });
});
