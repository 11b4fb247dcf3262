import { describe, expect, it } from "vitest";
import { type AlarmRule, evaluationRange, type MissingData } from "../../../infra/cloudwatch/alarm-rule.ts";
import { evaluateAlarm } from "../../../infra/cloudwatch/evaluate-alarm.ts";
import { statistic } from "../../../infra/cloudwatch/statistics.ts";

const rule = (more: Partial<AlarmRule>): AlarmRule => ({
  statistic: "Average",
  period: 60,
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  threshold: 10,
  comparisonOperator: "GreaterThanThreshold",
  treatMissingData: "missing",
  ...more,
});

const now = Date.parse("2026-11-20T12:00:30Z");

/** `0 - X`: values from the oldest on, nothing, and values beyond the threshold. */
function stateOf(text: string, more: Partial<AlarmRule>): string {
  const points = text
    .split(" ")
    .map((each) => (each === "-" ? undefined : { value: each === "X" ? 11 : 0, sampleCount: 1 }));
  const given = rule(more);
  return evaluateAlarm(given, evaluationRange(given, now), points)?.value ?? "kept";
}

const treatments: readonly MissingData[] = ["missing", "ignore", "breaching", "notBreaching"];

describe("the tables of the user guide on missing data", () => {
  it.each([
    ["0 - X - X", ["OK", "OK", "OK", "OK"]],
    ["0 - - - -", ["OK", "OK", "OK", "OK"]],
    ["- - - - -", ["INSUFFICIENT_DATA", "kept", "ALARM", "OK"]],
    ["0 X X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["- - X - -", ["ALARM", "kept", "ALARM", "OK"]],
  ])("3 out of 3: %s", (text, expected) => {
    expect(treatments.map((treatMissingData) => stateOf(text, { treatMissingData }))).toEqual(expected);
  });

  it.each([
    ["0 - X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["0 0 X 0 X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["0 - X - -", ["OK", "OK", "ALARM", "OK"]],
    ["- - - - 0", ["OK", "OK", "ALARM", "OK"]],
    ["- - - X -", ["ALARM", "kept", "ALARM", "OK"]],
    // Too soon: one value of two is not enough yet.
    ["- - - - X", ["kept", "kept", "ALARM", "OK"]],
  ])("2 out of 3: %s", (text, expected) => {
    const states = treatments.map((treatMissingData) =>
      stateOf(text, { treatMissingData, datapointsToAlarm: 2 }),
    );
    expect(states).toEqual(expected);
  });
});

describe("reasons", () => {
  const reasonOf = (values: (number | undefined)[], more: Partial<AlarmRule>) => {
    const given = rule({ evaluationPeriods: 1, datapointsToAlarm: 1, ...more });
    const points = values.map((value) => (value === undefined ? undefined : { value, sampleCount: 1 }));
    return evaluateAlarm(given, evaluationRange(given, now), points)?.reason;
  };

  it("says what was seen, and what for", () => {
    expect(reasonOf([undefined, undefined, 12.5], {})).toBe(
      "Threshold Crossed: 1 out of the last 1 datapoints [12.5 (20/11/26 11:59:00)] was greater than the threshold (10.0) (minimum 1 datapoint for OK -> ALARM transition).",
    );
    expect(
      reasonOf([undefined, undefined, 3, 4], {
        evaluationPeriods: 2,
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
      }),
    ).toBe(
      "Threshold Crossed: 2 out of the last 2 datapoints [4.0 (20/11/26 11:59:00), 3.0 (20/11/26 11:58:00)] were not less than the threshold (1.0) (minimum 2 datapoints for ALARM -> OK transition).",
    );
    expect(reasonOf([undefined, undefined, undefined], { treatMissingData: "notBreaching" })).toBe(
      "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].",
    );
    expect(reasonOf([undefined, undefined, undefined], {})).toBe(
      "Insufficient Data: 1 datapoint was unknown.",
    );
  });
});

describe("the range", () => {
  const endOf = (more: Partial<AlarmRule>) => {
    const { start, period, count } = evaluationRange(rule(more), now);
    return new Date(start + period * count).toISOString();
  };

  it("ends at the last full minute, or with the minute for what can only grow", () => {
    expect(endOf({})).toBe("2026-11-20T12:00:00.000Z");
    expect(endOf({ statistic: "Sum" })).toBe("2026-11-20T12:01:00.000Z");
    expect(endOf({ statistic: "Sum", comparisonOperator: "LessThanThreshold" })).toBe(
      "2026-11-20T12:00:00.000Z",
    );
    expect(endOf({ period: 300 })).toBe("2026-11-20T12:00:00.000Z");
    expect(endOf({ period: 10 })).toBe("2026-11-20T12:00:30.000Z");
  });
});

describe("statistics", () => {
  const sample = (value: number, count = 1) => ({
    time: 0,
    count,
    sum: value * count,
    minimum: value,
    maximum: value,
  });

  it("computes percentiles of values that are known", () => {
    const values = [sample(1, 98), sample(5), sample(9)];
    expect(["p50", "p98", "p99", "p100"].map((name) => statistic(name, values))).toEqual([1, 1, 5, 9]);
    expect(statistic("p50", [{ time: 0, count: 2, sum: 3, minimum: 1, maximum: 2 }])).toBeUndefined();
    expect(statistic("Sum", [])).toBeUndefined();
  });
});
