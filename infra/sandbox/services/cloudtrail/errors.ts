import { AwsError } from "../../service.ts";

/** CloudTrail's errors, one maker each, as the API Reference names them; all answer with status 400. */
export const errors = {
  trailNotFound: (arn: string, accountId: string) =>
    new AwsError("TrailNotFoundException", `Unknown trail: ${arn} for the user: ${accountId}`),
  trailExists: (name: string, accountId: string) =>
    new AwsError("TrailAlreadyExistsException", `Trail ${name} already exists for customer: ${accountId}`),
  tooManyTrails: (accountId: string, region: string) =>
    new AwsError(
      "MaximumNumberOfTrailsExceededException",
      `User: ${accountId} already has 5 trails in ${region}.`,
    ),
  badName: (message: string) => new AwsError("InvalidTrailNameException", message),
  badArn: (arn: string) =>
    new AwsError("CloudTrailARNInvalidException", `The ARN ${arn} is not a valid trail ARN.`),
  otherHome: (arn: string, home: string) =>
    new AwsError(
      "InvalidHomeRegionException",
      `The trail ${arn} can only be changed in its home region ${home}.`,
    ),
  badBucketName: (name: string) =>
    new AwsError("InvalidS3BucketNameException", `Bucket name ${name} is not valid.`),
  badPrefix: (message: string) => new AwsError("InvalidS3PrefixException", message),
  noBucket: (name: string) =>
    new AwsError("S3BucketDoesNotExistException", `S3 bucket ${name} does not exist!`),
  bucketPolicy: (name: string, explanation: string) =>
    new AwsError(
      "InsufficientS3BucketPolicyException",
      `Incorrect S3 bucket policy is detected for bucket: ${name}`,
      { explanation, explainsAloud: true },
    ),
  badKeyId: (id: string) => new AwsError("InvalidKmsKeyIdException", `KMS key ID ${id} is not valid.`),
  keyNotFound: (id: string) => new AwsError("KmsKeyNotFoundException", `KMS key ${id} does not exist.`),
  keyElsewhere: (id: string, bucket: string) =>
    new AwsError(
      "KmsKeyNotFoundException",
      `KMS key ${id} and S3 bucket ${bucket} are not in the same Region.`,
    ),
  keyUnusable: (arn: string, state: string) =>
    new AwsError("KmsException", `KMS key ${arn} cannot be used: its state is ${state}.`),
  kms: (message: string) => new AwsError("KmsException", message),
  encryptionPolicy: (bucket: string, key: string, explanation: string) =>
    new AwsError(
      "InsufficientEncryptionPolicyException",
      `Insufficient permissions to access S3 bucket ${bucket} or KMS key ${key}.`,
      { explanation, explainsAloud: true },
    ),
  notManagementAccount: () =>
    new AwsError(
      "NotOrganizationMasterAccountException",
      "You cannot configure or manage trails for an organization because this action requires being signed in with the management account.",
    ),
  notManagement: () =>
    new AwsError(
      "NotOrganizationManagementAccountException",
      "The account that makes the request is not the organization's management account.",
    ),
  noTrustedAccess: () =>
    new AwsError(
      "CloudTrailAccessNotEnabledException",
      "The request could not be processed because your organization hasn't enabled CloudTrail service access. Enable service access for CloudTrail, and then try again.",
      {
        explanation:
          "As the management account: aws organizations enable-aws-service-access --service-principal cloudtrail.amazonaws.com",
        explainsAloud: true,
      },
    ),
  dependencyPermission: (operation: string) =>
    new AwsError(
      "InsufficientDependencyServiceAccessPermissionException",
      `The IAM identity lacks the permission organizations:${operation}, which organization trails need.`,
    ),
  otherAccount: (accountId: string) =>
    new AwsError(
      "CloudTrailARNInvalidException",
      `AccountID in ARN is wrong, you can only access resources with AccountID ${accountId}.`,
    ),
  logGroup: (message: string, explanation?: string) =>
    new AwsError("InvalidCloudWatchLogsLogGroupArnException", message, aloud(explanation)),
  logsRole: (message: string, explanation?: string) =>
    new AwsError("InvalidCloudWatchLogsRoleArnException", message, aloud(explanation)),
  parameter: (message: string) => new AwsError("InvalidParameterException", message),
  badTopicName: (name: string) =>
    new AwsError("InvalidSnsTopicNameException", `SNS topic name ${name} is not valid.`),
  topicPolicy: (explanation: string) =>
    new AwsError(
      "InsufficientSnsTopicPolicyException",
      "SNS Topic does not exist or the topic policy is incorrect!",
      { explanation },
    ),
  combination: (message: string) => new AwsError("InvalidParameterCombinationException", message),
  eventSelectors: (message: string) => new AwsError("InvalidEventSelectorsException", message),
  insightSelectors: (message: string) => new AwsError("InvalidInsightSelectorsException", message),
  insightsOff: (arn: string) =>
    new AwsError(
      "InsightNotEnabledException",
      `Trail ${arn} does not have Insights enabled. Edit the trail settings to enable Insights, and then try the operation again.`,
    ),
  lookupAttributes: (message: string) => new AwsError("InvalidLookupAttributesException", message),
  timeRange: (message: string) => new AwsError("InvalidTimeRangeException", message),
  maxResults: (message: string) => new AwsError("InvalidMaxResultsException", message),
  nextToken: () => new AwsError("InvalidNextTokenException", "Invalid token."),
  eventCategory: (message: string) => new AwsError("InvalidEventCategoryException", message),
  resourceNotFound: (id: string) => new AwsError("ResourceNotFoundException", `Resource ${id} is not found.`),
  resourceType: (id: string) =>
    new AwsError(
      "ResourceTypeNotSupportedException",
      `Resource ${id} is of a type that cannot be tagged here.`,
    ),
  tooManyTags: () =>
    new AwsError("TagsLimitExceededException", "The number of tags of a trail cannot exceed 50."),
  badTag: (message: string) => new AwsError("InvalidTagParameterException", message),
  notInput: (message: string) => new AwsError("SerializationException", message),
  unsupported: (message: string) => new AwsError("UnsupportedOperationException", message),
} as const;

function aloud(explanation: string | undefined) {
  return explanation === undefined ? {} : { explanation, explainsAloud: true };
}
