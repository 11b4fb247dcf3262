import { DescribeOrganizationCommand, OrganizationsClient } from "@aws-sdk/client-organizations";
import { S3Client } from "@aws-sdk/client-s3";
import type { Target } from "../target/target.ts";
import { concurrently } from "../trail-log/concurrently.ts";
import type { Read, SetUp } from "./facts.ts";
import { describedTrails, valueOf } from "./judge.ts";
import { readBucket } from "./read/read-bucket.ts";
import { readKey } from "./read/read-key.ts";
import { readLogGroup } from "./read/read-log-group.ts";
import { readTopic } from "./read/read-topic.ts";
import { readTrails } from "./read/read-trails.ts";
import { openReader, type Reader } from "./read/reading.ts";

/** How the reading is watched and stopped. */
export interface ReadSetUpOptions {
  readonly signal?: AbortSignal | undefined;
  /** Sentences about what is going on ("Reading 3 trails"). */
  readonly onProgress?: ((message: string) => void) | undefined;
  /** The time it is, in milliseconds since 1970; the machine's if left out. */
  readonly now?: (() => number) | undefined;
}

/** At most so many calls of a kind at once: well below the services' own limits. */
const parallel = 4;

/**
 * Reads the audit set-up of the target's account; changes nothing. What may not be read is noted with the permission it
 * needs. Throws TrailwrightError when the credentials or the network fail.
 */
export async function readSetUp(
  target: Target,
  { signal, onProgress = () => {}, now = Date.now }: ReadSetUpOptions = {},
): Promise<SetUp> {
  const { accountId, region } = target.identity;
  const reader = openReader(target, signal);
  onProgress("Reading the trails");
  const trails = await readTrails(reader);
  const described = describedTrails({ trails });
  const distinct = (values: readonly (string | undefined)[]) => [
    ...new Set(values.filter((value): value is string => value !== undefined && value !== "")),
  ];
  const bucketNames = distinct(described.map(({ description }) => description.bucketName));
  const keyIds = distinct(described.map(({ description }) => description.kmsKeyId));
  const groupArns = distinct(described.map(({ description }) => description.logGroupArn));
  onProgress(
    `Reading ${count(bucketNames.length, "bucket")}, ${count(keyIds.length, "key")}, ${count(groupArns.length, "log group")}`,
  );
  // Log buckets may be anywhere; S3 tells where.
  const s3 = new S3Client({ ...target.clientConfig(), followRegionRedirects: true });
  try {
    const [buckets, keys, groups, organizationId] = await Promise.all([
      concurrently(bucketNames, parallel, (name) => readBucket(reader, s3, name)),
      concurrently(keyIds, parallel, async (id) => [id, await readKey(reader, id)] as const),
      concurrently(groupArns, parallel, (arn) => readLogGroup(reader, arn)),
      described.some(({ description }) => description.organization) ? readOrganization(reader) : undefined,
    ]);
    const alarms = groups.flatMap((group) => valueOf(group.alarms) ?? []);
    const topicArns = distinct(alarms.flatMap(({ actions }) => actions.filter(isTopic)));
    const topics = await concurrently(
      topicArns,
      parallel,
      async (arn) => [arn, await readTopic(reader, arn)] as const,
    );
    return {
      accountId,
      region,
      readAt: now(),
      trails,
      buckets: new Map(buckets.map((bucket) => [bucket.name, bucket])),
      keys: new Map(keys),
      logGroups: new Map(groups.map((group) => [group.arn, group])),
      topics: new Map(topics),
      organizationId,
    };
  } finally {
    s3.destroy();
  }
}

async function readOrganization({ target, read }: Reader): Promise<Read<string>> {
  const organizations = new OrganizationsClient(target.clientConfig());
  try {
    return await read("organizations:DescribeOrganization", async (options) => {
      const { Organization } = await organizations.send(new DescribeOrganizationCommand({}), options);
      return Organization?.Id ?? "";
    });
  } finally {
    organizations.destroy();
  }
}

const isTopic = (arn: string): boolean => /^arn:aws[a-z-]*:sns:/.test(arn);

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;
