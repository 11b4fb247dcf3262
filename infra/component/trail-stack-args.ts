import type { PurposeId } from "../purposes/purpose-ids.ts";

/** What a TrailStack is to be: the settings of a stack file, without those that say how to get into the account. */
export interface TrailStackArgs {
  /** The account it is made in, which policies name; twelve digits. */
  readonly accountId: string;
  /** Where the bucket and the trail's home are, the same as the provider's. Left out: us-east-1. */
  readonly region?: string;
  readonly bucketName: string;
  /** Left out: MyTrail. */
  readonly trailName?: string;
  /** Put in front of AWSLogs/; no slash at either end. */
  readonly keyPrefix?: string;
  /** Days until log files expire. Left out: 365. */
  readonly retentionDays?: number;
  readonly tags?: Readonly<Record<string, string>>;
  /** Whether destroy deletes the bucket with everything in it. Left out: it is kept. */
  readonly emptyOnDestroy?: boolean;
  /** `log-archive` is a bucket for the trails of other accounts, without a trail of its own. */
  readonly kind?: "trail" | "log-archive";
  /** What the trail is for, an entry of the catalogue of purposes. Left out: management. */
  readonly purpose?: PurposeId;
  /** What the purpose is about: bucket names, or ARNs of functions and tables. */
  readonly resources?: readonly string[];
  /** Of the purpose `custom`: advanced event selectors, members as in the CloudTrail API. */
  readonly selectors?: readonly Readonly<Record<string, unknown>>[];
  readonly insights?: readonly ("ApiCallRateInsight" | "ApiErrorRateInsight")[];
  /** Records every account of the organization; only in its management account. */
  readonly organizationTrail?: boolean;
  /** `o-…` */
  readonly organizationId?: string;
  /** The bucket is another stack's or somebody else's: it is used, and neither made nor changed. */
  readonly centralBucket?: boolean;
  /** Of a log archive: the trails that may deliver here, by ARN. */
  readonly deliveringTrails?: readonly string[];
  /** What was there before and is managed from now on, protected from destroy. */
  readonly adopted?: readonly ("bucket" | "trail")[];
  /** Statements of the bucket's policy besides ours, kept word for word. */
  readonly policyStatements?: readonly Readonly<Record<string, unknown>>[];
  /** Log files under a KMS key: `own` makes one, an ARN uses one that is there. */
  readonly kmsKey?: string;
  /** Bucket that gets the server access logs of the log bucket. */
  readonly accessLogBucket?: string;
  readonly objectLock?: { readonly mode: "GOVERNANCE" | "COMPLIANCE"; readonly days: number };
  /** Cheaper storage classes as log files age, in days. */
  readonly transitions?: readonly {
    readonly days: number;
    readonly storageClass:
      "STANDARD_IA" | "ONEZONE_IA" | "INTELLIGENT_TIERING" | "GLACIER_IR" | "GLACIER" | "DEEP_ARCHIVE";
  }[];
  /** Events go to a CloudWatch Logs group too. */
  readonly logGroup?: { readonly retentionDays: number };
  /** The CIS metric filters and alarms. */
  readonly alarms?: "compliance" | "tuned";
  /** Who is told of alarms: e-mail addresses, or ARNs of SQS queues. */
  readonly subscriptions?: readonly string[];
  /** Each log file is announced by SNS to an SQS queue. */
  readonly deliveryNotifications?: boolean;
  /** Athena workgroup, table and named queries over the log files. */
  readonly athena?: boolean;
}
