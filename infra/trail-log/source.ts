import type { ClientConfig } from "../target/target.ts";

/** A bucket (or a prefix of it) that CloudTrail delivers to, read on behalf of a stack. */
export interface TrailSource {
  readonly stack: string;
  readonly accountId: string;
  readonly bucketName: string;
  /** The stack's key prefix, in front of AWSLogs/. */
  readonly keyPrefix?: string;
  /** `o-…`: log files are in the organization's folder. */
  readonly organizationId?: string;
  /** Log files of every account: the organization's where one is named, else all that deliver into the bucket. */
  readonly everyAccount?: true;
  readonly client: ClientConfig;
  readonly pollMilliseconds: number;
  /** SQS queue that announces each log file; with it the bucket is listed only once in a while. */
  readonly queueUrl?: string;
}
