import { trailArn, trailNameProblem } from "../../../cloudtrail/trail-arn.ts";
import { deliverLast } from "../../recorder/delivery.ts";
import { prepareDigestKey } from "../../recorder/digest-keys.ts";
import type { Call, Reply } from "../../service.ts";
import type { World } from "../../world.ts";
import { managementAccount } from "../organizations/organization.ts";
import { configurationOf } from "./describe-trail.ts";
import { errors } from "./errors.ts";
import { findTrailAtHome } from "./find-trail.ts";
import { inputOf } from "./inputs.ts";
import { cloudWatchLogsOf } from "./log-delivery.ts";
import { organizationFor } from "./organization-trails.ts";
import { preflight } from "./preflight.ts";
import { checkTags } from "./tags.ts";
import { checkRoom } from "./trail-quota.ts";
import { newTrailSelection, putTrail, type Trail, trailByArn } from "./trails.ts";

/** CreateTrail. The trail does not log until StartLogging. */
export function createTrail(call: Call, world: World): Reply {
  const input = inputOf("CreateTrail", call);
  const problem = trailNameProblem(input.Name);
  if (problem) throw errors.badName(problem);
  checkBucketAndPrefix(input.S3BucketName, input.S3KeyPrefix);
  const organization = input.IsOrganizationTrail ? organizationFor(world, call) : undefined;
  const accountId = organization?.managementAccountId ?? call.caller.accountId;
  const isMultiRegionTrail = input.IsMultiRegionTrail ?? false;
  checkRoom(world, { name: input.Name, accountId, homeRegion: call.region, isMultiRegionTrail });
  const tags = input.TagsList ?? [];
  checkTags(tags);
  const trail: Trail = {
    arn: trailArn({ region: call.region, accountId, name: input.Name }),
    name: input.Name,
    accountId,
    homeRegion: call.region,
    s3BucketName: input.S3BucketName,
    ...(input.S3KeyPrefix ? { s3KeyPrefix: input.S3KeyPrefix } : {}),
    ...topicOf(call, input.SnsTopicName),
    ...cloudWatchLogsOf(input),
    ...(input.KmsKeyId ? { kmsKeyArn: input.KmsKeyId } : {}),
    ...(organization ? { organizationId: organization.id } : {}),
    includeGlobalServiceEvents: input.IncludeGlobalServiceEvents ?? true,
    isMultiRegionTrail,
    logFileValidationEnabled: input.EnableLogFileValidation ?? false,
    selection: newTrailSelection,
    tags,
    isLogging: false,
    delivery: {},
  };
  return configured(world, call, trail);
}

/** UpdateTrail: what is not named stays as it is; an empty key prefix, topic, key or log group takes it away. */
export function updateTrail(call: Call, world: World): Reply {
  const input = inputOf("UpdateTrail", call);
  const trail = findTrailAtHome(world, call, input.Name);
  const {
    s3KeyPrefix,
    snsTopicArn,
    snsTopicName = snsTopicArn,
    kmsKeyArn,
    cloudWatchLogs,
    organizationId: _,
    ...before
  } = trail;
  checkBucketAndPrefix(input.S3BucketName ?? before.s3BucketName, input.S3KeyPrefix);
  const organizationId = organizationAfter(world, call, trail, input.IsOrganizationTrail);
  const prefix = input.S3KeyPrefix ?? s3KeyPrefix;
  const key = input.KmsKeyId ?? kmsKeyArn;
  const wanted: Trail = {
    ...before,
    s3BucketName: input.S3BucketName ?? before.s3BucketName,
    ...(prefix ? { s3KeyPrefix: prefix } : {}),
    ...topicOf(call, input.SnsTopicName ?? snsTopicName),
    ...cloudWatchLogsOf(input, cloudWatchLogs),
    ...(key ? { kmsKeyArn: key } : {}),
    ...(organizationId === undefined ? {} : { organizationId }),
    includeGlobalServiceEvents: input.IncludeGlobalServiceEvents ?? before.includeGlobalServiceEvents,
    isMultiRegionTrail: input.IsMultiRegionTrail ?? before.isMultiRegionTrail,
    logFileValidationEnabled: input.EnableLogFileValidation ?? before.logFileValidationEnabled,
  };
  if (wanted.isMultiRegionTrail && !trail.isMultiRegionTrail) checkRoom(world, wanted, trail);
  return configured(world, call, wanted, trail);
}

/**
 * Whose trail it is from now on. Only the management account itself makes a trail the organization's, or takes it back
 * ("UpdateTrail", CloudTrail API Reference).
 */
function organizationAfter(
  world: World,
  call: Call,
  trail: Trail,
  wanted = trail.organizationId !== undefined,
): string | undefined {
  if (
    wanted !== (trail.organizationId !== undefined) &&
    call.caller.accountId !== managementAccount(world).id
  )
    throw errors.notManagementAccount();
  return wanted ? organizationFor(world, call).id : undefined;
}

/** A topic by name, of the trail's account and region, or by ARN; trails show it as it was given (CLI examples). */
function topicOf(call: Call, nameOrArn: string | undefined): Pick<Trail, "snsTopicArn" | "snsTopicName"> {
  if (!nameOrArn) return {};
  const { region, caller } = call;
  const snsTopicArn = nameOrArn.startsWith("arn:")
    ? nameOrArn
    : `arn:aws:sns:${region}:${caller.accountId}:${nameOrArn}`;
  if (!/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/.test(snsTopicArn)) throw errors.badTopicName(nameOrArn);
  return { snsTopicArn, snsTopicName: nameOrArn };
}

function configured(world: World, call: Call, wanted: Trail, before?: Trail): Reply {
  if (wanted.isMultiRegionTrail && !wanted.includeGlobalServiceEvents)
    throw errors.combination("A multi-Region trail must include global service events.");
  const trail = preflight(world, wanted, call.caller.accountId);
  // Files are in other folders from now on, and digests in other chains.
  if (before && before.organizationId !== trail.organizationId) deliverLast(world, before.arn);
  putTrail(world, { ...trail, delivery: trailByArn(world, trail.arn)?.delivery ?? trail.delivery });
  if (trail.logFileValidationEnabled) prepareDigestKey();
  return { output: configurationOf(trail) };
}

function checkBucketAndPrefix(bucket: string, prefix: string | undefined): void {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw errors.badBucketName(bucket);
  if (prefix === undefined) return;
  if (prefix.length > 200) throw errors.badPrefix("The S3 key prefix is longer than 200 characters.");
  if (/^\/|\/$/.test(prefix)) throw errors.badPrefix("The S3 key prefix must not begin or end with a slash.");
}
