import { describe, expect, it } from "vitest";
import { managementCoverage, objectCoverage } from "../../../infra/checks/recorded-events.ts";
import {
  defaultEventSelectors,
  type EventSelector,
  type FieldSelector,
} from "../../../infra/cloudtrail/event-selectors.ts";

const basic = (...selectors: Partial<EventSelector>[]) => ({
  EventSelectors: selectors.map((each) => ({ ...defaultEventSelectors[0]!, ...each })),
});
const advanced = (...selectors: FieldSelector[][]) => ({
  AdvancedEventSelectors: selectors.map((FieldSelectors) => ({ FieldSelectors })),
});
const management: FieldSelector = { Field: "eventCategory", Equals: ["Management"] };
const reads: FieldSelector = { Field: "readOnly", Equals: ["true"] };
const writes: FieldSelector = { Field: "readOnly", Equals: ["false"] };
const objects: FieldSelector[] = [
  { Field: "eventCategory", Equals: ["Data"] },
  { Field: "resources.type", Equals: ["AWS::S3::Object"] },
];

describe("management events", () => {
  it.each([
    ["CloudTrail's own selection", basic({}), "all", "all"],
    [
      "reads and writes apart",
      basic({ ReadWriteType: "ReadOnly" }, { ReadWriteType: "WriteOnly" }),
      "all",
      "all",
    ],
    [
      "an exclusion beside a selector without",
      basic({ ExcludeManagementEventSources: ["kms.amazonaws.com"] }, {}),
      "all",
      "all",
    ],
    ["an exclusion", basic({ ExcludeManagementEventSources: ["kms.amazonaws.com"] }), "except", "except"],
    ["data events only", basic({ IncludeManagementEvents: false }), "none", "none"],
    ["advanced, all", advanced([management]), "all", "all"],
    ["advanced, apart", advanced([management, reads], [management, writes]), "all", "all"],
    ["advanced, writes", advanced([management, writes]), "none", "all"],
    [
      "advanced, an exclusion",
      advanced([management, { Field: "eventSource", NotEquals: ["kms.amazonaws.com"] }]),
      "except",
      "except",
    ],
    [
      "advanced, one source",
      advanced([management, { Field: "eventSource", Equals: ["iam.amazonaws.com"] }]),
      "part",
      "part",
    ],
    ["advanced, objects", advanced(objects), "none", "none"],
  ])("%s", (_, selection, read, write) => {
    expect(managementCoverage(selection, "read").extent).toBe(read);
    expect(managementCoverage(selection, "write").extent).toBe(write);
  });
});

describe("data events of objects", () => {
  const all = [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3"] }];
  const arn = (more: object): FieldSelector => ({ Field: "resources.ARN", ...more });
  it.each([
    ["none", basic({}), "none", []],
    ["all buckets", basic({ DataResources: all }), "all", []],
    [
      "a bucket",
      basic({ DataResources: [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3:::one/"] }] }),
      "part",
      [],
    ],
    [
      "functions",
      basic({ DataResources: [{ Type: "AWS::Lambda::Function", Values: ["arn:aws:lambda"] }] }),
      "none",
      [],
    ],
    ["advanced, all", advanced(objects), "all", []],
    [
      "advanced, all but one",
      advanced([...objects, arn({ NotStartsWith: ["arn:aws:s3:::one/"] })]),
      "except",
      ["arn:aws:s3:::one/"],
    ],
    ["advanced, some", advanced([...objects, arn({ StartsWith: ["arn:aws:s3:::one/"] })]), "part", []],
    [
      "advanced, some calls",
      advanced([...objects, { Field: "eventName", Equals: ["GetObject"] }]),
      "part",
      [],
    ],
  ])("%s", (_, selection, extent, except) => {
    expect(objectCoverage(selection, "write")).toEqual({ extent, except });
  });
});
