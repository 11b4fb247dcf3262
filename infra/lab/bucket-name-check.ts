import { HeadBucketCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
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
    const { status, cause } = await refusal(error, s3, name);
    const code = (cause as Error).name;
    if (status === 404) return;
    if (code === "AccessDenied")
      throw taken(name, "It belongs to another account (or to yours, and you may not look at it).", cause);
    if (status === 301 || code === "AuthorizationHeaderMalformed")
      throw taken(name, "It exists in another region; names are shared by all accounts and regions.", cause);
    throw awsProblem(cause, {
      doing: "asking S3 whether the bucket's name is free (s3:HeadBucket)",
      region: settings.region,
      endpoint: target.identity.endpoint,
    });
  } finally {
    s3.destroy();
  }
  throw taken(name, "Your account has a bucket of this name already, and this stack did not make it.");
}

/** Why S3 refused. The answer to a HEAD has no body and so no code; where the status may mean several things, a GET tells. */
async function refusal(
  error: unknown,
  s3: S3Client,
  Bucket: string,
): Promise<{ status: number | undefined; cause: unknown }> {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  if (status !== 400 && status !== 403) return { status, cause: error };
  const cause = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 })).then(
    () => error,
    (told: unknown) => told,
  );
  return { status, cause };
}

function taken(name: string, why: string, cause?: unknown): TrailwrightError {
  return new TrailwrightError("BucketNameTaken", `The bucket name ${name} is taken.`, {
    why,
    next: "Choose another name in step 2 (or with --bucket NAME).",
    cause,
  });
}
