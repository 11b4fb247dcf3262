import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DeliveredRecord } from "../../../infra/trail-log/delivered-record.ts";
import { type Filter, matches, parseFilter } from "../../../infra/trail-log/filter.ts";
import { RecordStore } from "../../../infra/trail-log/record-store.ts";

const start = Date.UTC(2026, 0, 31, 12);

interface Given {
  id: string;
  second?: number;
  name?: string;
  stack?: string;
}

function delivered({ id, second = 0, name = "RunInstances", stack = "audit" }: Given): DeliveredRecord {
  const eventTime = new Date(start + second * 1000).toISOString().replace(".000Z", "Z");
  return {
    stack,
    key: "k",
    record: { eventID: id, eventTime, eventName: name, eventSource: "ec2.amazonaws.com" },
    deliveredAt: start,
    readAt: start,
  };
}

/** Tasks run when the test says so. */
class HandSchedule {
  tasks: (() => void)[] = [];
  readonly schedule = (task: () => void) => {
    this.tasks.push(task);
    return () => {
      this.tasks = this.tasks.filter((each) => each !== task);
    };
  };
  runOnce() {
    const due = this.tasks;
    this.tasks = [];
    for (const task of due) task();
  }
  runAll() {
    while (this.tasks.length > 0) this.runOnce();
  }
}

function filter(text: string): Filter {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.filter;
}
const ids = (view: { length: number; slice: RecordStore["slice"] }) =>
  view.slice(0, view.length).map((row) => row.eventId);

describe("the record store", () => {
  test("merges by time, newest last, arrival deciding between equals", () => {
    const store = new RecordStore();
    store.add([delivered({ id: "c", second: 3 }), delivered({ id: "b1", second: 2 })]);
    store.add([delivered({ id: "b2", second: 2, stack: "other" }), delivered({ id: "a", second: 1 })]);
    expect(ids(store)).toEqual(["a", "b1", "b2", "c"]);
    expect(store.record(1)).toMatchObject({ eventID: "b1", eventName: "RunInstances" });
    expect(store.slice(1, 3).map((row) => row.stack)).toEqual(["audit", "other"]);
    expect(store.slice(2, 99)).toHaveLength(2);
    expect(store.record(4)).toBeUndefined();
  });

  test("takes each record once, by eventID and account, or by its text where there is no eventID", () => {
    const store = new RecordStore();
    const one = delivered({ id: "a" });
    const owner = { ...one, record: { ...one.record, recipientAccountId: "222222222222" } };
    const odd = { ...one, record: { eventName: "Odd" } as unknown as DeliveredRecord["record"] };
    expect(store.add([one, one, owner, odd])).toBe(3);
    expect(store.add([one, owner, { ...odd }])).toBe(0);
    expect(store.length).toBe(3);
  });

  test("a record without a time stands where it was delivered", () => {
    const store = new RecordStore();
    const odd = { ...delivered({ id: "odd" }), record: { eventID: "odd" } as DeliveredRecord["record"] };
    store.add([delivered({ id: "before", second: -1 }), delivered({ id: "after", second: 1 }), odd]);
    expect(ids(store)).toEqual(["before", "odd", "after"]);
  });

  test("uses the text as delivered where it is at hand", () => {
    const store = new RecordStore();
    const json = '{"eventID":"a","eventTime":"2026-01-31T12:00:00Z","n":12345678901234567890}';
    store.add([{ ...delivered({ id: "a" }), json }]);
    expect(store.at(0)?.json).toBe(json);
  });

  test("keeps a bounded number, the newest, and knows how many left", () => {
    const store = new RecordStore({ maximumRecords: 3 });
    store.add([1, 2, 3, 4, 5].map((second) => delivered({ id: `${second}`, second })));
    expect(ids(store)).toEqual(["3", "4", "5"]);
    expect(store.add([delivered({ id: "late", second: 0 })])).toBe(1);
    expect(ids(store)).toEqual(["3", "4", "5"]);
    expect(store.dropped).toBe(3);
  });

  test("keeps a bounded amount of text, but always the newest record", () => {
    const size = JSON.stringify(delivered({ id: "1" }).record).length;
    const store = new RecordStore({ maximumCharacters: 2 * size });
    store.add([1, 2, 3].map((second) => delivered({ id: `${second}`, second })));
    expect(ids(store)).toEqual(["2", "3"]);
    const tiny = new RecordStore({ maximumCharacters: 1 });
    tiny.add([delivered({ id: "1" }), delivered({ id: "2", second: 1 })]);
    expect(ids(tiny)).toEqual(["2"]);
    expect(tiny.dropped).toBe(1);
  });

  test("tells its listeners once for many changes, and not after they have left", () => {
    const hand = new HandSchedule();
    const store = new RecordStore({ schedule: hand.schedule });
    let notices = 0;
    const leave = store.subscribe(() => notices++);
    for (let n = 0; n < 5; n++) store.add([delivered({ id: `${n}` })]);
    store.add([delivered({ id: "0" })]);
    expect(store.version).toBe(5);
    expect(notices).toBe(0);
    hand.runOnce();
    expect(notices).toBe(1);
    leave();
    store.add([delivered({ id: "9" })]);
    hand.runAll();
    expect(notices).toBe(1);
  });

  test("an unchanging row keeps its place known while others come and go", () => {
    const store = new RecordStore({ maximumRecords: 3 });
    store.add([delivered({ id: "b", second: 2 }), delivered({ id: "c", second: 3 })]);
    const row = store.at(1)!;
    store.add([delivered({ id: "a", second: 1 })]);
    expect(store.indexOf(row)).toBe(2);
    store.add([4, 5, 6].map((second) => delivered({ id: `${second}`, second })));
    expect(store.indexOf(row)).toBe(-1);
    expect(store.rank(row)).toBe(0);
  });
});

