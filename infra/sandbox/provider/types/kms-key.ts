import type { KMS } from "@aws-sdk/client-kms";
import { unlessAbsent } from "../aws-call-error.ts";
import { samePolicy } from "../policy-equivalence.ts";
import type { Properties } from "../property-value.ts";
import type { Context, Failure, Made, ResourceType } from "../resource-type.ts";
import { boolean, map, number, oneOf, optional, type Property, region, string } from "../schema.ts";
import { allTags, type Tags, tagState, tagsOf } from "../tags.ts";

const defaultRotationDays = 365;

const inputs: Readonly<Record<string, Property>> = {
  bypassPolicyLockoutSafetyCheck: optional(boolean, { default: false, local: true }),
  customerMasterKeySpec: optional(string, { default: "SYMMETRIC_DEFAULT", replaces: true }),
  deletionWindowInDays: optional(number, { local: true }),
  description: optional(string, { computed: true }),
  enableKeyRotation: optional(boolean, { default: false }),
  isEnabled: optional(boolean, { default: true }),
  keyUsage: optional(oneOf("ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"), {
    default: "ENCRYPT_DECRYPT",
    replaces: true,
  }),
  multiRegion: optional(boolean, { computed: true, replaces: true }),
  policy: optional({ kind: "json", same: samePolicy }, { computed: true }),
  rotationPeriodInDays: optional(number, { computed: true }),
  tags: optional(map),
  region,
};

function validate(given: Properties): readonly Failure[] {
  const { deletionWindowInDays: window, rotationPeriodInDays: period } = given;
  const failures: Failure[] = [];
  if (typeof window === "number" && (window < 7 || window > 30))
    failures.push({ property: "deletionWindowInDays", reason: "must be 7 to 30 days" });
  if (typeof period === "number" && (period < 90 || period > 2560))
    failures.push({ property: "rotationPeriodInDays", reason: "must be 90 to 2560 days" });
  if (period !== undefined && given["enableKeyRotation"] === false)
    failures.push({ property: "rotationPeriodInDays", reason: "needs enableKeyRotation" });
  return failures;
}

/** Sets what a key has besides its policy and tags, as far as it differs. */
async function configure(kms: KMS, KeyId: string, old: Properties, given: Properties): Promise<Properties> {
  const rotates = given["enableKeyRotation"] === true;
  const period = given["rotationPeriodInDays"] as number | undefined;
  // A disabled key takes no other change, so it is enabled first and disabled last.
  if (given["isEnabled"] !== false && old["isEnabled"] === false) await kms.enableKey({ KeyId });
  if (rotates && (old["enableKeyRotation"] !== true || (period && period !== old["rotationPeriodInDays"])))
    await kms.enableKeyRotation({ KeyId, ...(period ? { RotationPeriodInDays: period } : {}) });
  if (!rotates && old["enableKeyRotation"] === true) await kms.disableKeyRotation({ KeyId });
  if (given["isEnabled"] === false && old["isEnabled"] !== false) await kms.disableKey({ KeyId });
  return {
    isEnabled: given["isEnabled"] !== false,
    enableKeyRotation: rotates,
    rotationPeriodInDays: rotates ? (period ?? old["rotationPeriodInDays"] ?? defaultRotationDays) : 0,
  };
}

async function retag(kms: KMS, KeyId: string, before: Tags, after: Tags): Promise<void> {
  const TagKeys = Object.keys(before).filter((key) => !(key in after));
  const put = Object.entries(after).filter(([key, value]) => before[key] !== value);
  if (TagKeys.length > 0) await kms.untagResource({ KeyId, TagKeys });
  if (put.length > 0) await kms.tagResource({ KeyId, Tags: toKeyTags(Object.fromEntries(put)) });
}

/** Tags as the KMS API writes them. */
const toKeyTags = (tags: Tags) => Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));

async function tagsOfKey(kms: KMS, KeyId: string): Promise<Tags> {
  const found: Record<string, string> = {};
  let Marker: string | undefined;
  do {
    const page = await kms.listResourceTags({ KeyId, ...(Marker ? { Marker } : {}) });
    for (const { TagKey = "", TagValue = "" } of page.Tags ?? []) found[TagKey] = TagValue;
    Marker = page.Truncated ? page.NextMarker : undefined;
  } while (Marker);
  return found;
}

