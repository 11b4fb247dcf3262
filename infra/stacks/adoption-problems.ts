import type { StackSettings } from "./settings.ts";

/** What does not go with adopting, one sentence part each, by setting. Pure. */
export function adoptionProblems(
  settings: StackSettings,
): readonly { readonly setting: keyof StackSettings; readonly problem: string }[] {
  const { adopted, centralBucket, kind, emptyOnDestroy, policyStatements } = settings;
  const problems: { setting: keyof StackSettings; problem: string }[] = [];
  const refuse = (setting: keyof StackSettings, problem: string) => problems.push({ setting, problem });
  if (policyStatements && centralBucket)
    refuse("policyStatements", "is for a bucket of the stack's own, and centralBucket uses another's");
  if (!adopted) return problems;
  if (adopted.includes("bucket")) {
    if (centralBucket) refuse("adopted", "cannot have the bucket that centralBucket leaves alone");
    for (const setting of ["accessLogBucket", "objectLock", "transitions"] as const)
      if (settings[setting] !== undefined)
        refuse(
          setting,
          "would change how an adopted bucket keeps what is in it; that stays its owner's decision",
        );
  }
  if (adopted.includes("trail") && kind === "log-archive")
    refuse("adopted", "cannot have a trail in a log archive, which has none");
  if (emptyOnDestroy)
    refuse("emptyOnDestroy", "would delete what was there before the stack; what is adopted is kept");
  return problems;
}
