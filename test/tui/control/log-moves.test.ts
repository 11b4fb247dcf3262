import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RecordStore } from "../../../infra/index.ts";
import { logWindow, moveLog } from "../../../tui/control/log-moves.ts";
import { delivered } from "../../helpers/lab-fixture.ts";

const records = (seconds: readonly number[]) =>
  seconds.map((second, index) => delivered(`Event${second}-${index}-${Math.random()}`, second));

describe("the window over the log", () => {
  test("follows the newest", () => {
    const store = new RecordStore();
    store.add(records([1, 2, 3, 4, 5]));
    expect(logWindow(store, undefined, 3)).toEqual({ start: 2, selected: -1, below: 0 });
  });

  test("one step up pauses at the newest, down from there follows again", () => {
    const store = new RecordStore();
    store.add(records([1, 2, 3, 4, 5]));
    const at = moveLog(store, undefined, 3, -1)!;
    expect(at).toEqual({ row: store.at(4), offset: 2 });
    expect(moveLog(store, at, 3, 1)).toBeUndefined();
    expect(moveLog(store, undefined, 3, 1)).toBeUndefined();
  });

  test("a paused row stands still whatever arrives before and after it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 12, maxLength: 40 }),
        fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 40 }),
        fc.array(fc.integer({ min: -12, max: 6 }), { minLength: 1, maxLength: 6 }),
        (before, after, moves) => {
          const height = 5;
          const store = new RecordStore();
          store.add(records(before));
          let at = moveLog(store, undefined, height, -3);
          for (const by of moves) at = moveLog(store, at, height, by) ?? at;
          const first = logWindow(store, at, height);
          const row = store.at(first.selected);
          expect(first.selected).toBeGreaterThanOrEqual(first.start);
          expect(first.selected).toBeLessThan(first.start + height);
          store.add(records(after));
          const second = logWindow(store, at, height);
          expect(store.at(second.selected)).toBe(row);
          expect(second.selected).toBeGreaterThanOrEqual(second.start);
          expect(second.selected).toBeLessThan(second.start + height);
          expect(second.below).toBe(store.length - second.start - height);
        },
      ),
    );
  });
});
