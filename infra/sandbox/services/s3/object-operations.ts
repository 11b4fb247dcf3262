import { accessDenied } from "../../authorization/access-denied.ts";
import { authorize } from "../../authorization/authorize.ts";
import { AwsError, type Call, type Operation, type Reply } from "../../service.ts";
import type { World } from "../../world.ts";
import { aclReply, cannedGrants, checkGrants, grantsFromBody, grantsFromHeaders } from "./acl.ts";
import { bodyPart, storeBody } from "./bodies.ts";
import { tagSet } from "./bucket-tagging.ts";
import { type ByteRange, byteRange } from "./byte-range.ts";
import { checksumHeaders, checksumMembers, verifyChecksums } from "./checksums.ts";
import { archived, invalidArgument, invalidRequest, methodNotAllowed, noSuchKey } from "./errors.ts";
import { lockActions } from "./object-lock.ts";
import { openDataKey } from "./kms-calls.ts";
import { attributesFromHeaders, describingHeaders, expirationHeader } from "./object-attributes.ts";
import type { ObjectEvent } from "./notification-message.ts";
import { notify } from "./notify.ts";
import { objectOperation, permission, xmlReply } from "./operation.ts";
import { checkReadPreconditions, checkWritePreconditions } from "./preconditions.ts";
import { type Bucket, bucketArn, canonicalUser, objects, type StoredObject } from "./state.ts";
import { newVersionId, putVersion, replaceVersion, requireVersion, versionsOf } from "./versions.ts";

/** The largest body of one PutObject. */
const largestPut = 5 * 1024 ** 3;

const versionOf = (call: Call): string | undefined => call.input["VersionId"] as string | undefined;

/** `s3:GetObject`, or `s3:GetObjectVersion` where a version is asked for. */
export const versioned =
  (action: string) =>
  (call: Call): string =>
    versionOf(call) === undefined ? action : action.replace(/Object/, "ObjectVersion");

/** Time of a write as objects keep it: whole seconds. */
export function wholeSeconds(date: Date): string {
  return new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString();
}

/** The actions that writing an object needs, by what its headers ask for. */
export function writeActions(call: Call): string[] {
  const { headers } = call.request;
  const acl = headers["x-amz-acl"];
  return [
    "s3:PutObject",
    ...(headers["x-amz-tagging"] === undefined ? [] : ["s3:PutObjectTagging"]),
    ...(acl === undefined || acl === "bucket-owner-full-control" ? [] : ["s3:PutObjectAcl"]),
    ...lockActions(call),
  ];
}

export const putObject: Operation = objectOperation({
  action: writeActions,
  readOnly: false,
  handle(call, world, bucket, key) {
    const { request } = call;
    if (request.body.size > largestPut)
      throw new AwsError("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", {
        extra: { ProposedSize: String(request.body.size), MaxSizeAllowed: String(largestPut) },
      });
    const checksum = verifyChecksums(request);
    if (lockActions(call).length > 0 && !checksum && request.headers["content-md5"] === undefined)
      throw invalidRequest(
        "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters",
      );
    const current = objects(world).get(`${bucket.name}/${key}`);
    checkWritePreconditions(request.headers, key, current?.deleteMarker ? undefined : current);
    const version: StoredObject = {
      key,
      versionId: newVersionId(bucket),
      size: request.body.size,
      etag: request.body.md5,
      modified: wholeSeconds(call.time),
      ...attributesFromHeaders(call, world, bucket, key),
      ...(checksum ? { checksum } : {}),
      file: storeBody(world, request.body),
    };
    putVersion(world, bucket, version);
    notify(call, world, bucket, "s3:ObjectCreated:Put", told(bucket, version));
    return {
      headers: { etag: `"${version.etag}"`, ...writtenHeaders(bucket, version) },
      body: Buffer.alloc(0),
    };
  },
});

/** What notifications tell of a version. */
export function told(bucket: Bucket, { key, size, etag, versionId }: StoredObject): ObjectEvent["object"] {
  return { key, size, etag, ...(bucket.versioning === undefined ? {} : { versionId }) };
}

