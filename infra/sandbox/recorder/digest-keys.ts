import { createPrivateKey, generateKeyPair, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { fingerprint } from "../../cloudtrail/digest.ts";
import type { World } from "../world.ts";

/** A region's key pair for signing digests. Times are epoch milliseconds. */
export interface DigestKey {
  readonly region: string;
  /** Base64 of the PKCS#1 DER bytes, as ListPublicKeys gives them. */
  readonly publicKey: string;
  readonly privateKey: string;
  readonly fingerprint: string;
  readonly validFrom: number;
  readonly validTo: number;
}

const year = 365 * 86_400_000;

/** The key pairs of a region, oldest first. */
export function digestKeys(world: World, region: string): readonly DigestKey[] {
  return [...world.collection<DigestKey>("cloudtrail.digestKeys").entries(`${region}/`)].map(
    ([, key]) => key,
  );
}

const rsa = { modulusLength: 2048 } as const;

/** Made ahead; whoever takes it is the only one. */
let spare: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined;
let preparing = false;

/** Begins to make a key pair beside the calls, if there is none in store: the first digest would hold them up for it. */
export function prepareDigestKey(): void {
  if (spare || preparing) return;
  preparing = true;
  generateKeyPair("rsa", rsa, (error, publicKey, privateKey) => {
    preparing = false;
    // Without one, whoever needs it makes it and hears what is wrong.
    if (!error) spare = { publicKey, privateKey };
  });
}

/** The region's key pair that is valid now; made when there is none. */
export function currentDigestKey(world: World, region: string): DigestKey {
  const now = world.clock.now().getTime();
  const valid = digestKeys(world, region).find((key) => key.validFrom <= now && now < key.validTo);
  if (valid) return valid;
  const pair = spare ?? generateKeyPairSync("rsa", rsa);
  spare = undefined;
  const publicKey = pair.publicKey.export({ type: "pkcs1", format: "der" });
  const key: DigestKey = {
    region,
    publicKey: publicKey.toString("base64"),
    privateKey: pair.privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
    fingerprint: fingerprint(publicKey),
    // Whole days, so that a digest that begins before the key was needed is covered.
    validFrom: Math.floor(now / 86_400_000) * 86_400_000 - 86_400_000,
    validTo: now + year,
  };
  world.collection<DigestKey>("cloudtrail.digestKeys").put(`${region}/${key.validFrom}`, key);
  return key;
}

/** RSASSA-PKCS1-v1_5 with SHA-256, hex. */
export function signDigest(key: DigestKey, text: string): string {
  return sign("sha256", Buffer.from(text), createPrivateKey(key.privateKey)).toString("hex");
}
