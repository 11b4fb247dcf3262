import type { Suite } from "../suite.ts";

const $bytes = Buffer.from("four words of plaintext").toString("base64");
const EncryptionContext = { purpose: "audit", "aws:s3:arn": "arn:aws:s3:::logs" };
const unknown = "1234abcd-12ab-34cd-56ef-1234567890ab";
const policyOf = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const root = "arn:aws:iam::${account}:root";
const whole = { Effect: "Allow", Principal: { AWS: root }, Action: "kms:*", Resource: "*" };
const noPaging = "moto does not page";
const ownWords = "moto's error has another code";
const noState = "moto answers whatever state the key is in";
const noCheck = "moto does not check this";

/** KMS: keys, aliases, policies, rotation, tags, encryption under keys in each state. */
export const kms: Suite = {
  service: "kms",
  steps: [
    // Keys
    {
      operation: "CreateKey",
      params: { Description: "of the conformance suite", Tags: [{ TagKey: "team", TagValue: "audit" }] },
      save: { key: "KeyMetadata.KeyId", arn: "KeyMetadata.Arn" },
    },
    { operation: "CreateKey", save: { other: "KeyMetadata.KeyId", otherArn: "KeyMetadata.Arn" } },
    { operation: "CreateKey", params: { Policy: policyOf(whole) }, save: { third: "KeyMetadata.KeyId" } },
    {
      operation: "CreateKey",
      params: { Policy: "{" },
      fails: "MalformedPolicyDocumentException",
      only: noCheck,
    },
    {
      operation: "CreateKey",
      params: { Tags: [{ TagKey: "aws:x", TagValue: "y" }] },
      fails: "TagException",
      only: noCheck,
    },
    { operation: "CreateKey", as: "nobody", fails: "AccessDeniedException" },
    { operation: "DescribeKey", params: { KeyId: "${key}" } },
    { operation: "DescribeKey", params: { KeyId: "${arn}" } },
    { operation: "DescribeKey", params: { KeyId: unknown }, fails: "NotFoundException" },
    { operation: "DescribeKey", params: { KeyId: "no-key" }, fails: "NotFoundException" },
    {
      operation: "DescribeKey",
      params: { KeyId: "arn:aws:kms:eu-west-1:${account}:key/${key}" },
      fails: "InvalidArnException",
      only: ownWords,
    },
    {
      operation: "DescribeKey",
      params: { KeyId: "${key}" },
      region: "eu-west-1",
      fails: "NotFoundException",
    },
    { operation: "DescribeKey", params: { KeyId: "${arn}" }, as: "nobody", fails: "AccessDeniedException" },
    {
      operation: "DescribeKey",
      params: { KeyId: "${arn}" },
      as: "log-archive",
      fails: "AccessDeniedException",
    },
    { operation: "ListKeys" },
    {
      operation: "ListKeys",
      params: { Limit: 1 },
      save: { marker: "NextMarker" },
      only: noPaging,
    },
    {
      operation: "ListKeys",
      params: { Limit: 1, Marker: "${marker}" },
      only: noPaging,
      cli: "the AWS CLI pages by itself and has no --marker here",
    },
    { operation: "ListKeys", params: { Marker: "nonsense" }, fails: "InvalidMarkerException", only: noCheck },
    { operation: "UpdateKeyDescription", params: { KeyId: "${key}", Description: "another" } },
    {
      operation: "UpdateKeyDescription",
      params: { KeyId: unknown, Description: "another" },
      fails: "NotFoundException",
    },

    // Aliases
    { operation: "CreateAlias", params: { AliasName: "alias/audit", TargetKeyId: "${key}" } },
    {
      operation: "CreateAlias",
      params: { AliasName: "alias/audit", TargetKeyId: "${other}" },
      fails: "AlreadyExistsException",
    },
    {
      operation: "CreateAlias",
      params: { AliasName: "alias/unknown", TargetKeyId: unknown },
      fails: "NotFoundException",
    },
    {
      operation: "CreateAlias",
      params: { AliasName: "alias/a b", TargetKeyId: "${key}" },
      fails: "InvalidAliasNameException",
      only: "moto checks the name as botocore's pattern says: ValidationException",
    },
    {
      operation: "CreateAlias",
      params: { AliasName: "alias/aws/mine", TargetKeyId: "${key}" },
      fails: "InvalidAliasNameException",
      only: "moto's error is NotAuthorizedException, which KMS does not have",
    },
    { operation: "DescribeKey", params: { KeyId: "alias/audit" } },
    { operation: "ListAliases" },
    { operation: "ListAliases", params: { KeyId: "${key}" } },
    { operation: "ListAliases", params: { KeyId: unknown }, fails: "NotFoundException" },
    { operation: "UpdateAlias", params: { AliasName: "alias/audit", TargetKeyId: "${other}" } },
    {
      operation: "UpdateAlias",
      params: { AliasName: "alias/nothing", TargetKeyId: "${other}" },
      fails: "NotFoundException",
      only: "moto makes the alias",
    },
    { operation: "DeleteAlias", params: { AliasName: "alias/audit" } },
    { operation: "DeleteAlias", params: { AliasName: "alias/audit" }, fails: "NotFoundException" },
    { operation: "DescribeKey", params: { KeyId: "alias/audit" }, fails: "NotFoundException" },

    // Policies
    { operation: "GetKeyPolicy", params: { KeyId: "${key}", PolicyName: "default" } },
    { operation: "GetKeyPolicy", params: { KeyId: unknown }, fails: "NotFoundException" },
    { operation: "ListKeyPolicies", params: { KeyId: "${key}" } },
    { operation: "ListKeyPolicies", params: { KeyId: unknown }, fails: "NotFoundException" },
    {
      operation: "PutKeyPolicy",
      params: {
        KeyId: "${other}",
        PolicyName: "default",
        Policy: policyOf(whole, {
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::${logArchiveAccount}:root" },
          Action: ["kms:DescribeKey", "kms:Encrypt"],
          Resource: "*",
        }),
      },
    },
    { operation: "DescribeKey", params: { KeyId: "${otherArn}" }, as: "log-archive" },
    {
      operation: "Decrypt",
      params: { KeyId: "${otherArn}", CiphertextBlob: { $bytes } },
      as: "log-archive",
      fails: "InvalidCiphertextException",
    },
    {
      operation: "PutKeyPolicy",
      params: { KeyId: "${key}", Policy: "no policy" },
      fails: "MalformedPolicyDocumentException",
      only: noCheck,
    },
    {
      operation: "PutKeyPolicy",
      params: {
        KeyId: "${key}",
        Policy: policyOf({ ...whole, Action: "kms:Decrypt" }),
      },
      fails: "MalformedPolicyDocumentException",
      only: "moto has no lockout safety check",
    },
    {
      operation: "PutKeyPolicy",
      params: { KeyId: "${key}", PolicyName: "other", Policy: policyOf(whole) },
      fails: "NotFoundException",
    },

    // Rotation
    { operation: "GetKeyRotationStatus", params: { KeyId: "${key}" } },
    { operation: "EnableKeyRotation", params: { KeyId: "${key}" } },
    { operation: "GetKeyRotationStatus", params: { KeyId: "${key}" } },
    { operation: "EnableKeyRotation", params: { KeyId: "${key}", RotationPeriodInDays: 90 } },
    {
      operation: "EnableKeyRotation",
      params: { KeyId: "${key}", RotationPeriodInDays: 89 },
      fails: "ValidationException",
      only: noCheck,
    },
    { operation: "DisableKeyRotation", params: { KeyId: "${key}" } },
    { operation: "DisableKeyRotation", params: { KeyId: unknown }, fails: "NotFoundException" },

    // Tags
    {
      operation: "TagResource",
      params: { KeyId: "${key}", Tags: [{ TagKey: "stage", TagValue: "test" }] },
    },
    {
      operation: "TagResource",
      params: { KeyId: unknown, Tags: [{ TagKey: "stage", TagValue: "test" }] },
      fails: "NotFoundException",
    },
    { operation: "ListResourceTags", params: { KeyId: "${key}" } },
    { operation: "ListResourceTags", params: { KeyId: "${key}", Limit: 1 }, only: noPaging },
    { operation: "ListResourceTags", params: { KeyId: unknown }, fails: "NotFoundException" },
    { operation: "UntagResource", params: { KeyId: "${key}", TagKeys: ["stage", "never-there"] } },
    {
      operation: "UntagResource",
      params: { KeyId: unknown, TagKeys: ["stage"] },
      fails: "NotFoundException",
    },

    // Cryptography
    {
      operation: "Encrypt",
      params: { KeyId: "${key}", Plaintext: { $bytes }, EncryptionContext },
      save: { ciphertext: "CiphertextBlob" },
    },
    { operation: "Encrypt", params: { KeyId: unknown, Plaintext: { $bytes } }, fails: "NotFoundException" },
    {
      operation: "Encrypt",
      params: { KeyId: "${key}", Plaintext: { $bytes: Buffer.alloc(4097).toString("base64") } },
      fails: "ValidationException",
    },
    {
      operation: "Encrypt",
      params: { KeyId: "${arn}", Plaintext: { $bytes } },
      as: "nobody",
      fails: "AccessDeniedException",
    },
    { operation: "Decrypt", params: { CiphertextBlob: "${ciphertext}", EncryptionContext } },
    { operation: "Decrypt", params: { CiphertextBlob: "${ciphertext}", EncryptionContext, KeyId: "${arn}" } },
    {
      operation: "Decrypt",
      params: { CiphertextBlob: "${ciphertext}" },
      fails: "InvalidCiphertextException",
    },
    {
      operation: "Decrypt",
      params: { CiphertextBlob: { $bytes } },
      fails: "InvalidCiphertextException",
      only: ownWords,
    },
    {
      operation: "Decrypt",
      params: { CiphertextBlob: "${ciphertext}", EncryptionContext, KeyId: "${other}" },
      fails: "IncorrectKeyException",
      only: "moto does not compare the key",
    },
    {
      operation: "Decrypt",
      params: { CiphertextBlob: "${ciphertext}", EncryptionContext },
      as: "nobody",
      fails: "AccessDeniedException",
    },
    {
      operation: "ReEncrypt",
      params: {
        CiphertextBlob: "${ciphertext}",
        SourceEncryptionContext: EncryptionContext,
        DestinationKeyId: "${other}",
      },
      save: { again: "CiphertextBlob" },
    },
    { operation: "Decrypt", params: { CiphertextBlob: "${again}" } },
    {
      operation: "ReEncrypt",
      params: {
        CiphertextBlob: "${ciphertext}",
        SourceEncryptionContext: EncryptionContext,
        DestinationKeyId: unknown,
      },
      fails: "NotFoundException",
    },
    {
      operation: "GenerateDataKey",
      params: { KeyId: "${key}", KeySpec: "AES_256" },
      save: { dataKey: "CiphertextBlob" },
    },
    { operation: "Decrypt", params: { CiphertextBlob: "${dataKey}" } },
    { operation: "GenerateDataKey", params: { KeyId: "${key}", NumberOfBytes: 64 } },
    { operation: "GenerateDataKey", params: { KeyId: "${key}" }, fails: "ValidationException" },
    {
      operation: "GenerateDataKey",
      params: { KeyId: "${key}", KeySpec: "AES_256", NumberOfBytes: 16 },
      fails: "ValidationException",
    },
    {
      operation: "GenerateDataKey",
      params: { KeyId: unknown, KeySpec: "AES_256" },
      fails: "NotFoundException",
    },
    { operation: "GenerateDataKeyWithoutPlaintext", params: { KeyId: "${key}", KeySpec: "AES_128" } },
    {
      operation: "GenerateDataKeyWithoutPlaintext",
      params: { KeyId: unknown, KeySpec: "AES_128" },
      fails: "NotFoundException",
    },
    { operation: "GenerateRandom", params: { NumberOfBytes: 32 } },
    { operation: "GenerateRandom", params: { NumberOfBytes: 1025 }, fails: "ValidationException" },

    // States
    { operation: "DisableKey", params: { KeyId: "${key}" } },
    { operation: "DescribeKey", params: { KeyId: "${key}" } },
    {
      operation: "Encrypt",
      params: { KeyId: "${key}", Plaintext: { $bytes } },
      fails: "DisabledException",
      only: noState,
    },
    {
      operation: "Decrypt",
      params: { CiphertextBlob: "${ciphertext}", EncryptionContext },
      fails: "DisabledException",
      only: noState,
    },
    {
      operation: "EnableKeyRotation",
      params: { KeyId: "${key}" },
      fails: "DisabledException",
      only: noState,
    },
    { operation: "EnableKey", params: { KeyId: "${key}" } },
    { operation: "EnableKey", params: { KeyId: unknown }, fails: "NotFoundException" },
    { operation: "DisableKey", params: { KeyId: unknown }, fails: "NotFoundException" },
    { operation: "Decrypt", params: { CiphertextBlob: "${ciphertext}", EncryptionContext } },
    {
      operation: "CancelKeyDeletion",
      params: { KeyId: "${key}" },
      fails: "KMSInvalidStateException",
      only: noState,
    },
    { operation: "ScheduleKeyDeletion", params: { KeyId: "${key}", PendingWindowInDays: 7 } },
    { operation: "DescribeKey", params: { KeyId: "${key}" } },
    {
      operation: "ScheduleKeyDeletion",
      params: { KeyId: "${key}" },
      fails: "KMSInvalidStateException",
      only: noState,
    },
    {
      operation: "ScheduleKeyDeletion",
      params: { KeyId: "${other}", PendingWindowInDays: 6 },
      fails: "ValidationException",
      only: noCheck,
    },
    { operation: "ScheduleKeyDeletion", params: { KeyId: unknown }, fails: "NotFoundException" },
    { operation: "EnableKey", params: { KeyId: "${key}" }, fails: "KMSInvalidStateException", only: noState },
    {
      operation: "Encrypt",
      params: { KeyId: "${key}", Plaintext: { $bytes } },
      fails: "KMSInvalidStateException",
      only: noState,
    },
    { operation: "CancelKeyDeletion", params: { KeyId: "${key}" } },
    { operation: "DescribeKey", params: { KeyId: "${key}" } },

    // Refused by name
    {
      operation: "CreateCustomKeyStore",
      params: { CustomKeyStoreName: "store" },
      fails: "UnknownOperationException",
      only: "moto's answer is none of KMS",
    },
  ],
};
