import type { Reply } from "../../service.ts";
import { checksumMembers } from "./checksums.ts";
import { commonPrefixes, listingParameters } from "./list-operations.ts";
import { listPage } from "./listing.ts";
import { uploadOf } from "./multipart-operations.ts";
import { bucketOperation, objectOperation, xmlReply } from "./operation.ts";
import { canonicalUser, parts, type Upload, uploads } from "./state.ts";

export const listParts = objectOperation({
  action: "s3:ListMultipartUploadParts",
  readOnly: true,
  handle(call, world, bucket, key): Reply {
    const upload = uploadOf(call, world, bucket, key);
    const { query } = call.request;
    const limit = Math.min(Number(query.get("max-parts") ?? 1000) || 1000, 1000);
    const marker = Number(query.get("part-number-marker") ?? 0) || 0;
    const all = [...parts(world).entries(`${upload.id}/`)].map(([, part]) => part);
    const after = all.filter((part) => part.number > marker);
    const shown = after.slice(0, limit);
    return xmlReply("ListPartsResult", {
      Bucket: bucket.name,
      Key: key,
      UploadId: upload.id,
      Initiator: { ID: canonicalUser(upload.object.owner) },
      Owner: { ID: canonicalUser(upload.object.owner) },
      StorageClass: upload.object.storageClass ?? "STANDARD",
      PartNumberMarker: marker,
      NextPartNumberMarker: shown.at(-1)?.number ?? 0,
      MaxParts: limit,
      IsTruncated: after.length > shown.length,
      ChecksumAlgorithm: upload.checksumAlgorithm,
      ChecksumType: upload.checksumType,
      Part: shown.map((part) => ({
        PartNumber: part.number,
        LastModified: part.modified,
        ETag: `"${part.etag}"`,
        Size: part.size,
        ...checksumMembers(part.checksum),
      })),
    });
  },
});

/** In-progress uploads by key, then by start. */
export const listMultipartUploads = bucketOperation({
  action: "s3:ListBucketMultipartUploads",
  readOnly: true,
  handle(call, world, bucket) {
    const { query } = call.request;
    const asked = listingParameters(call, "max-uploads");
    const { encode } = asked;
    const keyMarker = query.get("key-marker") ?? "";
    const idMarker = query.get("upload-id-marker") ?? "";
    const sorted = [...uploads(world).entries(`${bucket.name}/`)]
      .map(([, upload]) => [`${upload.key}\0${upload.started}\0${upload.id}`, upload] as [string, Upload])
      .filter(([, { key }]) => key.startsWith(asked.prefix))
      .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const marked = sorted.findLast(
      ([, { key, id }]) => key === keyMarker && (idMarker === "" || id === idMarker),
    )?.[0];
    const after = marked ?? keyMarker;
    const { lines, next } = listPage<Upload>({
      ...asked,
      after,
      from: (name) => sorted.filter(([entry]) => entry >= name),
      shown: () => true,
    });
    const last = lines.at(-1);
    return xmlReply("ListMultipartUploadsResult", {
      Bucket: bucket.name,
      KeyMarker: encode(keyMarker),
      UploadIdMarker: idMarker,
      NextKeyMarker: next === undefined ? undefined : encode(next.split("\0")[0]!),
      NextUploadIdMarker: next !== undefined && last && "entry" in last ? last.entry.id : undefined,
      Prefix: encode(asked.prefix),
      Delimiter: asked.delimiter === "" ? undefined : encode(asked.delimiter),
      MaxUploads: asked.limit,
      EncodingType: asked.encodingType,
      IsTruncated: next !== undefined,
      Upload: lines.flatMap((line) => ("entry" in line ? [uploadMember(line.entry, encode)] : [])),
      CommonPrefixes: commonPrefixes(lines, encode),
    });
  },
});

function uploadMember(upload: Upload, encode: (text: string) => string): unknown {
  return {
    Key: encode(upload.key),
    UploadId: upload.id,
    Initiator: { ID: canonicalUser(upload.object.owner) },
    Owner: { ID: canonicalUser(upload.object.owner) },
    StorageClass: upload.object.storageClass ?? "STANDARD",
    Initiated: upload.started,
    ChecksumAlgorithm: upload.checksumAlgorithm,
    ChecksumType: upload.checksumType,
  };
}
