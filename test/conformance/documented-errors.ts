/**
 * Error codes that AWS documents outside the operations' models: the services' "Common Errors" pages, for EC2 "Error
 * codes for the Amazon EC2 API", for S3 "Error responses". Keys are boto3 names; `*` is every service.
 */
export const documentedErrors: Readonly<Record<string, readonly string[]>> = {
  "*": [
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidAction",
    "InvalidClientTokenId",
    "InvalidParameterCombination",
    "InvalidParameterValue",
    "MissingAction",
    "MissingParameter",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "Throttling",
    "ThrottlingException",
    "UnknownOperationException",
    "ValidationError",
    "ValidationException",
  ],
  // GetAccessKeyLastUsed of a key that is not there: in the API Reference until 2022, no longer in the model.
  iam: ["NoSuchEntity"],
  // "Error codes for the Amazon EC2 API"; the model has none.
  ec2: [
    "CannotDelete",
    "DependencyViolation",
    "DryRunOperation",
    "IncorrectInstanceState",
    "InvalidAMIID.Malformed",
    "InvalidAMIID.NotFound",
    "InvalidGroup.Duplicate",
    "InvalidGroup.NotFound",
    "InvalidGroupId.Malformed",
    "InvalidInstanceID.Malformed",
    "InvalidInstanceID.NotFound",
    "InvalidInstanceType",
    "InvalidKeyPair.Duplicate",
    "InvalidKeyPair.NotFound",
    "InvalidPermission.Duplicate",
    "InvalidPermission.NotFound",
    "InvalidSecurityGroupRuleId.NotFound",
    "InvalidSubnetID.NotFound",
    "InvalidVpcID.Malformed",
    "InvalidVpcID.NotFound",
    "UnauthorizedOperation",
  ],
  // Codes of the query protocol, which clients still go by; the model has those of the JSON protocol.
  sqs: [
    "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
    "AWS.SimpleQueueService.EmptyBatchRequest",
    "AWS.SimpleQueueService.InvalidBatchEntryId",
    "AWS.SimpleQueueService.MessageNotInflight",
    "AWS.SimpleQueueService.NonExistentQueue",
    "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
    "QueueAlreadyExists",
  ],
};
