import type { DeliveredRecord } from "./delivered-record.ts";
import type { FilterRow } from "./filter-fields.ts";
import { type RecordColumns, recordColumns } from "./record-columns.ts";

/** One line of the log pane. The record itself is in `json`, parsed when it is opened. */
export interface RecordRow extends FilterRow {
  /** Place in the order of arrival, unique; decides between records of the same time. */
  readonly order: number;
  /** eventTime, or the time of delivery where a record has none; epoch milliseconds. */
  readonly time: number;
  readonly deliveredAt: number;
  readonly readAt: number;
}

/** A delivered record as a row; `order` is how many came before it. */
export function recordRow(delivered: DeliveredRecord, order: number): RecordRow {
  const columns = delivered.columns ?? recordColumns(delivered.record);
  return {
    ...columns,
    time: columns.time ?? delivered.deliveredAt,
    order,
    stack: delivered.stack,
    key: delivered.key,
    deliveredAt: delivered.deliveredAt,
    readAt: delivered.readAt,
    json: delivered.json ?? JSON.stringify(delivered.record),
  };
}

/** Older first; among equals whoever arrived first. */
export const byTime = (a: RecordRow, b: RecordRow): number => a.time - b.time || a.order - b.order;

/** What makes two records the same: eventID and account, or the whole text where there is no eventID. */
export function recordIdentity({ eventId, account }: RecordColumns, json: string): string {
  return eventId ? `${eventId} ${account}` : json;
}
