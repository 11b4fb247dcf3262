import {
  type DigestContent,
  type DigestedLogFile,
  digestStringToSign,
  digestText,
  type PreviousDigest,
  sha256,
} from "../../cloudtrail/digest.ts";
import { gzipped, logFileHeaders } from "../../cloudtrail/log-file.ts";
import { digestFileKey } from "../../cloudtrail/object-key.ts";
import { AwsError } from "../service.ts";
import { putTrail, type Trail, trailByArn } from "../services/cloudtrail/trails.ts";
import type { World } from "../world.ts";
import { callS3 } from "./cloudtrail-caller.ts";
import { currentDigestKey, signDigest } from "./digest-keys.ts";

/** One region's chain of a trail: where it stands. Times are epoch milliseconds. */
interface Chain {
  readonly region: string;
  /** End of the last digest; of the first one before it is written, when logging began. */
  readonly end: number;
  readonly previous?: PreviousDigest;
  /** Whether the last digest of all is still to come. */
  readonly open: boolean;
}

/** A delivered log file that no digest lists yet. */
interface PendingFile {
  readonly deliveredAt: number;
  readonly file: DigestedLogFile;
}

const hour = 3_600_000;

const chains = (world: World) => world.collection<Chain>("cloudtrail.digestChains");
const pending = (world: World) => world.collection<PendingFile>("cloudtrail.undigested");

/** Notes a delivered log file (uncompressed text and its records) for the next digest of its region. */
export function noteLogFile(
  world: World,
  trail: Trail,
  region: string,
  key: string,
  text: string,
  records: readonly string[],
): void {
  if (!trail.logFileValidationEnabled) return;
  const times = records.map((record) => /"eventTime":"([^"]+)"/.exec(record)?.[1] ?? "").sort();
  const file = {
    s3Bucket: trail.s3BucketName,
    s3Object: key,
    hashValue: sha256(text),
    newestEventTime: times.at(-1) ?? "",
    oldestEventTime: times[0] ?? "",
  };
  openChain(world, trail, region);
  pending(world).put(`${trail.arn} ${region} ${key}`, { deliveredAt: world.clock.now().getTime(), file });
}

/**
 * Writes the digests that are due: one when logging begins, then one per hour and region, also without log files
 * ("CloudTrail digest file structure", AWS CloudTrail User Guide). Hours the sandbox slept through share one digest.
 * A stopped trail gets a last one, after which its chain ends.
 * @param idle whether nothing of this trail waits for delivery
 * @returns false when S3 refused one
 */
export function deliverDigests(world: World, trailArn: string, idle: boolean): boolean {
  const found = trailByArn(world, trailArn);
  if (!found) return true;
  if (found.logFileValidationEnabled && found.isLogging) openChain(world, found, found.homeRegion);
  const now = world.clock.now().getTime();
  for (const [, chain] of [...chains(world).entries(`${trailArn} `)].filter(([, { open }]) => open)) {
    const first = chain.previous === undefined;
    const ends = found.isLogging && found.logFileValidationEnabled ? undefined : idle;
    const due = first ? chain.end : chain.end + Math.floor((now - chain.end) / hour) * hour;
    const write = (from: number, to: number, open: boolean) =>
      writeDigest(world, trailArn, chain, from, to, open);
    let written = true;
    if (first && now >= chain.end) written = write(chain.end - hour, chain.end, true);
    // The clock may have been set back.
    else if (ends) written = write(chain.end, Math.max(now, chain.end), false);
    else if (due > chain.end) written = write(chain.end, due, true);
    if (!written) return false;
  }
  return true;
}

/** Forgets the chains of a trail that is gone. */
export function dropChains(world: World, trailArn: string): void {
  for (const collection of [chains(world), pending(world)])
    for (const [key] of [...collection.entries(`${trailArn} `)]) collection.delete(key);
}

function openChain(world: World, trail: Trail, region: string): void {
  const key = `${trail.arn} ${region}`;
  if (chains(world).get(key)?.open) return;
  const end = Math.floor((trail.startLoggingTime ?? world.clock.now().getTime()) / 1000) * 1000;
  world.transaction(() => chains(world).put(key, { region, end, open: true }));
}

/** Writes one digest as CloudTrail; false when it is refused, which shows in the trail's status and is tried again. */
function writeDigest(
  world: World,
  trailArn: string,
  chain: Chain,
  from: number,
  to: number,
  open: boolean,
): boolean {
  const { previous, region } = chain;
  const files = [...pending(world).entries(`${trailArn} ${region} `)].filter(
    ([, { deliveredAt }]) => deliveredAt <= to || !open,
  );
  return world.transaction(() => {
    const trail = trailByArn(world, trailArn)!;
    const signing = currentDigestKey(world, region);
    const key = digestFileKey({
      ...(trail.s3KeyPrefix === undefined ? {} : { prefix: trail.s3KeyPrefix }),
      accountId: trail.accountId,
      family: "CloudTrail-Digest",
      region,
      trailName: trail.name,
      homeRegion: trail.homeRegion,
      time: new Date(to),
    });
    const content: DigestContent = {
      accountId: trail.accountId,
      start: new Date(from),
      end: new Date(to),
      bucket: trail.s3BucketName,
      key,
      publicKeyFingerprint: signing.fingerprint,
      logFiles: files.map(([, { file }]) => file),
      ...(previous ? { previous } : {}),
    };
    const text = digestText(content);
    const signature = signDigest(signing, digestStringToSign(content, text));
    try {
      callS3(world, trail, "PutObject", {
        key,
        body: gzipped(text),
        headers: {
          ...logFileHeaders,
          "x-amz-meta-signature": signature,
          "x-amz-meta-signature-algorithm": "SHA256withRSA",
        },
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      putTrail(world, { ...trail, delivery: { ...trail.delivery, digestError: error.code } });
      return false;
    }
    for (const [name] of files) pending(world).delete(name);
    const last = { bucket: trail.s3BucketName, key, hash: sha256(text), signature };
    chains(world).put(`${trailArn} ${region}`, { region, end: to, previous: last, open });
    const { digestError: _, ...delivery } = trail.delivery;
    putTrail(world, { ...trail, delivery: { ...delivery, digestTime: world.clock.now().getTime() } });
    return true;
  });
}
