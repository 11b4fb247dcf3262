import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "./clock.ts";
import type { InjectedFaults } from "./faults.ts";
import type { Call, Caller } from "./service.ts";

/**
 * A named set of JSON documents, kept in memory and written through to SQLite. Changes made inside a transaction
 * that rolls back are undone in memory too. Values are treated as immutable: put a new one to change it.
 */
export interface Collection<T> {
  get(key: string): T | undefined;
  has(key: string): boolean;
  put(key: string, value: T): void;
  delete(key: string): boolean;
  /**
   * Entries in key order (UTF-8 bytes), optionally only those whose key begins with `prefix`, and from the key `from`
   * (inclusive) on. The collection must not change while they are walked.
   */
  entries(prefix?: string, from?: string): IterableIterator<[string, T]>;
}

/** All that the sandbox knows: state, files, time. Handed to every handler; nothing is global. */
export interface World {
  readonly clock: Clock;
  readonly db: DatabaseSync;
  /** Folder for object bodies and temporary files, inside the state folder. */
  readonly folder: string;
  collection<T>(name: string): Collection<T>;
  /** Runs `work` in a transaction (nested calls become savepoints); throws what it throws, after rolling back. */
  transaction<R>(work: () => R): R;
  /**
   * Runs `work` at once in a transaction that it shares with the other work of this turn of the event loop. Resolves to
   * what `work` returned when that is committed. When any of them throws, or the commit fails, all are undone and all
   * reject; what may fail alone belongs into a `transaction` within. Not inside a transaction.
   */
  commitTogether<R>(work: () => R): Promise<R>;
  /** Runs `task` once the outermost transaction is committed (at once outside of one); dropped on rollback. */
  afterCommit(task: () => void): void;
  /** Runs `task` when the transaction or savepoint in force is undone. */
  afterRollback(task: () => void): void;
  /** Runs `task` whenever the whole state was replaced (a snapshot restored, a reset): what was remembered beside it is void. */
  afterReload(task: () => void): void;
  /** What goes wrong on purpose. */
  readonly faults: InjectedFaults;
  /** Accounts of this sandbox; the first is the default one. */
  readonly accounts: readonly Account[];
  /**
   * Performs a call from inside, as an AWS service does it (CloudTrail writing to a bucket): same permission
   * checks, same record, no HTTP. Throws AwsError like the wire would show it.
   */
  internalCall(
    caller: Caller,
    service: string,
    operation: string,
    details: InternalCall,
  ): ReturnType<Call["service"]["operations"][string]["handle"]>;
}

/** What an internal call brings along. */
export interface InternalCall {
  readonly region: string;
  readonly input: Record<string, unknown>;
  readonly body?: Buffer;
  /** The query a REST call would have (`acl` for GetBucketAcl); S3 records it. */
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Global condition keys, e.g. `aws:SourceArn`, `aws:SourceAccount`. */
  readonly context?: Readonly<Record<string, string>>;
  /** False leaves no record (the marker objects of a preflight do leave one). */
  readonly record?: boolean;
}

/** One AWS account of the sandbox. */
export interface Account {
  /** Twelve digits. */
  readonly id: string;
  readonly name: string;
}
