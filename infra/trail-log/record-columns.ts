import type { CloudTrailRecord } from "../cloudtrail/record.ts";
import { type RecordSummary, recordSummary } from "./record-summary.ts";

/** The fields of a record that lines and filters need, so that the record itself is parsed only when it is opened. */
export interface RecordColumns extends RecordSummary {
  /** eventSource in full. */
  readonly source: string;
  /** The account the record was delivered to, else the caller's. */
  readonly account: string;
  readonly arn: string;
  /** userIdentity.type. */
  readonly identity: string;
  readonly accessKeyId: string;
  readonly eventId: string;
  readonly requestId: string;
  readonly sharedEventId: string;
  readonly type: string;
  readonly category: string;
  /** From readOnly; empty where the record does not say. */
  readonly access: "read" | "write" | "";
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Pure and total, like {@link recordSummary}. */
export function recordColumns(record: CloudTrailRecord): RecordColumns {
  const caller = record.userIdentity;
  const insight = record["insightDetails"] as { eventSource?: unknown } | null | undefined;
  return {
    ...recordSummary(record),
    source: text(record.eventSource) || text(insight?.eventSource),
    account: text(record.recipientAccountId) || text(caller?.accountId),
    arn: text(caller?.arn),
    identity: text(caller?.type),
    accessKeyId: text(caller?.accessKeyId),
    eventId: text(record.eventID),
    requestId: text(record.requestID),
    sharedEventId: text(record.sharedEventID),
    type: text(record.eventType),
    category: text(record.eventCategory),
    access: record.readOnly === true ? "read" : record.readOnly === false ? "write" : "",
  };
}
