import type { Selection } from "../cloudtrail/event-selectors.ts";

/** A part of the set-up, or why it could not be read. A control never takes the second for a pass. */
export type Read<T> = { readonly value: T } | { readonly unread: Unread };

/** A call that gave no answer. */
export interface Unread {
  /** IAM's name of the permission it needs: `s3:GetBucketPolicy`. */
  readonly action: string;
  /** One sentence part: "AccessDenied", "the bucket belongs to account 444455556666". */
  readonly why: string;
}

/** The audit set-up of an account, plain data: what the controls judge. */
export interface SetUp {
  readonly accountId: string;
  /** Region of whoever looks, for what belongs to no trail. */
  readonly region: string;
  /** When it was read, in milliseconds since 1970. */
  readonly readAt: number;
  /** All trails that record the account: those of all regions, and the organization's. */
  readonly trails: Read<readonly TrailFacts[]>;
  /** Log buckets by name. */
  readonly buckets: ReadonlyMap<string, BucketFacts>;
  /** The trails' keys, by what the trails call them. */
  readonly keys: ReadonlyMap<string, Read<KeyFacts>>;
  /** The trails' log groups, by ARN without the trailing `:*`. */
  readonly logGroups: ReadonlyMap<string, LogGroupFacts>;
  /** Topics that alarms notify, by ARN. */
  readonly topics: ReadonlyMap<string, Read<TopicFacts>>;
  /** `o-…`; read only where an organization trail is seen. */
  readonly organizationId: Read<string> | undefined;
}

/** One trail as CloudTrail describes it, from its home region. */
export interface TrailFacts {
  readonly arn: string;
  readonly name: string;
  readonly homeRegion: string;
  /** The account that the trail belongs to: the management account's for an organization trail. */
  readonly ownerId: string;
  readonly description: Read<TrailDescription>;
  readonly status: Read<TrailStatus>;
  readonly selection: Read<Selection>;
  readonly tags: Read<Readonly<Record<string, string>>>;
}

/** "Trail", CloudTrail API Reference. */
export interface TrailDescription {
  readonly bucketName: string;
  readonly keyPrefix: string | undefined;
  readonly multiRegion: boolean;
  readonly globalServices: boolean;
  readonly validation: boolean;
  readonly kmsKeyId: string | undefined;
  /** Without the trailing `:*`. */
  readonly logGroupArn: string | undefined;
  readonly organization: boolean;
}

/** "GetTrailStatus", CloudTrail API Reference; times in milliseconds since 1970. */
export interface TrailStatus {
  readonly logging: boolean;
  readonly stoppedAt: number | undefined;
  readonly startedAt: number | undefined;
  readonly logFiles: Delivery;
  readonly digests: Delivery;
  readonly logGroup: Delivery;
}

/** How one kind of delivery last went. */
export interface Delivery {
  /** S3's or CloudWatch Logs' error code; undefined when the last one went well. */
  readonly error: string | undefined;
  /** The last one that went well. */
  readonly succeededAt: number | undefined;
}

/** A log bucket. */
export interface BucketFacts {
  readonly name: string;
  /** `gone`: there is no bucket of this name. `other`: it belongs to another account. */
  readonly standing: "own" | "other" | "gone" | "unknown";
  readonly policy: Read<string | undefined>;
  /** By S3's own judgement of the policy ("GetBucketPolicyStatus"); false without one. */
  readonly policyIsPublic: Read<boolean>;
  /** Groups the ACL lets in: `AllUsers`, `AuthenticatedUsers`. */
  readonly publicGrants: Read<readonly string[]>;
  readonly publicAccessBlock: Read<PublicAccessBlock>;
  /** Bucket that gets the server access logs. */
  readonly accessLogBucket: Read<string | undefined>;
  readonly versioning: Read<{ readonly enabled: boolean; readonly mfaDelete: boolean }>;
  /** Default encryption: `AES256`, `aws:kms`, `aws:kms:dsse`. */
  readonly encryption: Read<string | undefined>;
  /** Number of enabled lifecycle rules. */
  readonly lifecycleRules: Read<number>;
  readonly objectLock: Read<boolean>;
}

/** "PublicAccessBlockConfiguration", Amazon S3 API Reference. */
export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

/** A key that a trail encrypts with. */
export interface KeyFacts {
  readonly arn: string;
  /** `Enabled`, `Disabled`, `PendingDeletion` … */
  readonly state: string;
  readonly manager: "AWS" | "CUSTOMER";
  readonly spec: string;
  /** Rotation is S3's business for AWS managed keys: undefined. */
  readonly rotation: Read<boolean> | undefined;
  readonly policy: Read<string>;
}

/** A log group that a trail delivers to, and who watches it. */
export interface LogGroupFacts {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly group: Read<LogGroup | undefined>;
  readonly filters: Read<readonly MetricFilter[]>;
  /** Alarms on the metrics of the filters. */
  readonly alarms: Read<readonly Alarm[]>;
}

/** Days that events stay; undefined keeps them for ever. */
export interface LogGroup {
  readonly retentionDays: number | undefined;
}

/** A metric filter and the metrics it feeds. */
export interface MetricFilter {
  readonly name: string;
  readonly pattern: string;
  readonly metrics: readonly Metric[];
}

/** A metric by its two names. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
}

/** A metric alarm. */
export interface Alarm {
  readonly name: string;
  readonly arn: string;
  readonly metric: Metric;
  /** ARNs of what is done when it goes off. */
  readonly actions: readonly string[];
  readonly actionsEnabled: boolean;
}

/** Who hears of what a topic is told. */
export interface TopicFacts {
  readonly confirmed: number;
  readonly pending: number;
}
