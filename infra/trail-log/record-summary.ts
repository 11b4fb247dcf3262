import type { CloudTrailRecord } from "../cloudtrail/record.ts";
import { type Outcome, outcome } from "./outcome.ts";
import { resourceName } from "./resource-name.ts";
import { who } from "./who.ts";

/** What one line says about a record. Text is as delivered, hostile: it is made visible where it is presented. */
export interface RecordSummary {
  /** eventTime as epoch milliseconds; undefined where it is missing or unreadable. */
  readonly time: number | undefined;
  readonly region: string;
  /** eventSource without `.amazonaws.com`: `ec2`, `signin`. */
  readonly service: string;
  /** eventName; of an Insight record the name its insight is about. */
  readonly name: string;
  readonly who: string;
  /** Source address: an IP, a service's name, `AWS Internal`. */
  readonly from: string;
  readonly outcome: Outcome;
  /** errorCode, or the errorMessage of the few records that have only that; empty when nothing went wrong. */
  readonly error: string;
  readonly resource: string;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** `2026-01-31T12:00:00Z` → epoch milliseconds; undefined for anything that is not such a time. */
function eventMilliseconds(value: unknown): number | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

/** Pure and total: odd records (fields missing or of the wrong type) give empty fields, never an exception. */
export function recordSummary(record: CloudTrailRecord): RecordSummary {
  const insight = record["insightDetails"] as
    { eventSource?: unknown; eventName?: unknown } | null | undefined;
  const source = text(record.eventSource) || text(insight?.eventSource);
  return {
    time: eventMilliseconds(record.eventTime),
    region: text(record.awsRegion),
    service: source.replace(/\.amazonaws\.com(\.cn)?$/, ""),
    name: text(record.eventName) || text(insight?.eventName) || text(record.eventType),
    who: who(record.userIdentity),
    from: text(record.sourceIPAddress),
    outcome: outcome(record),
    error: text(record.errorCode) || text(record.errorMessage),
    resource: resourceName(record),
  };
}
