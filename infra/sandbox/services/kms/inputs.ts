import { z } from "zod";
import type { Call } from "../../service.ts";
import { errors } from "./errors.ts";

const keyId = z.string().min(1).max(2048);
const aliasName = z.string().min(1).max(256);
const tags = z.array(z.object({ TagKey: z.string(), TagValue: z.string() }));
const page = { Limit: z.number().int().min(1).max(1000).optional(), Marker: z.string().optional() };
const algorithm = z.string().default("SYMMETRIC_DEFAULT");
/** Bytes, which JSON carries in base 64. */
const bytes = (most: number) =>
  z
    .base64()
    .transform((text) => Buffer.from(text, "base64"))
    .refine(({ length }) => length >= 1 && length <= most, `1 to ${most} bytes are allowed`);
const context = z.record(z.string(), z.string()).optional();
const dataKey = {
  KeyId: keyId,
  EncryptionContext: context,
  KeySpec: z.enum(["AES_256", "AES_128"]).optional(),
  NumberOfBytes: z.number().int().min(1).max(1024).optional(),
};
const oneKey = z.object({ KeyId: keyId });

/** The shape of each operation's input, with the API's defaults ("AWS KMS API Reference"). */
export const inputs = {
  CreateKey: z.object({
    Policy: z.string().min(1).max(131_072).optional(),
    Description: z.string().max(8192).default(""),
    KeyUsage: z.string().default("ENCRYPT_DECRYPT"),
    CustomerMasterKeySpec: z.string().optional(),
    KeySpec: z.string().optional(),
    Origin: z.string().default("AWS_KMS"),
    BypassPolicyLockoutSafetyCheck: z.boolean().default(false),
    Tags: tags.default([]),
    MultiRegion: z.boolean().default(false),
  }),
  DescribeKey: oneKey,
  ListKeys: z.object(page),
  EnableKey: oneKey,
  DisableKey: oneKey,
  UpdateKeyDescription: z.object({ KeyId: keyId, Description: z.string().max(8192) }),
  ScheduleKeyDeletion: z.object({
    KeyId: keyId,
    PendingWindowInDays: z.number().int().min(7).max(30).default(30),
  }),
  CancelKeyDeletion: oneKey,
  CreateAlias: z.object({ AliasName: aliasName, TargetKeyId: keyId }),
  UpdateAlias: z.object({ AliasName: aliasName, TargetKeyId: keyId }),
  DeleteAlias: z.object({ AliasName: aliasName }),
  ListAliases: z.object({ KeyId: keyId.optional(), ...page }),
  GetKeyPolicy: z.object({ KeyId: keyId, PolicyName: z.string().optional() }),
  PutKeyPolicy: z.object({
    KeyId: keyId,
    PolicyName: z.string().optional(),
    Policy: z.string().min(1).max(131_072),
    BypassPolicyLockoutSafetyCheck: z.boolean().default(false),
  }),
  ListKeyPolicies: z.object({ KeyId: keyId, ...page }),
  EnableKeyRotation: z.object({
    KeyId: keyId,
    RotationPeriodInDays: z.number().int().min(90).max(2560).optional(),
  }),
  DisableKeyRotation: oneKey,
  GetKeyRotationStatus: oneKey,
  Encrypt: z.object({
    KeyId: keyId,
    Plaintext: bytes(4096),
    EncryptionContext: context,
    EncryptionAlgorithm: algorithm,
  }),
  Decrypt: z.object({
    CiphertextBlob: bytes(6144),
    EncryptionContext: context,
    KeyId: keyId.optional(),
    EncryptionAlgorithm: algorithm,
  }),
  ReEncrypt: z.object({
    CiphertextBlob: bytes(6144),
    SourceEncryptionContext: context,
    SourceKeyId: keyId.optional(),
    DestinationKeyId: keyId,
    DestinationEncryptionContext: context,
    SourceEncryptionAlgorithm: algorithm,
    DestinationEncryptionAlgorithm: algorithm,
  }),
  GenerateDataKey: z.object(dataKey),
  GenerateDataKeyWithoutPlaintext: z.object(dataKey),
  GenerateRandom: z.object({ NumberOfBytes: z.number().int().min(1).max(1024) }),
  TagResource: z.object({ KeyId: keyId, Tags: tags }),
  UntagResource: z.object({ KeyId: keyId, TagKeys: z.array(z.string()) }),
  ListResourceTags: z.object({ KeyId: keyId, ...page }),
} as const;

type Inputs = typeof inputs;
export type InputOf<N extends keyof Inputs> = z.output<Inputs[N]>;

/**
 * What a caller from outside must not hide in a request: grants, Nitro attestation and dry runs are not in this sandbox,
 * and passing over them would answer something else than was asked.
 */
const notHere = ["GrantTokens", "Recipient", "DryRun", "CustomKeyStoreId", "XksKeyId"];

/** The call's input in its shape; a member that is missing or of a wrong type is refused by name. */
export function inputOf<N extends keyof Inputs>(name: N, call: Call): InputOf<N> {
  const unknown = notHere.find((member) => {
    const value = call.input[member];
    return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
  });
  if (unknown) throw errors.unsupported(`The Trailwright sandbox does not have ${unknown} of ${name}.`);
  const result = inputs[name].safeParse(call.input);
  if (result.success) return result.data as InputOf<N>;
  const issue = result.error.issues[0];
  const at = issue?.path.join(".") ?? "";
  throw errors.validation(
    `1 validation error detected: Value at '${at.charAt(0).toLowerCase()}${at.slice(1)}' failed to satisfy constraint: ${issue?.message ?? "not understood"}`,
  );
}
