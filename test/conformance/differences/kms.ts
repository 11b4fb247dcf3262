import type { IntendedDifference } from "./index.ts";

const lacking = (operation: string, path: string): IntendedDifference => ({
  operation,
  path,
  ours: "*",
  moto: "absent",
  why: `Part of the answer (AWS KMS API Reference, ${operation}, Response Elements); moto leaves it out.`,
});

export const kms: readonly IntendedDifference[] = [
  ...["CreateKey", "DescribeKey"].flatMap((operation): readonly IntendedDifference[] => [
    lacking(operation, "KeyMetadata.KeyUsage"),
    lacking(operation, "KeyMetadata.MultiRegion"),
    {
      operation,
      path: "KeyMetadata.SigningAlgorithms",
      ours: "absent",
      moto: "[]",
      why: "Only keys for signing have it (KeyMetadata).",
    },
  ]),
  {
    operation: "ListAliases",
    path: "Aliases.length",
    ours: "1",
    moto: "15",
    why: "moto lists AWS's own aliases (alias/aws/…), as AWS does; the sandbox has no AWS managed keys and says so.",
  },
  lacking("ListAliases", "Aliases.[].CreationDate"),
  lacking("ListAliases", "Aliases.[].LastUpdatedDate"),
  {
    operation: "GetKeyPolicy",
    path: "Policy",
    ours: "*",
    moto: "*",
    why: "The same policy; AWS writes the default one over several lines, moto in one.",
  },
  lacking("GetKeyPolicy", "PolicyName"),
  lacking("GetKeyRotationStatus", "KeyId"),
  lacking("GetKeyRotationStatus", "RotationPeriodInDays"),
  lacking("GetKeyRotationStatus", "NextRotationDate"),
  lacking("Encrypt", "EncryptionAlgorithm"),
  lacking("Decrypt", "EncryptionAlgorithm"),
  lacking("ReEncrypt", "SourceEncryptionAlgorithm"),
  lacking("ReEncrypt", "DestinationEncryptionAlgorithm"),
  lacking("ScheduleKeyDeletion", "KeyState"),
  lacking("ScheduleKeyDeletion", "PendingWindowInDays"),
  ...["ScheduleKeyDeletion", "CancelKeyDeletion"].map((operation) => ({
    operation,
    path: "KeyId",
    ours: "arn:aws:kms:us-east-1:<account>:key/<uuid>",
    moto: "<uuid>",
    why: `KeyId is the key's ARN here (${operation}, Response Elements).`,
  })),
];
