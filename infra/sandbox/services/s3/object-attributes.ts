import type { Call } from "../../service.ts";
import { AwsError } from "../../service.ts";
import { checkGrants, grantsFromHeaders } from "./acl.ts";
import { expirationOf } from "./lifecycle-rules.ts";
import { lockFromHeaders, lockHeaders } from "./object-lock.ts";
import { encryptionOf } from "./server-side-encryption.ts";
import type { World } from "../../world.ts";
import type { Bucket, ObjectAttributes, StoredObject } from "./state.ts";
import { tagsFromHeader } from "./tags.ts";

/** System metadata that is given back as it came. */
const systemHeaders = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
  "x-amz-website-redirect-location",
];

const storageClasses = new Set([
  "STANDARD",
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER",
  "DEEP_ARCHIVE",
  "GLACIER_IR",
]);

/** All of them from a writing request's headers. Asks KMS for a data key where one is needed: checks come before. */
export function attributesFromHeaders(
  call: Call,
  world: World,
  bucket: Bucket,
  key: string,
): ObjectAttributes {
  const { headers } = call.request;
  const owner = ownerOf(call, bucket);
  const acl = grantsFromHeaders(call, owner, bucket);
  if (acl) checkGrants(call, acl, bucket);
  const tags = tagsFromHeader(headers["x-amz-tagging"]);
  const storageClass = headers["x-amz-storage-class"];
  if (storageClass !== undefined && !storageClasses.has(storageClass))
    throw new AwsError("InvalidStorageClass", "The storage class you specified is not valid", {
      extra: { StorageClassRequested: storageClass },
    });
  const lock = lockFromHeaders(call, bucket);
  return {
    ...lock,
    headers: systemHeadersOf(headers),
    metadata: metadataOf(headers),
    owner,
    ...encryptionOf(call, world, bucket, key),
    ...(tags.length > 0 ? { tags } : {}),
    ...(acl ? { acl } : {}),
    ...(storageClass === undefined || storageClass === "STANDARD" ? {} : { storageClass }),
  };
}

/** Where ACLs are off, or the writer hands it over, the bucket's owner owns the object. */
function ownerOf(call: Call, bucket: Bucket): string {
  const handedOver =
    bucket.ownership === "BucketOwnerEnforced" ||
    (bucket.ownership === "BucketOwnerPreferred" &&
      call.request.headers["x-amz-acl"] === "bucket-owner-full-control") ||
    call.caller.type === "AWSService";
  return handedOver ? bucket.account : call.caller.accountId;
}

function systemHeadersOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept: Record<string, string> = { "content-type": "binary/octet-stream" };
  for (const name of systemHeaders) if (headers[name] !== undefined) kept[name] = headers[name];
  const encoding = kept["content-encoding"];
  if (encoding !== undefined) {
    // `aws-chunked` frames the upload; it is not part of the object.
    const rest = encoding
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "aws-chunked" && part !== "");
    if (rest.length > 0) kept["content-encoding"] = rest.join(",");
    else delete kept["content-encoding"];
  }
  return kept;
}

function metadataOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  const metadata: Record<string, string> = {};
  let size = 0;
  for (const name in headers) {
    if (!name.startsWith("x-amz-meta-")) continue;
    const value = headers[name]!;
    metadata[name.slice("x-amz-meta-".length)] = value;
    size += name.length - "x-amz-meta-".length + Buffer.byteLength(value);
  }
  if (size > 2048)
    throw new AwsError("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size", {
      extra: { Size: String(size), MaxSizeAllowed: "2048" },
    });
  return metadata;
}

/** Headers by which GetObject and HeadObject describe a version. */
export function describingHeaders(object: StoredObject, bucket: Bucket): Record<string, string> {
  const headers: Record<string, string> = {
    ...object.headers,
    "last-modified": new Date(object.modified).toUTCString(),
    etag: `"${object.etag}"`,
    "accept-ranges": "bytes",
    ...object.encryption,
  };
  for (const [name, value] of Object.entries(object.metadata)) headers[`x-amz-meta-${name}`] = value;
  if (object.storageClass !== undefined) headers["x-amz-storage-class"] = object.storageClass;
  if (object.retention || object.legalHold !== undefined) Object.assign(headers, lockHeaders(object));
  if (bucket.configuration["lifecycle"] !== undefined)
    Object.assign(headers, expirationHeader(bucket, object));
  if (object.tags?.length) headers["x-amz-tagging-count"] = String(object.tags.length);
  if (bucket.versioning !== undefined || object.versionId !== "null")
    headers["x-amz-version-id"] = object.versionId;
  return headers;
}

/** `x-amz-expiration`, where a lifecycle rule says when the object goes. */
export function expirationHeader(bucket: Bucket, object: StoredObject): Record<string, string> {
  const expiration = expirationOf(bucket, object);
  if (!expiration) return {};
  const value = `expiry-date="${expiration.at.toUTCString()}", rule-id="${encodeURIComponent(expiration.rule)}"`;
  return { "x-amz-expiration": value };
}
