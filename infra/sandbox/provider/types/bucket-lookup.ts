import { HeadBucketCommand, ListBucketsCommand } from "@aws-sdk/client-s3";
import { AwsCallError, isAwsError } from "../aws-call-error.ts";
import type { Context } from "../resource-type.ts";

/** Whether a bucket of this name exists and whose it is, as far as the caller is allowed to find out. */
export async function bucketOwner(
  bucket: string,
  context: Context,
): Promise<"nobody" | "you" | "somebody else"> {
  try {
    await context.aws.s3.send(new HeadBucketCommand({ Bucket: bucket }));
  } catch (error) {
    if (isAwsError(error, "NotFound", "NoSuchBucket")) return "nobody";
    // 403: another account's, or ours and not to be looked at; 301: in another region, whoever's it is.
    if (isAwsError(error, "AccessDenied", "Forbidden", "PermanentRedirect", "MovedPermanently"))
      return ownedHere(bucket, context, error);
    throw error;
  }
  // A policy may let us look at somebody else's bucket.
  return ownedHere(bucket, context, undefined);
}

async function ownedHere(
  bucket: string,
  context: Context,
  refusal: AwsCallError | undefined,
): Promise<"you" | "somebody else"> {
  try {
    const { Buckets = [] } = await context.aws.s3.send(new ListBucketsCommand({ Prefix: bucket }));
    return Buckets.some(({ Name }) => Name === bucket) ? "you" : "somebody else";
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    // Not allowed to look and not allowed to list: the first refusal is the one to show.
    if (refusal?.details.status === 403) throw refusal;
    return refusal ? "somebody else" : "you";
  }
}

/** The bucket's region; undefined when there is no such bucket. */
export async function regionOfBucket(bucket: string, context: Context): Promise<string | undefined> {
  try {
    const found = await context.aws.s3.send(new HeadBucketCommand({ Bucket: bucket }));
    return found.BucketRegion ?? context.region;
  } catch (error) {
    if (isAwsError(error, "NotFound", "NoSuchBucket")) return undefined;
    throw error;
  }
}
