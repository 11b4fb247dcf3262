import type { Call, Permission } from "../../service.ts";
import type { World } from "../../world.ts";
import type { EncryptionContext } from "./ciphertext.ts";
import { aliasesOf, type Key } from "./state.ts";

/**
 * Leave to do something with a key. The key's policy must agree, and where it only names the account, so must an
 * identity policy ("Key policies in AWS KMS" and "AWS KMS condition keys", AWS KMS Developer Guide).
 */
export function keyPermission(
  call: Call,
  world: World,
  key: Key,
  action: string,
  encryptionContext: EncryptionContext = {},
): Permission {
  const given = call.input["KeyId"];
  const alias = typeof given === "string" ? /(?:^|:)(alias\/.+)$/.exec(given)?.[1] : undefined;
  const pairs = Object.entries(encryptionContext);
  return {
    action: `kms:${action}`,
    resource: key.arn,
    resourceAccount: key.accountId,
    resourcePolicy: key.policy,
    resourcePolicyRequired: true,
    context: {
      "kms:CallerAccount": call.caller.accountId,
      "kms:KeySpec": "SYMMETRIC_DEFAULT",
      "kms:KeyUsage": "ENCRYPT_DECRYPT",
      "kms:KeyOrigin": "AWS_KMS",
      "kms:MultiRegion": "false",
      "kms:ResourceAliases": aliasesOf(world, key)
        .filter(({ keyId }) => keyId === key.id)
        .map(({ name }) => name),
      ...(alias === undefined ? {} : { "kms:RequestAlias": alias }),
      ...(pairs.length === 0 ? {} : { "kms:EncryptionContextKeys": pairs.map(([name]) => name) }),
      ...Object.fromEntries(pairs.map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
      ...Object.fromEntries(key.tags.map(({ TagKey, TagValue }) => [`aws:ResourceTag/${TagKey}`, TagValue])),
    },
  };
}
