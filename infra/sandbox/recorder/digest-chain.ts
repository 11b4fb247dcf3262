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

/** The chain of one region and account of a trail: where it stands. Times are epoch milliseconds. */
interface Chain {
  readonly region: string;
  /** A member account of an organization's trail; absent for the trail's own. */
  readonly account?: string;
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

/** Notes a delivered log file (uncompressed text and its records) for the next digest of its account and region. */
export function noteLogFile(
  world: World,
  trail: Trail,
  { account, region }: { readonly account: string; readonly region: string },
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
  openChain(world, trail, account, region);
  pending(world).put(`${chainKey(trail, account, region)} ${key}`, {
    deliveredAt: world.clock.now().getTime(),
    file,
  });
}

/**
 * Writes the digests that are due: one when logging begins, then one per hour, region and account, also without log
 * files ("CloudTrail digest file structure", AWS CloudTrail User Guide). Hours the sandbox slept through share one
 * digest. A stopped trail gets a last one, after which its chain ends.
 * @param idle whether nothing of this trail waits for delivery
 * @param last true ends the chains of a trail that still logs
 * @returns false when S3 refused one
 */
export function deliverDigests(world: World, trailArn: string, idle: boolean, last = false): boolean {
  const found = trailByArn(world, trailArn);
  if (!found) return true;
  const goesOn = found.isLogging && found.logFileValidationEnabled && !last;
  if (goesOn)
    for (const account of accountsOf(world, found)) openChain(world, found, account, found.homeRegion);
  const now = world.clock.now().getTime();
  const ends = !goesOn && idle;
  for (const [name, chain] of [...chains(world).entries(`${trailArn} `)].filter(([, { open }]) => open)) {
    // The clock may have been set back.
    if (!chain.previous && now >= chain.end) {
      if (!writeDigest(world, trailArn, chain, chain.end - hour, chain.end, true)) return false;
      if (!ends) continue;
    }
    const { end } = chain;
    const due = end + Math.floor((now - end) / hour) * hour;
    // A digest's name has seconds; it must not be that of the one before.
    const to = ends ? Math.max(now, end + 1000) : due;
    const written = to <= end || writeDigest(world, trailArn, chains(world).get(name)!, end, to, !ends);
    if (!written) return false;
  }
  return true;
}

/** Forgets the chains of a trail that is gone. */
export function dropChains(world: World, trailArn: string): void {
  for (const collection of [chains(world), pending(world)])
    for (const [key] of [...collection.entries(`${trailArn} `)]) collection.delete(key);
}

/** Whose calls a trail records: the sandbox's accounts are the organization's members. */
function accountsOf(world: World, trail: Trail): readonly string[] {
  return trail.organizationId === undefined ? [trail.accountId] : world.accounts.map(({ id }) => id);
}

/** `<trail> <region>`, with the account between them where it is not the trail's own. */
function chainKey(trail: Trail, account: string, region: string): string {
  return account === trail.accountId ? `${trail.arn} ${region}` : `${trail.arn} ${account} ${region}`;
}

function openChain(world: World, trail: Trail, account: string, region: string): void {
  const key = chainKey(trail, account, region);
  const before = chains(world).get(key);
  if (before?.open) return;
  const begun = trail.startLoggingTime ?? world.clock.now().getTime();
  // A second chain since logging began (validation off and on again) must not write over the first one's digests.
  const end = Math.floor(Math.max(begun, before ? before.end + 1000 : begun) / 1000) * 1000;
  const of = account === trail.accountId ? { region } : { region, account };
  world.transaction(() => chains(world).put(key, { ...of, end, open: true }));
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
  return world.transaction(() => {
    const trail = trailByArn(world, trailArn)!;
    const account = chain.account ?? trail.accountId;
    const name = chainKey(trail, account, region);
    const files = [...pending(world).entries(`${name} `)].filter(
      ([, { deliveredAt }]) => deliveredAt <= to || !open,
    );
    const signing = currentDigestKey(world, region);
    const key = digestFileKey({
      ...(trail.s3KeyPrefix === undefined ? {} : { prefix: trail.s3KeyPrefix }),
      ...(trail.organizationId === undefined ? {} : { organizationId: trail.organizationId }),
      accountId: account,
      family: "CloudTrail-Digest",
      region,
      trailName: trail.name,
      homeRegion: trail.homeRegion,
      time: new Date(to),
    });
    const content: DigestContent = {
      accountId: account,
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
    for (const [file] of files) pending(world).delete(file);
    const last = { bucket: trail.s3BucketName, key, hash: sha256(text), signature };
    const { end: _end, previous: _previous, ...of } = chain;
    chains(world).put(name, { ...of, end: to, previous: last, open });
    const { digestError: _, ...delivery } = trail.delivery;
    putTrail(world, { ...trail, delivery: { ...delivery, digestTime: world.clock.now().getTime() } });
    return true;
  });
}
