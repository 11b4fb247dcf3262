import { HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { readBucket } from "../checks/read/read-bucket.ts";
import { readKey } from "../checks/read/read-key.ts";
import { readTrails } from "../checks/read/read-trails.ts";
import { openReader, type Reader } from "../checks/read/reading.ts";
import { bucketPolicy } from "../program/bucket-policy.ts";
import type { StackSettings } from "../stacks/settings.ts";
import type { Target } from "../target/target.ts";
import type { MadeBefore, PlacedBucket, PreflightFacts } from "./facts.ts";
import { neededPermissions } from "./needed-permissions.ts";
import { readOrganization } from "./read/organization.ts";
import { readPermissions } from "./read/permissions.ts";

/** How the reading is watched and stopped, and what the stack has made before. */
export interface ReadFactsOptions {
  readonly made?: MadeBefore | undefined;
  /** Settings of the stacks that the same operation brings up: one may make the central bucket. */
  readonly others?: readonly StackSettings[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Epoch milliseconds. */
  readonly now?: (() => number) | undefined;
}

/**
 * Reads what is there before a stack is brought up; changes nothing. What may not be read is noted with the permission it
 * needs. Throws TrailwrightError when the credentials or the network fail.
 */
export async function readFacts(
  target: Target,
  settings: StackSettings,
  { made = {}, others = [], signal, now = Date.now }: ReadFactsOptions = {},
): Promise<PreflightFacts> {
  const { accountId, arn } = target.identity;
  const { accessLogBucket, kmsKey, region } = settings;
  const reader = openReader(target, signal);
  // Buckets may be anywhere; S3 tells where.
  const s3 = new S3Client({ ...target.clientConfig(region), followRegionRedirects: true });
  const aboutOrganization = settings.organizationTrail || settings.organizationId !== undefined;
  const needed = neededPermissions(settings, accountId, target.provider);
  try {
    const [{ expiration }, bucket, logs, trails, key, organization, permissions] = await Promise.all([
      target.clientConfig().credentials(),
      placed(reader, s3, settings.bucketName),
      accessLogBucket ? placed(reader, s3, accessLogBucket) : undefined,
      readTrails(reader),
      kmsKey === undefined || kmsKey === "own" ? undefined : readKey(reader, kmsKey),
      aboutOrganization ? readOrganization(reader) : undefined,
      readPermissions(reader, needed, region),
    ]);
    return {
      accountId,
      arn,
      target: target.kind,
      readAt: now(),
      credentialsEnd: expiration?.getTime(),
      made,
      comingPolicy: comingPolicy(settings, others),
      trails,
      bucket,
      accessLogBucket: logs,
      key,
      organization,
      permissions,
    };
  } finally {
    s3.destroy();
  }
}

/** The policy that a stack of the same operation gives to the central bucket. */
function comingPolicy(settings: StackSettings, others: readonly StackSettings[]): string | undefined {
  if (!settings.centralBucket) return undefined;
  const maker = others.find(
    ({ stack, bucketName, centralBucket }) =>
      stack !== settings.stack && bucketName === settings.bucketName && !centralBucket,
  );
  return maker?.accountId === undefined ? undefined : JSON.stringify(bucketPolicy(maker, maker.accountId));
}

async function placed(reader: Reader, s3: S3Client, name: string): Promise<PlacedBucket> {
  const [facts, region] = await Promise.all([
    readBucket(reader, s3, name),
    reader.read("s3:ListBucket", async (options) => {
      const { BucketRegion } = await s3.send(new HeadBucketCommand({ Bucket: name }), options);
      return BucketRegion;
    }),
  ]);
  return { facts, region: "value" in region ? region.value : undefined };
}
