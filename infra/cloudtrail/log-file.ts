import { gzipSync } from "node:zlib";
import type { CloudTrailRecord } from "./record.ts";

/** CloudTrail closes a log file before it grows past this (bytes, compressed; "CloudTrail log files", user guide). */
export const maximumLogFileBytes = 50 * 1024 * 1024;

/** Metadata every log file carries. */
export const logFileHeaders = { "content-type": "application/json", "content-encoding": "gzip" } as const;

/** How log files and digests are compressed: one gzip member. Level 1 takes half of the default's time and 5% more room. */
export function gzipped(text: string): Buffer {
  return gzipSync(text, { level: 1 });
}

/** The text of a log file, `{"Records":[…]}`, from records as JSON texts, which stay as journaled. Digests hash it. */
export function logFileText(records: readonly string[]): string {
  return `{"Records":[${records.join(",")}]}`;
}

/**
 * The records of a parsed log file. Entries that cannot be CloudTrail records (no eventID or eventTime) are
 * counted in `unusable` instead of failing the rest; undefined when there is no `Records` envelope at all.
 */
export function recordsOf(
  parsed: unknown,
): { readonly records: readonly CloudTrailRecord[]; readonly unusable: number } | undefined {
  const records = (parsed as { Records?: unknown } | null)?.Records;
  if (!Array.isArray(records)) return undefined;
  const usable = records.filter(isCloudTrailRecord);
  return { records: usable, unusable: records.length - usable.length };
}

/** Whether a value has what every reader relies on: an eventID and an eventTime of the documented form. */
export function isCloudTrailRecord(value: unknown): value is CloudTrailRecord {
  if (typeof value !== "object" || value === null) return false;
  const { eventID, eventTime } = value as Record<string, unknown>;
  return (
    typeof eventID === "string" &&
    eventID !== "" &&
    typeof eventTime === "string" &&
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(eventTime)
  );
}
