import { GetBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { trailArn } from "../cloudtrail/trail-arn.ts";
import { TrailwrightError } from "../errors.ts";
import { bucketPolicy } from "../program/bucket-policy.ts";
import { checkSettings } from "../stacks/config.ts";
import type { StackSettings } from "../stacks/settings.ts";
import { awsProblem } from "../target/aws-problem.ts";
import type { Target } from "../target/target.ts";
import type { AdoptedPart } from "./adopted-options.ts";
import { bucketStanding } from "./bucket-standing.ts";
import { existingTrails } from "./existing-trails.ts";

type PolicyStatement = NonNullable<StackSettings["policyStatements"]>[number];

/**
 * Settings of a stack that takes in what is there: marked as adopted, and with what the bucket's policy says already.
 * Changes nothing in AWS. Throws InvalidInput for what is not there or not the account's to manage.
 */
export async function adoptInto(
  settings: StackSettings,
  parts: readonly AdoptedPart[],
  target: Target,
): Promise<StackSettings> {
  const already = settings.adopted ?? [];
  const fresh = parts.filter((part) => !already.includes(part));
  let adopted = settings;
  for (const part of fresh) {
    const more = part === "bucket" ? await bucketAsItIs(adopted, target) : await trailAsItIs(adopted, target);
    adopted = { ...adopted, ...more };
  }
  if (fresh.length === 0) return settings;
  const values = { ...adopted, adopted: [...already, ...fresh] };
  return checkSettings(values, `What stack ${settings.stack} adopts`);
}

async function bucketAsItIs(settings: StackSettings, target: Target): Promise<Partial<StackSettings>> {
  const { bucketName: name, region } = settings;
  const { whose } = await bucketStanding(target, name, region);
  if (whose !== "ours")
    throw new TrailwrightError("InvalidInput", `The bucket ${name} cannot be adopted.`, {
      why: {
        nobody: "There is no bucket of this name.",
        others: "It belongs to another account (or to yours, and you may not look at it).",
        elsewhere: `It is not in ${region}, the stack's region.`,
      }[whose],
      next: {
        nobody: "Leave --adopt bucket away and it is made, or name another with --bucket NAME.",
        others: "Deliver into it as it is with --leave bucket, or name one of your own with --bucket NAME.",
        elsewhere: "Name the bucket's region with --region, or leave the bucket alone with --leave bucket.",
      }[whose],
    });
  const ours = new Set<unknown>(
    bucketPolicy(settings, target.identity.accountId).Statement.map(({ Sid }) => Sid),
  );
  const statements = await policyStatements(name, region, target);
  // A statement of ours is written anew: it may have been left by a stack of this name that is gone.
  const theirs = statements?.filter(({ Sid }) => !ours.has(Sid));
  return theirs ? { policyStatements: theirs } : {};
}

/** Statements of a bucket's policy; undefined when it has none. */
async function policyStatements(
  bucket: string,
  region: string,
  target: Target,
): Promise<PolicyStatement[] | undefined> {
  const s3 = new S3Client(target.clientConfig(region));
  try {
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
    const { Statement } = JSON.parse(Policy!) as { Statement: PolicyStatement | PolicyStatement[] };
    return [Statement].flat();
  } catch (error) {
    if ((error as Error).name === "NoSuchBucketPolicy") return undefined;
    throw awsProblem(error, {
      doing: `reading the policy of bucket ${bucket} (s3:GetBucketPolicy)`,
      region,
      endpoint: target.identity.endpoint,
    });
  } finally {
    s3.destroy();
  }
}

async function trailAsItIs(settings: StackSettings, target: Target): Promise<Partial<StackSettings>> {
  const { trailName: name, region } = settings;
  const { accountId } = target.identity;
  const trails = await existingTrails(target, region);
  const there = trails.find(({ arn }) => arn === trailArn({ region, accountId, name }));
  if (there && !there.controlTower) return {};
  const [namesake] = trails.filter((trail) => trail.name === name);
  throw new TrailwrightError("InvalidInput", `The trail ${name} cannot be adopted.`, {
    why: there
      ? "It is AWS Control Tower's own, which its landing zone repairs whenever it is changed."
      : namesake
        ? namesake.accountId === accountId
          ? `Its home is ${namesake.homeRegion}, and the stack's region ${region}.`
          : `It belongs to account ${namesake.accountId}.`
        : `There is no trail of this name in ${region}.`,
    next: there
      ? "Leave it alone: give the stack a trail of its own with --trail NAME."
      : namesake?.accountId === accountId
        ? `Name its home with --region ${namesake.homeRegion}.`
        : "Leave --adopt trail away and it is made, or name another with --trail NAME.",
  });
}
