import type { CloudTrailRecord } from "../cloudtrail/record.ts";
import type { RecordRow } from "./record-row.ts";

/** Records by time, oldest first, all of them or those a filter lets through. */
export interface RecordView {
  readonly length: number;
  /** False while older records are still being searched. */
  readonly complete: boolean;
  at(index: number): RecordRow | undefined;
  /** Rows `start` (inclusive) to `end` (exclusive), as far as there are any. */
  slice(start: number, end: number): RecordRow[];
  /** Where a row stands now; -1 when it is not, or no longer, among them. */
  indexOf(row: RecordRow): number;
  /** How many rows come before this one, whether or not it is among them: keeps a place when rows around it change. */
  rank(row: RecordRow): number;
  /** The whole record at that place, parsed now. */
  record(index: number): CloudTrailRecord | undefined;
  /** Ends following the store. */
  close(): void;
}
