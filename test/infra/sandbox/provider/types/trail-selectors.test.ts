import { expect, test } from "vitest";
import { sameValue } from "../../../../../infra/sandbox/provider/diff.ts";
import {
  advancedEventSelectors,
  areDefault,
  defaultSelector,
  eventSelectors,
  fromAdvancedEventSelectors,
  fromEventSelectors,
  toAdvancedEventSelectors,
  toEventSelectors,
} from "../../../../../infra/sandbox/provider/types/trail-selectors.ts";

test("event selectors mean the same after the way to CloudTrail and back", () => {
  const selectors = [
    { readWriteType: "WriteOnly", dataResources: [{ type: "AWS::S3::Object", values: ["arn:aws:s3:::b/"] }] },
    { includeManagementEvents: false, excludeManagementEventSources: ["kms.amazonaws.com"] },
  ];
  expect(sameValue(eventSelectors, fromEventSelectors(toEventSelectors(selectors)), selectors)).toBe(true);
});

test("advanced ones as well, with every operator", () => {
  const selectors = [
    {
      name: "writes",
      fieldSelectors: [
        { field: "eventCategory", equals: ["Data"] },
        { field: "resources.ARN", startsWiths: ["a"], notEndsWiths: ["z"] },
        { field: "eventName", notEquals: ["x"], endsWiths: ["y"], notStartsWiths: ["w"] },
      ],
    },
  ];
  const sent = toAdvancedEventSelectors(selectors);
  expect(sent[0]?.FieldSelectors?.[1]).toEqual({
    Field: "resources.ARN",
    StartsWith: ["a"],
    NotEndsWith: ["z"],
  });
  expect(sameValue(advancedEventSelectors, fromAdvancedEventSelectors(sent), selectors)).toBe(true);
});

test("the selectors of a trail that nobody configured are told from others", () => {
  expect(areDefault([defaultSelector])).toBe(true);
  expect(areDefault([{}])).toBe(true);
  expect(areDefault([])).toBe(false);
  expect(areDefault([{ ReadWriteType: "ReadOnly" }])).toBe(false);
  expect(areDefault([defaultSelector, defaultSelector])).toBe(false);
});
