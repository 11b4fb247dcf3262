import type { Alert } from "./alert.ts";

const named = (...names: readonly string[]) => names.map((name) => `($.eventName=${name})`).join(" || ");

/** A change that really happened, made by somebody rather than by a service on their behalf. */
const happened = "($.errorCode NOT EXISTS) && ($.userIdentity.invokedBy NOT EXISTS)";

/** An alert on API calls that change something. */
function onChanges(alert: Pick<Alert, "id" | "title" | "cis" | "securityHub">, condition: string): Alert {
  return {
    ...alert,
    compliance: `{${condition}}`,
    tuned: `{(${condition}) && ${happened}}`,
    tunedThreshold: 1,
  };
}

/** The fifteen of the CIS AWS Foundations Benchmark, in its order, patterns as Security Hub words them. */
export const alerts: readonly Alert[] = [
  {
    id: "unauthorized-calls",
    title: "Unauthorized API calls",
    cis: "4.1",
    securityHub: "CloudWatch.2",
    compliance: '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
    tuned:
      '{(($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")) && ($.sourceIPAddress!="delivery.logs.amazonaws.com") && ($.eventName!="HeadBucket") && ($.userIdentity.type!="AWSService")}',
    tunedThreshold: 5,
  },
  {
    id: "login-without-mfa",
    title: "Console login without MFA",
    cis: "4.2",
    securityHub: "CloudWatch.3",
    compliance: '{($.eventName="ConsoleLogin") && ($.additionalEventData.MFAUsed !="Yes")}',
    tuned:
      '{($.eventName="ConsoleLogin") && ($.additionalEventData.MFAUsed !="Yes") && ($.userIdentity.type="IAMUser") && ($.responseElements.ConsoleLogin="Success")}',
    tunedThreshold: 1,
  },
  {
    id: "root-use",
    title: "Use of the root user",
    cis: "4.3",
    securityHub: "CloudWatch.1",
    compliance:
      '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}',
    tuned:
      '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent" && $.readOnly IS FALSE}',
    tunedThreshold: 1,
  },
  onChanges(
    { id: "iam-policy-changes", title: "Changes to IAM policies", cis: "4.4", securityHub: "CloudWatch.4" },
    `($.eventSource=iam.amazonaws.com) && (${named(
      "DeleteGroupPolicy",
      "DeleteRolePolicy",
      "DeleteUserPolicy",
      "PutGroupPolicy",
      "PutRolePolicy",
      "PutUserPolicy",
      "CreatePolicy",
      "DeletePolicy",
      "CreatePolicyVersion",
      "DeletePolicyVersion",
      "AttachRolePolicy",
      "DetachRolePolicy",
      "AttachUserPolicy",
      "DetachUserPolicy",
      "AttachGroupPolicy",
      "DetachGroupPolicy",
    )})`,
  ),
  onChanges(
    { id: "cloudtrail-changes", title: "Changes to CloudTrail", cis: "4.5", securityHub: "CloudWatch.5" },
    named("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"),
  ),
  {
    id: "login-failures",
    title: "Console authentication failures",
    cis: "4.6",
    securityHub: "CloudWatch.6",
    compliance: '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
    tuned: '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
    tunedThreshold: 3,
  },
  onChanges(
    {
      id: "key-deletion",
      title: "KMS keys disabled or scheduled for deletion",
      cis: "4.7",
      securityHub: "CloudWatch.7",
    },
    `($.eventSource=kms.amazonaws.com) && (${named("DisableKey", "ScheduleKeyDeletion")})`,
  ),
  onChanges(
    {
      id: "bucket-policy-changes",
      title: "Changes to S3 bucket policies",
      cis: "4.8",
      securityHub: "CloudWatch.8",
    },
    `($.eventSource=s3.amazonaws.com) && (${named(
      "PutBucketAcl",
      "PutBucketPolicy",
      "PutBucketCors",
      "PutBucketLifecycle",
      "PutBucketReplication",
      "DeleteBucketPolicy",
      "DeleteBucketCors",
      "DeleteBucketLifecycle",
      "DeleteBucketReplication",
    )})`,
  ),
  onChanges(
    { id: "config-changes", title: "Changes to AWS Config", cis: "4.9", securityHub: "CloudWatch.9" },
    `($.eventSource=config.amazonaws.com) && (${named(
      "StopConfigurationRecorder",
      "DeleteDeliveryChannel",
      "PutDeliveryChannel",
      "PutConfigurationRecorder",
    )})`,
  ),
  onChanges(
    {
      id: "security-group-changes",
      title: "Changes to security groups",
      cis: "4.10",
      securityHub: "CloudWatch.10",
    },
    named(
      "AuthorizeSecurityGroupIngress",
      "AuthorizeSecurityGroupEgress",
      "RevokeSecurityGroupIngress",
      "RevokeSecurityGroupEgress",
      "CreateSecurityGroup",
      "DeleteSecurityGroup",
    ),
  ),
  onChanges(
    {
      id: "network-acl-changes",
      title: "Changes to network ACLs",
      cis: "4.11",
      securityHub: "CloudWatch.11",
    },
    named(
      "CreateNetworkAcl",
      "CreateNetworkAclEntry",
      "DeleteNetworkAcl",
      "DeleteNetworkAclEntry",
      "ReplaceNetworkAclEntry",
      "ReplaceNetworkAclAssociation",
    ),
  ),
  onChanges(
    {
      id: "gateway-changes",
      title: "Changes to network gateways",
      cis: "4.12",
      securityHub: "CloudWatch.12",
    },
    named(
      "CreateCustomerGateway",
      "DeleteCustomerGateway",
      "AttachInternetGateway",
      "CreateInternetGateway",
      "DeleteInternetGateway",
      "DetachInternetGateway",
    ),
  ),
  onChanges(
    {
      id: "route-table-changes",
      title: "Changes to route tables",
      cis: "4.13",
      securityHub: "CloudWatch.13",
    },
    `($.eventSource=ec2.amazonaws.com) && (${named(
      "CreateRoute",
      "CreateRouteTable",
      "ReplaceRoute",
      "ReplaceRouteTableAssociation",
      "DeleteRouteTable",
      "DeleteRoute",
      "DisassociateRouteTable",
    )})`,
  ),
  onChanges(
    { id: "vpc-changes", title: "Changes to VPCs", cis: "4.14", securityHub: "CloudWatch.14" },
    named(
      "CreateVpc",
      "DeleteVpc",
      "ModifyVpcAttribute",
      "AcceptVpcPeeringConnection",
      "CreateVpcPeeringConnection",
      "DeleteVpcPeeringConnection",
      "RejectVpcPeeringConnection",
      "AttachClassicLinkVpc",
      "DetachClassicLinkVpc",
      "DisableVpcClassicLink",
      "EnableVpcClassicLink",
    ),
  ),
  onChanges(
    { id: "organization-changes", title: "Changes to the organization", cis: "4.15" },
    `($.eventSource = organizations.amazonaws.com) && (${[
      "AcceptHandshake",
      "AttachPolicy",
      "CreateAccount",
      "CreateOrganizationalUnit",
      "CreatePolicy",
      "DeclineHandshake",
      "DeleteOrganization",
      "DeleteOrganizationalUnit",
      "DeletePolicy",
      "DetachPolicy",
      "DisablePolicyType",
      "EnablePolicyType",
      "InviteAccountToOrganization",
      "LeaveOrganization",
      "MoveAccount",
      "RemoveAccountFromOrganization",
      "UpdatePolicy",
      "UpdateOrganizationalUnit",
    ]
      .map((name) => `($.eventName = "${name}")`)
      .join(" || ")})`,
  ),
];
