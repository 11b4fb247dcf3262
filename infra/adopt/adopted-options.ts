import type { CustomResourceOptions } from "@pulumi/pulumi";
import { trailArn } from "../cloudtrail/trail-arn.ts";
import type { StackSettings } from "../stacks/settings.ts";

/** What a stack may adopt: things in the account that it did not make. */
export type AdoptedPart = NonNullable<StackSettings["adopted"]>[number];

/** Whether the stack manages a part that was there before it. */
export const adopts = ({ adopted }: Pick<StackSettings, "adopted">, part: AdoptedPart): boolean =>
  adopted?.includes(part) ?? false;

/** Never deleted: `protect` refuses, and should somebody take that away, Pulumi only forgets it. */
const lasting = { protect: true, retainOnDelete: true } as const;

/**
 * Options of an adopted bucket's resource; none for a bucket that the stack makes. Its tags and settings stay its
 * owner's. `import` makes plain `pulumi up` take over the bucket that is meant, or fail.
 */
export function adoptedBucketOptions(settings: StackSettings): CustomResourceOptions {
  if (!adopts(settings, "bucket")) return {};
  return {
    ...lasting,
    import: settings.bucketName,
    ignoreChanges: ["tags", "forceDestroy", "objectLockEnabled"],
  };
}

/** Options of the policy of an adopted bucket, which is there already when it has statements besides ours. */
export function adoptedPolicyOptions(settings: StackSettings): CustomResourceOptions {
  if (!adopts(settings, "bucket")) return {};
  return { ...lasting, ...(settings.policyStatements ? { import: settings.bucketName } : {}) };
}

/**
 * Options of an adopted trail's resource; none for a trail that the stack makes. What the settings do not speak of
 * stays as it is: a trail without a purpose in its settings keeps what it records, one without tags keeps its tags.
 */
export function adoptedTrailOptions(settings: StackSettings, accountId: string): CustomResourceOptions {
  if (!adopts(settings, "trail")) return {};
  const { region, trailName: name } = settings;
  return { ...lasting, import: trailArn({ region, accountId, name }), ignoreChanges: unspoken(settings) };
}

/** Properties of a trail that its settings do not speak of. */
function unspoken(settings: StackSettings): string[] {
  const spoken: [boolean, readonly string[]][] = [
    [settings.purpose !== undefined, ["eventSelectors", "advancedEventSelectors"]],
    [settings.purpose === "insights" || settings.insights !== undefined, ["insightSelectors"]],
    [Object.keys(settings.tags).length > 0, ["tags"]],
    [settings.kmsKey !== undefined, ["kmsKeyId"]],
    [settings.organizationTrail !== undefined, ["isOrganizationTrail"]],
    [
      settings.logGroup !== undefined || settings.alarms !== undefined,
      ["cloudWatchLogsGroupArn", "cloudWatchLogsRoleArn"],
    ],
    [settings.deliveryNotifications !== undefined, ["snsTopicName"]],
  ];
  return spoken.flatMap(([speaks, properties]) => (speaks ? [] : properties));
}
