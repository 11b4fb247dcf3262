import fc from "fast-check";
import { expect, it } from "vitest";
import { compareUtf8, OrderedKeys } from "../../../infra/sandbox/ordered-keys.ts";

const key = fc.string({ unit: "grapheme", maxLength: 6 });

it("orders strings as their UTF-8 bytes", () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(Math.sign(compareUtf8(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
  expect(compareUtf8("\u{1f600}", "\uff5e")).toBeGreaterThan(0);
});

it("holds what was added and not deleted, in order, from any start", () => {
  const change = fc.record({ key: fc.string({ maxLength: 2 }), add: fc.boolean() });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), key, (changes, start) => {
      const model = new Set<string>();
      const keys = new OrderedKeys();
      for (const { key, add } of changes) {
        if (add && !model.has(key)) keys.add(key);
        if (!add) keys.delete(key);
        if (add) model.add(key);
        else model.delete(key);
      }
      const expected = [...model].filter((key) => compareUtf8(key, start) >= 0).sort(compareUtf8);
      expect([...keys.from(start)]).toEqual(expected);
    }),
  );
});

it("keeps order beyond one chunk", () => {
  const keys = new OrderedKeys();
  const all = Array.from({ length: 3000 }, (_, index) => String((index * 7919) % 3000).padStart(5, "0"));
  for (const key of all) keys.add(key);
  expect([...keys.from("")]).toEqual([...all].sort());
  for (const key of all.slice(0, 2990)) keys.delete(key);
  expect([...keys.from("")]).toEqual(all.slice(2990).sort());
});
