import { describe, expect, test } from "vitest";
import { accessLogTargetPolicy } from "../../../infra/program/access-log-policy.ts";
import { bucketPolicy } from "../../../infra/program/bucket-policy.ts";
import { keyPolicy } from "../../../infra/program/key-policy.ts";
import { logPrefix } from "../../../infra/program/log-prefix.ts";
import { policyMeanings } from "../../../infra/program/policy-document.ts";

const trailOf = (account: string, region = "us-east-1") =>
  `arn:aws:cloudtrail:${region}:${account}:trail/MyTrail`;
const settings = { bucketName: "logs-of-us", trailName: "MyTrail", region: "us-east-1" };
const archive = {
  ...settings,
  kind: "log-archive" as const,
  deliveringTrails: [trailOf("111122223333"), trailOf("777788889999", "eu-west-1")],
};

describe("the key's policy", () => {
  test("lets CloudTrail encrypt for the one trail, and readers of the account decrypt its files", () => {
    const trail = trailOf("111122223333");
    const cloudTrail = { Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" }, Resource: "*" };
    expect(keyPolicy(settings, "111122223333")).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "EnableAccountPermissions",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::111122223333:root" },
          Action: "kms:*",
          Resource: "*",
        },
        {
          ...cloudTrail,
          Sid: "AllowCloudTrailEncrypt",
          Action: "kms:GenerateDataKey*",
          Condition: {
            StringEquals: { "aws:SourceArn": trail },
            StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": trail },
          },
        },
        {
          ...cloudTrail,
          Sid: "AllowCloudTrailDescribeKey",
          Action: "kms:DescribeKey",
          Condition: { StringEquals: { "aws:SourceArn": trail } },
        },
        {
          Sid: "AllowDecryptInAccount",
          Effect: "Allow",
          Principal: { AWS: "*" },
          Action: ["kms:Decrypt", "kms:ReEncryptFrom"],
          Resource: "*",
          Condition: {
            StringEquals: { "kms:CallerAccount": "111122223333" },
            StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": trail },
          },
        },
      ],
    });
  });

  test("of an archive is for all trails that deliver, and their accounts read", () => {
    const { Statement } = keyPolicy(archive, "444455556666");
    expect(Statement[1]?.Condition).toEqual({
      StringEquals: { "aws:SourceArn": archive.deliveringTrails },
      StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": archive.deliveringTrails },
    });
    expect(Statement.slice(3).map(({ Sid, Condition }) => [Sid, Condition?.["StringEquals"]])).toEqual([
      ["AllowDecryptInAccount", { "kms:CallerAccount": "444455556666" }],
      ["AllowDecryptInDeliveringAccounts", { "kms:CallerAccount": ["111122223333", "777788889999"] }],
    ]);
  });

  test("of an archive for an organization knows no trail by name", () => {
    const organization = { ...settings, kind: "log-archive" as const, organizationId: "o-exampleorg1" };
    const { Statement } = keyPolicy(organization, "444455556666");
    expect(Statement.map(({ Sid }) => Sid)).not.toContain("AllowDecryptInDeliveringAccounts");
    expect(Statement[1]?.Condition).toEqual({
      StringEquals: { "aws:SourceOrgID": "o-exampleorg1" },
      StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": "arn:aws:cloudtrail:*:*:trail/*" },
    });
  });

  test("in China is of that partition", () => {
    const { Statement } = keyPolicy({ ...settings, region: "cn-north-1" }, "111122223333");
    expect(Statement[0]?.Principal).toEqual({ AWS: "arn:aws-cn:iam::111122223333:root" });
  });
});

describe("the bucket's policy for others", () => {
  const by = (policy: ReturnType<typeof bucketPolicy>, sid: string) =>
    policy.Statement.find(({ Sid }) => Sid === sid);

  test("names each trail and each account's folder; accounts read their own", () => {
    const policy = bucketPolicy({ ...archive, keyPrefix: "all" }, "444455556666");
    expect(by(policy, "AWSCloudTrailAclCheck")?.Condition).toEqual({
      StringEquals: { "aws:SourceArn": archive.deliveringTrails },
    });
    expect(by(policy, "AWSCloudTrailWrite")).toMatchObject({
      Resource: [
        "arn:aws:s3:::logs-of-us/all/AWSLogs/111122223333/*",
        "arn:aws:s3:::logs-of-us/all/AWSLogs/777788889999/*",
      ],
      Condition: {
        StringEquals: {
          "s3:x-amz-acl": "bucket-owner-full-control",
          "aws:SourceArn": archive.deliveringTrails,
        },
      },
    });
    const roots = ["arn:aws:iam::111122223333:root", "arn:aws:iam::777788889999:root"];
    expect(by(policy, "ReadOwnLogFiles")).toMatchObject({
      Principal: { AWS: roots },
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::logs-of-us/all/AWSLogs/${aws:PrincipalAccount}/*",
    });
    expect(by(policy, "ListOwnLogFiles")).toMatchObject({
      Principal: { AWS: roots },
      Resource: "arn:aws:s3:::logs-of-us",
      Condition: { StringLike: { "s3:prefix": "all/AWSLogs/${aws:PrincipalAccount}/*" } },
    });
    expect(by(policy, "AWSCloudTrailOrganizationWrite")).toBeUndefined();
  });

  test("an organization's trail writes into both folders", () => {
    const organization = { ...settings, organizationTrail: true, organizationId: "o-exampleorg1" };
    const policy = bucketPolicy(organization, "777788889999");
    const both = { "s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceArn": trailOf("777788889999") };
    expect(by(policy, "AWSCloudTrailWrite")).toMatchObject({
      Resource: "arn:aws:s3:::logs-of-us/AWSLogs/777788889999/*",
      Condition: { StringEquals: both },
    });
    expect(by(policy, "AWSCloudTrailOrganizationWrite")).toMatchObject({
      Resource: "arn:aws:s3:::logs-of-us/AWSLogs/o-exampleorg1/*",
      Condition: { StringEquals: both },
    });
    expect(logPrefix(organization, "777788889999")).toBe("AWSLogs/o-exampleorg1/");
  });

  test("all trails of an organization come by its id", () => {
    const organization = { ...settings, kind: "log-archive" as const, organizationId: "o-exampleorg1" };
    const policy = bucketPolicy(organization, "444455556666");
    expect(by(policy, "AWSCloudTrailWrite")).toMatchObject({
      Resource: "arn:aws:s3:::logs-of-us/AWSLogs/*",
      Condition: {
        StringEquals: {
          "s3:x-amz-acl": "bucket-owner-full-control",
          "aws:SourceOrgID": "o-exampleorg1",
        },
      },
    });
    expect(policy.Statement.map(({ Sid }) => Sid)).not.toContain("ReadOwnLogFiles");
    expect(logPrefix({ ...organization, keyPrefix: "all" }, "444455556666")).toBe("all/AWSLogs/");
  });
});

test("the bucket of access logs has to let S3's logging in, for this bucket alone", () => {
  const policy = accessLogTargetPolicy({ ...settings, accessLogBucket: "access-logs" }, "111122223333");
  expect(policy.Statement).toEqual([
    {
      Sid: "S3ServerAccessLogsPolicy",
      Effect: "Allow",
      Principal: { Service: "logging.s3.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::access-logs/logs-of-us/*",
      Condition: {
        ArnLike: { "aws:SourceArn": "arn:aws:s3:::logs-of-us" },
        StringEquals: { "aws:SourceAccount": "111122223333" },
      },
    },
  ]);
});

test("every statement is explained, also one that is not ours", () => {
  const theirs = { Sid: "Theirs", Effect: "Allow" };
  const policy = bucketPolicy({ ...archive, policyStatements: [theirs, { Effect: "Deny" }] }, "444455556666");
  const told = policyMeanings(policy);
  expect(told.map(({ sid }) => sid)).toEqual([
    "AWSCloudTrailAclCheck",
    "AWSCloudTrailWrite",
    "ListOwnLogFiles",
    "ReadOwnLogFiles",
    "DenyWithoutTls",
    "Theirs",
    undefined,
  ]);
  expect(
    told.slice(0, 5).every(({ meaning }) => /^\S.*\.$/.test(meaning) && !/before this stack/.test(meaning)),
  ).toBe(true);
  expect(told.slice(5).every(({ meaning }) => /was there before this stack/.test(meaning))).toBe(true);
});
