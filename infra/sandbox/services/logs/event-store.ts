import type { World } from "../../world.ts";

/** Where an event stands among others: by its time, then by when it came. */
export interface Position {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly id: number;
}

/** A stored log event. */
export interface StoredEvent extends Position {
  /** The id of its stream. */
  readonly stream: number;
  /** Epoch milliseconds. */
  readonly ingested: number;
  readonly message: string;
}

/** Which events to read; both positions exclusive. */
export interface EventRange {
  readonly after: Position;
  readonly before: Position;
}

type Owner = "stream" | "owner";

const schema = `
  CREATE TABLE IF NOT EXISTS logs_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, owner INTEGER NOT NULL, stream INTEGER NOT NULL,
    time INTEGER NOT NULL, ingested INTEGER NOT NULL, bytes INTEGER NOT NULL, message TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS logs_events_by_stream ON logs_events (stream, time, id);
  CREATE INDEX IF NOT EXISTS logs_events_by_owner ON logs_events (owner, time, id, bytes);`;

/** What an event counts beyond its text ("PutLogEvents"). */
export const eventOverhead = 26;

/** The table of log events in the sandbox's database. `owner` is the group. */
export class EventStore {
  readonly #db: World["db"];
  readonly #insert: ReturnType<World["db"]["prepare"]>;

  constructor(db: World["db"]) {
    this.#db = db;
    db.exec(schema);
    this.#insert = db.prepare(
      "INSERT INTO logs_events (owner, stream, time, ingested, bytes, message) VALUES (?, ?, ?, ?, ?, ?)",
    );
  }

  add(owner: number, stream: number, event: { time: number; message: string }, ingested: number): void {
    const bytes = Buffer.byteLength(event.message) + eventOverhead;
    this.#insert.run(owner, stream, event.time, ingested, bytes, event.message);
  }

  /** Events of a stream or a group in order of time, or the last ones first. */
  *read(
    of: { readonly stream: number } | { readonly owner: number },
    { after, before }: EventRange,
    fromEnd = false,
  ): IterableIterator<StoredEvent> {
    const [column, value] = Object.entries(of)[0] as [Owner, number];
    const order = fromEnd ? "DESC" : "ASC";
    const rows = this.#db
      .prepare(
        `SELECT id, stream, time, ingested, message FROM logs_events
         WHERE ${column} = ? AND (time, id) > (?, ?) AND (time, id) < (?, ?)
         ORDER BY time ${order}, id ${order}`,
      )
      .iterate(value, after.time, after.id, before.time, before.id);
    for (const row of rows) yield row as unknown as StoredEvent;
  }

  /** Times of the first and last event of a stream that are not older than `since`. */
  span(stream: number, since: number): { readonly first: number; readonly last: number } | undefined {
    const row = this.#db
      .prepare("SELECT MIN(time) AS first, MAX(time) AS last FROM logs_events WHERE stream = ? AND time >= ?")
      .get(stream, since);
    return row?.["first"] === null || row === undefined
      ? undefined
      : { first: Number(row["first"]), last: Number(row["last"]) };
  }

  /** What the events of a group count together. */
  bytes(owner: number, since: number): number {
    const row = this.#db
      .prepare("SELECT COALESCE(SUM(bytes), 0) AS bytes FROM logs_events WHERE owner = ? AND time >= ?")
      .get(owner, since);
    return Number(row?.["bytes"] ?? 0);
  }

  /** Removes a group's events that happened before `time`, or all of them. */
  forgetGroup(owner: number, before = Number.MAX_SAFE_INTEGER): void {
    this.#db.prepare("DELETE FROM logs_events WHERE owner = ? AND time < ?").run(owner, before);
  }

  forgetStream(stream: number): void {
    this.#db.prepare("DELETE FROM logs_events WHERE stream = ?").run(stream);
  }
}

const stores = new WeakMap<World["db"], EventStore>();

/** The event store of a world; its table is made when it is first asked for. */
export function eventsOf(world: World): EventStore {
  let store = stores.get(world.db);
  if (!store) {
    store = new EventStore(world.db);
    // A table made inside a transaction vanishes when it rolls back; the next call has to make it again.
    if (!world.db.isTransaction) stores.set(world.db, store);
  }
  return store;
}
