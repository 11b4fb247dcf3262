import type { StatementSync } from "node:sqlite";
import type { LogFileKey } from "../../cloudtrail/object-key.ts";
import type { CloudTrailRecord } from "../../cloudtrail/record.ts";
import type { World } from "../world.ts";
import { type LookedUpResource, lookedUpResources } from "./looked-up-resources.ts";

/** One row of the event history, with what LookupEvents searches by. */
export interface HistoryEntry {
  readonly id: number;
  /** Epoch seconds. */
  readonly time: number;
  readonly eventId: string;
  readonly eventName: string;
  readonly eventSource: string;
  readonly readOnly: string;
  readonly username: string | null;
  readonly accessKeyId: string | null;
  readonly resources: readonly LookedUpResource[];
  /** The record as JSON text. */
  readonly record: string;
}

/** What to look for in the event history. */
export interface HistoryQuery {
  readonly account: string;
  readonly region: string;
  /** Epoch seconds, both inclusive. */
  readonly from: number;
  readonly to: number;
  /** SQL over the history's columns with one `?`, and its value. */
  readonly condition?: string;
  readonly value?: string;
  /** Insights instead of management events. */
  readonly insights?: boolean;
  /** Where the page before ended. */
  readonly before?: { readonly time: number; readonly id: number };
  readonly limit: number;
}

/** A batch that becomes one or more log files: one trail, account, family and region folder. */
export interface BatchKey {
  readonly trail: string;
  /** Account whose folder it is; an organization's trail has several. */
  readonly account: string;
  readonly region: string;
  /** The folder's family, or `CloudWatchLogs` for what goes to the trail's log group. */
  readonly family: LogFileKey["family"] | "CloudWatchLogs";
}

/** Management events and insights are looked up alike, but never together. */
const historySchema = (table: string) => `
  CREATE TABLE IF NOT EXISTS ${table} (
    id INTEGER PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, time INTEGER NOT NULL,
    event_id TEXT NOT NULL, event_name TEXT NOT NULL, event_source TEXT NOT NULL, read_only TEXT NOT NULL,
    username TEXT, access_key_id TEXT, resources TEXT NOT NULL, record TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS ${table}_by_time ON ${table} (account, region, time, id);`;

const schema = `${historySchema("cloudtrail_history")}${historySchema("cloudtrail_insight_history")}
  CREATE TABLE IF NOT EXISTS cloudtrail_queue (
    id INTEGER PRIMARY KEY AUTOINCREMENT, trail TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL,
    queued INTEGER NOT NULL, own INTEGER NOT NULL, record TEXT NOT NULL,
    family TEXT NOT NULL DEFAULT 'CloudTrail');
  DROP INDEX IF EXISTS cloudtrail_queue_by_batch;`;

/** What the delivery queue seeks by (`delivery-queue.ts`). */
const queueIndex = `CREATE INDEX IF NOT EXISTS cloudtrail_queue_by_kind
  ON cloudtrail_queue (trail, account, region, family, own, id)`;

/** Queues of sandboxes made before November 2026 know no families. */
function addFamily(db: World["db"]): void {
  const columns = db.prepare("PRAGMA table_info(cloudtrail_queue)").all();
  if (!columns.some(({ name }) => name === "family"))
    db.exec("ALTER TABLE cloudtrail_queue ADD COLUMN family TEXT NOT NULL DEFAULT 'CloudTrail'");
}

/** The recorder's tables in the sandbox's database: event history, and the queue of each trail. */
export class Journal {
  readonly #db: World["db"];
  readonly #remember: StatementSync;
  readonly #enqueue: StatementSync;
  readonly #rememberInsight: StatementSync;
  readonly #forget: readonly StatementSync[];

