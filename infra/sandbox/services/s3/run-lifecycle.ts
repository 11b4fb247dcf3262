import type { Collection, World } from "../../world.ts";
import { hostId, newRequestId } from "../../wire/request-id.ts";
import { applies, dueAt, expirationOf, type LifecycleRule, lifecycleRules } from "./lifecycle-rules.ts";
import { forgetUpload } from "./multipart-operations.ts";
import { type Cause, notify } from "./notify.ts";
import { isProtected } from "./object-lock.ts";
import { told } from "./object-operations.ts";
import { removeObject } from "./remove-object.ts";
import { type Bucket, buckets, objects, type StoredObject, uploads } from "./state.ts";
import { replaceVersion, versionsOf } from "./versions.ts";

const hour = 3_600_000;

/** The day (`2026-01-31`, UTC) of the last run, under `day`. */
const lastRun = (world: World): Collection<string> => world.collection("s3.lifecycle");

/**
 * Acts upon the buckets' lifecycle rules once a day (UTC), by the world's clock. As on AWS, nothing of it is recorded;
 * notifications tell.
 * @param onProblem told of what is no answer of a destination's (a full disk); the run is tried again an hour later
 * @returns the way to stop
 */
export function runLifecycle(
  world: World,
  onProblem: (error: unknown) => void = (error) => process.emitWarning(error as Error),
): () => void {
  const daily = () => {
    const today = world.clock.now().toISOString().slice(0, 10);
    if (lastRun(world).get("day") === today) return;
    const acting = [...buckets(world).entries()].filter(([, bucket]) => lifecycleRules(bucket).length > 0);
    world.transaction(() => {
      lastRun(world).put("day", today);
      for (const [, bucket] of acting) actUpon(world, bucket);
    });
  };
  return world.clock.every(hour, () => {
    try {
      daily();
    } catch (error) {
      onProblem(error);
    }
  });
}

/** Objects smaller than this stay where they are, unless a rule says of which size it speaks. */
const smallestTransition = 128 * 1024;

function actUpon(world: World, bucket: Bucket): void {
  const now = world.clock.now();
  const rules = lifecycleRules(bucket);
  const requestId = newRequestId("rest-xml-s3");
  const service = "s3.amazonaws.com";
  const cause = { time: now, principalId: service, sourceIp: service, requestId, hostId: hostId(requestId) };
  const keys = [...objects(world).entries(`${bucket.name}/`)].map(([, { key }]) => key);
  for (const key of keys) actUponKey(world, bucket, rules, cause, versionsOf(world, bucket, key));
  for (const [, upload] of [...uploads(world).entries(`${bucket.name}/`)])
    if (
      rules.some(
        ({ abortUploadsAfterDays: days, prefix }) =>
          days !== undefined && upload.key.startsWith(prefix) && dueAt({ days }, upload.started)! <= now,
      )
    )
      forgetUpload(world, upload);
}

function actUponKey(
  world: World,
  bucket: Bucket,
  rules: readonly LifecycleRule[],
  cause: Cause,
  versions: readonly StoredObject[],
): void {
  const [current, ...older] = versions;
  if (!current) return;
  const now = cause.time;
  const remove = (versionId: string | undefined) =>
    removeObject(cause, world, bucket, current.key, versionId, "s3:LifecycleExpiration");
  let left = older.length;
  for (const [index, version] of older.entries()) {
    // A version is noncurrent since the next one came.
    const since = versions[index]!.modified;
    const expires = rules.some(
      (rule) =>
        rule.noncurrentExpiration !== undefined &&
        applies(rule, version) &&
        index >= rule.noncurrentExpiration.keep &&
        dueAt(rule.noncurrentExpiration, since)! <= now,
    );
    if (expires && !isProtected(version, now, false)) {
      remove(version.versionId);
      left--;
    } else moveNoncurrent(world, bucket, rules, cause, version, index, since);
  }
  if (current.deleteMarker) {
    if (left === 0 && markerExpires(rules, current, now)) remove(current.versionId);
    return;
  }
  const expiration = expirationOf(bucket, current);
  if (expiration && expiration.at <= now) {
    remove(undefined);
    return;
  }
  for (const rule of rules)
    for (const transition of rule.transitions) {
      const at = dueAt(transition, current.modified);
      if (at && at <= now && applies(rule, current))
        move(world, bucket, rule, cause, current, transition.storageClass);
    }
}

/** A delete marker with nothing behind it goes where a rule says so, or once it has the age at which objects expire. */
function markerExpires(rules: readonly LifecycleRule[], marker: StoredObject, now: Date): boolean {
  return rules.some((rule) => {
    if (!rule.expiration || !marker.key.startsWith(rule.prefix) || rule.tags.length > 0) return false;
    if (rule.expiration.expiredDeleteMarker) return true;
    const at = rule.expiration.days === undefined ? undefined : dueAt(rule.expiration, marker.modified);
    return at !== undefined && at <= now;
  });
}

function moveNoncurrent(
  world: World,
  bucket: Bucket,
  rules: readonly LifecycleRule[],
  cause: Cause,
  version: StoredObject,
  index: number,
  since: string,
): void {
  if (version.deleteMarker) return;
  for (const rule of rules)
    for (const { days, keep, storageClass } of rule.noncurrentTransitions)
      if (applies(rule, version) && index >= keep && dueAt({ days }, since)! <= cause.time)
        move(world, bucket, rule, cause, version, storageClass);
}

/** From the class read most to the one read least; lifecycle only goes down. */
const classes = [
  "STANDARD",
  "STANDARD_IA",
  "INTELLIGENT_TIERING",
  "ONEZONE_IA",
  "GLACIER_IR",
  "GLACIER",
  "DEEP_ARCHIVE",
];

function move(
  world: World,
  bucket: Bucket,
  rule: LifecycleRule,
  cause: Cause,
  { key, versionId }: StoredObject,
  storageClass: string,
): void {
  // As it is by now: several transitions may be due at once.
  const version = versionsOf(world, bucket, key).find((each) => each.versionId === versionId);
  if (!version) return;
  const down = classes.indexOf(storageClass) > classes.indexOf(version.storageClass ?? "STANDARD");
  const sized = rule.largerThan !== undefined || rule.smallerThan !== undefined;
  if (!down || (version.size < smallestTransition && !sized)) return;
  replaceVersion(world, bucket, { ...version, storageClass });
  notify(cause, world, bucket, "s3:LifecycleTransition", told(bucket, version));
}
