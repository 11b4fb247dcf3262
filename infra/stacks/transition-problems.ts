import type { StackSettings } from "./settings.ts";

type Transition = NonNullable<StackSettings["transitions"]>[number];
type StorageClass = Transition["storageClass"];

/** Where objects may go from each class ("Supported transitions", Amazon S3 User Guide). */
const next: Readonly<Record<StorageClass, readonly StorageClass[]>> = {
  STANDARD_IA: ["INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"],
  INTELLIGENT_TIERING: ["ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"],
  ONEZONE_IA: ["GLACIER", "DEEP_ARCHIVE"],
  GLACIER_IR: ["GLACIER", "DEEP_ARCHIVE"],
  GLACIER: ["DEEP_ARCHIVE"],
  DEEP_ARCHIVE: [],
};

/** Days that objects stay in S3 Standard before, and in these classes afterwards, at the least. */
const shortest = 30;
const infrequent: readonly StorageClass[] = ["STANDARD_IA", "ONEZONE_IA"];

/**
 * What S3 would refuse about lifecycle transitions, one sentence part each ("Constraints and considerations for
 * transitions", Amazon S3 User Guide). Days count from an object's creation. Pure.
 */
export function transitionProblems(
  transitions: readonly Transition[],
  retentionDays: number,
): readonly string[] {
  const problems: string[] = [];
  for (const [index, { days, storageClass }] of transitions.entries()) {
    const before = transitions[index - 1];
    if (infrequent.includes(storageClass) && days < shortest)
      problems.push(`to ${storageClass} come after ${shortest} days at the earliest, not after ${days}`);
    if (days >= retentionDays)
      problems.push(
        `to ${storageClass} after ${days} days never come: log files expire after ${retentionDays} (retentionDays)`,
      );
    if (!before) continue;
    if (!next[before.storageClass].includes(storageClass))
      problems.push(
        `cannot go from ${before.storageClass} to ${storageClass}: S3 goes from dearer to cheaper`,
      );
    else if (days <= before.days)
      problems.push(`must be in the order of their days: ${storageClass} comes after ${before.storageClass}`);
    else if (infrequent.includes(before.storageClass) && days < before.days + shortest)
      problems.push(
        `to ${storageClass} come ${shortest} days after ${before.storageClass} at the earliest: ${before.days + shortest}`,
      );
  }
  return problems;
}
