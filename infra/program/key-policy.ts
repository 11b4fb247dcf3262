import { partitionOf } from "../cloudtrail/partition.ts";
import { sourceCondition } from "./bucket-policy.ts";
import { type Deliveries, type DeliverySettings, deliveriesTo } from "./delivering-trails.ts";
import { oneOrMore, type PolicyDocument, type Statement } from "./policy-document.ts";

/** CloudTrail puts the trail's ARN into the encryption context of each file. */
const trailOfFile = "kms:EncryptionContext:aws:cloudtrail:arn";

/**
 * Policy of the key that encrypts a stack's log files ("Configure AWS KMS key policies for CloudTrail", AWS CloudTrail
 * User Guide): the account administers it, CloudTrail encrypts for the trails that deliver into the bucket, and who may
 * read log files may decrypt those of these trails. `accountId` is the key's account. Pure.
 */
export function keyPolicy(settings: DeliverySettings, accountId: string): PolicyDocument {
  const { partition } = partitionOf(settings.region);
  const deliveries = deliveriesTo(settings, accountId);
  const source = sourceCondition(deliveries);
  const files = fileCondition(deliveries, partition);
  const cloudTrail = { Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" } } as const;
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "EnableAccountPermissions",
        Effect: "Allow",
        Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
        Action: "kms:*",
        Resource: "*",
      },
      {
        Sid: "AllowCloudTrailEncrypt",
        ...cloudTrail,
        Action: "kms:GenerateDataKey*",
        Resource: "*",
        Condition: { StringEquals: source, StringLike: files },
      },
      {
        Sid: "AllowCloudTrailDescribeKey",
        ...cloudTrail,
        Action: "kms:DescribeKey",
        Resource: "*",
        Condition: { StringEquals: source },
      },
      decrypt("AllowDecryptInAccount", [accountId], files),
      ...inDeliveringAccounts(deliveries, accountId, files),
    ],
  };
}

function inDeliveringAccounts(
  { accounts }: Deliveries,
  accountId: string,
  files: Files,
): readonly Statement[] {
  const others = accounts.filter((account) => account !== accountId);
  return others.length > 0 ? [decrypt("AllowDecryptInDeliveringAccounts", others, files)] : [];
}

type Files = NonNullable<Statement["Condition"]>[string];

/** Files of the trails; where all of an organization deliver, of any trail. */
const fileCondition = ({ trails }: Deliveries, partition: string): Files => ({
  [trailOfFile]: trails.length > 0 ? oneOrMore(trails) : `arn:${partition}:cloudtrail:*:*:trail/*`,
});

const decrypt = (Sid: Statement["Sid"], accounts: readonly string[], files: Files): Statement => ({
  Sid,
  Effect: "Allow",
  Principal: { AWS: "*" },
  Action: ["kms:Decrypt", "kms:ReEncryptFrom"],
  Resource: "*",
  Condition: { StringEquals: { "kms:CallerAccount": oneOrMore(accounts) }, StringLike: files },
});
