import { partitionOf } from "../cloudtrail/partition.ts";
import type { StackSettings } from "../stacks/settings.ts";
import { type Deliveries, type DeliverySettings, deliveriesTo } from "./delivering-trails.ts";
import { type OneOrMore, oneOrMore, type PolicyDocument, type Statement } from "./policy-document.ts";

/** What the policy depends on. */
export type PolicySettings = Pick<StackSettings, "bucketName" | "keyPrefix"> &
  DeliverySettings &
  Partial<Pick<StackSettings, "policyStatements">>;

/** ARN of a stack's log bucket; known before it exists. */
export const bucketArn = ({ bucketName, region }: Pick<StackSettings, "bucketName" | "region">): string =>
  `arn:${partitionOf(region).partition}:s3:::${bucketName}`;

/**
 * The log bucket's policy ("Amazon S3 bucket policy for CloudTrail" and, for several accounts, "Setting bucket policy
 * for multiple accounts", AWS CloudTrail User Guide): CloudTrail may look at the bucket's ACL and write log files, for
 * the trails that deliver here only; other accounts that deliver may read their own; nobody may come without TLS.
 * `accountId` is the bucket's account.
 */
export function bucketPolicy(settings: PolicySettings, accountId: string): PolicyDocument {
  const bucket = bucketArn(settings);
  const logs = `${bucket}/${keyPrefixOf(settings)}AWSLogs`;
  const deliveries = deliveriesTo(settings, accountId);
  const cloudTrail = { Service: "cloudtrail.amazonaws.com" };
  const source = sourceCondition(deliveries);
  const write = { "s3:x-amz-acl": "bucket-owner-full-control", ...source };
  const folders = deliveries.trails.length > 0 ? deliveries.accounts.map((account) => `${account}/*`) : ["*"];
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AWSCloudTrailAclCheck",
        Effect: "Allow",
        Principal: cloudTrail,
        Action: "s3:GetBucketAcl",
        Resource: bucket,
        Condition: { StringEquals: source },
      },
      {
        Sid: "AWSCloudTrailWrite",
        Effect: "Allow",
        Principal: cloudTrail,
        Action: "s3:PutObject",
        Resource: oneOrMore(folders.map((folder) => `${logs}/${folder}`)),
        Condition: { StringEquals: write },
      },
      ...(deliveries.organizationId && deliveries.trails.length > 0
        ? [
            {
              Sid: "AWSCloudTrailOrganizationWrite",
              Effect: "Allow",
              Principal: cloudTrail,
              Action: "s3:PutObject",
              Resource: `${logs}/${deliveries.organizationId}/*`,
              Condition: { StringEquals: write },
            } as const,
          ]
        : []),
      ...readOwn(settings, deliveries, accountId),
      {
        Sid: "DenyWithoutTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucket, `${bucket}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      ...((settings.policyStatements ?? []) as unknown as readonly Statement[]),
    ],
  };
}

/** On whose behalf CloudTrail may come: trails by name, or all of an organization ("aws:SourceOrgID", IAM User Guide). */
export function sourceCondition({
  trails,
  organizationId = "",
}: Deliveries): Readonly<Record<string, OneOrMore>> {
  return trails.length > 0 ? { "aws:SourceArn": oneOrMore(trails) } : { "aws:SourceOrgID": organizationId };
}

/** Other accounts' leave to read what their own trails have delivered; their IAM policies must give it too. */
function readOwn(settings: PolicySettings, { accounts }: Deliveries, accountId: string): Statement[] {
  const others = accounts.filter((account) => account !== accountId);
  if (others.length === 0) return [];
  const bucket = bucketArn(settings);
  const own = `${keyPrefixOf(settings)}AWSLogs/\${aws:PrincipalAccount}/*`;
  const common = { Effect: "Allow", Principal: { AWS: rootsOf(others, settings.region) } } as const;
  return [
    {
      Sid: "ListOwnLogFiles",
      ...common,
      Action: "s3:ListBucket",
      Resource: bucket,
      Condition: { StringLike: { "s3:prefix": own } },
    },
    { Sid: "ReadOwnLogFiles", ...common, Action: "s3:GetObject", Resource: `${bucket}/${own}` },
  ];
}

/** Accounts as principals. */
const rootsOf = (accounts: readonly string[], region: string): OneOrMore =>
  oneOrMore(accounts.map((account) => `arn:${partitionOf(region).partition}:iam::${account}:root`));

const keyPrefixOf = ({ keyPrefix }: Pick<StackSettings, "keyPrefix">): string =>
  keyPrefix ? `${keyPrefix}/` : "";
