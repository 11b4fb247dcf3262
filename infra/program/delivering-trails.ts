import { parseTrailArn, trailArn } from "../cloudtrail/trail-arn.ts";
import type { StackSettings } from "../stacks/settings.ts";

/** What tells which trails deliver into a bucket. */
export type DeliverySettings = Pick<StackSettings, "trailName" | "region"> &
  Partial<Pick<StackSettings, "kind" | "deliveringTrails" | "organizationTrail" | "organizationId">>;

/** Who may deliver into a stack's bucket. */
export interface Deliveries {
  /** ARNs of the trails; empty where every trail of the organization may. */
  readonly trails: readonly string[];
  /** The accounts these trails are of, each once. */
  readonly accounts: readonly string[];
  /** Set when log files of a whole organization come. */
  readonly organizationId: string | undefined;
}

/** The trails that deliver into the bucket of a stack in `accountId`: its own, or those a log archive is for. Pure. */
export function deliveriesTo(settings: DeliverySettings, accountId: string): Deliveries {
  const { kind, region, trailName: name, organizationTrail, organizationId, deliveringTrails } = settings;
  if (kind !== "log-archive") {
    return {
      trails: [trailArn({ region, accountId, name })],
      accounts: [accountId],
      organizationId: organizationTrail ? organizationId : undefined,
    };
  }
  const trails = deliveringTrails ?? [];
  const accounts = trails.flatMap((arn) => parseTrailArn(arn)?.accountId ?? []);
  return { trails, accounts: [...new Set(accounts)], organizationId };
}