/** Encryption, version and checksum headers of a finished write. */
export function writtenHeaders(bucket: Bucket, version: StoredObject): Record<string, string> {
  return {
    ...version.encryption,
    ...checksumHeaders(version.checksum),
    ...(bucket.configuration["lifecycle"] === undefined ? {} : expirationHeader(bucket, version)),
    ...(bucket.versioning === undefined ? {} : { "x-amz-version-id": version.versionId }),
  };
}

/**
 * The version a read is about; delete markers answer for themselves.
 * @throws AwsError `NoSuchKey`, `NoSuchVersion`, `MethodNotAllowed`
 */
export function readable(call: Call, world: World, bucket: Bucket, key: string): StoredObject {
  const versionId = versionOf(call);
  const [current] = versionsOf(world, bucket, key);
  if (versionId === undefined && (!current || current.deleteMarker)) {
    requireListing(call, world, bucket);
    throw noSuchKey(key);
  }
  const version = requireVersion(world, bucket, key, versionId);
  if (version.deleteMarker) throw methodNotAllowed(call.request.method);
  return version;
}

/** Who may not list a bucket is not told which keys are missing. */
function requireListing(call: Call, world: World, bucket: Bucket): void {
  const list = permission(call, world, "s3:ListBucket", bucketArn(bucket.name), bucket);
  const decision = authorize(call, [list], world);
  if (!decision.allowed) throw accessDenied(call, list, decision);
}

/** Answer headers that a request may set for itself. */
const overrides = [
  "response-cache-control",
  "response-content-disposition",
  "response-content-encoding",
  "response-content-language",
  "response-content-type",
  "response-expires",
];

function read(call: Call, world: World, bucket: Bucket, key: string): Reply {
  const { headers: asked, query } = call.request;
  const object = readable(call, world, bucket, key);
  checkReadPreconditions(asked, object);
  const part = partRange(query.get("partNumber"), object);
  const range = part ?? byteRange(asked["range"], object.size);
  const headers = describingHeaders(object, bucket);
  for (const name of overrides) {
    const value = query.get(name);
    if (value === null) continue;
    if (/[\0-\x08\x0a-\x1f\x7f]/.test(value))
      throw invalidArgument("A header value holds control characters", name, value);
    headers[name.slice("response-".length)] = value;
  }
  if (part) headers["x-amz-mp-parts-count"] = String(object.parts?.length ?? 1);
  if (asked["x-amz-checksum-mode"]?.toUpperCase() === "ENABLED" && (!range || wholeOf(range, object)))
    Object.assign(headers, checksumHeaders(object.checksum));
  const { start, end } = range ?? { start: 0, end: object.size };
  if (range) headers["content-range"] = `bytes ${start}-${end - 1}/${object.size}`;
  if (call.operation === "GetObject") checkReadable(object);
  if (object.dataKey && call.operation === "GetObject") openDataKey(call, world, bucket, object.dataKey);
  return { status: range ? 206 : 200, headers, body: bodyPart(world, object.file!, { start, end }) };
}

/** @throws AwsError `InvalidObjectState` */
export function checkReadable({ storageClass }: StoredObject): void {
  if (storageClass === "GLACIER" || storageClass === "DEEP_ARCHIVE") throw archived(storageClass);
}

function wholeOf(range: ByteRange, object: StoredObject): boolean {
  return range.start === 0 && range.end === object.size;
}

/** The bytes of one part of a multipart upload (`?partNumber=`). */
function partRange(text: string | null, object: StoredObject): ByteRange | undefined {
  if (text === null) return undefined;
  const number = Number(text);
  const sizes = object.parts ?? [object.size];
  if (!Number.isInteger(number) || number < 1 || number > 10_000)
    throw invalidArgument(
      "Part number must be an integer between 1 and 10000, inclusive",
      "partNumber",
      text,
    );
  if (number > sizes.length)
    throw new AwsError("InvalidPartNumber", "The requested partnumber is not satisfiable", {
      status: 416,
      extra: { PartNumberRequested: text, ActualPartCount: String(sizes.length) },
    });
  const start = sizes.slice(0, number - 1).reduce((sum, size) => sum + size, 0);
  return { start, end: start + sizes[number - 1]! };
}

