import { trailArn } from "../cloudtrail/trail-arn.ts";
import { eventPrices } from "../purposes/prices.ts";
import { purposeOf } from "../purposes/selection.ts";
import type { StackSettings } from "../stacks/settings.ts";
import type { ExistingTrail } from "./existing-trails.ts";

/**
 * What a person should know of the trails that are there before a stack adds its own: that an organization trail records
 * the account already, and what another copy of management events costs. `accountId` is the stack's. Pure.
 */
export function trailNotices(
  trails: readonly ExistingTrail[],
  settings: StackSettings,
  accountId: string,
): string[] {
  if (settings.kind === "log-archive") return [];
  const own = trailArn({ region: settings.region, accountId, name: settings.trailName });
  const others = trails.filter(({ arn }) => arn !== own);
  const recording = others.filter(({ managementEvents, organization }) => managementEvents ?? organization);
  const notices = others.filter(({ organization }) => organization).map(organizationNotice);
  if (recording.length > 0 && records(settings))
    notices.push(
      `${list(recording)} ${recording.length === 1 ? "records" : "record"} management events of this account already. ` +
        `The first copy in a region is free; this stack's trail makes one more, at $${eventPrices.management.toFixed(2)} per 100,000 events.`,
    );
  return notices;
}

/** Whether the stack's trail records management events itself. */
const records = (settings: StackSettings): boolean => purposeOf(settings).events.includes("management");

function organizationNotice({ name, accountId, bucketName, controlTower }: ExistingTrail): string {
  const whose = controlTower
    ? `${name} is AWS Control Tower's own organization trail`
    : `${name} is an organization trail of account ${accountId}`;
  return `${whose}: it records this account too, into s3://${bucketName}. It is left alone.`;
}

/** Names, as a list in a sentence. */
function list(trails: readonly ExistingTrail[]): string {
  const names = trails.map(({ name }) => name);
  const last = names.pop()!;
  return names.length > 0 ? `The trails ${names.join(", ")} and ${last}` : `The trail ${last}`;
}
