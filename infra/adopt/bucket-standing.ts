import { HeadBucketCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { awsProblem } from "../target/aws-problem.ts";
import type { Target } from "../target/target.ts";

/** Whose a bucket name is: nobody's, the account's own here, its or another's elsewhere, or not ours to look at. */
export type BucketStanding =
  { readonly whose: "nobody" | "ours" } | { readonly whose: "others" | "elsewhere"; readonly cause: unknown };

/**
 * Asks S3 whose a bucket name is, in the region it is wanted in. Bucket names are shared by all accounts and regions.
 * Throws what awsProblem makes of any other refusal.
 */
export async function bucketStanding(target: Target, name: string, region: string): Promise<BucketStanding> {
  const s3 = new S3Client(target.clientConfig(region));
  const ExpectedBucketOwner = target.identity.accountId;
  try {
    await s3.send(new HeadBucketCommand({ Bucket: name, ExpectedBucketOwner }));
    return { whose: "ours" };
  } catch (error) {
    const { status, cause } = await refusal(error, s3, name);
    const code = (cause as Error).name;
    if (status === 404) return { whose: "nobody" };
    if (code === "AccessDenied") return { whose: "others", cause };
    if (status === 301 || code === "AuthorizationHeaderMalformed" || code === "PermanentRedirect")
      return { whose: "elsewhere", cause };
    // The list was answered: it was the owner that the HEAD did not expect.
    if (cause === error && status === 403) return { whose: "others", cause };
    throw awsProblem(cause, {
      doing: "asking S3 whether the bucket's name is free (s3:HeadBucket)",
      region,
      endpoint: target.identity.endpoint,
    });
  } finally {
    s3.destroy();
  }
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
