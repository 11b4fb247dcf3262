import { Alias } from "@pulumi/aws/kms/alias.js";
import { Key } from "@pulumi/aws/kms/key.js";
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
import type { StackSettings } from "../stacks/settings.ts";
import { keyPolicy } from "./key-policy.ts";
import { partName } from "./part-name.ts";

/** Days until a key that is deleted is gone; the longest there is, because log files without it are lost. */
const deletionWindowInDays = 30;

/** The alias of a stack's own key; from the bucket's name, which nobody else has. */
export const keyAlias = ({ bucketName }: Pick<StackSettings, "bucketName">): string =>
  `alias/trailwright/${bucketName.replaceAll(".", "_")}`;

/**
 * ARN of the key that encrypts log files: of one that is made, with yearly rotation and an alias, or of one that is
 * there; undefined leaves S3's own keys.
 */
export function encryptionKey(
  settings: StackSettings,
  accountId: string,
  options: CustomResourceOptions,
): Input<string> | undefined {
  if (settings.kmsKey !== "own") return settings.kmsKey;
  const key = new Key(
    partName("logs", options),
    {
      description: `Encrypts the CloudTrail log files in ${settings.bucketName}`,
      policy: JSON.stringify(keyPolicy(settings, accountId)),
      enableKeyRotation: true,
      deletionWindowInDays,
      tags: settings.tags,
    },
    options,
  );
  new Alias(partName("logs", options), { name: keyAlias(settings), targetKeyId: key.keyId }, options);
  return key.arn;
}
