import type { Call, Reply } from "../../service.ts";
import { uriEncodePath } from "../../wire/uri.ts";
import type { World } from "../../world.ts";
import { invalidArgument } from "./errors.ts";
import { type Line, listPage, type Page } from "./listing.ts";
import { bucketOperation, xmlReply } from "./operation.ts";
import { type Bucket, canonicalUser, noncurrent, objects, type StoredObject } from "./state.ts";

/** Parameters that the listings share. */
interface Asked {
  readonly prefix: string;
  readonly delimiter: string;
  readonly limit: number;
  /** Encodes keys and prefixes when `encoding-type=url` is asked for. */
  readonly encode: (text: string) => string;
  readonly encodingType: string | undefined;
}

/** Reads the shared parameters. @throws AwsError `InvalidArgument` */
export function listingParameters({ request: { query } }: Call, limitName: string): Asked {
  const encodingType = query.get("encoding-type") ?? undefined;
  if (encodingType !== undefined && encodingType !== "url")
    throw invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", encodingType);
  const text = query.get(limitName) || "1000";
  const limit = Number(text);
  if (!/^-?\d+$/.test(text) || limit > 2_147_483_647)
    throw invalidArgument(`Provided ${limitName} not an integer or within integer range`, limitName, text);
  if (limit < 0)
    throw invalidArgument(
      `Argument ${limitName} must be an integer between 0 and 2147483647`,
      limitName,
      text,
    );
  return {
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    limit: Math.min(limit, 1000),
    encode: encodingType === "url" ? uriEncodePath : (value) => value,
    encodingType,
  };
}

function pageOf(world: World, bucket: Bucket, asked: Asked, after: string): Page<StoredObject> {
  if (asked.limit === 0) return { lines: [] };
  const root = `${bucket.name}/`;
  return listPage({
    ...asked,
    after,
    from: (key) => withoutRoot(objects(world).entries(root + asked.prefix, root + key), root.length),
    shown: (object) => !object.deleteMarker,
  });
}

function* withoutRoot(
  entries: Iterable<[string, StoredObject]>,
  root: number,
): IterableIterator<[string, StoredObject]> {
  for (const [key, object] of entries) yield [key.slice(root), object];
}

function contents(lines: readonly Line<StoredObject>[], encode: Asked["encode"], owner: boolean): unknown[] {
  return lines.flatMap((line) => {
    if (!("entry" in line)) return [];
    const { key, modified, etag, size, storageClass, checksum, owner: account } = line.entry;
    return [
      {
        Key: encode(key),
        LastModified: modified,
        ETag: `"${etag}"`,
        ...(checksum ? { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type } : {}),
        Size: size,
        ...(owner ? { Owner: { ID: canonicalUser(account) } } : {}),
        StorageClass: storageClass ?? "STANDARD",
      },
    ];
  });
}

/** `<CommonPrefixes>` members of a page. */
export function commonPrefixes(lines: readonly Line<unknown>[], encode: Asked["encode"]): unknown[] {
  return lines.flatMap((line) => ("prefix" in line ? [{ Prefix: encode(line.prefix) }] : []));
}

function listV1(call: Call, world: World, bucket: Bucket): Reply {
  const asked = listingParameters(call, "max-keys");
  const { encode } = asked;
  const marker = call.request.query.get("marker") ?? "";
  const { lines, next } = pageOf(world, bucket, asked, marker);
  return xmlReply("ListBucketResult", {
    Name: bucket.name,
    Prefix: encode(asked.prefix),
    Marker: encode(marker),
    // Only with a delimiter; without one the last key is the marker.
    NextMarker: next !== undefined && asked.delimiter !== "" ? encode(next) : undefined,
    MaxKeys: asked.limit,
    Delimiter: asked.delimiter === "" ? undefined : encode(asked.delimiter),
    EncodingType: asked.encodingType,
    IsTruncated: next !== undefined,
    Contents: contents(lines, encode, true),
    CommonPrefixes: commonPrefixes(lines, encode),
  });
}

function listV2(call: Call, world: World, bucket: Bucket): Reply {
  const { query } = call.request;
  const asked = listingParameters(call, "max-keys");
  const { encode } = asked;
  const token = query.get("continuation-token");
  const startAfter = query.get("start-after") ?? "";
  const { lines, next } = pageOf(world, bucket, asked, token === null ? startAfter : readToken(token));
  return xmlReply("ListBucketResult", {
    Name: bucket.name,
    Prefix: encode(asked.prefix),
    ContinuationToken: token ?? undefined,
    NextContinuationToken: next === undefined ? undefined : writeToken(next),
    StartAfter: startAfter === "" ? undefined : encode(startAfter),
    KeyCount: lines.length,
    MaxKeys: asked.limit,
    Delimiter: asked.delimiter === "" ? undefined : encode(asked.delimiter),
    EncodingType: asked.encodingType,
    IsTruncated: next !== undefined,
    Contents: contents(lines, encode, query.get("fetch-owner") === "true"),
    CommonPrefixes: commonPrefixes(lines, encode),
  });
}

