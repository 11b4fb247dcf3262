import { createHash, randomBytes } from "node:crypto";
import { AwsError, type Call, type Operation } from "../../service.ts";
import { children, childText } from "../../wire/xml.ts";
import type { World } from "../../world.ts";
import { requireRoot } from "./access-settings.ts";
import { bodyPieces, dropBody, joinBodies, storeBody, storeRange } from "./bodies.ts";
import { byteRange } from "./byte-range.ts";
import { checksumHeaders, checksumMembers, verifyChecksums } from "./checksums.ts";
import { copyPermissions, copySource, sourceVersion } from "./copy-operations.ts";
import { invalidArgument, invalidRequest, malformedXml, noSuchUpload } from "./errors.ts";
import { event } from "./event.ts";
import { checkListedPart, checksumOfPart, checksumOfUpload, checksumOfWhole } from "./multipart-checksum.ts";
import { openDataKey } from "./kms-calls.ts";
import { attributesFromHeaders } from "./object-attributes.ts";
import { notify } from "./notify.ts";
import { told, wholeSeconds, writeActions, writtenHeaders } from "./object-operations.ts";
import { bucketOf, keyOf, objectOperation, xmlReply } from "./operation.ts";
import { checkWritePreconditions } from "./preconditions.ts";
import { type Bucket, objects, type Part, parts, type StoredObject, type Upload, uploads } from "./state.ts";
import { newVersionId, putVersion } from "./versions.ts";

/** All parts but the last have at least 5 MB. */
const smallestPart = 5 * 1024 * 1024;

const partKey = (upload: Upload, number: number) => `${upload.id}/${String(number).padStart(5, "0")}`;

export const createMultipartUpload = objectOperation({
  action: writeActions,
  readOnly: false,
  handle(call, world, bucket, key) {
    const checksum = checksumOfUpload(call.request);
    const upload: Upload = {
      id: randomBytes(48).toString("base64url"),
      bucket: bucket.name,
      key,
      started: call.time.toISOString(),
      object: attributesFromHeaders(call, world, bucket, key),
      ...checksum,
    };
    uploads(world).put(`${bucket.name}/${upload.id}`, upload);
    return xmlReply(
      "InitiateMultipartUploadResult",
      { Bucket: bucket.name, Key: key, UploadId: upload.id },
      {
        headers: {
          ...upload.object.encryption,
          ...(checksum.checksumAlgorithm === undefined
            ? {}
            : {
                "x-amz-checksum-algorithm": checksum.checksumAlgorithm,
                "x-amz-checksum-type": checksum.checksumType!,
              }),
        },
      },
    );
  },
});

/** The upload that a call names by `uploadId`; it must be of this key. @throws AwsError `NoSuchUpload` */
export function uploadOf(call: Call, world: World, bucket: Bucket, key: string): Upload {
  const id = call.request.query.get("uploadId") ?? "";
  const upload = uploads(world).get(`${bucket.name}/${id}`);
  if (upload?.key !== key) throw noSuchUpload(id);
  return upload;
}

function partNumber(call: Call): number {
  const text = call.request.query.get("partNumber") ?? "";
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > 10_000)
    throw invalidArgument(
      "Part number must be an integer between 1 and 10000, inclusive",
      "partNumber",
      text,
    );
  return number;
}

function putPart(world: World, upload: Upload, part: Part): void {
  const key = partKey(upload, part.number);
  dropBody(world, parts(world).get(key)?.file);
  parts(world).put(key, part);
}

export const uploadPart = objectOperation({
  action: "s3:PutObject",
  readOnly: false,
  handle(call, world, bucket, key) {
    const upload = uploadOf(call, world, bucket, key);
    const number = partNumber(call);
    const { body } = call.request;
    const checksum = checksumOfPart(upload, verifyChecksums(call.request), body.pieces());
    if (upload.object.dataKey) openDataKey(call, world, bucket, upload.object.dataKey);
    const file = storeBody(world, body);
    putPart(world, upload, {
      number,
      file,
      size: body.size,
      etag: body.md5,
      modified: wholeSeconds(call.time),
      ...(checksum ? { checksum } : {}),
    });
    const { "x-amz-checksum-type": _, ...checksums } = checksumHeaders(checksum);
    return {
      headers: { etag: `"${body.md5}"`, ...upload.object.encryption, ...checksums },
      body: Buffer.alloc(0),
    };
  },
});

export const uploadPartCopy: Operation = {
  readOnly: false,
  category: "Data",
  permissions: copyPermissions,
  handle(call, world) {
    const bucket = bucketOf(call, world);
    const upload = uploadOf(call, world, bucket, keyOf(call));
    const number = partNumber(call);
    const source = copySource(call, world);
    const from = sourceVersion(call, world, source);
    const range = byteRange(call.request.headers["x-amz-copy-source-range"], from.size);
    if (from.dataKey) openDataKey(call, world, source.bucket, from.dataKey);
    if (upload.object.dataKey) openDataKey(call, world, bucket, upload.object.dataKey);
    const { file, size, etag } = storeRange(world, from.file!, range ?? { start: 0, end: from.size });
    const modified = wholeSeconds(call.time);
    const checksum = checksumOfPart(upload, undefined, bodyPieces(world, file), true);
    putPart(world, upload, { number, file, size, etag, modified, ...(checksum ? { checksum } : {}) });
    return xmlReply(
      "CopyPartResult",
      { LastModified: modified, ETag: `"${etag}"`, ...checksumMembers(checksum) },
      { headers: { ...upload.object.encryption } },
    );
  },
  event,
};

