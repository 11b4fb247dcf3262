import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { TrailwrightError } from "../errors.ts";
import { accounts } from "./accounts.ts";
import type { Clock } from "./clock.ts";
import { InjectedFaults } from "./faults.ts";
import { compareUtf8, OrderedKeys } from "./ordered-keys.ts";
import { loadState, saveState } from "./whole-state.ts";
import type { Account, Collection, World } from "./world.ts";

/** A world that can be shut. */
export interface OpenWorld extends World {
  /** False when the last process that had this folder open did not close it; leftovers may lie about. */
  readonly closedCleanly: boolean;
  /** Keeps a word about the sandbox itself (its port) from run to run. */
  remember(name: string, value: string): void;
  recall(name: string): string | undefined;
  /** Sets the accounts this sandbox has; the first is the default one. */
  setAccounts(accounts: readonly Account[]): void;
  /** Saves the whole state into a folder that is not there yet. */
  save(target: string): void;
  /** Replaces the whole state by a saved one, or by nothing. Not inside a transaction. */
  load(target?: string): void;
  close(): void;
}

/** What a world is made of. */
export interface OpenWorldOptions {
  /** State folder; made with mode 0700 if it is not there. */
  readonly folder: string;
  readonly clock: Clock;
  /** Performs calls from inside; handed in because it needs the services, which need the world. */
  readonly internalCall: (
    world: World,
    ...rest: Parameters<World["internalCall"]>
  ) => ReturnType<World["internalCall"]>;
  readonly faults?: InjectedFaults;
}

/**
 * Opens the state folder: one SQLite file, plus object bodies as files beside it. SQLite's own exclusive file lock
 * keeps other processes out; the operating system drops it when its holder dies, so it cannot be left stuck.
 * @throws TrailwrightError `SandboxFailed` when another process has the folder open.
 */
export function openWorld(options: OpenWorldOptions): OpenWorld {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const db = openDatabase(join(options.folder, "sandbox.sqlite"));
  rmSync(join(options.folder, "tmp"), { recursive: true, force: true });
  rmSync(join(options.folder, "snapshots"), { recursive: true, force: true });
  for (const name of ["objects", "tmp"])
    mkdirSync(join(options.folder, name), { recursive: true, mode: 0o700 });
  return new SqliteWorld(db, options);
}

function openDatabase(file: string): DatabaseSync {
  const db = new DatabaseSync(file);
  try {
    chmodSync(file, 0o600);
    db.exec("PRAGMA locking_mode = EXCLUSIVE");
    db.exec("PRAGMA journal_mode = WAL");
    db.exec("PRAGMA synchronous = NORMAL");
    // Pages that are written again and again (the end of the journal) reach the file once in 16 MB, not in 4.
    db.exec("PRAGMA wal_autocheckpoint = 4000");
    db.exec("PRAGMA cache_size = -32768");
    // What savepoints may have to put back needs no files.
    db.exec("PRAGMA temp_store = MEMORY");
    db.exec(
      `BEGIN IMMEDIATE;
       CREATE TABLE IF NOT EXISTS documents
         (collection TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (collection, key)) WITHOUT ROWID;
       CREATE TABLE IF NOT EXISTS small_bodies (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
       CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL);
       COMMIT`,
    );
    return db;
  } catch (error) {
    db.close();
    if (/database is locked/.test(String(error)))
      throw new TrailwrightError("SandboxFailed", "Another process has this sandbox open.", {
        why: "Only one process at a time may write to the sandbox's state folder.",
        next: "Use the sandbox that is running, or end it and try again.",
        cause: error,
      });
    throw error;
  }
}

/** One undone change: puts a collection's entry back as it was, or runs a rollback task. */
type Undo = () => void;

// As they are now: a test suite that the sandbox runs in may put false ones in their place, and calls would never end.
const atEndOfTurn = setImmediate;
const notAtEndOfTurn = clearImmediate;

/** Work that is committed together at the end of a turn of the event loop. */
interface Group {
  readonly committed: Promise<void>;
  readonly turn: NodeJS.Immediate;
  resolve(): void;
  reject(error: unknown): void;
}

