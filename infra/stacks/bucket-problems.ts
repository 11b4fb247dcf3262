import type { StackSettings } from "./settings.ts";
import { transitionProblems } from "./transition-problems.ts";

/** Something wrong with a setting, as a sentence part. */
interface Problem {
  readonly setting: keyof StackSettings;
  readonly problem: string;
}

/**
 * What does not go together in the settings of bucket, key and whose trails deliver, one sentence part each, by
 * setting. Pure.
 */
export function bucketProblems(settings: StackSettings): readonly Problem[] {
  return [
    ...archiveProblems(settings),
    ...organizationProblems(settings),
    ...centralProblems(settings),
    ...keyProblems(settings),
    ...keepingProblems(settings),
  ];
}

function archiveProblems(settings: StackSettings): Problem[] {
  const { kind, deliveringTrails, organizationId } = settings;
  if (kind !== "log-archive")
    return deliveringTrails
      ? [{ setting: "deliveringTrails", problem: "is for a log archive (kind: log-archive)" }]
      : [];
  const ofTrails = ["purpose", "resources", "selectors", "insights", "organizationTrail"] as const;
  return [
    ...ofTrails
      .filter((setting) => settings[setting])
      .map((setting) => ({ setting, problem: "is a trail's, and a log archive has no trail of its own" })),
    ...(deliveringTrails || organizationId
      ? []
      : [
          {
            setting: "deliveringTrails" as const,
            problem:
              "is missing: a log archive is for trails named here, or for those of an organization (organizationId)",
          },
        ]),
  ];
}

function organizationProblems({ kind, organizationTrail, organizationId }: StackSettings): Problem[] {
  if (organizationTrail && !organizationId)
    return [
      {
        setting: "organizationId",
        problem: "is missing: the log files of an organization's trail are in a folder with its id",
      },
    ];
  if (organizationId && !organizationTrail && kind !== "log-archive")
    return [
      {
        setting: "organizationId",
        problem: "means nothing without organizationTrail, unless the stack is a log archive",
      },
    ];
  return [];
}

function centralProblems(settings: StackSettings): Problem[] {
  if (!settings.centralBucket) return [];
  if (settings.kind === "log-archive")
    return [{ setting: "centralBucket", problem: "is for trails; a log archive is such a bucket" }];
  const ofBucket = ["objectLock", "transitions", "accessLogBucket", "emptyOnDestroy"] as const;
  return [
    ...ofBucket
      .filter((setting) => settings[setting])
      .map((setting) => ({
        setting,
        problem: "is up to the central bucket's owner; this stack leaves that bucket alone",
      })),
    ...(settings.kmsKey === "own"
      ? [
          {
            setting: "kmsKey" as const,
            problem: "cannot be own with a central bucket: name the key of the bucket's owner by its ARN",
          },
        ]
      : []),
  ];
}

function keyProblems({ kmsKey, region, centralBucket }: StackSettings): Problem[] {
  if (kmsKey === undefined || kmsKey === "own") return [];
  const [, , , keyRegion, , resource = ""] = kmsKey.split(":");
  if (resource.startsWith("alias/"))
    return [
      {
        setting: "kmsKey",
        problem: "is an alias: CloudTrail keeps the key behind it, so name that by its own ARN (…:key/…)",
      },
    ];
  // Where a central bucket is, is not in these settings.
  if (!centralBucket && keyRegion !== region)
    return [
      {
        setting: "kmsKey",
        problem: `is in ${keyRegion}, and a key must be in its bucket's region, ${region}`,
      },
    ];
  return [];
}

/** How the bucket keeps what is in it. */
function keepingProblems(settings: StackSettings): Problem[] {
  const { accessLogBucket, bucketName, objectLock, retentionDays, emptyOnDestroy, transitions } = settings;
  const problems: Problem[] = [];
  if (accessLogBucket === bucketName)
    problems.push({
      setting: "accessLogBucket",
      problem: "is the log bucket itself: each access log would make the next",
    });
  if (objectLock && objectLock.days > retentionDays)
    problems.push({
      setting: "objectLock",
      problem: `holds log files for ${objectLock.days} days, and retentionDays would expire them after ${retentionDays}`,
    });
  if (objectLock?.mode === "COMPLIANCE" && emptyOnDestroy)
    problems.push({
      setting: "emptyOnDestroy",
      problem: "cannot be: nobody can delete what Object Lock holds in COMPLIANCE mode",
    });
  const broken = transitions && transitionProblems(transitions, retentionDays);
  return [...problems, ...(broken ?? []).map((problem) => ({ setting: "transitions" as const, problem }))];
}
