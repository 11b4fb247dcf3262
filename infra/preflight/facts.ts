import type { BucketFacts, KeyFacts, Read, TrailFacts } from "../checks/facts.ts";
import type { StackSettings } from "../stacks/settings.ts";

/** What is there before anything is made: plain data, which the rules judge. */
export interface PreflightFacts {
  /** Who is going to do it, and where. */
  readonly accountId: string;
  readonly arn: string;
  /** Whether it is the sandbox or an account. */
  readonly target: "sandbox" | "account";
  /** When the facts were gathered, in milliseconds since 1970. */
  readonly readAt: number;
  /** When the credentials end, in milliseconds since 1970; undefined for keys that do not, or that do not say. */
  readonly credentialsEnd: number | undefined;
  /** What the stack has made already: it may stand in nobody's way. */
  readonly made: MadeBefore;
  /** Policy of the central bucket, where another stack of the same operation is going to put it there. */
  readonly comingPolicy: string | undefined;
  /** All trails that record the account. */
  readonly trails: Read<readonly TrailFacts[]>;
  /** The log bucket of the settings. */
  readonly bucket: PlacedBucket;
  /** The bucket that is to get access logs. */
  readonly accessLogBucket: PlacedBucket | undefined;
  /** The key of the settings, where one is named. */
  readonly key: Read<KeyFacts> | undefined;
  /** Read where the settings are about an organization. */
  readonly organization: Read<OrganizationFacts> | undefined;
  /** What the identity may do of what is needed. */
  readonly permissions: Read<readonly Permission[]>;
}

/** A bucket and its region; undefined where S3 does not tell. */
export interface PlacedBucket {
  readonly facts: BucketFacts;
  readonly region: string | undefined;
}

/** Outputs of the stack's last operation that count as its own. */
export interface MadeBefore {
  readonly bucketName?: string | undefined;
  readonly trailArn?: string | undefined;
}

/** The organization as CloudTrail would ask for it. */
export interface OrganizationFacts {
  /** `o-…`; undefined when the account is in none. */
  readonly id: string | undefined;
  readonly managementAccountId: string | undefined;
  /** Whether CloudTrail has trusted access; unread for accounts that may not ask. */
  readonly trustedAccess: Read<boolean>;
  /** Accounts that administer trails besides the management account. */
  readonly delegatedAdministrators: Read<readonly string[]>;
}

/** Whether one action is allowed on one resource, as IAM's simulator sees it. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
  readonly decision: "allowed" | "explicitDeny" | "implicitDeny";
  /** What it is needed for: "the log bucket". */
  readonly purpose: string;
}

/** What the rules are asked about. */
export interface Situation {
  readonly settings: StackSettings;
  readonly facts: PreflightFacts;
}
