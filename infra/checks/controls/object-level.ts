// S3.22 and S3.23: severities and CIS numbers from "Security Hub CSPM controls for Amazon S3", AWS Security Hub User
// Guide, as of November 2026: a trail of all regions that logs the data events of all buckets.
import { type Control, cis } from "../control.ts";
import type { SetUp, Unread } from "../facts.ts";
import type { Judgement } from "../finding.ts";
import { account, describedTrails, failed, passed, unknown } from "../judge.ts";
import { objectCoverage } from "../recorded-events.ts";

function judge(setUp: SetUp, direction: "read" | "write"): Judgement {
  const resource = account(setUp);
  if ("unread" in setUp.trails) return { ...unknown(setUp.trails.unread), resource };
  let unread: Unread | undefined = setUp.trails.value
    .map(({ description }) => description)
    .flatMap((read) => ("unread" in read ? [read.unread] : []))[0];
  const less: string[] = [];
  for (const { trail, description } of describedTrails(setUp)) {
    if (!description.multiRegion) continue;
    if ("unread" in trail.selection) unread ??= trail.selection.unread;
    else if ("unread" in trail.status) unread ??= trail.status.unread;
    else if (trail.status.value.logging) {
      const { extent, except } = objectCoverage(trail.selection.value, direction);
      if (extent === "all") return { ...passed(`${trail.name} records them for all buckets.`), resource };
      if (extent === "except" && !description.organization && except.every((arn) => isForeign(setUp, arn)))
        return {
          ...passed(
            `${trail.name} records them for all buckets of the account; what it leaves out, ${except.join(", ")}, is another's.`,
          ),
          resource,
        };
      if (extent === "except") less.push(`${trail.name} leaves out ${except.join(", ")}`);
      if (extent === "part") less.push(`${trail.name} records named buckets or calls only`);
    }
  }
  if (unread) return { ...unknown(unread), resource };
  const evidence =
    less.length > 0
      ? `Not of all buckets, which alone counts: ${less.join("; ")}.`
      : `No trail of all regions records ${direction}s of objects.`;
  return {
    ...failed(evidence, {
      advice:
        "Record the data events of all buckets with a trail that delivers to another account's bucket, so that it does not record itself; or accept the finding.",
      setting: "trailwright:purpose: s3-objects, trailwright:centralBucket: true",
    }),
    resource,
  };
}

/** Whether the start of an object's ARN lies in a bucket known to be another account's: its data events are not ours. */
function isForeign(setUp: SetUp, arn: string): boolean {
  const [, name = ""] = /^arn:aws[a-z-]*:s3:::([^/]+)\//.exec(arn) ?? [];
  return setUp.buckets.get(name)?.standing === "other";
}

export const objectLevelControls: readonly Control[] = [
  {
    id: "S3.22",
    title: "Writes of S3 objects are recorded",
    severity: "medium",
    cis: cis({ "5.0.0": "3.8", "3.0.0": "3.8" }),
    asks: "Is there a trail of all regions that records the write data events of all buckets?",
    mends: "The purpose `s3-objects` without `resources`, with a log bucket in another account.",
    evaluate: (setUp) => [judge(setUp, "write")],
  },
  {
    id: "S3.23",
    title: "Reads of S3 objects are recorded",
    severity: "medium",
    cis: cis({ "5.0.0": "3.9", "3.0.0": "3.9" }),
    asks: "Is there a trail of all regions that records the read data events of all buckets?",
    mends: "The purpose `s3-objects` without `resources`, with a log bucket in another account.",
    evaluate: (setUp) => [judge(setUp, "read")],
  },
];
