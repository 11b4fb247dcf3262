import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { AwsError, type WireRequest } from "../../service.ts";
import { invalidRequest } from "./errors.ts";
import type { Checksum } from "./state.ts";

/** Checksum algorithms of S3, each with its header `x-amz-checksum-<name>`; the last two are kept but not verified. */
const algorithms = ["CRC32", "SHA1", "SHA256", "CRC32C", "CRC64NVME"] as const;

/** Name of the header that carries a checksum. */
const checksumHeader = (algorithm: string): string => `x-amz-checksum-${algorithm.toLowerCase()}`;

/**
 * Checks Content-MD5 and the additional checksum of a request (header or trailer) against its body.
 * @returns the checksum to keep with the object, if one was given
 * @throws AwsError `BadDigest`, `InvalidDigest`, `InvalidRequest`
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
  for (const algorithm of algorithms) {
    const value = headers[checksumHeader(algorithm)] ?? request.trailers?.[checksumHeader(algorithm)];
    if (value === undefined) continue;
    const computed = checksumOf(algorithm, body.pieces());
    if (computed !== undefined && computed !== value) {
      if (Buffer.from(value, "base64").toString("base64") !== value)
        throw invalidRequest(`Value for ${checksumHeader(algorithm)} header is invalid.`);
      throw new AwsError(
        "BadDigest",
        `The ${algorithm} you specified did not match the calculated checksum.`,
      );
    }
    return { algorithm, value, type: "FULL_OBJECT" };
  }
  return undefined;
}

/** Base64 of a checksum over some bytes; undefined for the algorithms Node does not have. */
export function checksumOf(algorithm: string, pieces: Iterable<Buffer>): string | undefined {
  if (algorithm === "CRC32") {
    let sum = 0;
    for (const piece of pieces) sum = crc32(piece, sum);
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(sum);
    return bytes.toString("base64");
  }
  if (algorithm !== "SHA1" && algorithm !== "SHA256") return undefined;
  const hash = createHash(algorithm.toLowerCase());
  for (const piece of pieces) hash.update(piece);
  return hash.digest("base64");
}

/** `x-amz-checksum-…` headers of an answer. */
export function checksumHeaders(checksum: Checksum | undefined): Record<string, string> {
  return checksum
    ? { [checksumHeader(checksum.algorithm)]: checksum.value, "x-amz-checksum-type": checksum.type }
    : {};
}

/** `ChecksumCRC32` members of an XML answer. */
export function checksumMembers(checksum: Checksum | undefined): Record<string, string> {
  return checksum ? { [`Checksum${checksum.algorithm}`]: checksum.value } : {};
}