describe("a filtered view", () => {
  test("follows the store, in its order, until it is closed", () => {
    const store = new RecordStore();
    store.add([delivered({ id: "a", second: 1 }), delivered({ id: "x", second: 2, name: "StopLogging" })]);
    const view = store.filtered(filter("event:Run*"));
    expect(ids(view)).toEqual(["a"]);
    store.add([
      delivered({ id: "c", second: 3 }),
      delivered({ id: "0", second: 0 }),
      delivered({ id: "y", name: "No" }),
    ]);
    expect(ids(view)).toEqual(["0", "a", "c"]);
    expect(view.record(1)).toMatchObject({ eventID: "a" });
    view.close();
    store.add([delivered({ id: "d", second: 4 })]);
    expect(view.length).toBe(3);
  });

  test("nothing to filter is the store itself", () => {
    const store = new RecordStore();
    expect(store.filtered(filter(""))).toBe(store);
  });

  test("searches from the newest backwards, a stretch at a time, and says so", () => {
    const hand = new HandSchedule();
    const store = new RecordStore({ schedule: hand.schedule });
    store.add(Array.from({ length: 5_000 }, (_, n) => delivered({ id: `${n}`, second: n })));
    hand.runAll();
    const view = store.filtered(filter("RunInstances"));
    expect(view.complete).toBe(false);
    expect(view.length).toBe(2_000);
    expect(view.at(view.length - 1)?.eventId).toBe("4999");
    const { version } = store;
    hand.runOnce();
    expect(store.version).toBeGreaterThan(version);
    hand.runAll();
    expect(view.complete).toBe(true);
    expect(ids(view)).toEqual(ids(store));
  });

  test("a closed view stops searching", () => {
    const hand = new HandSchedule();
    const store = new RecordStore({ schedule: hand.schedule });
    store.add(Array.from({ length: 5_000 }, (_, n) => delivered({ id: `${n}`, second: n })));
    const view = store.filtered(filter("RunInstances"));
    view.close();
    hand.runAll();
    expect(view.length).toBe(2_000);
  });
});

describe("whatever arrives in whatever order", () => {
  const arrival = fc.record({
    id: fc.integer({ min: 0, max: 60 }).map(String),
    second: fc.integer({ min: 0, max: 20 }),
    name: fc.constantFrom("RunInstances", "StopLogging"),
  });
  const batches = fc.array(fc.array(arrival, { maxLength: 12 }), { maxLength: 12 });

  test("the store shows each record once, sorted by time and arrival, the newest of them", () => {
    fc.assert(
      fc.property(batches, fc.integer({ min: 1, max: 30 }), (given, maximumRecords) => {
        const store = new RecordStore({ maximumRecords, schedule: new HandSchedule().schedule });
        for (const batch of given) store.add(batch.map(delivered));
        // The same by the plainest means: a sorted list, cut after each batch.
        let expected: { id: string; second: number; order: number }[] = [];
        let order = 0;
        for (const batch of given) {
          for (const { id, second } of batch) {
            if (!expected.some((each) => each.id === id)) expected.push({ id, second, order: order++ });
          }
          expected = expected.sort((a, b) => a.second - b.second || a.order - b.order).slice(-maximumRecords);
        }
        expect(ids(store)).toEqual(expected.map(({ id }) => id));
        expect(store.length + store.dropped).toBe(order);
      }),
    );
  });

  test("a view shows what a fresh filter over the store would", () => {
    const text = fc.constantFrom("event:Run*", "-event:Run*", "stoplogging", "id:1*");
    fc.assert(
      fc.property(batches, text, fc.nat({ max: 12 }), fc.boolean(), (given, words, opened, late) => {
        const hand = new HandSchedule();
        const store = new RecordStore({ maximumRecords: 25, schedule: hand.schedule });
        const wanted = filter(words);
        let view: ReturnType<RecordStore["filtered"]> | undefined;
        given.forEach((batch, n) => {
          if (n === opened) view = store.filtered(wanted);
          store.add(batch.map(delivered));
          if (!late) hand.runOnce();
        });
        view ??= store.filtered(wanted);
        hand.runAll();
        expect(ids(view)).toEqual(
          store
            .slice(0, store.length)
            .filter((row) => matches(wanted, row))
            .map((row) => row.eventId),
        );
        for (const [index, row] of view.slice(0, view.length).entries())
          expect(view.indexOf(row)).toBe(index);
      }),
    );
  });

  test("a view that is still searching misses nothing that comes or goes meanwhile", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -10, max: 9_000 }), { minLength: 1, maxLength: 8 }),
        (seconds) => {
          const hand = new HandSchedule();
          const store = new RecordStore({ maximumRecords: 7_005, schedule: hand.schedule });
          store.add(Array.from({ length: 7_000 }, (_, n) => delivered({ id: `${n}`, second: n })));
          const view = store.filtered(filter("RunInstances"));
          seconds.forEach((second, n) => {
            store.add([0, 1, 2].map((k) => delivered({ id: `new-${n}-${k}`, second: second + k })));
            if (n % 2) hand.runOnce();
          });
          hand.runAll();
          expect(ids(view)).toEqual(ids(store));
        },
      ),
      { numRuns: 20 },
    );
  });
});
