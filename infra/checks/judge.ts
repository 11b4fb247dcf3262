import type { BucketFacts, Read, SetUp, TrailDescription, TrailFacts, Unread } from "./facts.ts";
import type { Judgement, Mend, Resource } from "./finding.ts";

/** A judgement before it is said what it is about. */
export type Verdict = Omit<Judgement, "resource" | "trails">;

export const passed = (evidence: string): Verdict => ({ status: "passed", evidence });
export const failed = (evidence: string, mend: Mend): Verdict => ({ status: "failed", evidence, mend });

/** What could not be read is neither good nor bad. */
export const unknown = ({ action, why }: Unread): Verdict => ({
  status: "unknown",
  evidence: `Could not be read (${action}): ${why}.`,
  mend: { advice: `Allow this identity ${action}, or run the check with one that may.` },
});

/** The verdict on a fact; unknown where it is not there. */
export const on = <T>(read: Read<T>, judge: (value: T) => Verdict): Verdict =>
  "unread" in read ? unknown(read.unread) : judge(read.value);

/** The value, or undefined where it could not be read. */
export const valueOf = <T>(read: Read<T>): T | undefined => ("unread" in read ? undefined : read.value);

/** The account as what a judgement is about. */
export const account = (setUp: SetUp): Resource => ({ type: "account", id: setUp.accountId });

/** A trail that can be judged. */
export interface DescribedTrail {
  readonly trail: TrailFacts;
  readonly description: TrailDescription;
}

/** Trails that are described, for what looks further than a single one. */
export function describedTrails(setUp: Pick<SetUp, "trails">): readonly DescribedTrail[] {
  return (valueOf(setUp.trails) ?? []).flatMap((trail) => {
    const description = valueOf(trail.description);
    return description ? [{ trail, description }] : [];
  });
}

/** One judgement a trail; undefined where the control has nothing to ask of it. */
export function perTrail(
  setUp: SetUp,
  judge: (trail: DescribedTrail) => Verdict | undefined,
): readonly Judgement[] {
  if ("unread" in setUp.trails) return [{ ...unknown(setUp.trails.unread), resource: account(setUp) }];
  return setUp.trails.value.flatMap((trail) => {
    const { description } = trail;
    const verdict =
      "unread" in description
        ? unknown(description.unread)
        : judge({ trail, description: description.value });
    return verdict ? [{ ...verdict, resource: { type: "trail", id: trail.arn }, trails: [trail.arn] }] : [];
  });
}

/** One judgement a log bucket; one that is gone is TW.3's to tell. */
export function perBucket(
  setUp: SetUp,
  judge: (bucket: BucketFacts, trails: readonly DescribedTrail[]) => Verdict | undefined,
): readonly Judgement[] {
  const trails = describedTrails(setUp);
  return [...setUp.buckets.values()].flatMap((bucket) => {
    const users = trails.filter(({ description }) => description.bucketName === bucket.name);
    const verdict = bucket.standing === "gone" ? undefined : judge(bucket, users);
    return verdict
      ? [
          {
            ...verdict,
            resource: { type: "bucket", id: bucket.name },
            trails: users.map(({ trail }) => trail.arn),
          },
        ]
      : [];
  });
}
