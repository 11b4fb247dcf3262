import { cloudTrailPrincipal } from "../../cloudtrail/service-principal.ts";
import { serviceCaller } from "../service-caller.ts";
import type { Trail } from "../services/cloudtrail/trails.ts";
import { organizationOf } from "../services/organizations/organization.ts";
import { buckets } from "../services/s3/state.ts";
import type { World } from "../world.ts";

/** Whom a trail's deliveries are for: the principal says who writes, the conditions for which trail. */
export type DeliveringTrail = Pick<Trail, "arn" | "accountId" | "homeRegion" | "s3BucketName" | "kmsKeyArn">;

/** Condition keys that say on whose behalf CloudTrail calls; all accounts here are the organization's. */
export const sourceContext = (world: World, { arn, accountId }: Pick<Trail, "arn" | "accountId">) => ({
  "aws:SourceArn": arn,
  "aws:SourceAccount": accountId,
  "aws:SourceOrgID": organizationOf(world).id,
});

/** Calls S3 as CloudTrail does it on behalf of a trail; the bucket's policy decides. Throws AwsError as S3 does. */
export function callS3(
  world: World,
  trail: DeliveringTrail,
  operation: "GetBucketAcl" | "PutObject",
  details: { key?: string; body?: Buffer; headers?: Readonly<Record<string, string>> } = {},
): void {
  const caller = serviceCaller(cloudTrailPrincipal, trail.accountId);
  world.internalCall(caller, "s3", operation, {
    // Wherever the trail is at home, the call happens where the bucket is.
    region: buckets(world).get(trail.s3BucketName)?.region ?? trail.homeRegion,
    input: { Bucket: trail.s3BucketName, ...(details.key === undefined ? {} : { Key: details.key }) },
    ...(details.body ? { body: details.body } : {}),
    ...(operation === "GetBucketAcl" ? { query: { acl: "" } } : {}),
    ...(operation === "PutObject" ? { headers: { ...writeHeaders(trail), ...details.headers } } : {}),
    context: sourceContext(world, trail),
  });
}

/**
 * CloudTrail gives what it writes to the bucket's owner, encrypted with S3's own key or the trail's ("How AWS CloudTrail
 * uses AWS KMS", user guide: the encryption context names the trail, and S3 adds the object).
 */
function writeHeaders({ arn, kmsKeyArn }: DeliveringTrail): Readonly<Record<string, string>> {
  const acl = { "x-amz-acl": "bucket-owner-full-control" };
  if (kmsKeyArn === undefined) return { ...acl, "x-amz-server-side-encryption": "AES256" };
  const context = JSON.stringify({ "aws:cloudtrail:arn": arn });
  return {
    ...acl,
    "x-amz-server-side-encryption": "aws:kms",
    "x-amz-server-side-encryption-aws-kms-key-id": kmsKeyArn,
    "x-amz-server-side-encryption-context": Buffer.from(context).toString("base64"),
  };
}