/** Continuation tokens hold the key to go on after; to clients they are opaque. */
const writeToken = (key: string): string => `1${Buffer.from(key).toString("base64")}`;

function readToken(token: string): string {
  const key = Buffer.from(token.slice(1), "base64").toString("utf8");
  if (writeToken(key) !== token)
    throw invalidArgument("The continuation token provided is incorrect", "continuation-token", token);
  return key;
}

export const listObjects = bucketOperation({
  action: "s3:ListBucket",
  readOnly: true,
  category: "Data",
  handle: listV1,
});

export const listObjectsV2 = bucketOperation({
  action: "s3:ListBucket",
  readOnly: true,
  category: "Data",
  handle: listV2,
});

/** One version in a listing: the object and whether it is the current one. */
interface Listed {
  readonly object: StoredObject;
  readonly latest: boolean;
}

/**
 * Versions are listed key by key, newest first. A page may end between two versions of one key, so the walk counts
 * versions by a composed name: the key, a NUL (which no key holds), and the position.
 */
export const listObjectVersions = bucketOperation({
  action: "s3:ListBucketVersions",
  readOnly: true,
  category: "Data",
  handle(call, world, bucket) {
    const { query } = call.request;
    const asked = listingParameters(call, "max-keys");
    const { encode, prefix } = asked;
    const keyMarker = query.get("key-marker") ?? "";
    const versionMarker = query.get("version-id-marker") ?? "";
    const { lines, next } =
      asked.limit === 0
        ? { lines: [] as readonly Line<Listed>[], next: undefined }
        : listPage<Listed>({
            ...asked,
            after: composedMarker(world, bucket, keyMarker, versionMarker),
            from: (name) => versionsFrom(world, bucket, prefix, name),
            shown: () => true,
          });
    const last = lines.at(-1);
    return xmlReply("ListVersionsResult", {
      Name: bucket.name,
      Prefix: encode(prefix),
      KeyMarker: encode(keyMarker),
      VersionIdMarker: versionMarker,
      NextKeyMarker: next === undefined ? undefined : encode(next.split("\0")[0]!),
      NextVersionIdMarker:
        next !== undefined && last && "entry" in last ? last.entry.object.versionId : undefined,
      MaxKeys: asked.limit,
      Delimiter: asked.delimiter === "" ? undefined : encode(asked.delimiter),
      EncodingType: asked.encodingType,
      IsTruncated: next !== undefined,
      Version: lines.flatMap((line) =>
        "entry" in line && !line.entry.object.deleteMarker ? [versionMember(line.entry, encode)] : [],
      ),
      DeleteMarker: lines.flatMap((line) =>
        "entry" in line && line.entry.object.deleteMarker ? [markerMember(line.entry, encode)] : [],
      ),
      CommonPrefixes: commonPrefixes(lines, encode),
    });
  },
});

const composed = (key: string, position: number) => `${key}\0${String(position).padStart(10, "0")}`;

/** A key marker alone skips all versions of its key, with a version id those up to it. */
function composedMarker(world: World, bucket: Bucket, key: string, versionId: string): string {
  if (key === "") return "";
  if (versionId === "") return key.endsWith("/") ? key : `${key}\0:`;
  const at = `${bucket.name}/${key}`;
  const current = objects(world).get(at);
  const versions = current ? [current, ...(noncurrent(world).get(at) ?? [])] : [];
  const position = versions.findIndex((version) => version.versionId === versionId);
  if (position < 0) throw invalidArgument("Invalid version id specified", "version-id-marker", versionId);
  return composed(key, position);
}

function* versionsFrom(
  world: World,
  bucket: Bucket,
  prefix: string,
  name: string,
): IterableIterator<[string, Listed]> {
  const root = `${bucket.name}/`;
  const [startKey] = name.split("\0");
  for (const [at, current] of objects(world).entries(root + prefix, root + startKey)) {
    const key = at.slice(root.length);
    for (const [position, object] of [current, ...(noncurrent(world).get(at) ?? [])].entries()) {
      const entry = composed(key, position);
      if (entry >= name || key !== startKey) yield [entry, { object, latest: position === 0 }];
    }
  }
}

function versionMember({ object, latest }: Listed, encode: Asked["encode"]): unknown {
  return {
    Key: encode(object.key),
    VersionId: object.versionId,
    IsLatest: latest,
    LastModified: object.modified,
    ETag: `"${object.etag}"`,
    Size: object.size,
    Owner: { ID: canonicalUser(object.owner) },
    StorageClass: object.storageClass ?? "STANDARD",
  };
}

function markerMember({ object, latest }: Listed, encode: Asked["encode"]): unknown {
  return {
    Key: encode(object.key),
    VersionId: object.versionId,
    IsLatest: latest,
    LastModified: object.modified,
    Owner: { ID: canonicalUser(object.owner) },
  };
}
