import fc from "fast-check";
import { expect, test } from "vitest";
import { copyAt, formatPath, parsePath } from "../../../../infra/sandbox/provider/property-path.ts";

test("paths are written as Pulumi writes them", () => {
  expect(formatPath(["rules", 0, "expiration", "days"])).toBe("rules[0].expiration.days");
  expect(formatPath(["tags", "cost.center"])).toBe('tags["cost.center"]');
  expect(formatPath(["tags", 'a "quote"'])).toBe('tags["a \\"quote\\""]');
});

test("a written path reads back as it was", () => {
  const step = fc.oneof(
    fc.nat(99),
    fc.string({ minLength: 1 }).filter((text) => text !== "*"),
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 1 }), (steps) => {
      const path = [
        "top",
        ...steps.map((each) => (typeof each === "string" && /^\d+$/.test(each) ? "n" : each)),
      ];
      expect(parsePath(formatPath(path))).toEqual(path);
    }),
  );
});

test("copying at a path takes over what is there, and what is not", () => {
  const target = { tags: { a: "new", b: "new" }, rules: [{ status: "On", id: "1" }], extra: 1 };
  const source = { tags: { a: "old", c: "old" }, rules: [{ status: "Off", id: "0" }] };
  expect(copyAt(target, source, parsePath("tags.a"))["tags"]).toEqual({ a: "old", b: "new" });
  expect(copyAt(target, source, parsePath("tags.b"))["tags"]).toEqual({ a: "new" });
  expect(copyAt(target, source, parsePath("tags"))["tags"]).toEqual({ a: "old", c: "old" });
  expect(copyAt(target, source, parsePath("rules[*].status"))["rules"]).toEqual([{ status: "Off", id: "1" }]);
  expect(copyAt(target, source, parsePath("extra"))).not.toHaveProperty("extra");
});
