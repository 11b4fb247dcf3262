import { randomBytes } from "node:crypto";
import { randomBytesForId } from "../../wire/random-bytes.ts";

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Unique ids of IAM entities: a prefix of four letters and 17 of base 32 ("IAM identifiers", IAM User Guide). */
export function uniqueId(prefix: "AIDA" | "AGPA" | "AROA" | "ANPA"): string {
  return prefix + encode(randomBytesForId(11)).slice(0, 17);
}

/**
 * Access key ids, 20 characters: AKIA for long-term keys, ASIA for temporary ones. As in AWS's own, the account id
 * can be read back from them: bits 7 to 46 of the first six decoded bytes.
 */
export function newAccessKeyId(prefix: "AKIA" | "ASIA", accountId: string): string {
  const bytes = randomBytes(10);
  const head = (1n << 47n) | (BigInt(accountId) << 7n) | BigInt(bytes[5]! & 0x7f);
  Buffer.from(head.toString(16).padStart(12, "0"), "hex").copy(bytes);
  return prefix + encode(bytes);
}

/** The account an access key id belongs to, read back from the id; undefined when it is none. */
export function accountOfAccessKey(id: string): string | undefined {
  if (!/^(?:AKIA|ASIA)[Q-Z2-7][A-Z2-7]{15}$/.test(id)) return undefined;
  let bits = 0n;
  for (const character of id.slice(4)) bits = (bits << 5n) | BigInt(base32.indexOf(character));
  return String((bits >> 39n) & 0xff_ffff_ffffn).padStart(12, "0");
}

/** Forty characters of base 64. */
export function newSecretAccessKey(): string {
  return randomBytes(30).toString("base64");
}

/** Opaque, and begins as AWS's do. */
export function newSessionToken(): string {
  return `IQoJb3JpZ2luX2Vj${randomBytes(240).toString("base64")}`;
}

function encode(bytes: Buffer): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xfff;
    for (held += 8; held >= 5; held -= 5) text += base32[(bits >> (held - 5)) & 31];
  }
  return text;
}