export const getObject = objectOperation({ action: versioned("s3:GetObject"), readOnly: true, handle: read });

export const headObject = objectOperation({
  action: versioned("s3:GetObject"),
  readOnly: true,
  handle: read,
});

export const getObjectAttributes = objectOperation({
  action: (call) => [versioned("s3:GetObject")(call), versioned("s3:GetObjectAttributes")(call)],
  readOnly: true,
  handle(call, world, bucket, key) {
    const object = readable(call, world, bucket, key);
    const asked = (call.request.headers["x-amz-object-attributes"] ?? "")
      .split(",")
      .map((name) => name.trim());
    const wants = (name: string) => asked.includes(name);
    return xmlReply(
      "GetObjectAttributesResponse",
      {
        ETag: wants("ETag") ? object.etag : undefined,
        Checksum:
          wants("Checksum") && object.checksum
            ? { ...checksumMembers(object.checksum), ChecksumType: object.checksum.type }
            : undefined,
        ObjectParts: wants("ObjectParts") && object.parts ? { PartsCount: object.parts.length } : undefined,
        StorageClass: wants("StorageClass") ? (object.storageClass ?? "STANDARD") : undefined,
        ObjectSize: wants("ObjectSize") ? object.size : undefined,
      },
      {
        headers: {
          "last-modified": new Date(object.modified).toUTCString(),
          ...(bucket.versioning === undefined ? {} : { "x-amz-version-id": object.versionId }),
        },
      },
    );
  },
});

export const getObjectTagging = objectOperation({
  action: versioned("s3:GetObjectTagging"),
  readOnly: true,
  handle(call, world, bucket, key) {
    const object = readable(call, world, bucket, key);
    return xmlReply(
      "Tagging",
      { TagSet: { Tag: object.tags ?? [] } },
      { headers: versionHeader(bucket, object) },
    );
  },
});

export const putObjectTagging = objectOperation({
  action: versioned("s3:PutObjectTagging"),
  readOnly: false,
  handle(call, world, bucket, key) {
    const object = { ...readable(call, world, bucket, key), tags: tagSet(call, 10) };
    replaceVersion(world, bucket, object);
    notify(call, world, bucket, "s3:ObjectTagging:Put", told(bucket, object));
    return { headers: versionHeader(bucket, object), body: Buffer.alloc(0) };
  },
});

export const deleteObjectTagging = objectOperation({
  action: versioned("s3:DeleteObjectTagging"),
  readOnly: false,
  handle(call, world, bucket, key) {
    const { tags: _, ...object } = readable(call, world, bucket, key);
    replaceVersion(world, bucket, object);
    notify(call, world, bucket, "s3:ObjectTagging:Delete", told(bucket, object));
    return { status: 204, headers: versionHeader(bucket, object) };
  },
});

export const getObjectAcl = objectOperation({
  action: versioned("s3:GetObjectAcl"),
  readOnly: true,
  handle(call, world, bucket, key) {
    const object = readable(call, world, bucket, key);
    const grants = object.acl ?? cannedGrants("private", object.owner, bucket.account);
    return aclReply(canonicalUser(object.owner), grants);
  },
});

export const putObjectAcl = objectOperation({
  action: versioned("s3:PutObjectAcl"),
  readOnly: false,
  handle(call, world, bucket, key) {
    const object = readable(call, world, bucket, key);
    const acl = grantsFromHeaders(call, object.owner, bucket) ?? grantsFromBody(call);
    checkGrants(call, acl, bucket);
    replaceVersion(world, bucket, { ...object, acl });
    notify(call, world, bucket, "s3:ObjectAcl:Put", told(bucket, object));
    return { headers: versionHeader(bucket, object), body: Buffer.alloc(0) };
  },
});

/** The version id, where the bucket has versions. */
export function versionHeader(bucket: Bucket, object: StoredObject): Record<string, string> {
  return bucket.versioning === undefined ? {} : { "x-amz-version-id": object.versionId };
}
