/** A metric filter that an audit benchmark asks for. */
interface BenchmarkPattern {
  /** "Security Hub controls for CloudWatch", or the CIS AWS Foundations Benchmark where Security Hub has none. */
  readonly control: string;
  readonly pattern: string;
  /** Members of records it must match, and of others it must not. */
  readonly matches: readonly object[];
  readonly misses: readonly object[];
}

const named = (...names: readonly string[]) => names.map((name) => `($.eventName=${name})`).join(" || ");
const events = (...names: readonly string[]) => names.map((eventName) => ({ eventName }));

const gateways = ["CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway"].concat([
  "CreateInternetGateway",
  "DeleteInternetGateway",
  "DetachInternetGateway",
]);

/** The fifteen filters of the CIS AWS Foundations Benchmark (section 4 of 1.4.0), as Security Hub words them. */
export const cisPatterns: readonly BenchmarkPattern[] = [
  {
    control: "CloudWatch.1",
    pattern:
      '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}',
    matches: [{ eventType: "AwsApiCall", userIdentity: { type: "Root" } }],
    misses: [
      { eventType: "AwsServiceEvent", userIdentity: { type: "Root" } },
      { eventType: "AwsApiCall", userIdentity: { type: "Root", invokedBy: "support.amazonaws.com" } },
      { eventType: "AwsApiCall", userIdentity: { type: "IAMUser" } },
    ],
  },
  {
    control: "CloudWatch.2",
    pattern: '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
    matches: [
      { errorCode: "Client.UnauthorizedOperation" },
      { errorCode: "AccessDenied" },
      { errorCode: "AccessDeniedException" },
    ],
    misses: [{ errorCode: "NoSuchEntityException" }, { eventName: "ListBuckets" }],
  },
  {
    control: "CIS 3.1 of 1.5.0",
    pattern:
      '{ ($.errorCode ="*UnauthorizedOperation") || ($.errorCode ="AccessDenied*") && ($.sourceIPAddress!="delivery.logs.amazonaws.com") && ($.eventName!="HeadBucket") }',
    matches: [{ errorCode: "AccessDenied", sourceIPAddress: "192.0.2.1", eventName: "GetObject" }],
    misses: [
      { errorCode: "AccessDenied", sourceIPAddress: "delivery.logs.amazonaws.com", eventName: "GetObject" },
      { errorCode: "AccessDenied", sourceIPAddress: "192.0.2.1", eventName: "HeadBucket" },
    ],
  },
  {
    control: "CloudWatch.3",
    pattern: '{($.eventName="ConsoleLogin") && ($.additionalEventData.MFAUsed !="Yes")}',
    matches: [{ eventName: "ConsoleLogin", additionalEventData: { MFAUsed: "No" } }],
    misses: [
      { eventName: "ConsoleLogin", additionalEventData: { MFAUsed: "Yes" } },
      { eventName: "CheckMfa", additionalEventData: { MFAUsed: "No" } },
    ],
  },
  {
    control: "CloudWatch.4",
    pattern: `{($.eventSource=iam.amazonaws.com) && (${named("DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy", "PutGroupPolicy", "PutRolePolicy", "PutUserPolicy", "CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion", "AttachRolePolicy", "DetachRolePolicy", "AttachUserPolicy", "DetachUserPolicy", "AttachGroupPolicy", "DetachGroupPolicy")})}`,
    matches: events("PutUserPolicy", "AttachRolePolicy").map((event) => ({
      ...event,
      eventSource: "iam.amazonaws.com",
    })),
    misses: [
      { eventName: "CreateUser", eventSource: "iam.amazonaws.com" },
      { eventName: "DeletePolicy", eventSource: "organizations.amazonaws.com" },
    ],
  },
  {
    control: "CloudWatch.5",
    pattern: `{${named("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging")}}`,
    matches: events("CreateTrail", "StopLogging"),
    misses: events("GetTrail"),
  },
  {
    control: "CloudWatch.6",
    pattern: '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
    matches: [{ eventName: "ConsoleLogin", errorMessage: "Failed authentication" }],
    misses: [{ eventName: "ConsoleLogin", errorMessage: "No username found in supplied account" }],
  },
  {
    control: "CloudWatch.7",
    pattern: `{($.eventSource=kms.amazonaws.com) && (${named("DisableKey", "ScheduleKeyDeletion")})}`,
    matches: [{ eventSource: "kms.amazonaws.com", eventName: "ScheduleKeyDeletion" }],
    misses: [{ eventSource: "kms.amazonaws.com", eventName: "EnableKey" }],
  },
  {
    control: "CloudWatch.8",
    pattern: `{($.eventSource=s3.amazonaws.com) && (${named("PutBucketAcl", "PutBucketPolicy", "PutBucketCors", "PutBucketLifecycle", "PutBucketReplication", "DeleteBucketPolicy", "DeleteBucketCors", "DeleteBucketLifecycle", "DeleteBucketReplication")})}`,
    matches: [{ eventSource: "s3.amazonaws.com", eventName: "PutBucketPolicy" }],
    misses: [{ eventSource: "s3.amazonaws.com", eventName: "GetBucketPolicy" }],
  },
  {
    control: "CloudWatch.9",
    pattern: `{($.eventSource=config.amazonaws.com) && (${named("StopConfigurationRecorder", "DeleteDeliveryChannel", "PutDeliveryChannel", "PutConfigurationRecorder")})}`,
    matches: [{ eventSource: "config.amazonaws.com", eventName: "StopConfigurationRecorder" }],
    misses: [{ eventSource: "config.amazonaws.com", eventName: "StartConfigurationRecorder" }],
  },
  {
    control: "CloudWatch.10",
    pattern: `{${named("AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress", "CreateSecurityGroup", "DeleteSecurityGroup")}}`,
    matches: events("AuthorizeSecurityGroupIngress", "DeleteSecurityGroup"),
    misses: events("DescribeSecurityGroups"),
  },
  {
    control: "CloudWatch.11",
    pattern: `{${named("CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry", "ReplaceNetworkAclEntry", "ReplaceNetworkAclAssociation")}}`,
    matches: events("CreateNetworkAcl", "ReplaceNetworkAclEntry"),
    misses: events("CreateNetworkInterface"),
  },
  {
    control: "CloudWatch.12",
    pattern: `{${named(...gateways)}}`,
    matches: events(...gateways),
    misses: events("CreateNatGateway"),
  },
  {
    control: "CloudWatch.13",
    pattern: `{($.eventSource=ec2.amazonaws.com) && (${named("CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation", "DeleteRouteTable", "DeleteRoute", "DisassociateRouteTable")})}`,
    matches: [{ eventSource: "ec2.amazonaws.com", eventName: "CreateRoute" }],
    misses: [{ eventSource: "apigateway.amazonaws.com", eventName: "CreateRoute" }],
  },
  {
    control: "CloudWatch.14",
    pattern: `{${named("CreateVpc", "DeleteVpc", "ModifyVpcAttribute", "AcceptVpcPeeringConnection", "CreateVpcPeeringConnection", "DeleteVpcPeeringConnection", "RejectVpcPeeringConnection", "AttachClassicLinkVpc", "DetachClassicLinkVpc", "DisableVpcClassicLink", "EnableVpcClassicLink")}}`,
    matches: events("CreateVpc", "ModifyVpcAttribute"),
    misses: events("CreateVpcEndpoint"),
  },
  {
    control: "CIS 4.15 of 1.4.0",
    pattern: `{ ($.eventSource = organizations.amazonaws.com) && (($.eventName = "AcceptHandshake") || ($.eventName = "AttachPolicy") || ($.eventName = "CreateAccount") || ($.eventName = "CreateOrganizationalUnit") || ($.eventName = "CreatePolicy") || ($.eventName = "DeclineHandshake") || ($.eventName = "DeleteOrganization") || ($.eventName = "DeleteOrganizationalUnit") || ($.eventName = "DeletePolicy") || ($.eventName = "DetachPolicy") || ($.eventName = "DisablePolicyType") || ($.eventName = "EnablePolicyType") || ($.eventName = "InviteAccountToOrganization") || ($.eventName = "LeaveOrganization") || ($.eventName = "MoveAccount") || ($.eventName = "RemoveAccountFromOrganization") || ($.eventName = "UpdatePolicy") || ($.eventName = "UpdateOrganizationalUnit")) }`,
    matches: [{ eventSource: "organizations.amazonaws.com", eventName: "LeaveOrganization" }],
    misses: [{ eventSource: "organizations.amazonaws.com", eventName: "DescribeOrganization" }],
  },
];
