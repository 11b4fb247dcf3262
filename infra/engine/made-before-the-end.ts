import { CloudTrailClient, GetTrailCommand } from "@aws-sdk/client-cloudtrail";
import { paginateListBuckets, S3Client } from "@aws-sdk/client-s3";
import { trailArn } from "../cloudtrail/trail-arn.ts";
import type { ClientConfig } from "../target/target.ts";
import type { WorkerRequest } from "./worker-message.ts";

/** Clocks may differ, and the state is written a moment before the call. */
const toleranceMilliseconds = 60_000;

/**
 * The ID of a resource that a killed engine was creating, if it did come to be and is ours beyond doubt: a bucket
 * not older than the operation, a trail that delivers to our bucket. Undefined for everything else, in particular
 * for what somebody else made under the same name.
 */
export async function idOfMade(
  type: string,
  { settings, accountId }: Pick<WorkerRequest, "settings" | "accountId">,
  since: Date,
  config: ClientConfig,
): Promise<string | undefined> {
  if (type === "aws:s3/bucket:Bucket") {
    const made = await bucketCreation(settings.bucketName, config);
    return made && made.getTime() > since.getTime() - toleranceMilliseconds ? settings.bucketName : undefined;
  }
  if (type === "aws:cloudtrail/trail:Trail") {
    const arn = trailArn({ region: settings.region, accountId, name: settings.trailName });
    return (await bucketOfTrail(arn, config)) === settings.bucketName ? arn : undefined;
  }
  return undefined;
}

/** When our bucket of this name was created; undefined if we have none. */
async function bucketCreation(bucketName: string, config: ClientConfig): Promise<Date | undefined> {
  const client = new S3Client(config);
  try {
    for await (const { Buckets = [] } of paginateListBuckets({ client }, { Prefix: bucketName })) {
      const bucket = Buckets.find(({ Name }) => Name === bucketName);
      if (bucket) return bucket.CreationDate;
    }
    return undefined;
  } finally {
    client.destroy();
  }
}

/** Where the trail delivers to; undefined if there is no such trail. */
async function bucketOfTrail(arn: string, config: ClientConfig): Promise<string | undefined> {
  const client = new CloudTrailClient(config);
  try {
    return (await client.send(new GetTrailCommand({ Name: arn }))).Trail?.S3BucketName;
  } catch (error) {
    if ((error as Error).name === "TrailNotFoundException") return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}
