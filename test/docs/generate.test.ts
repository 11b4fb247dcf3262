import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pages } from "../../docs/generate.ts";

test.each([...pages()])("docs/%s is what `npm run docs` makes", (name, text) => {
  expect(readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8")).toBe(text);
});
