import { describe, expect, it } from "vitest";
import { isConditionOperator, matchCondition } from "../../../infra/iam-policy/conditions.ts";

const scope = { context: { "aws:username": "alice" }, variables: true };
const holds = (operator: string, expected: string[], given: string[] | undefined) =>
  matchCondition(operator, expected, given, scope);

describe("matchCondition", () => {
  it.each([
    ["StringEquals", ["a", "b"], ["b"], true],
    ["StringEquals", ["A"], ["a"], false],
    ["StringEquals", [`\${aws:username}`], ["alice"], true],
    ["StringEqualsIgnoreCase", ["A"], ["a"], true],
    ["StringNotEquals", ["a", "b"], ["c"], true],
    ["StringNotEquals", ["a", "b"], ["b"], false],
    ["StringLike", ["arn:aws:cloudtrail:*"], ["arn:aws:cloudtrail:us-east-1:1:trail/x"], true],
    ["StringNotLike", ["home/*"], ["home/a"], false],
    ["ArnLike", ["arn:aws:iam::*:role/*"], ["arn:aws:iam::1:role/x"], true],
    ["ArnEquals", ["arn:aws:iam::1:role/x"], ["arn:aws:iam::1:role/y"], false],
    ["ArnNotLike", ["arn:aws:iam::1:role/*"], ["arn:aws:iam::1:user/x"], true],
    ["NumericLessThan", ["10"], ["9"], true],
    ["NumericGreaterThanEquals", ["10"], ["9"], false],
    ["NumericEquals", ["10"], ["ten"], false],
    ["DateGreaterThan", ["2024-01-01T00:00:00Z"], ["2025-01-01T00:00:00Z"], true],
    ["DateLessThan", ["1704067200"], ["2023-12-31T23:59:59Z"], true],
    ["Bool", ["true"], ["true"], true],
    ["Bool", ["false"], ["true"], false],
    ["IpAddress", ["10.0.0.0/8", "192.168.1.1"], ["10.200.3.4"], true],
    ["IpAddress", ["2001:db8::/32"], ["2001:db8:1::5"], true],
    ["IpAddress", ["10.0.0.0/8"], ["2001:db8::1"], false],
    ["NotIpAddress", ["10.0.0.0/8"], ["11.0.0.1"], true],
  ] as const)("%s %j on %j: %s", (operator, expected, given, result) => {
    expect(holds(operator, [...expected], [...given])).toBe(result);
  });

  it("treats a missing key as IAM does", () => {
    expect(holds("StringEquals", ["a"], undefined)).toBe(false);
    expect(holds("StringNotEquals", ["a"], undefined)).toBe(true);
    expect(holds("StringEqualsIfExists", ["a"], undefined)).toBe(true);
    expect(holds("Null", ["true"], undefined)).toBe(true);
    expect(holds("Null", ["true"], [])).toBe(true);
    expect(holds("Null", ["false"], undefined)).toBe(false);
    expect(holds("Null", ["false"], ["x"])).toBe(true);
    expect(holds("ForAllValues:StringEquals", ["a"], undefined)).toBe(true);
    expect(holds("ForAnyValue:StringEquals", ["a"], undefined)).toBe(false);
  });

  it("compares sets of values", () => {
    expect(holds("ForAllValues:StringEquals", ["a", "b"], ["a", "b"])).toBe(true);
    expect(holds("ForAllValues:StringEquals", ["a"], ["a", "b"])).toBe(false);
    expect(holds("ForAnyValue:StringLike", ["te*"], ["cost", "team"])).toBe(true);
    expect(holds("ForAnyValue:StringNotEquals", ["a"], ["a", "b"])).toBe(true);
    expect(holds("ForAllValues:StringNotEquals", ["a"], ["a", "b"])).toBe(false);
  });

  it("never holds for an operator it does not know", () => {
    expect(isConditionOperator("StringMatches")).toBe(false);
    expect(isConditionOperator("constructor")).toBe(false);
    expect(isConditionOperator("ForAnyValue:StringNotLikeIfExists")).toBe(true);
    expect(holds("StringMatches", ["a"], ["a"])).toBe(false);
  });
});