async function read(id: string, prior: Properties, context: Context): Promise<Made | undefined> {
  const kms = await context.aws.kms();
  const { KeyMetadata: key } =
    (await unlessAbsent(kms.describeKey({ KeyId: id }), "NotFoundException")) ?? {};
  if (!key?.KeyId || key.KeyState === "PendingDeletion") return undefined;
  const KeyId = key.KeyId;
  const [policy, rotation, tags] = await Promise.all([
    kms.getKeyPolicy({ KeyId }),
    kms.getKeyRotationStatus({ KeyId }),
    tagsOfKey(kms, KeyId),
  ]);
  const known = prior["policy"];
  const found = policy.Policy ?? "";
  const state = {
    arn: key.Arn,
    keyId: KeyId,
    customerMasterKeySpec: key.KeySpec ?? "SYMMETRIC_DEFAULT",
    description: key.Description ?? "",
    enableKeyRotation: rotation.KeyRotationEnabled ?? false,
    isEnabled: key.Enabled ?? false,
    keyUsage: key.KeyUsage ?? "ENCRYPT_DECRYPT",
    multiRegion: key.MultiRegion ?? false,
    policy: typeof known === "string" && samePolicy(known, found) ? known : found,
    rotationPeriodInDays: rotation.RotationPeriodInDays ?? 0,
    region: context.region,
    ...tagState(tags, context.defaultTags, prior),
  };
  return { id: KeyId, state };
}

/** A KMS key. Its ID is its key ID; deleting it schedules its deletion. */
export const kmsKey: ResourceType = {
  token: "aws:kms/key:Key",
  schema: {
    inputs,
    outputs: { arn: string, keyId: string, tagsAll: map },
    refused: {
      customKeyStoreId: "key stores need a real account",
      xksKeyId: "key stores need a real account",
    },
  },
  validate,
  async create(given, context, progress) {
    const kms = await context.aws.kms();
    const tagsAll = allTags(context.defaultTags, given["tags"]);
    const policy = given["policy"] as string | undefined;
    const { KeyMetadata: made } = await kms.createKey({
      Description: (given["description"] as string | undefined) ?? "",
      KeySpec: given["customerMasterKeySpec"] as "SYMMETRIC_DEFAULT",
      KeyUsage: given["keyUsage"] as "ENCRYPT_DECRYPT",
      ...(given["multiRegion"] === true ? { MultiRegion: true } : {}),
      ...(policy ? { Policy: policy } : {}),
      ...(given["bypassPolicyLockoutSafetyCheck"] === true ? { BypassPolicyLockoutSafetyCheck: true } : {}),
      ...(Object.keys(tagsAll).length > 0 ? { Tags: toKeyTags(tagsAll) } : {}),
    });
    const id = made!.KeyId!;
    const base = {
      ...given,
      arn: made!.Arn,
      keyId: id,
      description: made!.Description ?? "",
      multiRegion: made!.MultiRegion ?? false,
      isEnabled: true,
      enableKeyRotation: false,
      rotationPeriodInDays: 0,
      region: context.region,
      tagsAll,
      __defaults: undefined,
    };
    progress({ id, state: base });
    const settings = await configure(kms, id, base, given);
    const found = policy ?? (await kms.getKeyPolicy({ KeyId: id })).Policy;
    return { id, state: { ...base, ...settings, policy: found } };
  },
  read,
  async update(id, old, given, context, progress) {
    const kms = await context.aws.kms();
    let state = old;
    const did = (more: Properties) => {
      state = { ...state, ...more };
      progress({ id, state });
    };
    const policy = given["policy"];
    if (typeof policy === "string" && !samePolicy(policy, String(old["policy"]))) {
      const BypassPolicyLockoutSafetyCheck = given["bypassPolicyLockoutSafetyCheck"] === true;
      await kms.putKeyPolicy({ KeyId: id, Policy: policy, BypassPolicyLockoutSafetyCheck });
      did({ policy });
    }
    const description = given["description"];
    if (typeof description === "string" && description !== old["description"]) {
      await kms.updateKeyDescription({ KeyId: id, Description: description });
      did({ description });
    }
    did(await configure(kms, id, old, given));
    const tagsAll = allTags(context.defaultTags, given["tags"]);
    await retag(kms, id, tagsOf(old["tagsAll"]), tagsAll);
    did({
      tags: given["tags"],
      tagsAll,
      deletionWindowInDays: given["deletionWindowInDays"],
      bypassPolicyLockoutSafetyCheck: given["bypassPolicyLockoutSafetyCheck"],
    });
    return state;
  },
  async delete(id, state, context) {
    const kms = await context.aws.kms();
    const window = state["deletionWindowInDays"] as number | undefined;
    // What is scheduled for deletion already is in the state "KMSInvalidStateException".
    await unlessAbsent(
      kms.scheduleKeyDeletion({ KeyId: id, ...(window ? { PendingWindowInDays: window } : {}) }),
      "NotFoundException",
      "KMSInvalidStateException",
    );
  },
};
