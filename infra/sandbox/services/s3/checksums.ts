import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { AwsError, type WireRequest } from "../../service.ts";
import { crc32c, crc64nvme } from "./crc.ts";
import { invalidRequest, notImplemented } from "./errors.ts";
import type { Checksum } from "./state.ts";

/** Each algorithm and the header that carries it ("Checking object integrity in Amazon S3", Amazon S3 User Guide). */
const headerOf = {
  CRC32: "x-amz-checksum-crc32",
  CRC32C: "x-amz-checksum-crc32c",
  CRC64NVME: "x-amz-checksum-crc64nvme",
  SHA1: "x-amz-checksum-sha1",
  SHA256: "x-amz-checksum-sha256",
  SHA512: "x-amz-checksum-sha512",
  MD5: "x-amz-checksum-md5",
} as const;

/** A checksum algorithm that the sandbox computes. */
export type ChecksumAlgorithm = keyof typeof headerOf;

const algorithms = Object.entries(headerOf) as readonly (readonly [ChecksumAlgorithm, string])[];
const missing = ["xxhash64", "xxhash3", "xxhash128"].map((name) => `x-amz-checksum-${name}`);

/**
 * The algorithm of this name.
 * @throws AwsError `NotImplemented` (the xxHash family), `InvalidRequest`
 */
export function requireAlgorithm(name: string): ChecksumAlgorithm {
  const upper = name.toUpperCase();
  if (Object.hasOwn(headerOf, upper)) return upper as ChecksumAlgorithm;
  if (upper.startsWith("XXHASH")) throw notImplemented(`${upper} checksums`);
  throw invalidRequest(
    "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
  );
}

/**
 * Checks Content-MD5 and the additional checksum of a request (header or trailer) against its body.
 * @returns the checksum to keep with the object, if one was given
 * @throws AwsError `BadDigest`, `InvalidDigest`, `InvalidRequest`, `MalformedTrailerError`, `NotImplemented`
 */
export function verifyChecksums(request: WireRequest): Checksum | undefined {
  const { headers, body } = request;
  const md5 = headers["content-md5"];
  if (md5 !== undefined) {
    const given = Buffer.from(md5, "base64");
    if (given.length !== 16)
      throw new AwsError("InvalidDigest", "The Content-MD5 you specified was invalid.");
    if (given.toString("hex") !== body.md5)
      throw new AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.");
  }
  const given = givenChecksum(request);
  if (!given) return undefined;
  const { algorithm, value } = given;
  const computed = checksumOf(algorithm, body.pieces());
  if (computed !== value) {
    if (Buffer.from(value, "base64").toString("base64") !== value || value.length !== computed.length)
      throw invalidRequest(`Value for ${headerOf[algorithm]} header is invalid.`);
    throw badChecksum(algorithm);
  }
  return { algorithm, value, type: "FULL_OBJECT" };
}

/** The one checksum that a request carries in its headers or behind its body. */
function givenChecksum({ headers, trailers }: WireRequest) {
  let found: { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined;
  for (const [algorithm, header] of algorithms) {
    const value = headers[header] ?? trailers?.[header];
    if (value === undefined) continue;
    if (found)
      throw invalidRequest(
        "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
      );
    found = { algorithm, value };
  }
  if (found) return found;
  const announced = headers["x-amz-trailer"]?.trim().toLowerCase();
  if (announced?.startsWith("x-amz-checksum-") && trailers?.[announced] === undefined)
    throw new AwsError(
      "MalformedTrailerError",
      "The request contained trailing data that was not well-formed or did not conform to our published schema.",
    );
  const other = missing.find((name) => headers[name] !== undefined || trailers?.[name] !== undefined);
  if (other !== undefined) requireAlgorithm(other.slice("x-amz-checksum-".length));
  return undefined;
}

/** What AWS says of a checksum that does not fit. */
export function badChecksum(algorithm: string): AwsError {
  return new AwsError("BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`);
}

/** Base64 of a checksum over some bytes. */
export function checksumOf(algorithm: ChecksumAlgorithm, pieces: Iterable<Buffer>): string {
  switch (algorithm) {
    case "CRC32": {
      let sum = 0;
      for (const piece of pieces) sum = crc32(piece, sum);
      return words(sum);
    }
    case "CRC32C": {
      let sum = 0;
      for (const piece of pieces) sum = crc32c(piece, sum);
      return words(sum);
    }
    case "CRC64NVME": {
      let sum: [number, number] = [0, 0];
      for (const piece of pieces) sum = crc64nvme(piece, sum);
      return words(...sum);
    }
    default: {
      const hash = createHash(algorithm.toLowerCase());
      for (const piece of pieces) hash.update(piece);
      return hash.digest("base64");
    }
  }
}

/** Base64 of 32-bit words, the high one first. */
function words(...values: readonly number[]): string {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index);
  return bytes.toString("base64");
}

/** The value that a request gives for an algorithm, unverified: completing an upload names the whole's. */
export function givenValue(request: WireRequest, algorithm: ChecksumAlgorithm): string | undefined {
  return request.headers[headerOf[algorithm]];
}

/** `x-amz-checksum-…` headers of an answer. */
export function checksumHeaders(checksum: Checksum | undefined): Record<string, string> {
  return checksum
    ? { [headerOf[checksum.algorithm]]: checksum.value, "x-amz-checksum-type": checksum.type }
    : {};
}

/** `ChecksumCRC32` members of an XML answer. */
export function checksumMembers(checksum: Checksum | undefined): Record<string, string> {
  return checksum ? { [`Checksum${checksum.algorithm}`]: checksum.value } : {};
}
