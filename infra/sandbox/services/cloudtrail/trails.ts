import { defaultEventSelectors, type Selection } from "../../../cloudtrail/event-selectors.ts";
import type { Collection, World } from "../../world.ts";

/** An insight selector as set. */
interface InsightSelector {
  readonly InsightType: string;
  readonly EventCategories?: readonly string[];
}

/** A trail: its configuration, and what GetTrailStatus tells. Times are epoch milliseconds. */
export interface Trail {
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  readonly homeRegion: string;
  readonly s3BucketName: string;
  readonly s3KeyPrefix?: string;
  /** Topic that is told of each log file. */
  readonly snsTopicArn?: string;
  /** The topic as it was named, ARN or not. */
  readonly snsTopicName?: string;
  /** Key that its log files are encrypted with (SSE-KMS); without one it is S3's own. */
  readonly kmsKeyArn?: string;
  /** Where its events go besides the bucket, and the role CloudTrail assumes to write there. */
  readonly cloudWatchLogs?: { readonly groupArn: string; readonly roleArn: string };
  /** `o-…` on an organization's trail: it records all member accounts, in folders below this id. */
  readonly organizationId?: string;
  readonly includeGlobalServiceEvents: boolean;
  readonly isMultiRegionTrail: boolean;
  readonly logFileValidationEnabled: boolean;
  readonly selection: Selection;
  readonly insightSelectors?: readonly InsightSelector[];
  /** When insights were switched on, as epoch milliseconds: there is no baseline from before. */
  readonly insightsSince?: number;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  readonly isLogging: boolean;
  readonly startLoggingTime?: number;
  readonly stopLoggingTime?: number;
  /** Request ID of the StopLogging that stopped it: the last call it logs. */
  readonly stoppedByRequest?: string;
  readonly delivery: DeliveryStatus;
}

/** How the last deliveries to the bucket went. */
interface DeliveryStatus {
  readonly attemptTime?: number;
  readonly attemptSucceeded?: number;
  /** S3's error code (`AccessDenied`, `NoSuchBucket`) while delivery is refused. */
  readonly error?: string;
  readonly noticeTime?: number;
  readonly noticeSucceeded?: number;
  /** SNS's error code while the topic refuses. */
  readonly noticeError?: string;
  readonly logsTime?: number;
  /** The code with which its role or its log group refuse. */
  readonly logsError?: string;
  readonly digestTime?: number;
  readonly digestError?: string;
}

/** What a trail records until it is told otherwise. */
export const newTrailSelection: Selection = { EventSelectors: defaultEventSelectors };

function trails(world: World): Collection<Trail> {
  return world.collection<Trail>("cloudtrail.trails");
}

/** All trails of an account, or of the whole sandbox, in order of their ARNs' account, region and name. */
export function trailsOf(world: World, accountId?: string): readonly Trail[] {
  return [...trails(world).entries(accountId === undefined ? "" : `${accountId}/`)].map(([, trail]) => trail);
}

/** The trails that an account sees: its own, and those of the organization, which all accounts of the sandbox belong to. */
export function trailsSeenBy(world: World, accountId: string): readonly Trail[] {
  return trailsOf(world).filter((trail) => isSeenBy(trail, accountId));
}

/** Whether an account may look at a trail. */
export function isSeenBy(trail: Trail, accountId: string): boolean {
  return trail.accountId === accountId || trail.organizationId !== undefined;
}

/** The trail of this ARN, of whatever account. */
export function trailByArn(world: World, arn: string): Trail | undefined {
  const [, , , region, accountId, rest] = arn.split(":");
  const trail = trails(world).get(`${accountId}/${region}/${rest?.slice("trail/".length)}`);
  return trail?.arn === arn ? trail : undefined;
}

/** Stores a trail, new or changed. */
export function putTrail(world: World, trail: Trail): void {
  trails(world).put(keyOf(trail), trail);
}

/** Forgets a trail; its log files stay. */
export function removeTrail(world: World, trail: Trail): void {
  trails(world).delete(keyOf(trail));
}

function keyOf({ accountId, homeRegion, name }: Trail): string {
  return `${accountId}/${homeRegion}/${name}`;
}
