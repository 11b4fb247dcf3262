import type { StackSettings } from "../stacks/settings.ts";

/** What tells where a stack's log files are. */
export type LogPrefixSettings = Pick<StackSettings, "keyPrefix"> &
  Partial<Pick<StackSettings, "kind" | "organizationTrail" | "organizationId">>;

/**
 * Where a stack's log files are in its bucket: `[prefix/]AWSLogs/<account>/CloudTrail/`; for an organization's trail
 * `[prefix/]AWSLogs/<o-id>/`, for a log archive everything under `[prefix/]AWSLogs/`. Pure.
 */
export function logPrefix(settings: LogPrefixSettings, accountId: string): string {
  const { kind, keyPrefix, organizationTrail, organizationId } = settings;
  const logs = `${keyPrefix ? `${keyPrefix}/` : ""}AWSLogs/`;
  if (kind === "log-archive") return logs;
  return organizationTrail ? `${logs}${organizationId}/` : `${logs}${accountId}/CloudTrail/`;
}
