import { describe, expect, it } from "vitest";
import {
  type CheckedSelectors,
  checkEventSelectors,
} from "../../../infra/cloudtrail/check-event-selectors.ts";

function basic(...EventSelectors: unknown[]) {
  return checkEventSelectors({ EventSelectors });
}

function advanced(...FieldSelectors: unknown[]) {
  return checkEventSelectors({ AdvancedEventSelectors: [{ FieldSelectors }] });
}

const data = { Field: "eventCategory", Equals: ["Data"] };
const network = { Field: "eventCategory", Equals: ["NetworkActivity"] };
const source = (...Equals: string[]) => ({ Field: "eventSource", Equals });
const objects = { Field: "resources.type", Equals: ["AWS::S3::Object"] };

describe("checkEventSelectors", () => {
  it("fills in what a basic selector leaves out", () => {
    expect(basic({})).toEqual({
      selection: {
        EventSelectors: [
          {
            ReadWriteType: "All",
            IncludeManagementEvents: true,
            DataResources: [],
            ExcludeManagementEventSources: [],
          },
        ],
      },
    });
  });

  it("keeps an advanced selector as given", () => {
    const selector = {
      Name: "objects",
      FieldSelectors: [data, objects, { Field: "eventName", NotEquals: ["X"] }],
    };
    expect(checkEventSelectors({ AdvancedEventSelectors: [selector] })).toEqual({
      selection: { AdvancedEventSelectors: [selector] },
    });
  });

  it("wants one kind, and only one", () => {
    expect(checkEventSelectors({})).toHaveProperty("problem");
    expect(checkEventSelectors({ EventSelectors: [{}], AdvancedEventSelectors: [] })).toHaveProperty(
      "problem",
    );
  });

  const object = (value: string) => ({ DataResources: [{ Type: "AWS::S3::Object", Values: [value] }] });
  it.each<[string, CheckedSelectors, string]>([
    ["none", basic(), "one to five"],
    ["six", basic({}, {}, {}, {}, {}, {}), "one to five"],
    ["a wrong enum", basic({ ReadWriteType: "Sometimes" }), "Value Sometimes for ReadWriteType is invalid"],
    [
      "a wildcard",
      basic(object("arn:aws:s3:::*/*")),
      "Value arn:aws:s3:::*/* for DataResources.Values is invalid",
    ],
    ["a bucket name", basic(object("my-bucket")), "Value my-bucket for DataResources.Values"],
    [
      "an unknown type",
      basic({ DataResources: [{ Type: "AWS::SNS::Topic", Values: [] }] }),
      "DataResources.Type",
    ],
    [
      "a foreign exclusion",
      basic({ ExcludeManagementEventSources: ["s3.amazonaws.com"] }),
      "Value s3.amazonaws.com",
    ],
    ["an unknown member", basic({ Colour: "red" }), "Colour"],
    [
      "251 resources",
      basic({
        DataResources: [
          { Type: "AWS::S3::Object", Values: Array.from({ length: 251 }, (_, n) => `arn:aws:s3:::b${n}/`) },
        ],
      }),
      "250",
    ],
    ["no category", advanced(objects), "eventCategory"],
    ["a category by prefix", advanced({ Field: "eventCategory", StartsWith: ["Da"] }), "eventCategory"],
    ["an unknown category", advanced({ Field: "eventCategory", Equals: ["Insight"] }), "Value Insight"],
    ["data without a type", advanced(data), "resources.type"],
    [
      "two types",
      advanced(data, { Field: "resources.type", Equals: ["AWS::S3::Object", "AWS::SQS::Queue"] }),
      "one value",
    ],
    ["a type by prefix", advanced(data, { Field: "resources.type", StartsWith: ["AWS::S3"] }), "one value"],
    ["a field twice", advanced(data, objects, objects), "only once"],
    ["two network sources", advanced(network, source("ec2.amazonaws.com", "kms.amazonaws.com")), "one value"],
    [
      "a network source by prefix",
      advanced(network, { Field: "eventSource", StartsWith: ["ec2"] }),
      "exactly one value",
    ],
    ["a source that has no network", advanced(network, source("iam.amazonaws.com")), "no network activity"],
    ["a source that is none", advanced(network, source("ec2")), "Value ec2 for eventSource"],
    ["network activity of no source", advanced(network), "eventSource"],
    [
      "another network error",
      advanced(network, source("ec2.amazonaws.com"), { Field: "errorCode", Equals: ["AccessDenied"] }),
      "VpceAccessDenied only",
    ],
    [
      "a network read",
      advanced(network, source("ec2.amazonaws.com"), { Field: "readOnly", Equals: ["true"] }),
      "Field readOnly is not valid",
    ],
    ["an odd readOnly", advanced(data, objects, { Field: "readOnly", Equals: ["maybe"] }), "true or false"],
    [
      "a field of stores",
      advanced({ Field: "eventCategory", Equals: ["Management"] }, { Field: "eventName", Equals: ["X"] }),
      "eventName",
    ],
    ["an unknown operator", advanced(data, objects, { Field: "eventName", Like: ["X"] }), "Like"],
    ["no operator", advanced(data, objects, { Field: "eventName" }), "needs an operator"],
    ["an empty value", advanced(data, objects, { Field: "eventName", Equals: [""] }), "1 to 2048"],
    ["prototype names", advanced({ Field: "eventCategory", Equals: ["constructor"] }), "Value constructor"],
    ["texts", checkEventSelectors({ AdvancedEventSelectors: ["x"] }), "list of structures"],
  ])("refuses %s", (_, result, message) => expect("problem" in result && result.problem).toContain(message));

  it("takes 250 resources, and all of a type besides", () => {
    const Values = [...Array.from({ length: 250 }, (_, n) => `arn:aws:s3:::b${n}/`), "arn:aws:s3"];
    expect(basic({ DataResources: [{ Type: "AWS::S3::Object", Values }] })).toHaveProperty("selection");
  });

  it("limits advanced selectors to 500 values", () => {
    const of = (n: number) =>
      advanced(data, objects, {
        Field: "resources.ARN",
        StartsWith: Array.from({ length: n }, (_, i) => `arn:aws:s3:::b${i}/`),
      });
    expect(of(498)).toHaveProperty("selection");
    expect(of(499)).toHaveProperty("problem");
  });
});
