import { describe, expect, it } from "vitest";
import {
  type AdvancedEventSelector,
  defaultEventSelectors,
  type EventSelector,
  selects,
  selectsData,
} from "../../../infra/cloudtrail/event-selectors.ts";
import type { CloudTrailRecord } from "../../../infra/cloudtrail/record.ts";

const base = { eventID: "e", eventTime: "2024-01-01T00:00:00Z" };
const write = { ...base, eventCategory: "Management", readOnly: false, eventSource: "iam.amazonaws.com" };
const read = { ...write, readOnly: true };
const kms = { ...read, eventSource: "kms.amazonaws.com" };
const put: CloudTrailRecord = {
  ...base,
  eventCategory: "Data",
  readOnly: false,
  eventName: "PutObject",
  eventSource: "s3.amazonaws.com",
  userIdentity: { type: "IAMUser", arn: "arn:aws:iam::123456789012:user/anna" },
  resources: [
    { type: "AWS::S3::Object", ARN: "arn:aws:s3:::box/in/a.txt" },
    { accountId: "123456789012", type: "AWS::S3::Bucket", ARN: "arn:aws:s3:::box" },
  ],
};
const list: CloudTrailRecord = {
  ...put,
  readOnly: true,
  eventName: "ListObjects",
  resources: [{ type: "AWS::S3::Object", ARNPrefix: "arn:aws:s3:::box/" }],
};

function basic(selector: Partial<EventSelector>) {
  return { EventSelectors: [{ ...defaultEventSelectors[0]!, ...selector }] };
}

function advanced(...FieldSelectors: AdvancedEventSelector["FieldSelectors"]) {
  return { AdvancedEventSelectors: [{ FieldSelectors }] };
}

describe("basic selectors", () => {
  it("take all management events and no data events by default", () => {
    const standard = { EventSelectors: defaultEventSelectors };
    expect([write, read, kms].every((record) => selects(standard, record))).toBe(true);
    expect(selects(standard, put)).toBe(false);
  });

  it("tell reads from writes", () => {
    expect([write, read].map((r) => selects(basic({ ReadWriteType: "WriteOnly" }), r))).toEqual([
      true,
      false,
    ]);
    expect([write, read].map((r) => selects(basic({ ReadWriteType: "ReadOnly" }), r))).toEqual([false, true]);
  });

  it("leave out excluded sources", () => {
    const selection = basic({ ExcludeManagementEventSources: ["kms.amazonaws.com"] });
    expect(selects(selection, kms)).toBe(false);
    expect(selects(selection, read)).toBe(true);
  });

  it.each([
    ["arn:aws:s3", true],
    ["arn:aws:s3:::", true],
    ["arn:aws:s3:::box/", true],
    ["arn:aws:s3:::box/in", true],
    ["arn:aws:s3:::box/out", false],
    ["arn:aws:s3:::bo", true],
    ["arn:aws:s3:::other/", false],
  ])("S3 value %s matches an object by prefix: %s", (value, expected) => {
    const selection = basic({ DataResources: [{ Type: "AWS::S3::Object", Values: [value] }] });
    expect(selects(selection, put)).toBe(expected);
  });

  it("match listings of a bucket by its ARN prefix", () => {
    const of = (value: string) => basic({ DataResources: [{ Type: "AWS::S3::Object", Values: [value] }] });
    expect(selects(of("arn:aws:s3:::box/"), list)).toBe(true);
    expect(selects(of("arn:aws:s3:::box/in"), list)).toBe(false);
  });

  it("match Lambda functions by their whole ARN, and need the selector's read/write type", () => {
    const arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
    const invoke = { ...put, resources: [{ type: "AWS::Lambda::Function", ARN: arn }] };
    const of = (value: string, more = {}) =>
      basic({ DataResources: [{ Type: "AWS::Lambda::Function", Values: [value] }], ...more });
    expect(selects(of(arn), invoke)).toBe(true);
    expect(selects(of("arn:aws:lambda"), invoke)).toBe(true);
    expect(selects(of(arn.slice(0, -1)), invoke)).toBe(false);
    expect(selects(of(arn, { ReadWriteType: "ReadOnly" }), invoke)).toBe(false);
  });

  it("are alternatives", () => {
    const data = { Type: "AWS::S3::Object", Values: ["arn:aws:s3"] };
    const second = { ...defaultEventSelectors[0]!, IncludeManagementEvents: false, DataResources: [data] };
    const selection = { EventSelectors: [...defaultEventSelectors, second] };
    expect(selects(selection, write) && selects(selection, put)).toBe(true);
  });
});

describe("selectsData", () => {
  it("tells which selections can take a data event", () => {
    const data = { Type: "AWS::S3::Object", Values: ["arn:aws:s3"] };
    expect(selectsData(basic({}))).toBe(false);
    expect(selectsData(basic({ DataResources: [data] }))).toBe(true);
    expect(selectsData(advanced({ Field: "eventCategory", Equals: ["Management"] }))).toBe(false);
    expect(selectsData(advanced({ Field: "eventCategory", Equals: ["NetworkActivity"] }))).toBe(false);
    expect(selectsData(advanced({ Field: "eventCategory", Equals: ["Data"] }))).toBe(true);
  });
});

describe("advanced selectors", () => {
  const data = { Field: "eventCategory", Equals: ["Data"] };
  const objects = { Field: "resources.type", Equals: ["AWS::S3::Object"] };

  it.each([
    [{ Field: "eventName", Equals: ["GetObject", "PutObject"] }, true],
    [{ Field: "eventName", Equals: ["GetObject"] }, false],
    [{ Field: "eventName", StartsWith: ["Put"] }, true],
    [{ Field: "eventName", EndsWith: ["Object"] }, true],
    [{ Field: "eventName", NotEquals: ["PutObject"] }, false],
    [{ Field: "eventName", NotStartsWith: ["Get", "List"] }, true],
    [{ Field: "eventName", NotStartsWith: ["Get", "Put"] }, false],
    [{ Field: "eventName", NotEndsWith: ["Object"] }, false],
    [{ Field: "eventName", StartsWith: ["Put"], NotEquals: ["PutObject"] }, false],
    [{ Field: "eventName", StartsWith: ["Del"], Equals: ["PutObject"] }, true],
    [{ Field: "readOnly", Equals: ["false"] }, true],
    [{ Field: "readOnly", Equals: ["true"] }, false],
    [{ Field: "resources.ARN", StartsWith: ["arn:aws:s3:::box/in/"] }, true],
    [{ Field: "resources.ARN", NotStartsWith: ["arn:aws:s3:::box/in/"] }, false],
    // The bucket is a resource of the event too, but not of the selected type.
    [{ Field: "resources.ARN", Equals: ["arn:aws:s3:::box"] }, false],
    [{ Field: "userIdentity.arn", NotEquals: ["arn:aws:iam::123456789012:user/anna"] }, false],
    [{ Field: "sessionCredentialFromConsole", Equals: ["true"] }, false],
    [{ Field: "sessionCredentialFromConsole", NotEquals: ["true"] }, true],
  ])("with %j take an object's write: %s", (field, expected) => {
    expect(selects(advanced(data, objects, field), put)).toBe(expected);
  });

  it("tell categories and resource types apart", () => {
    expect(selects(advanced({ Field: "eventCategory", Equals: ["Management"] }), put)).toBe(false);
    expect(selects(advanced({ Field: "eventCategory", Equals: ["Management"] }), write)).toBe(true);
    const queue = { Field: "resources.type", Equals: ["AWS::SQS::Queue"] };
    expect(selects(advanced(data, queue), put)).toBe(false);
  });
});