  constructor(world: World) {
    this.#db = world.db;
    world.db.exec(schema);
    addFamily(world.db);
    world.db.exec(queueIndex);
    const insert = (table: string) =>
      world.db.prepare(
        `INSERT INTO ${table}
           (account, region, time, event_id, event_name, event_source, read_only, username, access_key_id, resources, record)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      );
    this.#remember = insert("cloudtrail_history");
    this.#rememberInsight = insert("cloudtrail_insight_history");
    this.#enqueue = world.db.prepare(
      "INSERT INTO cloudtrail_queue (trail, account, region, family, queued, own, record) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
    this.#forget = ["cloudtrail_history", "cloudtrail_insight_history"].map((table) =>
      world.db.prepare(`DELETE FROM ${table} WHERE time < ?`),
    );
  }

  /** Adds a management event to the event history of its account and region. */
  remember(record: CloudTrailRecord, text: string): void {
    this.#remember.run(
      record.recipientAccountId ?? "",
      record.awsRegion ?? "",
      Date.parse(record.eventTime) / 1000,
      record.eventID,
      record.eventName ?? "",
      record.eventSource ?? "",
      String(record.readOnly ?? false),
      usernameOf(record) ?? null,
      record.userIdentity?.accessKeyId ?? null,
      JSON.stringify(lookedUpResources(record)),
      text,
    );
  }

  /** Adds an insight to the event history of its account and region, by the API it is about. */
  rememberInsight(record: CloudTrailRecord, text: string): void {
    const { eventName, eventSource } = record["insightDetails"] as Record<
      "eventName" | "eventSource",
      string
    >;
    this.#rememberInsight.run(
      record.recipientAccountId ?? "",
      record.awsRegion ?? "",
      Date.parse(record.eventTime) / 1000,
      record.eventID,
      eventName,
      eventSource,
      "",
      null,
      null,
      "[]",
      text,
    );
  }

  /** Events of the history, newest first. */
  search(query: HistoryQuery): readonly HistoryEntry[] {
    const before = query.before ? "AND (time, id) < (?, ?)" : "";
    const sql = `SELECT id, time, event_id AS eventId, event_name AS eventName, event_source AS eventSource,
        read_only AS readOnly, username, access_key_id AS accessKeyId, resources, record
      FROM ${query.insights ? "cloudtrail_insight_history" : "cloudtrail_history"} WHERE account = ? AND region = ? AND time BETWEEN ? AND ?
        ${query.condition ? `AND ${query.condition}` : ""} ${before}
      ORDER BY time DESC, id DESC LIMIT ?`;
    const values = [
      query.account,
      query.region,
      query.from,
      query.to,
      ...(query.value === undefined ? [] : [query.value]),
      ...(query.before ? [query.before.time, query.before.id] : []),
      query.limit,
    ];
    const rows = this.#db.prepare(sql).all(...values);
    return rows.map(
      (row) => ({ ...row, resources: JSON.parse(String(row["resources"])) }) as unknown as HistoryEntry,
    );
  }

  /** The whole history of all accounts and regions as JSON texts, in the order the calls were made. */
  *everything(): IterableIterator<string> {
    for (const row of this.#db.prepare("SELECT record FROM cloudtrail_history ORDER BY id").iterate())
      yield String(row["record"]);
  }

  /** Removes events that happened before `time`. */
  forgetBefore(time: Date): void {
    for (const forget of this.#forget) forget.run(time.getTime() / 1000);
  }

  /** Queues a record (JSON text) for a trail; `own` marks what CloudTrail itself caused by delivering. */
  enqueue(batch: BatchKey, text: string, queued: Date, own: boolean): void {
    const { trail, account, region, family } = batch;
    this.#enqueue.run(trail, account, region, family, queued.getTime(), Number(own), text);
  }
}

const journals = new WeakMap<World["db"], Journal>();

/** The journal of a world; its tables are made when it is first asked for. */
export function journalOf(world: World): Journal {
  let journal = journals.get(world.db);
  if (!journal) {
    journal = new Journal(world);
    // Tables made inside a transaction vanish when it rolls back; the next call has to make them again.
    if (!world.db.isTransaction) journals.set(world.db, journal);
  }
  return journal;
}

/** LookupEvents' Username: the user, a role's session name, `root`; AWS services have none. */
function usernameOf({ userIdentity }: CloudTrailRecord): string | undefined {
  if (userIdentity?.type === "Root") return "root";
  return userIdentity?.userName ?? userIdentity?.principalId?.split(":")[1];
}
