import fc from "fast-check";
import { expect, test } from "vitest";
import { linearRegex } from "../../../infra/cloudwatch/linear-regex.ts";

const atom = fc.constantFrom(
  ...["a", "b", ".", "\\.", "\\d", "\\w", "\\W", "\\b", "\\B", "^", "$", "[ab]", "[^a-b]", "[]", "[^]"],
  ...["[\\d\\]]", "\\x61", "\\u0062", "\\n", "-", "{", "}", "]", "1", "\\1", " "],
);
const repeat = fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{1,}", "{0,2}", "*?", "{1,2}?");
const pattern = fc
  .array(fc.array(fc.tuple(atom, repeat), { maxLength: 6 }), { minLength: 1, maxLength: 3 })
  .map((all) => all.map((terms) => terms.flat().join("")).join("|"))
  .filter((source) => {
    try {
      return Boolean(new RegExp(source));
    } catch {
      return false;
    }
  });
const text = fc.array(fc.constantFrom("a", "b", "1", ".", "\n", " ", "]", "{", "-", "\u{1f600}"), {
  maxLength: 12,
});

test("finds what the engine's own regular expressions find", () => {
  fc.assert(
    fc.property(pattern, text, (source, letters) => {
      const where = letters.join("");
      expect(linearRegex(source).test(where)).toBe(new RegExp(source).test(where));
    }),
    { numRuns: 5_000 },
  );
});

// With the engine's own matching none of these would come to an end within the life of this machine.
test.each([
  ".*.*.*.*.*.*.*.*x",
  `${"a?".repeat(40)}${"a".repeat(40)}b`,
  "[a-c]+a+[^x]+a+a+x$",
  "a{0,99}a{0,99}a{0,99}b",
])("%s ends on a long text", (source) => {
  expect(linearRegex(source).test("a".repeat(5_000))).toBe(false);
});

test("what repeats too much is refused", () => {
  expect(() => linearRegex("a{5000}")).toThrow(RangeError);
  expect(() => linearRegex("a{2000000000,}")).toThrow(RangeError);
  expect(() => linearRegex("a{0,900}".repeat(3))).toThrow(RangeError);
});

test("what is no regular expression is refused", () => {
  expect(() => linearRegex("a**")).toThrow(SyntaxError);
});
