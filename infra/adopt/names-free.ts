import { trailArn } from "../cloudtrail/trail-arn.ts";
import { TrailwrightError } from "../errors.ts";
import type { StackSettings } from "../stacks/settings.ts";
import type { Target } from "../target/target.ts";
import { bucketStanding } from "./bucket-standing.ts";
import { existingTrails } from "./existing-trails.ts";

/** A resource of a plan, as far as its name may be taken. */
interface Planned {
  readonly resource: { readonly type: string; readonly name: string };
  readonly operation: string;
}

/**
 * Makes sure that nothing stands where a plan would create the log bucket or the trail, so that what others made is
 * never taken over: creating a bucket that is one's own succeeds in us-east-1, and a later destroy would then remove
 * what this stack never made ("CreateBucket", S3 API Reference). Throws BucketNameTaken, TrailNameTaken.
 */
export async function checkNamesAreFree(
  target: Target,
  settings: StackSettings,
  plan: readonly Planned[],
): Promise<void> {
  const creates = (type: string) =>
    plan.some(
      ({ resource, operation }) =>
        resource.type === type &&
        (resource.name === "logs" || resource.name === "trail") &&
        (operation === "create" || operation === "replace"),
    );
  if (creates("aws:s3/bucket:Bucket")) await checkBucketNameIsFree(target, settings);
  if (creates("aws:cloudtrail/trail:Trail")) await checkTrailNameIsFree(target, settings);
}

/** Throws BucketNameTaken, saying whose the bucket is and what may be done about it. */
export async function checkBucketNameIsFree(target: Target, settings: StackSettings): Promise<void> {
  const { bucketName: name, region } = settings;
  const standing = await bucketStanding(target, name, region);
  if (standing.whose === "nobody") return;
  const why = {
    ours: "Your account has a bucket of this name already, and this stack did not make it.",
    others: "It belongs to another account (or to yours, and you may not look at it).",
    elsewhere: "It exists in another region; names are shared by all accounts and regions.",
  }[standing.whose];
  throw new TrailwrightError("BucketNameTaken", `The bucket name ${name} is taken.`, {
    why,
    next: {
      ours: "Take it into the stack with --adopt bucket, use it as it is with --leave bucket, or choose another name (--bucket NAME, or step 2).",
      others:
        "Deliver into it as it is with --leave bucket, or choose another name (--bucket NAME, or step 2).",
      elsewhere: "Choose another name in step 2 (or with --bucket NAME).",
    }[standing.whose],
    ...("cause" in standing ? { cause: standing.cause } : {}),
  });
}

async function checkTrailNameIsFree(target: Target, settings: StackSettings): Promise<void> {
  const { trailName: name, region } = settings;
  const arn = trailArn({ region, accountId: target.identity.accountId, name });
  const there = (await existingTrails(target, region)).find((trail) => trail.arn === arn);
  if (!there) return;
  throw new TrailwrightError("TrailNameTaken", `There is a trail ${name} already.`, {
    why: `It delivers into s3://${there.bucketName}, and this stack did not make it.`,
    next: "Take it into the stack with --adopt trail, or leave it alone and choose another name (--trail NAME, or step 4).",
  });
}
