import { trailArn } from "../cloudtrail/trail-arn.ts";
import { TrailwrightError } from "../errors.ts";
import type { AccountPlace } from "./account-place.ts";
import { checkSettings } from "./config.ts";
import { proposeBucketName } from "./propose-bucket-name.ts";
import { defaultTrailName } from "./propose-trail-name.ts";
import { roleArnPattern } from "./naming-rules.ts";
import type { StackSettings } from "./settings.ts";

/** What a set-up of one or several stacks is to be, before it is settings. */
export interface SetUpRequest {
  /** The stack's name; several stacks are called `NAME-ACCOUNT`, their log archive `NAME-archive`. */
  readonly stack: string;
  /** One stack for each; empty makes a single one wherever the credentials lead. */
  readonly accounts: readonly AccountPlace[];
  /** The account whose bucket takes the log files of all of them. */
  readonly logArchive?: AccountPlace | undefined;
  /** Settings of the bucket that is made: the archive's, or each stack's own. */
  readonly bucket: Partial<
    Pick<StackSettings, "bucketName" | "retentionDays" | "accessLogBucket" | "emptyOnDestroy">
  >;
  /** Settings of every trail. */
  readonly trail: Partial<StackSettings>;
  /** Settings of every stack, the archive included. */
  readonly common: Pick<StackSettings, "region" | "target"> &
    Partial<Pick<StackSettings, "profile" | "tags">>;
  /** Bucket that somebody else looks after. */
  readonly centralBucket?: string | undefined;
  readonly kmsKey?: string | undefined;
}

/**
 * The settings of each stack, the log archive first. Pure but for a random part of a bucket's name that was not given.
 * Throws InvalidInput where the request contradicts itself, InvalidSettings naming the stack and what is wrong.
 */
export function draftStacks(request: SetUpRequest): StackSettings[] {
  const { stack, accounts, logArchive, centralBucket, bucket, kmsKey } = request;
  const ids = accounts.map(({ accountId }) => accountId);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice) throw contradiction(`Account ${twice} is named twice.`, "Name each account once.");
  if (logArchive && accounts.length === 0)
    throw contradiction(
      "A log archive wants to know whose trails deliver into it.",
      "Name their accounts with --for-account ID, once for each.",
    );
  if (centralBucket && (logArchive || bucket.bucketName))
    throw contradiction(
      "A central bucket is there already, and another was asked for.",
      "Leave --bucket and --log-archive away, or --central-bucket.",
    );
  if (logArchive && kmsKey === "own")
    throw contradiction(
      "The trails must name the archive's key by its ARN, which it has only once it is made.",
      "Name a key that is there with --kms ARN. Or leave --kms away, and give the archive's stack kmsKey: own and then the trails' stacks the ARN among its outputs.",
    );
  if (accounts.length > 1 && !logArchive && bucket.bucketName)
    throw contradiction(
      `Bucket ${bucket.bucketName} cannot be the own one of ${accounts.length} accounts.`,
      "Say in which account it is with --log-archive ID, or leave --bucket away: each gets its own.",
    );
  if (logArchive) return withArchive(request, logArchive);
  const places: readonly (AccountPlace | undefined)[] = accounts.length > 0 ? accounts : [undefined];
  return places.map((place) =>
    checked({
      ...trailStack(request, place, places.length > 1),
      ...(centralBucket
        ? { bucketName: centralBucket, centralBucket: true }
        : { ...bucket, bucketName: bucket.bucketName ?? ownBucketName(request, place, stack) }),
      ...(kmsKey ? { kmsKey } : {}),
    }),
  );
}

function withArchive(request: SetUpRequest, archive: AccountPlace): StackSettings[] {
  const { accounts, bucket, common, trail, stack, kmsKey } = request;
  const { region } = common;
  const name = trail.trailName ?? defaultTrailName;
  const bucketName = bucket.bucketName ?? proposeBucketName(archive.accountId, region);
  const { keyPrefix, organizationTrail, organizationId } = trail;
  const archiveStack = checked({
    stack: `${stack}-archive`,
    ...common,
    ...archive,
    ...bucket,
    bucketName,
    kind: "log-archive",
    deliveringTrails: accounts.map(({ accountId }) => trailArn({ region, accountId, name })),
    ...(keyPrefix === undefined ? {} : { keyPrefix }),
    ...(organizationTrail && organizationId ? { organizationId } : {}),
    ...(kmsKey ? { kmsKey } : {}),
  });
  const trails = accounts.map((place) =>
    checked({
      ...trailStack(request, place, true),
      bucketName,
      centralBucket: true,
      ...(kmsKey ? { kmsKey } : {}),
    }),
  );
  return [archiveStack, ...trails];
}

function trailStack(
  { stack, common, trail }: SetUpRequest,
  place: AccountPlace | undefined,
  several: boolean,
): Record<string, unknown> {
  return { ...common, ...trail, ...place, stack: several ? `${stack}-${place!.accountId}` : stack };
}

/** A name that tells whose bucket it is: by the account, or else by the stack. */
function ownBucketName(
  { common, trail }: SetUpRequest,
  place: AccountPlace | undefined,
  stack: string,
): string {
  const ofRole = trail.roleArn === undefined ? undefined : roleArnPattern.exec(trail.roleArn)?.[1];
  const whose =
    place?.accountId ??
    ofRole ??
    stack
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .slice(0, 12);
  return proposeBucketName(whose, common.region);
}

const checked = (values: Record<string, unknown>): StackSettings =>
  checkSettings(values, `Stack ${String(values["stack"])}`);

function contradiction(message: string, next: string): TrailwrightError {
  return new TrailwrightError("InvalidInput", message, { next });
}
