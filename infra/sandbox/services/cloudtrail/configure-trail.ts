import { trailArn, trailNameProblem } from "../../../cloudtrail/trail-arn.ts";
import type { Call, Reply } from "../../service.ts";
import type { World } from "../../world.ts";
import { configurationOf } from "./describe-trail.ts";
import { errors } from "./errors.ts";
import { findTrailAtHome } from "./find-trail.ts";
import { inputOf } from "./inputs.ts";
import { preflight } from "./preflight.ts";
import { checkTags } from "./tags.ts";
import { newTrailSelection, putTrail, type Trail, trailsOf } from "./trails.ts";
import { refuseUnsupported } from "./unsupported.ts";

/** Trails a region may hold; a multi-region trail counts in every region ("Quotas in AWS CloudTrail"). */
const trailsPerRegion = 5;

/** CreateTrail. The trail does not log until StartLogging. */
export function createTrail(call: Call, world: World): Reply {
  const input = inputOf("CreateTrail", call);
  const { accountId } = call.caller;
  const problem = trailNameProblem(input.Name);
  if (problem) throw errors.badName(problem);
  checkBucketAndPrefix(input.S3BucketName, input.S3KeyPrefix);
  const visible = trailsOf(world, accountId).filter(
    (trail) => trail.homeRegion === call.region || trail.isMultiRegionTrail,
  );
  if (visible.some((trail) => trail.name === input.Name)) throw errors.trailExists(input.Name, accountId);
  if (visible.length >= trailsPerRegion) throw errors.tooManyTrails(accountId, call.region);
  const tags = input.TagsList ?? [];
  checkTags(tags);
  refuseUnsupported(input);
  const trail: Trail = {
    arn: trailArn({ region: call.region, accountId, name: input.Name }),
    name: input.Name,
    accountId,
    homeRegion: call.region,
    s3BucketName: input.S3BucketName,
    ...(input.S3KeyPrefix ? { s3KeyPrefix: input.S3KeyPrefix } : {}),
    ...topicOf(call, input.SnsTopicName),
    ...(input.KmsKeyId ? { kmsKeyArn: input.KmsKeyId } : {}),
    includeGlobalServiceEvents: input.IncludeGlobalServiceEvents ?? true,
    isMultiRegionTrail: input.IsMultiRegionTrail ?? false,
    logFileValidationEnabled: input.EnableLogFileValidation ?? false,
    selection: newTrailSelection,
    tags,
    isLogging: false,
    delivery: {},
  };
  return configured(world, trail);
}

/** UpdateTrail: what is not named stays as it is; an empty key prefix, topic or key takes it away. */
export function updateTrail(call: Call, world: World): Reply {
  const input = inputOf("UpdateTrail", call);
  const { s3KeyPrefix, snsTopicArn, kmsKeyArn, ...before } = findTrailAtHome(world, call, input.Name);
  checkBucketAndPrefix(input.S3BucketName ?? before.s3BucketName, input.S3KeyPrefix);
  refuseUnsupported(input);
  const prefix = input.S3KeyPrefix ?? s3KeyPrefix;
  const key = input.KmsKeyId ?? kmsKeyArn;
  return configured(world, {
    ...before,
    s3BucketName: input.S3BucketName ?? before.s3BucketName,
    ...(prefix ? { s3KeyPrefix: prefix } : {}),
    ...topicOf(call, input.SnsTopicName ?? snsTopicArn),
    ...(key ? { kmsKeyArn: key } : {}),
    includeGlobalServiceEvents: input.IncludeGlobalServiceEvents ?? before.includeGlobalServiceEvents,
    isMultiRegionTrail: input.IsMultiRegionTrail ?? before.isMultiRegionTrail,
    logFileValidationEnabled: input.EnableLogFileValidation ?? before.logFileValidationEnabled,
  });
}

/** A topic by name, of the trail's account and region, or by ARN. */
function topicOf(call: Call, nameOrArn: string | undefined): { readonly snsTopicArn?: string } {
  if (!nameOrArn) return {};
  const { region, caller } = call;
  const snsTopicArn = nameOrArn.startsWith("arn:")
    ? nameOrArn
    : `arn:aws:sns:${region}:${caller.accountId}:${nameOrArn}`;
  if (!/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/.test(snsTopicArn)) throw errors.badTopicName(nameOrArn);
  return { snsTopicArn };
}

function configured(world: World, trail: Trail): Reply {
  if (trail.isMultiRegionTrail && !trail.includeGlobalServiceEvents)
    throw errors.combination("A multi-Region trail must include global service events.");
  const tried = preflight(world, trail);
  putTrail(world, tried);
  return { output: configurationOf(tried) };
}

function checkBucketAndPrefix(bucket: string, prefix: string | undefined): void {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw errors.badBucketName(bucket);
  if (prefix === undefined) return;
  if (prefix.length > 200) throw errors.badPrefix("The S3 key prefix is longer than 200 characters.");
  if (/^\/|\/$/.test(prefix)) throw errors.badPrefix("The S3 key prefix must not begin or end with a slash.");
}
