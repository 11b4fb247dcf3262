import { gunzipSync } from "node:zlib";
import { recordsOf } from "../cloudtrail/log-file.ts";
import { parseObjectKey } from "../cloudtrail/object-key.ts";
import type { CloudTrailRecord } from "../cloudtrail/record.ts";
import { TrailwrightError } from "../errors.ts";
import { journalOf } from "./recorder/journal.ts";
import type { RecordFilter } from "./sandbox.ts";
import { trailsOf } from "./services/cloudtrail/trails.ts";
import { bodyPieces } from "./services/s3/bodies.ts";
import { objects } from "./services/s3/state.ts";
import type { World } from "./world.ts";

/** The records of a sandbox that a filter lets through; see `Sandbox.records`. */
export function recorded(world: World, filter: RecordFilter = {}): readonly CloudTrailRecord[] {
  const source = filter.deliveredBy === undefined ? history(world) : delivered(world, filter.deliveredBy);
  const found: CloudTrailRecord[] = [];
  for (const record of source) if (passes(filter, record)) found.push(record);
  return found;
}

function passes(filter: RecordFilter, record: CloudTrailRecord): boolean {
  const wanted: readonly (readonly [string | undefined, string | undefined])[] = [
    [filter.eventName, record.eventName],
    [filter.eventSource, record.eventSource],
    [filter.errorCode, record.errorCode],
    [filter.accountId, record.recipientAccountId],
    [filter.region, record.awsRegion],
    [filter.accessKeyId, record.userIdentity?.accessKeyId],
  ];
  return wanted.every(([want, is]) => want === undefined || want === is) && (filter.where?.(record) ?? true);
}

function* history(world: World): IterableIterator<CloudTrailRecord> {
  for (const text of journalOf(world).everything()) yield JSON.parse(text) as CloudTrailRecord;
}

function* delivered(world: World, nameOrArn: string): IterableIterator<CloudTrailRecord> {
  const trail = trailsOf(world).find(({ arn, name }) => arn === nameOrArn || name === nameOrArn);
  if (!trail) throw new TrailwrightError("InvalidInput", `The sandbox has no trail ${nameOrArn}.`);
  const folder = `${trail.s3BucketName}/${trail.s3KeyPrefix ? `${trail.s3KeyPrefix}/` : ""}AWSLogs/`;
  for (const [name, { key, file }] of objects(world).entries(folder)) {
    const family = parseObjectKey(key)?.family;
    if (file === undefined || family === undefined || family === "CloudTrail-Digest") continue;
    yield* recordsIn(name, bodyPieces(world, file));
  }
}

function recordsIn(name: string, pieces: Iterable<Buffer>): readonly CloudTrailRecord[] {
  try {
    const found = recordsOf(JSON.parse(gunzipSync(Buffer.concat([...pieces])).toString("utf8")));
    if (found && found.unusable === 0) return found.records;
  } catch (cause) {
    throw unreadable(name, cause);
  }
  throw unreadable(name);
}

function unreadable(name: string, cause?: unknown): TrailwrightError {
  return new TrailwrightError("AwsFailed", `The log file s3://${name} cannot be read.`, {
    why: cause instanceof Error ? cause.message : "It holds something else than CloudTrail records.",
    ...(cause === undefined ? {} : { cause }),
  });
}
