import { HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { TrailwrightError } from "../errors.ts";
import type { StackSettings } from "../stacks/settings.ts";
import { awsProblem } from "../target/aws-problem.ts";
import type { Target } from "../target/target.ts";

/**
 * Asks S3 whether the bucket's name is free, before it is created: creating a bucket that is one's own succeeds in
 * us-east-1, and a later destroy would then remove what this stack never made ("CreateBucket", S3 API Reference).
 * Throws BucketNameTaken; other failures as awsProblem words them.
 */
export async function checkBucketNameIsFree(target: Target, settings: StackSettings): Promise<void> {
  const name = settings.bucketName;
  const s3 = new S3Client(target.clientConfig(settings.region));
  try {
    await s3.send(new HeadBucketCommand({ Bucket: name }));
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (status === 404) return;
    if (status === 403)
      throw taken(name, "It belongs to another account (or to yours, and you may not look at it).", error);
    if (status === 301 || status === 400)
      throw taken(name, "It exists in another region; names are shared by all accounts and regions.", error);
    throw awsProblem(error, {
      doing: "asking S3 whether the bucket's name is free (s3:HeadBucket)",
      region: settings.region,
      endpoint: target.identity.endpoint,
    });
  } finally {
    s3.destroy();
  }
  throw taken(name, "Your account has a bucket of this name already, and this stack did not make it.");
}

function taken(name: string, why: string, cause?: unknown): TrailwrightError {
  return new TrailwrightError("BucketNameTaken", `The bucket name ${name} is taken.`, {
    why,
    next: "Choose another name in step 2 (or with --bucket NAME).",
    cause,
  });
}
