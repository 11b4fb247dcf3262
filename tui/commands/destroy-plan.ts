import type { EngineEvent, Resource } from "../../infra/index.ts";

/** What a destroy of one stack would remove from AWS, and what it would only forget. */
export interface DestroyPlan {
  readonly removed: readonly Resource[];
  readonly kept: readonly Resource[];
}

/** The plan from the events of a previewed destroy. */
export function destroyPlanOf(events: readonly EngineEvent[]): DestroyPlan {
  const removed: Resource[] = [];
  const kept: Resource[] = [];
  for (const event of events) {
    if (event.type !== "planned" || event.resource.type.startsWith("pulumi:")) continue;
    // The bucket's fate is what the settings say now; for everything else Pulumi's state tells.
    const forgotten = event.retained === true && !event.resource.type.startsWith("aws:s3/");
    if (event.operation === "delete") (forgotten ? kept : removed).push(event.resource);
    else if (event.operation === "same") kept.push(event.resource);
  }
  return { removed, kept };
}

/** The plan for people. */
export function destroyPlanText({ removed, kept }: DestroyPlan): string {
  const names = (resources: readonly Resource[]) => resources.map(({ type, name }) => `  ${type} ${name}`);
  return [
    removed.length ? "Destroy removes:" : "Destroy has no resource to remove.",
    ...names(removed),
    ...(kept.length ? ["It keeps (and forgets):", ...names(kept)] : []),
    "It also removes the stack's engine state, settings and lab progress.",
    "It keeps local copies of log files (the cache), the history of operations and CloudTrail's own 90 days of event history.",
  ].join("\n");
}

/** Which stacks' buckets go with all their log files, and which stay. */
export function bucketsText(
  plans: readonly { readonly bucketName: string; readonly plan: DestroyPlan }[],
): string[] {
  const has = (resources: readonly Resource[]) =>
    resources.some(({ type, name }) => type === "aws:s3/bucket:Bucket" && name === "logs");
  const names = (which: typeof plans) => which.map(({ bucketName }) => `s3://${bucketName}`).join(", ");
  const emptied = plans.filter(({ plan }) => has(plan.removed));
  const kept = plans.filter(({ plan }) => has(plan.kept));
  return [
    ...(emptied.length ? [`Emptied and deleted, with every log file: ${names(emptied)}`] : []),
    ...(kept.length ? [`Kept, with every log file: ${names(kept)}`] : []),
  ];
}
