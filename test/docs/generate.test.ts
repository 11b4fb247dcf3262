import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { stepPages } from "../../docs/generate.ts";

test.each([...stepPages()])("docs/steps/%s is what `npm run docs` makes", (name, text) => {
  expect(readFileSync(new URL(`../../docs/steps/${name}`, import.meta.url), "utf8")).toBe(text);
});
