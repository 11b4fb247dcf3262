import { describe, expect, it } from "vitest";
import {
  activeMinutes,
  callsInWindow,
  decisiveMinutes,
  isUnusual,
} from "../../../../../infra/sandbox/recorder/insights/insight-rule.ts";

describe("isUnusual", () => {
  it.each([
    [5, 0, false],
    // AWS's own example: six errors in five minutes where there were none.
    [6, 0, true],
    [6, 0.1, true],
    // Three times as many as usual are not enough, …
    [30, 2, false],
    [31, 2, true],
    // … nor are a few more where few are usual.
    [9, 0.6, false],
    [10, 0.6, true],
    [1500, 100, false],
    [1501, 100, true],
  ])("%d calls in a window with %d a minute before: %s", (calls, baseline, unusual) => {
    expect(isUnusual(calls, baseline)).toBe(unusual);
  });
});

const calls = new Map([
  [100, 2],
  [102, 7],
  [110, 1],
]);

describe("windows", () => {
  it("hold the calls of five minutes", () => {
    expect([99, 100, 102, 104, 105, 106, 107].map((minute) => callsInWindow(calls, minute))).toEqual([
      0, 2, 9, 9, 7, 7, 0,
    ]);
  });

  it("change where calls come in and where they fall out", () => {
    expect(decisiveMinutes(calls, 100, 110)).toEqual([102, 105, 107, 110]);
  });
});

it("activity is what is above the baseline", () => {
  expect(activeMinutes(calls, { from: 98, to: 110, baseline: 0 })).toEqual({ first: 100, last: 110 });
  expect(activeMinutes(calls, { from: 98, to: 110, baseline: 2 })).toEqual({ first: 102, last: 102 });
  expect(activeMinutes(calls, { from: 103, to: 105, baseline: 0 })).toEqual({ first: 105, last: 105 });
});
