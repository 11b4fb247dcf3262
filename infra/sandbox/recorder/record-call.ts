import { randomUUID } from "node:crypto";
import { selects, selectsData } from "../../cloudtrail/event-selectors.ts";
import type { CloudTrailRecord } from "../../cloudtrail/record.ts";
import { AwsError, type Call, type EventParts } from "../service.ts";
import { type Trail, trailsOf } from "../services/cloudtrail/trails.ts";
import type { World } from "../world.ts";
import { buildRecord } from "./build-record.ts";
import { copiesOf } from "./copies.ts";
import { insightCounts } from "./insights/insight-counts.ts";
import { countsFor } from "./insights/insight-trails.ts";
import { journalOf } from "./journal.ts";
import { networkActivity } from "./network-activity.ts";
import type { Outcome } from "./outcome.ts";
import { queueRecord } from "./queue-record.ts";

export type { Outcome } from "./outcome.ts";

/**
 * Journals the call's record: management events in the event history, and every event in the queue of each logging
 * trail that takes it; each account concerned gets its own copy. Runs inside the transaction of the call itself, so that
 * call and record are one. A data event that no trail takes leaves nothing behind.
 */
export function recordCall(world: World, call: Call, outcome: Outcome, reach: Reach = {}): void {
  const { owners = [], refusedAtEndpoint = false } = reach;
  const trails = trailsOf(world);
  // Most data events interest nobody: they are not even written down.
  const isData = call.service.operations[call.operation]?.category === "Data";
  if (isData && !call.vpcEndpoint && !trails.some(({ selection }) => selectsData(selection))) return;
  const own = ownParts(world, call, outcome);
  const shared = call.caller.type === "AWSService" || owners.length > 0;
  const ids = { eventID: randomUUID(), ...(shared ? { sharedEventID: randomUUID() } : {}) };
  const record = written(call, outcome, own, ids);
  for (const copy of copiesOf(record, call, owners)) journalCopy(world, call, outcome, copy, trails);
  if (call.vpcEndpoint) {
    const passed = networkActivity(record, call, call.vpcEndpoint, refusedAtEndpoint);
    journalCopy(world, call, outcome, passed, trails);
  }
}

/**
 * The record, without parameters that nest so deeply that they cannot be written down (a policy in a body): to fail here
 * would undo the calls of others that share the transaction.
 */
function written(...[call, outcome, own, ids]: Parameters<typeof buildRecord>): CloudTrailRecord {
  try {
    return buildRecord(call, outcome, own, ids);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return buildRecord(call, outcome, { ...own, requestParameters: null }, ids);
  }
}

/** How far a call goes beyond its caller. */
export interface Reach {
  /** Other accounts that hear of it, from `resourceOwners`. */
  readonly owners?: readonly string[];
  /** Whether the policy of the VPC endpoint it came through refused it. */
  readonly refusedAtEndpoint?: boolean;
}

/** Journals one account's copy. */
function journalCopy(
  world: World,
  call: Call,
  outcome: Outcome,
  record: CloudTrailRecord,
  trails: readonly Trail[],
): void {
  const account = record.recipientAccountId!;
  const taking = trails.filter(
    (trail) =>
      // An organization's trail records all the sandbox's accounts: they are its members.
      (trail.accountId === account || trail.organizationId !== undefined) &&
      takes(trail, call, outcome, record),
  );
  if (!record.managementEvent && taking.length === 0) return;
  const text = JSON.stringify(record);
  if (record.managementEvent) journalOf(world).remember(record, text);
  if (taking.some((trail) => countsFor(trail, record))) insightCounts(world).add(record);
  for (const trail of taking) {
    const region = trail.isMultiRegionTrail ? (record.awsRegion ?? trail.homeRegion) : trail.homeRegion;
    // Also what SNS passes on of CloudTrail's notices.
    const own = call.caller.type === "AWSService";
    const family = record.eventCategory === "NetworkActivity" ? "CloudTrail-NetworkActivity" : "CloudTrail";
    queueRecord(world, trail, { account, region, family }, text, call.time, own);
  }
}

/** What the operation and its reply contribute. Input that cannot even be written down is left out of the record. */
function ownParts(world: World, call: Call, outcome: Outcome): EventParts {
  const reply = "reply" in outcome ? outcome.reply : undefined;
  const error = "error" in outcome ? outcome.error : undefined;
  try {
    const operation = call.service.operations[call.operation];
    return { ...operation?.event?.(call, reply, world, error), ...reply?.event };
  } catch (thrown) {
    if (thrown instanceof AwsError || thrown instanceof RangeError) return { requestParameters: null };
    throw thrown;
  }
}

function takes(trail: Trail, call: Call, outcome: Outcome, record: CloudTrailRecord): boolean {
  // A trail's last event is the StopLogging that stopped it.
  const stoppedHere =
    call.operation === "StopLogging" && "reply" in outcome && trail.stoppedByRequest === call.requestId;
  if (!trail.isLogging && !stoppedHere) return false;
  return inReach(trail, call, record) && selects(trail.selection, record);
}

/**
 * Global services' events happen in us-east-1 ("Global service events", CloudTrail User Guide, as of November 2021):
 * multi-region trails get them, and single-region trails there that include them.
 */
function inReach(trail: Trail, call: Call, record: CloudTrailRecord): boolean {
  if (call.service.global && !trail.includeGlobalServiceEvents) return false;
  return trail.isMultiRegionTrail || record.awsRegion === trail.homeRegion;
}