export const completeMultipartUpload = objectOperation({
  action: "s3:PutObject",
  readOnly: false,
  handle(call, world, bucket, key) {
    const upload = uploadOf(call, world, bucket, key);
    const chosen = chosenParts(call, world, upload);
    const current = objects(world).get(`${bucket.name}/${key}`);
    checkWritePreconditions(call.request.headers, key, current?.deleteMarker ? undefined : current);
    const size = chosen.reduce((sum, part) => sum + part.size, 0);
    const expected = call.request.headers["x-amz-mp-object-size"];
    if (expected !== undefined && expected !== String(size))
      throw invalidRequest(
        `The provided 'x-amz-mp-object-size' header value ${expected} does not match what was computed: ${size}`,
      );
    if (upload.object.dataKey) openDataKey(call, world, bucket, upload.object.dataKey);
    const file = joinBodies(
      world,
      chosen.map((part) => part.file),
    );
    const checksum = checksumOfWhole(call, upload, chosen, bodyPieces(world, file));
    const version: StoredObject = {
      key,
      versionId: newVersionId(bucket),
      size,
      etag: compositeEtag(chosen),
      modified: wholeSeconds(call.time),
      ...upload.object,
      ...(checksum ? { checksum } : {}),
      parts: chosen.map((part) => part.size),
      file,
    };
    putVersion(world, bucket, version);
    notify(call, world, bucket, "s3:ObjectCreated:CompleteMultipartUpload", told(bucket, version));
    forgetUpload(world, upload);
    return xmlReply(
      "CompleteMultipartUploadResult",
      {
        Location: `http://${call.request.headers["host"] ?? "s3.amazonaws.com"}/${bucket.name}/${key}`,
        Bucket: bucket.name,
        Key: key,
        ETag: `"${version.etag}"`,
        ...checksumMembers(checksum),
        ChecksumType: checksum?.type,
      },
      { headers: writtenHeadersWithoutChecksum(bucket, version) },
    );
  },
});

function writtenHeadersWithoutChecksum(
  bucket: Bucket,
  { checksum: _, ...version }: StoredObject,
): Record<string, string> {
  return writtenHeaders(bucket, version);
}

/** The parts that the request lists, checked against what was uploaded. */
function chosenParts(call: Call, world: World, upload: Upload): readonly Part[] {
  const root = requireRoot(call.request.body.bytes(), "CompleteMultipartUpload");
  const listed = children(root, "Part");
  if (listed.length === 0) throw malformedXml();
  const named = listed.map((element) => {
    const number = Number(childText(element, "PartNumber"));
    const etag = childText(element, "ETag")?.replace(/^"|"$/g, "");
    if (!Number.isInteger(number) || etag === undefined) throw malformedXml();
    return { number, etag, element };
  });
  if (named.some(({ number }, index) => index > 0 && number <= named[index - 1]!.number))
    throw new AwsError(
      "InvalidPartOrder",
      "The list of parts was not in ascending order. Parts must be ordered by part number.",
      { extra: { UploadId: upload.id } },
    );
  return named.map(({ number, etag, element }, index) => {
    const extra = { UploadId: upload.id, PartNumber: String(number), ETag: etag };
    const part = parts(world).get(partKey(upload, number));
    if (part?.etag !== etag)
      throw new AwsError(
        "InvalidPart",
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        { extra },
      );
    if (part.size < smallestPart && index < named.length - 1)
      throw new AwsError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", {
        extra: { ...extra, ProposedSize: String(part.size), MinSizeAllowed: String(smallestPart) },
      });
    checkListedPart(element, upload, part);
    return part;
  });
}

/** MD5 of the parts' MD5s, and their number. */
function compositeEtag(chosen: readonly Part[]): string {
  const hash = createHash("md5");
  for (const part of chosen) hash.update(part.etag, "hex");
  return `${hash.digest("hex")}-${chosen.length}`;
}

/** Takes an upload away, with its parts. */
export function forgetUpload(world: World, upload: Upload): void {
  for (const [key, part] of [...parts(world).entries(`${upload.id}/`)]) {
    parts(world).delete(key);
    dropBody(world, part.file);
  }
  uploads(world).delete(`${upload.bucket}/${upload.id}`);
}

export const abortMultipartUpload = objectOperation({
  action: "s3:AbortMultipartUpload",
  readOnly: false,
  handle(call, world, bucket, key) {
    forgetUpload(world, uploadOf(call, world, bucket, key));
    return { status: 204 };
  },
});
