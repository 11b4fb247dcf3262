import { AwsError, type Call, type WireRequest } from "../../service.ts";
import { childText, type XmlValue } from "../../wire/xml.ts";
import {
  badChecksum,
  type ChecksumAlgorithm,
  checksumOf,
  givenValue,
  requireAlgorithm,
} from "./checksums.ts";
import { invalidRequest } from "./errors.ts";
import type { Checksum, Part, Upload } from "./state.ts";

/** CRCs can be of the whole object, all but CRC-64 of the parts' checksums ("Checking object integrity", S3 User Guide). */
const wholeOnly = new Set<ChecksumAlgorithm>(["CRC64NVME"]);
const wholeToo = new Set<ChecksumAlgorithm>(["CRC32", "CRC32C", "CRC64NVME"]);

/**
 * The algorithm and type of checksum that a new upload asks for.
 * @throws AwsError `InvalidRequest`, `NotImplemented`
 */
export function checksumOfUpload({
  headers,
}: WireRequest): Pick<Upload, "checksumAlgorithm" | "checksumType"> {
  const name = headers["x-amz-checksum-algorithm"];
  if (name === undefined) return {};
  const checksumAlgorithm = requireAlgorithm(name);
  const checksumType =
    headers["x-amz-checksum-type"] ?? (wholeOnly.has(checksumAlgorithm) ? "FULL_OBJECT" : "COMPOSITE");
  if (checksumType !== "FULL_OBJECT" && checksumType !== "COMPOSITE")
    throw invalidRequest("Value for x-amz-checksum-type header is invalid.");
  const fits =
    checksumType === "FULL_OBJECT" ? wholeToo.has(checksumAlgorithm) : !wholeOnly.has(checksumAlgorithm);
  if (!fits)
    throw invalidRequest(
      `The ${checksumType} checksum type cannot be used with the ${checksumAlgorithm.toLowerCase()} checksum algorithm.`,
    );
  return { checksumAlgorithm, checksumType };
}

/**
 * The checksum of a part: the one that came with it, which must be of the upload's algorithm; whole-object uploads have
 * theirs computed where none came.
 * @throws AwsError `InvalidRequest`
 */
export function checksumOfPart(
  { checksumAlgorithm, checksumType }: Upload,
  given: Checksum | undefined,
  pieces: Iterable<Buffer>,
  computeAlways = false,
): Checksum | undefined {
  if (checksumAlgorithm === undefined) return given;
  if (!given && (checksumType === "FULL_OBJECT" || computeAlways))
    return {
      algorithm: checksumAlgorithm,
      value: checksumOf(checksumAlgorithm, pieces),
      type: "FULL_OBJECT",
    };
  if (given?.algorithm !== checksumAlgorithm)
    throw invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${checksumAlgorithm.toLowerCase()}, actual checksum Type: ${given?.algorithm.toLowerCase() ?? "null"}`,
    );
  return given;
}

/**
 * Checks the checksum that completing an upload lists for a part against the part's own.
 * @throws AwsError `InvalidPart`, `InvalidRequest`
 */
export function checkListedPart(element: XmlValue, upload: Upload, part: Part): void {
  const algorithm = part.checksum?.algorithm ?? upload.checksumAlgorithm;
  if (algorithm === undefined) return;
  const listed = childText(element, `Checksum${algorithm}`);
  if (listed === undefined && upload.checksumType === "COMPOSITE")
    throw invalidRequest(
      `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${part.number} in the request.`,
    );
  if (listed !== undefined && listed !== part.checksum?.value)
    throw new AwsError(
      "InvalidPart",
      "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      { extra: { UploadId: upload.id, PartNumber: String(part.number), ETag: part.etag } },
    );
}

/**
 * The checksum of the finished object: over all its bytes, or over its parts' checksums; it must be what the call
 * expects, if it says so.
 * @throws AwsError `BadDigest`, `InvalidRequest`
 */
export function checksumOfWhole(
  call: Call,
  { checksumAlgorithm: algorithm, checksumType }: Upload,
  chosen: readonly Part[],
  pieces: Iterable<Buffer>,
): Checksum | undefined {
  if (algorithm === undefined || checksumType === undefined) return undefined;
  const asked = call.request.headers["x-amz-checksum-type"];
  if (asked !== undefined && asked !== checksumType)
    throw invalidRequest(
      `The upload was created using the ${checksumType} checksum mode. The complete request must use the same checksum mode.`,
    );
  const given = givenValue(call.request, algorithm);
  if (checksumType === "FULL_OBJECT") {
    const value = checksumOf(algorithm, pieces);
    if (given !== undefined && given !== value) throw badChecksum(algorithm);
    return { algorithm, value, type: "FULL_OBJECT" };
  }
  const sums = chosen.map((part) => Buffer.from(part.checksum!.value, "base64"));
  const own = checksumOf(algorithm, [Buffer.concat(sums)]);
  const value = `${own}-${chosen.length}`;
  if (given !== undefined && given !== value && given !== own) throw badChecksum(algorithm);
  return { algorithm, value, type: "COMPOSITE" };
}
