import { randomBytes } from "node:crypto";
import type { Call } from "../../service.ts";
import type { World } from "../../world.ts";
import { type EncryptionContext, referenceIn, seal, unseal } from "./ciphertext.ts";
import { errors } from "./errors.ts";
import { findKey, usable } from "./find-key.ts";
import { inputOf } from "./inputs.ts";
import { type KeyCall, onAll, onKey, onKeys } from "./key-operation.ts";
import { keyPermission } from "./key-permission.ts";
import { type Key, keyAt } from "./state.ts";

const symmetric = "SYMMETRIC_DEFAULT";

function encrypted(key: Key, plaintext: Buffer, context: EncryptionContext = {}): string {
  const reference = { accountId: key.accountId, keyId: key.id };
  return seal(plaintext, reference, Buffer.from(key.material, "base64"), context).toString("base64");
}

function decrypted(key: Key, ciphertext: Buffer, context: EncryptionContext = {}): Buffer {
  const plaintext = unseal(ciphertext, Buffer.from(usable(key).material, "base64"), context);
  if (!plaintext) throw errors.ciphertext();
  return plaintext;
}

/** The key of a ciphertext, which must be the one the caller expects, if it says so. */
function keyOfCiphertext(world: World, call: Call, ciphertext: Buffer, expected: string | undefined): Key {
  const reference = referenceIn(ciphertext);
  const key = reference && keyAt(world, { ...reference, region: call.region }, reference.keyId);
  if (!key) throw errors.ciphertext();
  if (expected !== undefined && findKey(world, call, expected).arn !== key.arn) throw errors.otherKey();
  return key;
}

function checkAlgorithms(...algorithms: readonly string[]): void {
  const other = algorithms.find((algorithm) => algorithm !== symmetric);
  if (other) throw errors.unsupported(`The Trailwright sandbox does not have the algorithm ${other}.`);
}

export const encrypt = onKey("Encrypt", true, ({ key, input }) => {
  checkAlgorithms(input.EncryptionAlgorithm);
  return {
    CiphertextBlob: encrypted(usable(key), input.Plaintext, input.EncryptionContext),
    KeyId: key.arn,
    EncryptionAlgorithm: symmetric,
  };
});

function decryptKey(call: Call, world: World): Key {
  const { CiphertextBlob, KeyId } = inputOf("Decrypt", call);
  return keyOfCiphertext(world, call, CiphertextBlob, KeyId);
}

export const decrypt = onKeys("Decrypt", true, {
  keys: (call, world) => [decryptKey(call, world)],
  permissions(call, world) {
    const { EncryptionContext } = inputOf("Decrypt", call);
    return [keyPermission(call, world, decryptKey(call, world), "Decrypt", EncryptionContext)];
  },
  handle(call, world) {
    const input = inputOf("Decrypt", call);
    checkAlgorithms(input.EncryptionAlgorithm);
    const key = decryptKey(call, world);
    return {
      KeyId: key.arn,
      Plaintext: decrypted(key, input.CiphertextBlob, input.EncryptionContext).toString("base64"),
      EncryptionAlgorithm: symmetric,
    };
  },
});

function reEncryptKeys(call: Call, world: World): readonly [Key, Key] {
  const { CiphertextBlob, SourceKeyId, DestinationKeyId } = inputOf("ReEncrypt", call);
  return [keyOfCiphertext(world, call, CiphertextBlob, SourceKeyId), findKey(world, call, DestinationKeyId)];
}

export const reEncrypt = onKeys("ReEncrypt", true, {
  keys: reEncryptKeys,
  permissions(call, world) {
    const input = inputOf("ReEncrypt", call);
    const [from, to] = reEncryptKeys(call, world);
    return [
      keyPermission(call, world, from, "ReEncryptFrom", input.SourceEncryptionContext),
      keyPermission(call, world, to, "ReEncryptTo", input.DestinationEncryptionContext),
    ];
  },
  handle(call, world) {
    const input = inputOf("ReEncrypt", call);
    checkAlgorithms(input.SourceEncryptionAlgorithm, input.DestinationEncryptionAlgorithm);
    const [from, to] = reEncryptKeys(call, world);
    const plaintext = decrypted(from, input.CiphertextBlob, input.SourceEncryptionContext);
    return {
      CiphertextBlob: encrypted(usable(to), plaintext, input.DestinationEncryptionContext),
      SourceKeyId: from.arn,
      KeyId: to.arn,
      SourceEncryptionAlgorithm: symmetric,
      DestinationEncryptionAlgorithm: symmetric,
    };
  },
});

type DataKeyCall = KeyCall<"GenerateDataKey" | "GenerateDataKeyWithoutPlaintext">;

function dataKey({ key, input }: DataKeyCall): { plaintext: Buffer; members: Record<string, unknown> } {
  if ((input.KeySpec === undefined) === (input.NumberOfBytes === undefined))
    throw errors.validation("Please specify either number of bytes or key spec.");
  const plaintext = randomBytes(input.NumberOfBytes ?? (input.KeySpec === "AES_128" ? 16 : 32));
  const CiphertextBlob = encrypted(usable(key), plaintext, input.EncryptionContext);
  return { plaintext, members: { CiphertextBlob, KeyId: key.arn } };
}

export const generateDataKey = onKey("GenerateDataKey", true, (keyCall) => {
  const { plaintext, members } = dataKey(keyCall);
  return { ...members, Plaintext: plaintext.toString("base64") };
});

export const generateDataKeyWithoutPlaintext = onKey(
  "GenerateDataKeyWithoutPlaintext",
  true,
  (keyCall) => dataKey(keyCall).members,
);

const plainGenerateRandom = onAll("GenerateRandom", true, (_call, _world, { NumberOfBytes }) => ({
  Plaintext: randomBytes(NumberOfBytes).toString("base64"),
}));

/** Its record does not even tell how many bytes ("Logging AWS KMS API calls", KMS Developer Guide). */
export const generateRandom: typeof plainGenerateRandom = {
  ...plainGenerateRandom,
  event: (...call) => ({ ...plainGenerateRandom.event!(...call), requestParameters: null }),
};
