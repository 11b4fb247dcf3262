import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** Pairs that are not secret and must be the same again to decrypt. */
export type EncryptionContext = Readonly<Record<string, string>>;

/** Which key a ciphertext is for; KMS finds a symmetric key from the ciphertext alone. */
export interface KeyReference {
  readonly accountId: string;
  readonly keyId: string;
}

/** Length of the parts in front of the encrypted bytes: format, account, key id, nonce, tag. */
const lengths = { format: 1, account: 6, key: 16, nonce: 12, tag: 16 } as const;
const headerLength = lengths.format + lengths.account + lengths.key;
const overhead = headerLength + lengths.nonce + lengths.tag;
const format = 1;

/** AES-256-GCM; key reference and encryption context are bound as additional authenticated data. Pure but for the nonce. */
export function seal(
  plaintext: Buffer,
  { accountId, keyId }: KeyReference,
  material: Buffer,
  context: EncryptionContext,
): Buffer {
  const header = Buffer.alloc(headerLength);
  header.writeUInt8(format);
  header.writeUIntBE(Number(accountId), lengths.format, lengths.account);
  header.write(keyId.replaceAll("-", ""), lengths.format + lengths.account, "hex");
  const nonce = randomBytes(lengths.nonce);
  const cipher = createCipheriv("aes-256-gcm", material, nonce).setAAD(bound(header, context));
  const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([header, nonce, cipher.getAuthTag(), encrypted]);
}

/** The key a ciphertext names; undefined for bytes that are none of ours. */
export function referenceIn(ciphertext: Buffer): KeyReference | undefined {
  if (ciphertext.length < overhead || ciphertext.readUInt8() !== format) return undefined;
  const accountId = String(ciphertext.readUIntBE(lengths.format, lengths.account)).padStart(12, "0");
  const hex = ciphertext.subarray(lengths.format + lengths.account, headerLength).toString("hex");
  return { accountId, keyId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5") };
}

/** The plaintext; undefined when key, context or a single byte is not what it was. */
export function unseal(ciphertext: Buffer, material: Buffer, context: EncryptionContext): Buffer | undefined {
  const header = ciphertext.subarray(0, headerLength);
  const nonce = ciphertext.subarray(headerLength, headerLength + lengths.nonce);
  const tag = ciphertext.subarray(headerLength + lengths.nonce, overhead);
  try {
    const cipher = createDecipheriv("aes-256-gcm", material, nonce, { authTagLength: lengths.tag })
      .setAAD(bound(header, context))
      .setAuthTag(tag);
    return Buffer.concat([cipher.update(ciphertext.subarray(overhead)), cipher.final()]);
  } catch {
    return undefined;
  }
}

/** Order of the pairs does not matter, case does. */
function bound(header: Buffer, context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([header, Buffer.from(JSON.stringify(pairs))]);
}
