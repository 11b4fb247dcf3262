import type { Trail } from "../services/cloudtrail/trails.ts";
import type { World } from "../world.ts";
import { type BatchKey, journalOf } from "./journal.ts";

/**
 * Queues an account's copy of a record (JSON text) for a trail: for its bucket, and for its log group if it has one, so
 * that neither waits for the other.
 * @param own whether CloudTrail itself caused it by delivering
 */
export function queueRecord(
  world: World,
  trail: Trail,
  folder: Pick<BatchKey, "account" | "region" | "family">,
  text: string,
  queued: Date,
  own: boolean,
): void {
  const journal = journalOf(world);
  journal.enqueue({ ...folder, trail: trail.arn }, text, queued, own);
  if (!trail.cloudWatchLogs) return;
  // All regions share a stream, in the order of the calls.
  const { account } = folder;
  const stream = { trail: trail.arn, account, region: trail.homeRegion, family: "CloudWatchLogs" } as const;
  journal.enqueue(stream, text, queued, own);
}
