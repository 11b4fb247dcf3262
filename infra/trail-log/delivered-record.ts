import type { CloudTrailRecord } from "../cloudtrail/record.ts";
import type { RecordColumns } from "./record-columns.ts";

/** A record, and where it was delivered. */
export interface DeliveredRecord {
  readonly stack: string;
  /** Key of the log file in the stack's bucket. */
  readonly key: string;
  /**
   * The record as delivered, parsed when first read. Odd ones (announced as a problem) may lack even eventID and eventTime.
   */
  readonly record: CloudTrailRecord;
  /** The record's text exactly as delivered; a number beyond 2^53 survives only here. */
  readonly json?: string;
  /** What a line and a filter need, already taken from the record. */
  readonly columns?: RecordColumns;
  /** When the object appeared (S3 Last-Modified), epoch milliseconds. */
  readonly deliveredAt: number;
  /** When we read it, epoch milliseconds. */
  readonly readAt: number;
}

/** What a tail yields. Problems never end it. */
export type TailEvent =
  | { readonly type: "records"; readonly records: readonly DeliveredRecord[] }
  | {
      readonly type: "log-file";
      readonly stack: string;
      readonly key: string;
      readonly bytes: number;
      readonly records: number;
      readonly deliveredAt: number;
    }
  /** A log file that could not be read, or a bucket that could not be listed; the tail goes on. */
  | {
      readonly type: "problem";
      readonly stack: string;
      /** The log file it is about; the message does not repeat it. */
      readonly key?: string;
      readonly message: string;
      readonly next?: string;
      /** The bucket cannot be listed: nothing is read from it until the next `caught-up` of this stack. */
      readonly stalled?: true;
    }
  /** One pass over all sources is complete: everything listed so far has been read. */
  | { readonly type: "caught-up"; readonly stack: string };
