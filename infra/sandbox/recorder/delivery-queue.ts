import type { World } from "../world.ts";
import { type BatchKey, journalOf } from "./journal.ts";

/** What becomes one log file or several, or log events. */
export interface Batch extends BatchKey {
  /** Whether anything in it was caused by others than CloudTrail's own deliveries. */
  readonly byOthers: boolean;
  /** When its oldest record was queued, epoch milliseconds. */
  readonly oldest: number;
}

/** A record waiting for delivery, as JSON text. */
export interface QueuedRecord {
  readonly id: number;
  readonly record: string;
}

/** The queue of all trails, in the sandbox's database. What is queued costs nothing until it is taken. */
export interface DeliveryQueue {
  /** ID of the newest record queued, until `time` (epoch milliseconds, inclusive) if given; 0 when there is none. */
  newest(time?: number): number;
  /** What is queued up to and including `upTo`, for one trail or all, in order of trail, account, region, family. */
  batches(upTo: number, trail?: string): readonly Batch[];
  /** The oldest records of a batch, at least one, as many as fit into `bytes` of JSON and `count`. */
  take(batch: BatchKey, upTo: number, bytes: number, count?: number): readonly QueuedRecord[];
  /** Removes what `take` gave. */
  remove(batch: BatchKey, lastId: number): void;
  /** Drops all that is queued for a trail. */
  drop(trail: string): void;
  /** Drops what was queued before `time` (epoch milliseconds). */
  dropOlder(time: number): void;
}

/** What tells batches apart, in the order of the index. */
const columns = ["trail", "account", "region", "family"] as const;

/**
 * Opens the queue of a world. Every statement seeks in the index (trail, account, region, family, own, id), so that a
 * large backlog of one trail slows nothing down.
 */
export function deliveryQueue(world: World): DeliveryQueue {
  journalOf(world);
  const prepare = (sql: string) => world.db.prepare(sql);
  const table = "cloudtrail_queue";
  const batch = "trail = ?1 AND account = ?2 AND region = ?3 AND family = ?4";
  const newest = prepare(`SELECT COALESCE(MAX(id), 0) AS id FROM ${table}`);
  const newestUntil = prepare(`SELECT id FROM ${table} WHERE queued <= ? ORDER BY id DESC LIMIT 1`);
  // One column after another, as each seeks to the next value; a row value's `>` would read all rows of a batch.
  const following = columns.map((column, index) => {
    const same = columns.slice(0, index).map((before) => `${before} = ? AND `);
    return prepare(`SELECT MIN(${column}) AS value FROM ${table} WHERE ${same.join("")}${column} > ?`);
  });
  const oldest = prepare(
    `SELECT queued FROM ${table} WHERE ${batch} AND own = ?5 AND id <= ?6 ORDER BY id LIMIT 1`,
  );
  const ofOwn = (own: number) =>
    `SELECT id, record FROM ${table} WHERE ${batch} AND own = ${own} AND id <= ?5`;
  // Both halves come sorted out of the index; the union merges them as it goes.
  const take = prepare(`${ofOwn(0)} UNION ALL ${ofOwn(1)} ORDER BY id LIMIT ?6`);
  const remove = prepare(`DELETE FROM ${table} WHERE ${batch} AND own IN (0, 1) AND id <= ?5`);
  const drop = prepare(`DELETE FROM ${table} WHERE trail = ?`);
  const firstSince = prepare(`SELECT id FROM ${table} WHERE queued >= ? ORDER BY id LIMIT 1`);
  const dropBefore = prepare(`DELETE FROM ${table} WHERE id < ?`);

  function* keys(start: readonly string[]): Generator<BatchKey> {
    const statement = following[start.length];
    if (!statement) {
      const [trail, account, region, family] = start as [string, string, string, BatchKey["family"]];
      yield { trail, account, region, family };
      return;
    }
    let value = "";
    for (;;) {
      const next = (statement.get(...start, value) as { value: string | null }).value;
      if (next === null) return;
      yield* keys([...start, next]);
      value = next;
    }
  }
  const described = (key: BatchKey, upTo: number): Batch | undefined => {
    const [others, own] = [0, 1].map(
      (own) => oldest.get(...valuesOf(key), own, upTo) as { queued: number } | undefined,
    );
    if (!others && !own) return undefined;
    const times = [others, own].flatMap((row) => (row ? [row.queued] : []));
    return { ...key, byOthers: others !== undefined, oldest: Math.min(...times) };
  };
  return {
    newest: (time) =>
      ((time === undefined ? newest.get() : newestUntil.get(time)) as { id: number } | undefined)?.id ?? 0,
    batches: (upTo, trail) =>
      [...keys(trail === undefined ? [] : [trail])].flatMap((key) => described(key, upTo) ?? []),
    take: (key, upTo, bytes, count = -1) => {
      const taken: QueuedRecord[] = [];
      let size = 0;
      for (const row of take.iterate(...valuesOf(key), upTo, count)) {
        const next = row as unknown as QueuedRecord;
        size += next.record.length;
        if (taken.length > 0 && size > bytes) break;
        taken.push(next);
      }
      return taken;
    },
    remove: (key, lastId) => void remove.run(...valuesOf(key), lastId),
    drop: (trail) => void drop.run(trail),
    dropOlder: (time) => {
      const first = firstSince.get(time) as { id: number } | undefined;
      dropBefore.run(first?.id ?? Number.MAX_SAFE_INTEGER);
    },
  };
}

const valuesOf = ({ trail, account, region, family }: BatchKey) => [trail, account, region, family] as const;
