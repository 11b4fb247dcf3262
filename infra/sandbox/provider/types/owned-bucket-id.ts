import type { Properties } from "../property-value.ts";

/** ID of a sub-resource that may name the bucket's expected owner: `bucket` or `bucket,123456789012`. */
export function ownedBucketId(inputs: Properties): string {
  const { bucket, expectedBucketOwner } = inputs;
  return expectedBucketOwner ? `${bucket},${expectedBucketOwner}` : String(bucket);
}

/** The same ID as request parameters. */
export function parseOwnedBucketId(id: string): { Bucket: string; ExpectedBucketOwner?: string } {
  const [Bucket = "", ExpectedBucketOwner] = id.split(",");
  return ExpectedBucketOwner ? { Bucket, ExpectedBucketOwner } : { Bucket };
}

/** The same ID as properties. */
export function ownedBucketProperties(id: string): Properties {
  const { Bucket, ExpectedBucketOwner } = parseOwnedBucketId(id);
  return { bucket: Bucket, ...(ExpectedBucketOwner ? { expectedBucketOwner: ExpectedBucketOwner } : {}) };
}
