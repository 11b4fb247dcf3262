import { isCloudTrailRecord } from "../cloudtrail/log-file.ts";
import type { CloudTrailRecord } from "../cloudtrail/record.ts";
import { LogFileFault } from "./log-file-fault.ts";
import { type RecordColumns, recordColumns } from "./record-columns.ts";
import { recordRanges } from "./record-ranges.ts";

/** One record of a log file: its text as delivered, and what lines and filters need of it. */
export interface ReadRecord {
  readonly json: string;
  readonly columns: RecordColumns;
}

/** What a log file holds, in its order. */
export interface DecodedLogFile {
  readonly records: readonly ReadRecord[];
  /** Odd entries, each with its place in the file. */
  readonly oddities: readonly string[];
}

function oddity(value: CloudTrailRecord, index: number): string | undefined {
  if (isCloudTrailRecord(value)) return undefined;
  const { eventID, eventTime } = value as Partial<CloudTrailRecord>;
  if (typeof eventID !== "string" || eventID === "") return `record ${index} has no eventID`;
  return eventTime === undefined
    ? `record ${index} has no eventTime`
    : `record ${index} has an eventTime that is not of the form YYYY-MM-DDTHH:MM:SSZ`;
}

/**
 * The records of an inflated log file. Entries without a proper eventID or eventTime are kept and named in `oddities`;
 * entries that are no objects are named and left out.
 * @throws LogFileFault when the file, or any record in it, is not JSON, or has no `Records`
 */
export function decodeLogFile(bytes: Uint8Array): DecodedLogFile {
  const parts = [...decodeInParts(bytes, Number.POSITIVE_INFINITY)];
  return joined(parts);
}

/** The same, `size` entries at a time. What was given is worth nothing when a later part throws. */
export function* decodeInParts(bytes: Uint8Array, size: number): Generator<DecodedLogFile> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ranges = recordRanges(buffer);
  const count = ranges.length / 2;
  for (let start = 0; start < count; start += size) {
    const records: ReadRecord[] = [];
    const oddities: string[] = [];
    for (let index = start; index < Math.min(start + size, count); index++) {
      const json = buffer.toString("utf8", ranges[2 * index], ranges[2 * index + 1]);
      const value = parse(json, index);
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        oddities.push(`record ${index} is not an object and was left out`);
        continue;
      }
      const record = value as CloudTrailRecord;
      const odd = oddity(record, index);
      if (odd) oddities.push(odd);
      records.push({ json, columns: recordColumns(record) });
    }
    yield { records, oddities };
  }
}

/** Parts as one. */
export function joined(parts: readonly DecodedLogFile[]): DecodedLogFile {
  return {
    records: parts.flatMap((part) => part.records),
    oddities: parts.flatMap((part) => part.oddities),
  };
}

function parse(json: string, index: number): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new LogFileFault(`is not JSON: record ${index} is broken`, error);
  }
}
