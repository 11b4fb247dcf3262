import { expect, test } from "vitest";
import { resourceName } from "../../../infra/program/resource-name.ts";

test("a stack's name is in the names of what belongs to it", () => {
  expect(resourceName("audit_2", "alarms", 256)).toBe("trailwright-audit_2-alarms");
});

test("stacks that are told apart by what a service does not take, or by what is cut, are told apart still", () => {
  const long = "s".repeat(99);
  const names = ["a.b", "a-b", `${long}1`, `${long}2`].map((stack) => resourceName(stack, "events", 64));
  expect(new Set(names).size).toBe(4);
  for (const name of names) {
    expect(name).toMatch(/^trailwright-[A-Za-z0-9_-]+-events$/);
    expect(name.length).toBeLessThanOrEqual(64);
  }
});
