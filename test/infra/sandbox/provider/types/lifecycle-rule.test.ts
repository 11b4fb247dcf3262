import { describe, expect, test } from "vitest";
import { sameValue } from "../../../../../infra/sandbox/provider/diff.ts";
import {
  fromLifecycleRule,
  type LifecycleRule,
  lifecycleRule,
  toLifecycleRule,
} from "../../../../../infra/sandbox/provider/types/lifecycle-rule.ts";

const base = { id: "rule", status: "Enabled" } as const;

describe("a rule that went to S3 and came back means the same", () => {
  test.each<[string, LifecycleRule]>([
    ["days", { ...base, filter: {}, expiration: { days: 365 } }],
    ["a date", { ...base, filter: { prefix: "a/" }, expiration: { date: "2030-01-01T00:00:00.000Z" } }],
    ["delete markers", { ...base, filter: {}, expiration: { expiredObjectDeleteMarker: true } }],
    ["the old prefix", { ...base, prefix: "a/", expiration: { days: 1 } }],
    ["a tag", { ...base, filter: { tag: { key: "k", value: "v" } }, expiration: { days: 1 } }],
    ["sizes", { ...base, filter: { objectSizeGreaterThan: 10 }, expiration: { days: 1 } }],
    [
      "several conditions",
      {
        ...base,
        filter: { and: { prefix: "a/", objectSizeLessThan: 9, tags: { k: "v" } } },
        expiration: { days: 1 },
      },
    ],
    [
      "transitions in another order",
      {
        ...base,
        filter: {},
        transitions: [
          { days: 90, storageClass: "GLACIER" },
          { days: 30, storageClass: "STANDARD_IA" },
        ],
      },
    ],
    [
      "old versions and parts",
      {
        ...base,
        filter: {},
        noncurrentVersionExpiration: { noncurrentDays: 30, newerNoncurrentVersions: 2 },
        noncurrentVersionTransitions: [{ noncurrentDays: 7, storageClass: "GLACIER" }],
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      },
    ],
  ])("%s", (_name, rule) => {
    const back = fromLifecycleRule(toLifecycleRule(rule));
    expect(sameValue(lifecycleRule, back, rule as never)).toBe(true);
  });
});

test("a rule for the whole bucket says so with an empty prefix", () => {
  expect(toLifecycleRule({ ...base, expiration: { days: 1 } }).Filter).toEqual({ Prefix: "" });
});
