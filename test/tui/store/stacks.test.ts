import { expect, test } from "vitest";
import { isBusy, isPlanned, noStacks, reduceStacks, type StacksAction } from "../../../tui/store/stacks.ts";
import { bucketPlan } from "../../helpers/lab-fixture.ts";

const after = (...actions: readonly StacksAction[]) => actions.reduce(reduceStacks, noStacks);
const began = (phase: "looking" | "planning" | "bringing up", at = 0): StacksAction => ({
  type: "began",
  stack: "audit",
  phase,
  at,
});
const planned: StacksAction = {
  type: "ended",
  stack: "audit",
  end: { phase: "planned", plan: bucketPlan, seconds: 2 },
};

test("a plan stands while one looks and while it is carried out, not while a new one is made", () => {
  const looking = after(began("planning"), planned, began("looking"));
  expect(looking.works.get("audit")).toMatchObject({ phase: "looking", plan: bucketPlan });
  const looked = reduceStacks(looking, { type: "ended", stack: "audit", end: { phase: "idle" } });
  expect(isPlanned(looked.works.get("audit"))).toBe(true);
  expect(after(began("planning"), planned, began("bringing up")).works.get("audit")?.plan).toBe(bucketPlan);
  expect(after(began("planning"), planned, began("planning")).works.get("audit")?.plan).toBeUndefined();
});

test("what was brought up has no plan any more; other stacks are left alone", () => {
  const state = after(
    { type: "began", stack: "other", phase: "planning", at: 5 },
    began("planning"),
    planned,
    began("bringing up", 7),
    { type: "message", stack: "audit", message: "s3 Bucket" },
    { type: "ended", stack: "audit", end: { phase: "up", seconds: 3 } },
  );
  expect(state.works.get("audit")).toEqual({ phase: "up", since: 7, seconds: 3 });
  expect(isBusy(state.works.get("other"))).toBe(true);
});

test("looking leaves nothing but what was seen", () => {
  const state = after(
    began("looking"),
    { type: "looked", stack: "audit", look: { deliveredAt: 1, failed: 2, unknown: 0, worst: [] } },
    { type: "ended", stack: "audit", end: { phase: "idle" } },
  );
  expect(state.works.size).toBe(0);
  expect(state.looks.get("audit")).toMatchObject({ failed: 2 });
});
