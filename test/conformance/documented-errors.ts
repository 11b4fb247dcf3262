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
    "ValidationError",
    "ValidationException",
  ],
  // GetAccessKeyLastUsed of a key that is not there: in the API Reference until 2022, no longer in the model.
  iam: ["NoSuchEntity"],
};
