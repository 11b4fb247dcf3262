import type { StackSettings } from "./settings.ts";

/** What does not go with Athena, one sentence part each, by setting. Pure. */
export function athenaProblems({
  athena,
  centralBucket,
  objectLock,
}: StackSettings): readonly { readonly setting: keyof StackSettings; readonly problem: string }[] {
  const problems: { setting: keyof StackSettings; problem: string }[] = [];
  if (athena && centralBucket)
    problems.push({
      setting: "athena",
      problem: "belongs to the stack of the central bucket: its table covers the accounts that deliver there",
    });
  if (athena && objectLock)
    problems.push({
      setting: "athena",
      problem: "keeps results of queries in the log bucket, and objectLock would hold each of them too",
    });
  return problems;
}