class SqliteWorld implements OpenWorld {
  readonly clock: Clock;
  readonly db: DatabaseSync;
  readonly folder: string;
  readonly faults: InjectedFaults;
  readonly closedCleanly: boolean;
  readonly #internalCall: OpenWorldOptions["internalCall"];
  readonly #collections = new Map<string, StoredCollection<unknown>>();
  readonly #upsert: StatementSync;
  readonly #remove: StatementSync;
  readonly #undo: Undo[] = [];
  readonly #committed: (() => void)[] = [];
  readonly #reloaded: (() => void)[] = [];
  readonly #controls = new Map<string, StatementSync>();
  #accounts: readonly Account[] = accounts;
  /** 0 outside of transactions, 1 while a group is open, 2 in a transaction or a member of the group, and so on. */
  #depth = 0;
  #group: Group | undefined;

  constructor(db: DatabaseSync, options: OpenWorldOptions) {
    this.db = db;
    this.clock = options.clock;
    this.folder = options.folder;
    this.faults = options.faults ?? new InjectedFaults(new Map());
    this.#internalCall = options.internalCall;
    this.#upsert = db.prepare(
      "INSERT INTO documents VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
    );
    this.#remove = db.prepare("DELETE FROM documents WHERE collection = ? AND key = ?");
    this.closedCleanly = (this.recall("closed") ?? "yes") === "yes";
    this.remember("closed", "no");
  }

  get accounts(): readonly Account[] {
    return this.#accounts;
  }

  setAccounts(given: readonly Account[]): void {
    this.#accounts = given;
  }

  collection<T>(name: string): Collection<T> {
    let found = this.#collections.get(name);
    if (!found) {
      found = new StoredCollection(this.#rows(name), {
        written: (key, value) => {
          if (value === undefined) this.#remove.run(name, key);
          else this.#upsert.run(name, key, JSON.stringify(value));
        },
        undo: (undo) => {
          if (this.#depth > 0) this.#undo.push(undo);
        },
      });
      this.#collections.set(name, found);
    }
    return found as Collection<unknown> as Collection<T>;
  }

  transaction<R>(work: () => R): R {
    // Whoever is not part of the group commits on his own, after it.
    if (this.#depth === 1) this.#closeGroup();
    return this.#nested(work);
  }

  async commitTogether<R>(work: () => R): Promise<R> {
    if (this.#depth > 1) throw new Error("A group's work begins outside of transactions.");
    const group = this.#openGroup();
    this.#depth = 2;
    let result: R;
    try {
      result = work();
      this.#depth = 1;
    } catch (error) {
      if (this.db.isTransaction) this.#control("ROLLBACK");
      this.#loseGroup(error);
      throw error;
    }
    await group.committed;
    return result;
  }

  /** Runs work in a transaction, or in a savepoint of the one that is open. */
  #nested<R>(work: () => R): R {
    const depth = this.#depth;
    const undoMark = this.#undo.length;
    const commitMark = this.#committed.length;
    this.#control(depth === 0 ? "BEGIN IMMEDIATE" : `SAVEPOINT s${depth}`);
    this.#depth = Math.max(depth, 1) + 1;
    let result: R;
    try {
      result = work();
      this.#control(depth === 0 ? "COMMIT" : `RELEASE s${depth}`);
    } catch (error) {
      this.#depth = depth;
      this.#committed.length = commitMark;
      for (const undo of this.#undo.splice(undoMark).reverse()) undo();
      // SQLite itself rolls back on some errors (a full disk), after which there is nothing left to roll back.
      if (this.db.isTransaction) {
        if (depth > 0) this.#control(`ROLLBACK TO s${depth}`);
        this.#control(depth === 0 ? "ROLLBACK" : `RELEASE s${depth}`);
      }
      throw error;
    }
    this.#depth = depth;
    if (depth === 0) this.#afterCommitted();
    return result;
  }

  #openGroup(): Group {
    if (this.#group) return this.#group;
    this.#control("BEGIN IMMEDIATE");
    this.#depth = 1;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Those whose work was part of it hear of a failure; there may be none.
    promise.catch(() => {});
    this.#group = {
      committed: promise,
      resolve,
      reject,
      turn: atEndOfTurn(() => this.#closeGroup()),
    };
    return this.#group;
  }

  /** Commits the group, if one is open; its members hear of it. */
  #closeGroup(): void {
    const group = this.#group;
    if (!group) return;
    try {
      this.#control("COMMIT");
    } catch (error) {
      if (this.db.isTransaction) this.#control("ROLLBACK");
      this.#loseGroup(error);
      return;
    }
    notAtEndOfTurn(group.turn);
    this.#group = undefined;
    this.#depth = 0;
    group.resolve();
    this.#afterCommitted();
  }

  /** The group's transaction is gone: takes back in memory what its members did. */
  #loseGroup(error: unknown): void {
    const group = this.#group;
    if (!group) return;
    notAtEndOfTurn(group.turn);
    this.#group = undefined;
    this.#depth = 0;
    this.#committed.length = 0;
    for (const undo of this.#undo.splice(0).reverse()) undo();
    group.reject(error);
  }

  #afterCommitted(): void {
    this.#undo.length = 0;
    for (const task of this.#committed.splice(0)) task();
  }

  /** Runs a statement of transaction control; each is prepared once. */
  #control(sql: string): void {
    let statement = this.#controls.get(sql);
    if (!statement) {
      statement = this.db.prepare(sql);
      this.#controls.set(sql, statement);
    }
    statement.run();
  }

  afterCommit(task: () => void): void {
    if (this.#depth === 0) task();
    else this.#committed.push(task);
  }

  afterRollback(task: () => void): void {
    if (this.#depth > 0) this.#undo.push(task);
  }

  afterReload(task: () => void): void {
    this.#reloaded.push(task);
  }

  save(target: string): void {
    this.#closeGroup();
    saveState(this.db, this.folder, target);
  }

  load(target?: string): void {
    this.#closeGroup();
    loadState(this.db, this.folder, target);
    for (const [name, collection] of this.#collections) collection.reload(this.#rows(name));
    for (const task of this.#reloaded) task();
  }

  #rows(collection: string): Rows {
    return this.db
      .prepare("SELECT key, value FROM documents WHERE collection = ?")
      .all(collection) as unknown as Rows;
  }

  internalCall(...rest: Parameters<World["internalCall"]>): ReturnType<World["internalCall"]> {
    return this.#internalCall(this, ...rest);
  }

  remember(name: string, value: string): void {
    this.db.prepare("INSERT OR REPLACE INTO state VALUES (?, ?)").run(name, value);
  }

  recall(name: string): string | undefined {
    const row = this.db.prepare("SELECT value FROM state WHERE name = ?").get(name);
    return row === undefined ? undefined : String(row["value"]);
  }

  close(): void {
    this.#closeGroup();
    this.remember("closed", "yes");
    this.db.close();
  }
}

/** Tells the world what a collection changed, and how to take it back. */
interface Changes {
  written(key: string, value: unknown): void;
  undo(undo: Undo): void;
}

/** A collection's documents as they are stored. */
type Rows = readonly { readonly key: string; readonly value: string }[];

class StoredCollection<T> implements Collection<T> {
  readonly #values = new Map<string, T>();
  #keys = new OrderedKeys([]);
  readonly #changes: Changes;

  constructor(rows: Rows, changes: Changes) {
    this.#changes = changes;
    this.reload(rows);
  }

  /** Takes these rows for what there was. */
  reload(rows: Rows): void {
    this.#values.clear();
    for (const { key, value } of rows) this.#values.set(key, JSON.parse(value) as T);
    this.#keys = new OrderedKeys(this.#values.keys());
  }

  get(key: string): T | undefined {
    return this.#values.get(key);
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  put(key: string, value: T): void {
    const before = this.#values.get(key);
    this.#changes.written(key, value);
    this.#set(key, value);
    this.#changes.undo(() => this.#set(key, before));
  }

  delete(key: string): boolean {
    const before = this.#values.get(key);
    if (before === undefined) return false;
    this.#changes.written(key, undefined);
    this.#set(key, undefined);
    this.#changes.undo(() => this.#set(key, before));
    return true;
  }

  *entries(prefix = "", from = ""): IterableIterator<[string, T]> {
    for (const key of this.#keys.from(compareUtf8(from, prefix) > 0 ? from : prefix)) {
      if (!key.startsWith(prefix)) return;
      yield [key, this.#values.get(key) as T];
    }
  }

  #set(key: string, value: T | undefined): void {
    if (value === undefined) {
      if (this.#values.delete(key)) this.#keys.delete(key);
      return;
    }
    if (!this.#values.has(key)) this.#keys.add(key);
    this.#values.set(key, value);
  }
}
