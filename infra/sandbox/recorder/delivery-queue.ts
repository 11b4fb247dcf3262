import type { World } from "../world.ts";
import { type BatchKey, journalOf } from "./journal.ts";

/** What becomes one log file or several. */
export interface Batch extends BatchKey {
  /** Whether anything in it was caused by others than CloudTrail's own deliveries. */
  readonly byOthers: boolean;
  /** When its oldest record was queued, epoch milliseconds. */
  readonly oldest: number;
}

/** A record waiting for delivery, as JSON text. */
interface QueuedRecord {
  readonly id: number;
  readonly record: string;
}

/** The queue of all trails, in the sandbox's database. */
export interface DeliveryQueue {
  /** ID of the newest record queued, until `time` (epoch milliseconds, inclusive) if given; 0 when there is none. */
  newest(time?: number): number;
  /** What is queued up to and including `upTo`, for one trail or all. */
  batches(upTo: number, trail?: string): readonly Batch[];
  /** The oldest records of a batch, at least one, as many as fit into `bytes` of JSON. */
  take(batch: Batch, upTo: number, bytes: number): readonly QueuedRecord[];
  /** Removes what `take` gave. */
  remove(batch: Batch, lastId: number): void;
  /** Drops all that is queued for a trail. */
  drop(trail: string): void;
  /** Drops what was queued before `time` (epoch milliseconds). */
  dropOlder(time: number): void;
}

/** Opens the queue of a world. */
export function deliveryQueue(world: World): DeliveryQueue {
  journalOf(world);
  const prepare = (sql: string) => world.db.prepare(sql);
  const inBatch = "trail = ? AND account = ? AND region = ? AND family = ? AND id <= ?";
  const newest = prepare("SELECT COALESCE(MAX(id), 0) AS id FROM cloudtrail_queue");
  const newestUntil = prepare("SELECT COALESCE(MAX(id), 0) AS id FROM cloudtrail_queue WHERE queued <= ?");
  const batches = prepare(
    `SELECT trail, account, region, family, MIN(own) AS own, MIN(queued) AS oldest FROM cloudtrail_queue
     WHERE id <= ?1 AND (?2 IS NULL OR trail = ?2) GROUP BY trail, account, region, family`,
  );
  const take = prepare(`SELECT id, record FROM cloudtrail_queue WHERE ${inBatch} ORDER BY id`);
  const remove = prepare(`DELETE FROM cloudtrail_queue WHERE ${inBatch}`);
  const drop = prepare("DELETE FROM cloudtrail_queue WHERE trail = ?");
  const dropOlder = prepare("DELETE FROM cloudtrail_queue WHERE queued < ?");
  return {
    newest: (time) => ((time === undefined ? newest.get() : newestUntil.get(time)) as { id: number }).id,
    batches: (upTo, trail) =>
      batches.all(upTo, trail ?? null).map((row) => {
        const { own, ...batch } = row as unknown as Omit<Batch, "byOthers"> & { own: number };
        return { ...batch, byOthers: own === 0 };
      }),
    take: (batch, upTo, bytes) => {
      const taken: QueuedRecord[] = [];
      let size = 0;
      for (const row of take.iterate(...keyOf(batch), upTo)) {
        const next = row as unknown as QueuedRecord;
        size += next.record.length;
        if (taken.length > 0 && size > bytes) break;
        taken.push(next);
      }
      return taken;
    },
    remove: (batch, lastId) => void remove.run(...keyOf(batch), lastId),
    drop: (trail) => void drop.run(trail),
    dropOlder: (time) => void dropOlder.run(time),
  };
}

const keyOf = ({ trail, account, region, family }: BatchKey) => [trail, account, region, family] as const;
