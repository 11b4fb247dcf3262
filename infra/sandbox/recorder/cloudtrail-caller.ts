import { serviceCaller } from "../service-caller.ts";
import type { Trail } from "../services/cloudtrail/trails.ts";
import type { World } from "../world.ts";

/** The service principal that delivers log files. */
export const cloudTrailPrincipal = "cloudtrail.amazonaws.com";

/** Whom a trail's deliveries are for: the principal says who writes, the conditions for which trail. */
export type DeliveringTrail = Pick<Trail, "arn" | "accountId" | "homeRegion" | "s3BucketName">;

/** Calls S3 as CloudTrail does it on behalf of a trail; the bucket's policy decides. Throws AwsError as S3 does. */
export function callS3(
  world: World,
  trail: DeliveringTrail,
  operation: "GetBucketAcl" | "PutObject",
  details: { key?: string; body?: Buffer; headers?: Readonly<Record<string, string>> } = {},
): void {
  const caller = serviceCaller(cloudTrailPrincipal, trail.accountId);
  world.internalCall(caller, "s3", operation, {
    region: trail.homeRegion,
    input: { Bucket: trail.s3BucketName, ...(details.key === undefined ? {} : { Key: details.key }) },
    ...(details.body ? { body: details.body } : {}),
    ...(operation === "GetBucketAcl" ? { query: { acl: "" } } : {}),
    ...(operation === "PutObject" ? { headers: { ...writeHeaders, ...details.headers } } : {}),
    context: { "aws:SourceArn": trail.arn, "aws:SourceAccount": trail.accountId },
  });
}

/** CloudTrail gives what it writes to the bucket's owner, encrypted with S3's own key. */
const writeHeaders = {
  "x-amz-acl": "bucket-owner-full-control",
  "x-amz-server-side-encryption": "AES256",
} as const;
