import type { Suite } from "../suite.ts";

const trust = (principal: unknown) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: principal,
        Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
      },
    ],
  });

const trusts = "moto evaluates no trust policies.";
const validates = "moto does not check it.";

export const sts: Suite = {
  service: "sts",
  steps: [
    { operation: "GetCallerIdentity" },
    { operation: "GetCallerIdentity", as: "nobody" },
    { operation: "GetCallerIdentity", as: "management" },
    { operation: "GetCallerIdentity", region: "eu-central-1" },
    {
      operation: "CreateRole",
      service: "iam",
      params: { RoleName: "auditor", AssumeRolePolicyDocument: trust({ AWS: "${account}" }) },
      save: { role: "Role.Arn" },
    },
    {
      operation: "CreateRole",
      service: "iam",
      params: { RoleName: "for-services", AssumeRolePolicyDocument: trust({ Service: "ec2.amazonaws.com" }) },
      save: { closed: "Role.Arn" },
    },
    {
      operation: "AssumeRole",
      params: { RoleArn: "${role}", RoleSessionName: "session" },
      save: { session: "Credentials", accessKey: "Credentials.AccessKeyId" },
    },
    { operation: "GetCallerIdentity", as: "${session}" },
    {
      operation: "AssumeRole",
      params: {
        RoleArn: "${role}",
        RoleSessionName: "with.everything@example",
        DurationSeconds: 900,
        Policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: { Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" },
        }),
        PolicyArns: [{ arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }],
        Tags: [{ Key: "team", Value: "audit" }],
        TransitiveTagKeys: ["team"],
        ExternalId: "ticket-1",
        SourceIdentity: "alice",
      },
    },
    {
      operation: "AssumeRole",
      params: { RoleArn: "${closed}", RoleSessionName: "session" },
      fails: "AccessDenied",
      only: trusts,
    },
    {
      operation: "AssumeRole",
      params: { RoleArn: "arn:aws:iam::${account}:role/none", RoleSessionName: "session" },
      fails: "AccessDenied",
      only: trusts,
    },
    {
      operation: "AssumeRole",
      params: { RoleArn: "${role}", RoleSessionName: "session" },
      as: "nobody",
      fails: "AccessDenied",
    },
    {
      operation: "AssumeRole",
      params: { RoleArn: "${role}", RoleSessionName: "session" },
      as: "management",
      fails: "AccessDenied",
    },
    {
      operation: "AssumeRole",
      params: { RoleArn: "${role}", RoleSessionName: "session", DurationSeconds: 43200 },
      fails: "ValidationError",
      only: validates,
    },
    {
      operation: "AssumeRole",
      params: { RoleArn: "${role}", RoleSessionName: "not a name" },
      fails: "ValidationError",
      only: validates,
    },
    {
      operation: "AssumeRole",
      params: { RoleArn: "${role}", RoleSessionName: "x" },
      fails: "ValidationError",
      only: validates,
    },
    {
      operation: "AssumeRole",
      params: { RoleArn: "${role}", RoleSessionName: "session", Policy: "{" },
      fails: "MalformedPolicyDocument",
      only: validates,
    },
    { operation: "GetAccessKeyInfo", params: { AccessKeyId: "${accessKey}" } },
    {
      operation: "GetAccessKeyInfo",
      params: { AccessKeyId: "short" },
      fails: "ValidationError",
      only: validates,
    },
    { operation: "GetSessionToken", params: { DurationSeconds: 900 }, save: { token: "Credentials" } },
    { operation: "GetSessionToken" },
    { operation: "GetCallerIdentity", as: "${token}" },
    {
      operation: "GetSessionToken",
      as: "${token}",
      fails: "AccessDenied",
      only: "moto takes any credentials.",
    },
    { operation: "GetSessionToken", params: { DurationSeconds: 60 }, fails: "ValidationError" },
    {
      operation: "CreateSecurityGroup",
      params: { GroupName: "mine", Description: "Mine" },
      service: "ec2",
      as: "nobody",
      fails: "UnauthorizedOperation",
      save: { encoded: "Error.Message ~ Encoded authorization failure message: (\\S+)" },
    },
    {
      operation: "DecodeAuthorizationMessage",
      params: { EncodedMessage: "${encoded}" },
      only: "moto explains any message alike.",
    },
    {
      operation: "DecodeAuthorizationMessage",
      params: { EncodedMessage: "not a message" },
      fails: "InvalidAuthorizationMessageException",
      only: "moto explains any message alike.",
    },
    {
      operation: "DecodeAuthorizationMessage",
      params: { EncodedMessage: "${encoded}" },
      as: "nobody",
      fails: "AccessDenied",
    },
  ],
};
