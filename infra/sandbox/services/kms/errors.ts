import { AwsError } from "../../service.ts";

/** KMS's errors, one maker each, as the API Reference names them; all answer with status 400. */
export const errors = {
  keyNotFound: (arn: string) => new AwsError("NotFoundException", `Key '${arn}' does not exist`),
  badKeyId: (id: string) => new AwsError("NotFoundException", `Invalid keyId '${id}'`),
  aliasNotFound: (arn: string) => new AwsError("NotFoundException", `Alias ${arn} is not found.`),
  badArn: (message: string) => new AwsError("InvalidArnException", message),
  disabled: (arn: string) => new AwsError("DisabledException", `${arn} is disabled.`),
  pendingDeletion: (arn: string) => new AwsError("KMSInvalidStateException", `${arn} is pending deletion.`),
  notPendingDeletion: (arn: string) =>
    new AwsError("KMSInvalidStateException", `${arn} is not pending deletion.`),
  ciphertext: () => new AwsError("InvalidCiphertextException", ""),
  otherKey: () =>
    new AwsError(
      "IncorrectKeyException",
      "The key ID in the request does not identify a CMK that can perform this operation.",
    ),
  aliasExists: (arn: string) =>
    new AwsError("AlreadyExistsException", `An alias with the name ${arn} already exists`),
  aliasName: (message: string) => new AwsError("InvalidAliasNameException", message),
  policy: (message: string) => new AwsError("MalformedPolicyDocumentException", message),
  lockout: () =>
    new AwsError(
      "MalformedPolicyDocumentException",
      "The new key policy will not allow you to update the key policy in the future.",
    ),
  noPolicy: () => new AwsError("NotFoundException", "No such policy exists"),
  tag: (message: string) => new AwsError("TagException", message),
  tooMany: (message: string) => new AwsError("LimitExceededException", message),
  marker: () => new AwsError("InvalidMarkerException", "Could not deserialize marker"),
  validation: (message: string) => new AwsError("ValidationException", message),
  unsupported: (message: string) =>
    new AwsError("UnsupportedOperationException", message, {
      explanation: "This sandbox has symmetric encryption keys of one region, with material of its own.",
    }),
} as const;
