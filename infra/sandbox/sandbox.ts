import type { CloudTrailRecord } from "../cloudtrail/record.ts";
import type { AccountDefinition } from "./account-definition.ts";
import type { Clock } from "./clock.ts";
import type { Faults } from "./faults.ts";
import type { World } from "./world.ts";

/** An access key of the sandbox. */
export interface SandboxCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** How to start a sandbox; everything has a default. */
export interface SandboxOptions {
  /** State folder. Default: a fresh temporary one, removed on close. */
  readonly folder?: string;
  /** Port on 127.0.0.1. Default: the port of the last run if it is free, else any. A given one must be free. */
  readonly port?: number;
  readonly clock?: Clock;
  /** How often queued records are delivered, in milliseconds of the clock. Default: 2 seconds. */
  readonly deliveryMilliseconds?: number;
  /**
   * Address of another emulator (`http://127.0.0.1:5000`) that answers what this sandbox does not have; such calls are
   * authorized and recorded here all the same. Default: none, they are refused by name.
   */
  readonly upstream?: string;
  /** Takes what went wrong without a client to tell it to, as a line of text. Default: a warning of the process. */
  readonly onProblem?: (text: string) => void;
  /**
   * The accounts and their principals, or the path of a YAML or JSON file with them under `accounts:`. The first is the
   * default account. Default: those of the folder's last run, else `workload`, `log-archive` and `management`.
   */
  readonly accounts?: string | readonly AccountDefinition[];
}

/** One account of a running sandbox and its credentials. */
export interface SandboxAccount {
  /** Twelve digits. */
  readonly id: string;
  readonly name: string;
  /** The administrator's. */
  readonly credentials: SandboxCredentials;
  /** Those of the users it was defined with, by name. */
  readonly users: Readonly<Record<string, SandboxCredentials>>;
}

/** Which records to show; all that is given must hold. */
export interface RecordFilter {
  readonly eventName?: string;
  readonly eventSource?: string;
  readonly errorCode?: string;
  /** The account whose trail or history it is in (recipientAccountId). */
  readonly accountId?: string;
  readonly region?: string;
  /** The access key that made the call. */
  readonly accessKeyId?: string;
  /** Anything else. */
  readonly where?: (record: CloudTrailRecord) => boolean;
  /** A trail's name or ARN: its delivered log files are read instead of the event history, data events included. */
  readonly deliveredBy?: string;
}

/** A state of the sandbox to go back to. It is gone when the sandbox closes. */
export interface Snapshot {
  readonly id: string;
}

/** A sandbox that runs in this process. */
export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  /** Administrator of the default account. */
  readonly credentials: SandboxCredentials;
  readonly region: string;
  /** Of the default account. */
  readonly accountId: string;
  readonly accounts: readonly SandboxAccount[];
  /** What goes wrong on purpose. */
  readonly faults: Faults;
  readonly world: World;
  /**
   * The credentials of an account's administrator or of one of its users.
   * @param account its name or id
   * @param user one of those it was defined with
   * @throws TrailwrightError `InvalidInput` when there is none of the name
   */
  credentialsOf(account: string, user?: string): SandboxCredentials;
  /**
   * Delivers every record queued so far, now; what a bucket refuses or a fault delays stays queued. Rejects with what
   * is no answer of S3's (a full disk).
   */
  delivered(): Promise<void>;
  /**
   * Records of calls made so far: of the event history (management events of all accounts and regions, in the order
   * they were made), or of a trail's log files (in the order of their keys).
   * @throws TrailwrightError `InvalidInput` for a trail that is not there, `AwsFailed` for a log file that cannot be read
   */
  records(filter?: RecordFilter): Promise<readonly CloudTrailRecord[]>;
  /** Keeps the state as it is now: buckets, objects, principals, trails, the history and what waits for delivery. */
  snapshot(): Promise<Snapshot>;
  /**
   * Goes back to a snapshot, as often as wanted. The clock and the faults stay as they are.
   * @throws TrailwrightError `InvalidInput` for a snapshot of another sandbox
   */
  restore(snapshot: Snapshot): Promise<void>;
  /** Empties the sandbox and ends its faults; accounts, their defined principals and all handed-out credentials stay. */
  reset(): Promise<void>;
  /** How many clients hold a lease (see connect-sandbox.ts); `changed` is told when that number changes. */
  onLeases(changed: (held: number) => void): void;
  /** Ends connections, delivers what is queued, closes the state. Safe to call twice. */
  close(): Promise<void>;
  /** `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}
