import { createHash } from "node:crypto";
import { AwsError, type Call, type Operation, type Permission } from "../../service.ts";
import type { World } from "../../world.ts";
import { bodyPieces, copyBody } from "./bodies.ts";
import { type ChecksumAlgorithm, checksumMembers, checksumOf, requireAlgorithm } from "./checksums.ts";
import { invalidArgument, invalidRequest, noSuchBucket } from "./errors.ts";
import { event } from "./event.ts";
import { openDataKey } from "./kms-calls.ts";
import { attributesFromHeaders } from "./object-attributes.ts";
import { notify } from "./notify.ts";
import { checkReadable, told, wholeSeconds, writeActions, writtenHeaders } from "./object-operations.ts";
import { bucketOf, keyOf, permission, xmlReply } from "./operation.ts";
import { checkCopyPreconditions, checkWritePreconditions } from "./preconditions.ts";
import { type Bucket, buckets, type Checksum, objectArn, objects, type StoredObject } from "./state.ts";
import { newVersionId, putVersion, requireVersion } from "./versions.ts";

/** `bucket/key?versionId=…` of the x-amz-copy-source header, URL-encoded or not. */
interface CopySource {
  readonly bucket: Bucket;
  readonly key: string;
  readonly versionId?: string;
}

/** @throws AwsError `InvalidArgument`, `NoSuchBucket` */
export function copySource(call: Call, world: World): CopySource {
  const header = call.request.headers["x-amz-copy-source"] ?? "";
  const [, path, versionId] = /^\/?(.*?)(?:\?versionId=([^&]+))?$/s.exec(header)!;
  let decoded: string;
  try {
    decoded = decodeURIComponent(path!);
  } catch {
    decoded = path!;
  }
  const slash = decoded.indexOf("/");
  if (slash <= 0 || slash === decoded.length - 1)
    throw invalidArgument(
      "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
      "x-amz-copy-source",
      header,
    );
  const name = decoded.slice(0, slash);
  const bucket = buckets(world).get(name);
  if (!bucket) throw noSuchBucket(name);
  return { bucket, key: decoded.slice(slash + 1), ...(versionId === undefined ? {} : { versionId }) };
}

/** Reading the source and writing the target. */
export function copyPermissions(call: Call, world: World): Permission[] {
  const target = bucketOf(call, world);
  const source = copySource(call, world);
  const { versionId } = source;
  const readAction = versionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion";
  return [
    permission(call, world, readAction, objectArn(source.bucket.name, source.key), source.bucket, {
      versionId,
    }),
    ...writeActions(call).map((action) =>
      permission(call, world, action, objectArn(target.name, keyOf(call)), target, {}),
    ),
  ];
}

/** The version a copy reads, its conditions checked. */
export function sourceVersion(call: Call, world: World, source: CopySource): StoredObject {
  const version = requireVersion(world, source.bucket, source.key, source.versionId);
  if (version.deleteMarker)
    throw source.versionId === undefined
      ? new AwsError("NoSuchKey", "The specified key does not exist.", {
          status: 404,
          extra: { Key: source.key },
        })
      : invalidRequest(
          "The source of a copy request may not specifically refer to a delete marker by version id.",
        );
  checkCopyPreconditions(call.request.headers, version);
  checkReadable(version);
  return version;
}

export const copyObject: Operation = {
  readOnly: false,
  category: "Data",
  permissions: copyPermissions,
  handle(call, world) {
    const bucket = bucketOf(call, world);
    const key = keyOf(call);
    const { headers } = call.request;
    const source = copySource(call, world);
    const from = sourceVersion(call, world, source);
    const replaces = directive(headers["x-amz-metadata-directive"], "x-amz-metadata-directive") === "REPLACE";
    const replacesTags =
      directive(headers["x-amz-tagging-directive"], "x-amz-tagging-directive") === "REPLACE";
    const same = source.bucket.name === bucket.name && source.key === key && source.versionId === undefined;
    const changes =
      replaces ||
      (headers["x-amz-storage-class"] ?? "STANDARD") !== "STANDARD" ||
      headers["x-amz-server-side-encryption"] !== undefined;
    if (same && !changes)
      throw invalidRequest(
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      );
    const current = objects(world).get(`${bucket.name}/${key}`);
    checkWritePreconditions(headers, key, current?.deleteMarker ? undefined : current);
    if (from.dataKey) openDataKey(call, world, source.bucket, from.dataKey);
    const { tags: askedTags, ...attributes } = attributesFromHeaders(call, world, bucket, key);
    const tags = replacesTags ? askedTags : from.tags;
    const algorithm = headers["x-amz-checksum-algorithm"];
    const file = copyBody(world, from.file!);
    const checksum =
      algorithm === undefined
        ? from.parts
          ? undefined
          : from.checksum
        : newChecksum(requireAlgorithm(algorithm), bodyPieces(world, file));
    const version: StoredObject = {
      key,
      versionId: newVersionId(bucket),
      size: from.size,
      // A copy is one part, so it has a plain MD5 even where its source has not.
      etag: from.parts ? md5Of(bodyPieces(world, file)) : from.etag,
      modified: wholeSeconds(call.time),
      ...attributes,
      ...(replaces ? {} : { headers: from.headers, metadata: from.metadata }),
      ...(tags?.length ? { tags } : {}),
      ...(checksum ? { checksum } : {}),
      file,
    };
    putVersion(world, bucket, version);
    notify(call, world, bucket, "s3:ObjectCreated:Copy", told(bucket, version));
    const sourceId =
      source.bucket.versioning === undefined ? {} : { "x-amz-copy-source-version-id": from.versionId };
    return xmlReply(
      "CopyObjectResult",
      {
        LastModified: version.modified,
        ETag: `"${version.etag}"`,
        ...checksumMembers(checksum),
        ChecksumType: checksum?.type,
      },
      { headers: { ...writtenHeaders(bucket, version), ...sourceId } },
    );
  },
  event,
};

function newChecksum(algorithm: ChecksumAlgorithm, pieces: Iterable<Buffer>): Checksum {
  return { algorithm, value: checksumOf(algorithm, pieces), type: "FULL_OBJECT" };
}

function md5Of(pieces: Iterable<Buffer>): string {
  const hash = createHash("md5");
  for (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}

function directive(value: string | undefined, name: string): "COPY" | "REPLACE" {
  if (value === undefined || value === "COPY") return "COPY";
  if (value === "REPLACE") return value;
  throw invalidArgument(`Unknown directive.`, name, value);
}
