import type { ManagedPolicy } from "./state.ts";

const allow = (...Action: string[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] });

const everything = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});

const readOnlyActions = [
  "cloudtrail:Describe*",
  "cloudtrail:Get*",
  "cloudtrail:List*",
  "cloudtrail:LookupEvents",
  "ec2:Describe*",
  "ec2:Get*",
  "iam:Generate*",
  "iam:Get*",
  "iam:List*",
  "iam:Simulate*",
  "s3:DescribeJob",
  "s3:Get*",
  "s3:List*",
  "sts:GetAccessKeyInfo",
  "sts:GetCallerIdentity",
  "sts:GetSessionToken",
];

const cloudTrailReadOnly = [
  "cloudtrail:Get*",
  "cloudtrail:Describe*",
  "cloudtrail:List*",
  "cloudtrail:LookupEvents",
  "s3:ListAllMyBuckets",
  "kms:ListAliases",
  "lambda:ListFunctions",
];

const securityAudit = [
  "cloudtrail:DescribeTrails",
  "cloudtrail:GetEventSelectors",
  "cloudtrail:GetInsightSelectors",
  "cloudtrail:GetTrail",
  "cloudtrail:GetTrailStatus",
  "cloudtrail:ListPublicKeys",
  "cloudtrail:ListTags",
  "cloudtrail:ListTrails",
  "cloudtrail:LookupEvents",
  "ec2:Describe*",
  "iam:GenerateCredentialReport",
  "iam:Get*",
  "iam:List*",
  "iam:SimulateCustomPolicy",
  "iam:SimulatePrincipalPolicy",
  "s3:GetAccountPublicAccessBlock",
  "s3:GetBucket*",
  "s3:GetEncryptionConfiguration",
  "s3:GetLifecycleConfiguration",
  "s3:ListAllMyBuckets",
  "s3:ListBucket",
];

/** AWS's own names with what they grant in the services the sandbox has; the originals name many more actions. */
const documents: Readonly<Record<string, string>> = {
  AdministratorAccess: everything,
  AmazonEC2FullAccess: allow("ec2:*"),
  AmazonEC2ReadOnlyAccess: allow("ec2:Describe*"),
  AmazonS3FullAccess: allow("s3:*", "s3-object-lambda:*"),
  AmazonS3ReadOnlyAccess: allow("s3:Get*", "s3:List*", "s3:Describe*"),
  AWSCloudTrail_FullAccess: allow(
    "cloudtrail:*",
    "s3:CreateBucket",
    "s3:ListAllMyBuckets",
    "s3:PutBucketPolicy",
  ),
  AWSCloudTrail_ReadOnlyAccess: allow(...cloudTrailReadOnly),
  IAMFullAccess: allow("iam:*"),
  IAMReadOnlyAccess: allow("iam:GenerateCredentialReport", "iam:Get*", "iam:List*", "iam:Simulate*"),
  PowerUserAccess: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", NotAction: ["iam:*", "organizations:*", "account:*"], Resource: "*" },
      {
        Effect: "Allow",
        Action: ["account:GetAccountInformation", "iam:CreateServiceLinkedRole", "iam:ListRoles"],
        Resource: "*",
      },
    ],
  }),
  ReadOnlyAccess: allow(...readOnlyActions),
  SecurityAudit: allow(...securityAudit),
};

/** Unchanging: AWS made its first managed policies on 2015-02-06. */
const created = "2015-02-06T18:39:46.000Z";

/** The policies that every account finds there, by ARN. */
export const awsManagedPolicies: ReadonlyMap<string, ManagedPolicy> = new Map(
  Object.entries(documents).map(([name, document], index) => {
    const arn = `arn:aws:iam::aws:policy/${name}`;
    return [
      arn,
      {
        accountId: "aws",
        name,
        path: "/",
        id: `ANPAI${"A".repeat(15)}${String.fromCharCode(65 + index)}`,
        arn,
        created,
        updated: created,
        tags: [],
        defaultVersion: "v1",
        nextVersion: 2,
        versions: [{ id: "v1", document, created }],
      },
    ];
  }),
);
