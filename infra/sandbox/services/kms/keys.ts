import { randomBytes, randomUUID } from "node:crypto";
import type { Call } from "../../service.ts";
import { errors } from "./errors.ts";
import { arnHere, changeable } from "./find-key.ts";
import { checkKeyPolicy, defaultKeyPolicy } from "./key-policies.ts";
import { onAll, onKey } from "./key-operation.ts";
import { page } from "./page.ts";
import { recordedParts } from "./recording.ts";
import { type Key, keyAt, keysOf, putKey } from "./state.ts";
import { checkTags } from "./tags.ts";

const dayMilliseconds = 86_400_000;

const plainCreateKey = onAll("CreateKey", false, (call, world, input) => {
  const spec = input.KeySpec ?? input.CustomerMasterKeySpec ?? "SYMMETRIC_DEFAULT";
  const other =
    spec !== "SYMMETRIC_DEFAULT"
      ? `keys of the spec ${spec}`
      : input.KeyUsage !== "ENCRYPT_DECRYPT"
        ? `keys for ${input.KeyUsage}`
        : input.Origin !== "AWS_KMS"
          ? `keys of the origin ${input.Origin}`
          : input.MultiRegion
            ? "multi-Region keys"
            : undefined;
  if (other) throw errors.unsupported(`The Trailwright sandbox does not have ${other}.`);
  checkTags(input.Tags);
  const id = randomUUID();
  const { accountId } = call.caller;
  const key: Key = {
    id,
    arn: arnHere(call, `key/${id}`),
    accountId,
    region: call.region,
    created: call.time.toISOString(),
    description: input.Description,
    enabled: true,
    policy: input.Policy ?? defaultKeyPolicy(accountId),
    tags: input.Tags,
    material: randomBytes(32).toString("base64"),
  };
  if (input.Policy !== undefined)
    checkKeyPolicy(call, world, key, input.Policy, input.BypassPolicyLockoutSafetyCheck);
  putKey(world, key);
  return { KeyMetadata: metadata(key) };
});

/** The record of CreateKey shows the new key as its resource, and its metadata. */
export const createKey: typeof plainCreateKey = {
  ...plainCreateKey,
  permissions: (call) => [
    { action: "kms:CreateKey", resource: "*" },
    ...(Array.isArray(call.input["Tags"]) && call.input["Tags"].length > 0
      ? [{ action: "kms:TagResource", resource: "*" }]
      : []),
  ],
  event(call, reply, world, error) {
    const plain = plainCreateKey.event!(call, reply, world, error);
    const parts = plain.requestParameters
      ? { ...plain, requestParameters: shown(plain.requestParameters) }
      : plain;
    const id = (reply?.output?.["KeyMetadata"] as { KeyId: string } | undefined)?.KeyId;
    const key = id === undefined ? undefined : keyAt(world, placeOf(call), id);
    return key ? { ...recordedParts({}, [key], false, reply, error), ...parts } : parts;
  },
};

/** A key's spec under both of its names, and of the rest what was asked for (measured). */
function shown({ tags, multiRegion, ...others }: Record<string, unknown>): Record<string, unknown> {
  const spec = others["keySpec"] ?? others["customerMasterKeySpec"] ?? "SYMMETRIC_DEFAULT";
  return {
    ...others,
    keySpec: spec,
    customerMasterKeySpec: spec,
    ...(multiRegion === true ? { multiRegion } : {}),
    ...(Array.isArray(tags) && tags.length > 0 ? { tags } : {}),
  };
}

const placeOf = ({ caller, region }: Call) => ({ accountId: caller.accountId, region });

/** The KeyMetadata structure. */
function metadata(key: Key): Record<string, unknown> {
  return {
    AWSAccountId: key.accountId,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: new Date(key.created),
    Enabled: key.enabled && key.deletion === undefined,
    Description: key.description,
    KeyUsage: "ENCRYPT_DECRYPT",
    KeyState: stateOf(key),
    ...(key.deletion === undefined ? {} : { DeletionDate: new Date(key.deletion) }),
    Origin: "AWS_KMS",
    KeyManager: key.manager ?? "CUSTOMER",
    CustomerMasterKeySpec: "SYMMETRIC_DEFAULT",
    KeySpec: "SYMMETRIC_DEFAULT",
    EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
    MultiRegion: false,
  };
}

function stateOf(key: Key): "PendingDeletion" | "Enabled" | "Disabled" {
  return key.deletion === undefined ? (key.enabled ? "Enabled" : "Disabled") : "PendingDeletion";
}

export const describeKey = onKey("DescribeKey", true, ({ key }) => ({ KeyMetadata: metadata(key) }));

export const listKeys = onAll("ListKeys", true, (call, world, input) => {
  const { items, rest } = page(keysOf(world, placeOf(call)), input, ({ id }) => id);
  return { Keys: items.map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })), ...rest };
});

export const enableKey = onKey("EnableKey", false, ({ world, key }) => {
  putKey(world, { ...changeable(key), enabled: true });
  return undefined;
});

export const disableKey = onKey("DisableKey", false, ({ world, key }) => {
  putKey(world, { ...changeable(key), enabled: false });
  return undefined;
});

export const updateKeyDescription = onKey("UpdateKeyDescription", false, ({ world, key, input }) => {
  putKey(world, { ...changeable(key), description: input.Description });
  return undefined;
});

/** The key is gone when its time has come; until then it works for nothing and can be called back. */
export const scheduleKeyDeletion = onKey("ScheduleKeyDeletion", false, ({ call, world, key, input }) => {
  const date = new Date(call.time.getTime() + input.PendingWindowInDays * dayMilliseconds);
  putKey(world, { ...changeable(key), enabled: false, deletion: date.toISOString() });
  return {
    KeyId: key.arn,
    DeletionDate: date,
    KeyState: "PendingDeletion",
    PendingWindowInDays: input.PendingWindowInDays,
  };
});

/** Leaves the key disabled. */
export const cancelKeyDeletion = onKey("CancelKeyDeletion", false, ({ world, key }) => {
  const { deletion, ...kept } = key;
  if (deletion === undefined) throw errors.notPendingDeletion(key.arn);
  putKey(world, { ...kept, enabled: false });
  return { KeyId: key.arn };
});
