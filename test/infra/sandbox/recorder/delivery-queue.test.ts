import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Sandbox, startSandbox } from "../../../../infra/sandbox/index.ts";
import { type DeliveryQueue, deliveryQueue } from "../../../../infra/sandbox/recorder/delivery-queue.ts";
import { type BatchKey, journalOf } from "../../../../infra/sandbox/recorder/journal.ts";

let sandbox: Sandbox;
let queue: DeliveryQueue;
beforeEach(async () => {
  sandbox = await startSandbox({ deliveryMilliseconds: 3_600_000 });
  queue = deliveryQueue(sandbox.world);
});
afterEach(() => sandbox.close());

const batch = (trail: string, more: Partial<BatchKey> = {}): BatchKey => ({
  trail,
  account: "111122223333",
  region: "us-east-1",
  family: "CloudTrail",
  ...more,
});
const enqueue = (key: BatchKey, text: string, queued: number, own = false) =>
  journalOf(sandbox.world).enqueue(key, text, new Date(queued), own);

describe("deliveryQueue", () => {
  it("tells batches apart by trail, account, region and family, each with its age and whose it is", () => {
    enqueue(batch("b"), "1", 10);
    enqueue(batch("a"), "2", 20, true);
    enqueue(batch("a"), "3", 30);
    enqueue(batch("a", { account: "444455556666" }), "4", 40, true);
    enqueue(batch("a", { region: "eu-west-1" }), "5", 50);
    enqueue(batch("a", { family: "CloudWatchLogs" }), "6", 60);
    const a = batch("a");
    expect(queue.batches(queue.newest())).toEqual([
      { ...a, region: "eu-west-1", byOthers: true, oldest: 50 },
      { ...a, byOthers: true, oldest: 20 },
      { ...a, family: "CloudWatchLogs", byOthers: true, oldest: 60 },
      { ...a, account: "444455556666", byOthers: false, oldest: 40 },
      { ...batch("b"), byOthers: true, oldest: 10 },
    ]);
    expect(queue.batches(queue.newest(), "b")).toEqual([{ ...batch("b"), byOthers: true, oldest: 10 }]);
    expect(queue.batches(queue.newest(35), "a")).toEqual([{ ...a, byOthers: true, oldest: 20 }]);
    expect(queue.batches(queue.newest(), "c")).toEqual([]);
  });

  it("gives records in the order they came, whoever caused them, and removes what it gave", () => {
    const key = batch("a");
    for (const [index, own] of [false, true, true, false, true].entries())
      enqueue(key, `${index}`.repeat(10), index, own);
    const texts = (records: readonly { record: string }[]) => records.map(({ record }) => record[0]);
    const upTo = queue.newest();
    enqueue(key, "later", 9);
    expect(texts(queue.take(key, upTo, 1000))).toEqual(["0", "1", "2", "3", "4"]);
    expect(texts(queue.take(key, upTo, 1000, 2))).toEqual(["0", "1"]);
    const first = queue.take(key, upTo, 25);
    expect(texts(first)).toEqual(["0", "1"]);
    expect(texts(queue.take(key, upTo, 1))).toEqual(["0"]);
    queue.remove(key, first.at(-1)!.id);
    expect(texts(queue.take(key, upTo, 1000))).toEqual(["2", "3", "4"]);
    queue.dropOlder(4);
    expect(texts(queue.take(key, queue.newest(), 1000))).toEqual(["4", "l"]);
    queue.drop("a");
    expect(queue.batches(queue.newest())).toEqual([]);
  });

  it("reads nothing of a backlog to find what is due, nor to take from it", () => {
    const { db } = sandbox.world;
    const prepare = vi.spyOn(db, "prepare");
    deliveryQueue(sandbox.world);
    const statements = prepare.mock.calls.map(([sql]) => sql);
    prepare.mockRestore();
    const readsAll = (sql: string) =>
      db
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .some(({ detail }) => /SCAN|TEMP B-TREE/.test(String(detail)));
    expect(statements.length).toBeGreaterThan(8);
    const scans = statements.filter(readsAll);
    // Only those that walk from one end and stop at the first row that fits.
    expect(scans).toEqual(statements.filter((sql) => /WHERE queued .* LIMIT 1$/.test(sql)));
  });
});
