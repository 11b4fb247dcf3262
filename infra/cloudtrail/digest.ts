import { createHash } from "node:crypto";
import { eventTime } from "./event-time.ts";

/** A log file as its digest lists it. */
export interface DigestedLogFile {
  readonly s3Bucket: string;
  readonly s3Object: string;
  /** Hex SHA-256 of the uncompressed bytes. */
  readonly hashValue: string;
  /** ISO times of its records, whole seconds, UTC. */
  readonly newestEventTime: string;
  readonly oldestEventTime: string;
}

/** Where the chain stood before this digest; undefined starts a new chain. */
export interface PreviousDigest {
  readonly bucket: string;
  readonly key: string;
  /** Hex SHA-256 of the uncompressed digest. */
  readonly hash: string;
  /** Hex. */
  readonly signature: string;
}

/** What a digest says, before it is written and signed. */
export interface DigestContent {
  readonly accountId: string;
  readonly start: Date;
  readonly end: Date;
  readonly bucket: string;
  readonly key: string;
  readonly publicKeyFingerprint: string;
  readonly logFiles: readonly DigestedLogFile[];
  readonly previous?: PreviousDigest;
}

/** The digest file's JSON, uncompressed ("CloudTrail digest file structure", AWS CloudTrail User Guide). */
export function digestText(content: DigestContent): string {
  const { previous, logFiles } = content;
  const times = logFiles.flatMap((file) => [file.newestEventTime, file.oldestEventTime]).sort();
  return JSON.stringify({
    awsAccountId: content.accountId,
    digestStartTime: eventTime(content.start),
    digestEndTime: eventTime(content.end),
    digestS3Bucket: content.bucket,
    digestS3Object: content.key,
    digestPublicKeyFingerprint: content.publicKeyFingerprint,
    digestSignatureAlgorithm: "SHA256withRSA",
    newestEventTime: times.at(-1) ?? null,
    oldestEventTime: times[0] ?? null,
    previousDigestS3Bucket: previous?.bucket ?? null,
    previousDigestS3Object: previous?.key ?? null,
    previousDigestHashValue: previous?.hash ?? null,
    previousDigestHashAlgorithm: previous ? "SHA-256" : null,
    previousDigestSignature: previous?.signature ?? null,
    logFiles: logFiles.map(({ newestEventTime, oldestEventTime, ...file }) => ({
      ...file,
      hashAlgorithm: "SHA-256",
      newestEventTime,
      oldestEventTime,
    })),
  });
}

/** The text that is signed ("CloudTrail digest file signature", AWS CloudTrail User Guide). */
export function digestStringToSign(content: DigestContent, text: string): string {
  const { end, bucket, key, previous } = content;
  return [eventTime(end), `${bucket}/${key}`, sha256(text), previous?.signature ?? "null"].join("\n");
}

/** Hex SHA-256, as digests give it of uncompressed files. */
export function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Hex MD5 of a public key's PKCS#1 DER bytes: what digests and ListPublicKeys call its fingerprint. */
export function fingerprint(pkcs1: Buffer): string {
  return createHash("md5").update(pkcs1).digest("hex");
}
