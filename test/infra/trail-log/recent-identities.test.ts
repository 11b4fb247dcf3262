import { expect, test } from "vitest";
import { RecentIdentities } from "../../../infra/trail-log/recent-identities.ts";

test("the last so many identities are remembered, and not much more", () => {
  const recent = new RecentIdentities(10);
  for (let n = 0; n < 100; n++) {
    expect(recent.add(`${n}`)).toBe(true);
    for (let back = 0; back < 10 && back <= n; back++) expect(recent.add(`${n - back}`)).toBe(false);
  }
  expect(recent.add("50")).toBe(true);
});
