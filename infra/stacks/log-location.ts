import type { StackSettings } from "./settings.ts";

/** Where in its bucket a stack's log files are, as the tail needs to know it. */
export interface LogLocation {
  readonly bucketName: string;
  readonly keyPrefix?: string;
  /** `o-…`: in the organization's folder. */
  readonly organizationId?: string;
  /** Those of every account that delivers, not only of the stack's own. */
  readonly everyAccount?: true;
}

/** Where to look for a stack's log files. Pure. */
export function logLocation(settings: StackSettings): LogLocation {
  const { bucketName, keyPrefix, kind, organizationTrail, organizationId } = settings;
  return {
    bucketName,
    ...(keyPrefix ? { keyPrefix } : {}),
    ...(organizationTrail && organizationId ? { organizationId } : {}),
    ...(organizationTrail || kind === "log-archive" ? { everyAccount: true } : {}),
  };
}
