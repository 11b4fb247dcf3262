import { randomBytes } from "node:crypto";
import type { World } from "../../world.ts";
import { dropBody } from "./bodies.ts";
import { invalidArgument, noSuchKey, noSuchVersion } from "./errors.ts";
import { type Bucket, noncurrent, objects, type StoredObject } from "./state.ts";

const path = (bucket: Bucket, key: string) => `${bucket.name}/${key}`;

/** The version id a new object gets: an opaque 32 characters where versioning is enabled, else `null`. */
export function newVersionId(bucket: Bucket): string {
  return bucket.versioning === "Enabled" ? randomBytes(24).toString("base64url") : "null";
}

/** Makes a version (or delete marker) the current one. Without versioning, or for another `null`, the old one goes. */
export function putVersion(world: World, bucket: Bucket, version: StoredObject): void {
  const at = path(bucket, version.key);
  const current = objects(world).get(at);
  const others = noncurrent(world).get(at) ?? [];
  const all = current ? [current, ...others] : others;
  const kept = version.versionId === "null" ? all.filter(({ versionId }) => versionId !== "null") : all;
  if (version.versionId === "null")
    for (const replaced of all) if (replaced.versionId === "null") dropBody(world, replaced.file);
  objects(world).put(at, version);
  keep(world, at, kept, others.length > 0);
}

/** Removes one version for good; the newest of the others becomes current. Returns what was removed. */
export function removeVersion(
  world: World,
  bucket: Bucket,
  key: string,
  versionId: string,
): StoredObject | undefined {
  const at = path(bucket, key);
  const current = objects(world).get(at);
  if (!current) return undefined;
  const others = noncurrent(world).get(at) ?? [];
  const all = [current, ...others];
  const removed = all.find((version) => version.versionId === versionId);
  if (!removed) return undefined;
  dropBody(world, removed.file);
  const [next, ...rest] = all.filter((version) => version !== removed);
  if (next) objects(world).put(at, next);
  else objects(world).delete(at);
  keep(world, at, rest, others.length > 0);
  return removed;
}

/** Puts a changed version in the place of the one with its id. */
export function replaceVersion(world: World, bucket: Bucket, version: StoredObject): void {
  const at = path(bucket, version.key);
  if (objects(world).get(at)?.versionId === version.versionId) {
    objects(world).put(at, version);
    return;
  }
  const others = noncurrent(world).get(at) ?? [];
  noncurrent(world).put(
    at,
    others.map((other) => (other.versionId === version.versionId ? version : other)),
  );
}

/** All versions of a key, the current one first. */
export function versionsOf(world: World, bucket: Bucket, key: string): readonly StoredObject[] {
  const at = path(bucket, key);
  const current = objects(world).get(at);
  return current ? [current, ...(noncurrent(world).get(at) ?? [])] : [];
}

/**
 * The current version, or the one asked for; may be a delete marker.
 * @throws AwsError `NoSuchKey`, `NoSuchVersion`
 */
export function requireVersion(
  world: World,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
): StoredObject {
  const versions = versionsOf(world, bucket, key);
  if (versionId === undefined) {
    if (!versions[0]) throw noSuchKey(key);
    return versions[0];
  }
  const found = versions.find((version) => version.versionId === versionId);
  if (!found && !/^(?:null|[\w-]{32})$/.test(versionId))
    throw invalidArgument("Invalid version id specified", "versionId", versionId);
  if (!found) throw noSuchVersion(key, versionId);
  return found;
}

function keep(world: World, at: string, versions: readonly StoredObject[], had: boolean): void {
  if (versions.length > 0) noncurrent(world).put(at, versions);
  else if (had) noncurrent(world).delete(at);
}
