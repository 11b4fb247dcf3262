import { describe, expect, test } from "vitest";
import { type Selection, selects } from "../../../infra/cloudtrail/event-selectors.ts";
import type { CloudTrailRecord } from "../../../infra/cloudtrail/record.ts";
import { purposes } from "../../../infra/purposes/catalogue/index.ts";
import type { PurposeSettings } from "../../../infra/purposes/purpose.ts";
import { purposeIds } from "../../../infra/purposes/purpose-ids.ts";
import { purposeProblems, selectionOf } from "../../../infra/purposes/selection.ts";
import { parseFilter } from "../../../infra/trail-log/filter.ts";

const base = { bucketName: "log-bucket", region: "us-east-1" };
const lambda = "arn:aws:lambda:us-east-1:111122223333:function:pay-out";
const table = "arn:aws:dynamodb:us-east-1:111122223333:table/customers";

const record = (more: Partial<CloudTrailRecord>): CloudTrailRecord => ({
  eventID: "a5e5e6f0-0000-4000-8000-000000000000",
  eventTime: "2026-11-23T06:00:00Z",
  eventCategory: "Management",
  eventSource: "iam.amazonaws.com",
  readOnly: false,
  ...more,
});
const object = (key: string, eventName = "GetObject") =>
  record({
    eventCategory: "Data",
    eventSource: "s3.amazonaws.com",
    eventName,
    readOnly: eventName === "GetObject",
    resources: [
      { type: "AWS::S3::Object", ARN: `arn:aws:s3:::${key}` },
      { type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${key.split("/")[0]}`, accountId: "111122223333" },
    ],
  });
const data = (type: string, ARN: string, eventName: string) =>
  record({ eventCategory: "Data", eventName, resources: [{ type, ARN, accountId: "111122223333" }] });
const network = (eventSource: string) => record({ eventCategory: "NetworkActivity", eventSource });

const calls = {
  CreateUser: record({ eventName: "CreateUser" }),
  ListUsers: record({ eventName: "ListUsers", readOnly: true }),
  AssumeRole: record({ eventSource: "sts.amazonaws.com", eventName: "AssumeRole", readOnly: true }),
  RunInstances: record({ eventSource: "ec2.amazonaws.com", eventName: "RunInstances" }),
  ScheduleKeyDeletion: record({ eventSource: "kms.amazonaws.com", eventName: "ScheduleKeyDeletion" }),
  Decrypt: record({ eventSource: "kms.amazonaws.com", eventName: "Decrypt", readOnly: true }),
  "GetObject of customers": object("customers/a.csv"),
  "PutObject to customers": object("customers/2026/a.csv", "PutObject"),
  "GetObject of customers-old": object("customers-old/a.csv"),
  "PutObject to the log bucket": object("log-bucket/AWSLogs/1.json.gz", "PutObject"),
  "Invoke of pay-out": data("AWS::Lambda::Function", lambda, "Invoke"),
  "Invoke of another": data("AWS::Lambda::Function", `${lambda.slice(0, -3)}in`, "Invoke"),
  "Scan of customers": data("AWS::DynamoDB::Table", table, "Scan"),
  "Scan of orders": data("AWS::DynamoDB::Table", table.replace("customers", "orders"), "Scan"),
  "KMS through an endpoint": network("kms.amazonaws.com"),
  "EC2 through an endpoint": network("ec2.amazonaws.com"),
};
type Call = keyof typeof calls;

const management: readonly Call[] = [
  "CreateUser",
  "ListUsers",
  "AssumeRole",
  "RunInstances",
  "ScheduleKeyDeletion",
  "Decrypt",
];
const changes: readonly Call[] = ["CreateUser", "RunInstances", "ScheduleKeyDeletion"];

/** What each purpose must record; everything else of the table it must not. */
const must: readonly (readonly [string, Partial<PurposeSettings>, readonly Call[]])[] = [
  ["without a purpose", {}, management],
  ["management", { purpose: "management" }, management],
  ["security-changes", { purpose: "security-changes" }, changes],
  ["investigation", { purpose: "investigation" }, ["ListUsers", "AssumeRole", "Decrypt"]],
  ["insights", { purpose: "insights" }, management],
  [
    "s3-objects of all buckets",
    { purpose: "s3-objects" },
    ["GetObject of customers", "PutObject to customers", "GetObject of customers-old"],
  ],
  [
    "s3-objects of one bucket",
    { purpose: "s3-objects", resources: ["customers"] },
    ["GetObject of customers", "PutObject to customers"],
  ],
  [
    "s3-objects of one prefix",
    { purpose: "s3-objects", resources: ["customers/2026/"] },
    ["PutObject to customers"],
  ],
  [
    "lambda-invocations of all",
    { purpose: "lambda-invocations" },
    ["Invoke of pay-out", "Invoke of another"],
  ],
  [
    "lambda-invocations of one",
    { purpose: "lambda-invocations", resources: [lambda] },
    ["Invoke of pay-out"],
  ],
  ["dynamodb-items of all", { purpose: "dynamodb-items" }, ["Scan of customers", "Scan of orders"]],
  ["dynamodb-items of one", { purpose: "dynamodb-items", resources: [table] }, ["Scan of customers"]],
  [
    "network-activity",
    { purpose: "network-activity" },
    ["KMS through an endpoint", "EC2 through an endpoint"],
  ],
  [
    "network-activity of one service",
    { purpose: "network-activity", resources: ["kms.amazonaws.com"] },
    ["KMS through an endpoint"],
  ],
  [
    "custom",
    {
      purpose: "custom",
      selectors: [
        {
          Name: "Writes to EC2 aside of KMS",
          FieldSelectors: [
            { Field: "eventCategory", Equals: ["Management"] },
            { Field: "readOnly", Equals: ["false"] },
            { Field: "eventSource", NotEquals: ["kms.amazonaws.com"] },
          ],
        },
      ],
    },
    ["CreateUser", "RunInstances"],
  ],
];

describe("what purposes record", () => {
  test.each(must)("%s", (_, settings, wanted) => {
    const given = { ...base, ...settings };
    expect(purposeProblems(given)).toEqual([]);
    const { advancedEventSelectors } = selectionOf(given);
    const selection: Selection = advancedEventSelectors
      ? { AdvancedEventSelectors: advancedEventSelectors }
      : {
          EventSelectors: [
            {
              ReadWriteType: "All",
              IncludeManagementEvents: true,
              DataResources: [],
              ExcludeManagementEventSources: [],
            },
          ],
        };
    const recorded = Object.entries(calls).flatMap(([name, call]) =>
      selects(selection, call) ? [name] : [],
    );
    expect(recorded.sort()).toEqual([...wanted].sort());
  });

  test("the table has every purpose", () => {
    const tried = new Set(must.flatMap(([, { purpose }]) => purpose ?? []));
    expect(purposeIds.filter((id) => !tried.has(id))).toEqual([]);
  });
});

describe("insights", () => {
  test("are the purpose's own and those asked for, each once", () => {
    expect(selectionOf({ ...base, purpose: "insights", insights: ["ApiCallRateInsight"] }).insights).toEqual([
      "ApiCallRateInsight",
      "ApiErrorRateInsight",
    ]);
    expect(selectionOf({ ...base, insights: ["ApiErrorRateInsight"] }).insights).toEqual([
      "ApiErrorRateInsight",
    ]);
  });
});

test.each<[Partial<PurposeSettings>, string, RegExp]>([
  [{ purpose: "custom" }, "selectors", /is missing/],
  [{ purpose: "management", selectors: [{}] }, "selectors", /for the purpose custom, not for management/],
  [{ purpose: "management", resources: ["a"] }, "resources", /means nothing for the purpose management/],
  [{ purpose: "s3-objects", resources: ["log-bucket"] }, "resources", /is the log bucket/],
  [{ purpose: "s3-objects", resources: ["log-bucket/AWSLogs/"] }, "resources", /is the log bucket/],
  [{ purpose: "s3-objects", resources: ["UPPER"] }, "resources", /UPPER names no bucket/],
  [{ purpose: "lambda-invocations", resources: ["pay-out"] }, "resources", /is not the ARN of a function/],
  [{ purpose: "dynamodb-items", resources: ["customers"] }, "resources", /is not the ARN of a table/],
  [{ purpose: "network-activity", resources: ["kms"] }, "resources", /is not an event source/],
  [
    { purpose: "s3-objects", insights: ["ApiCallRateInsight"] },
    "insights",
    /needs management events, and the purpose s3-objects records none/,
  ],
  [
    {
      purpose: "custom",
      selectors: [{ FieldSelectors: [{ Field: "eventCategory", Equals: ["Management"] }] }, {}],
    },
    "selectors",
    /cannot be used: Each advanced event selector must select one eventCategory/,
  ],
  [
    {
      purpose: "custom",
      selectors: [
        {
          FieldSelectors: [
            { Field: "eventCategory", Equals: ["Management"] },
            { Field: "eventName", Equals: ["CreateUser"] },
          ],
        },
      ],
    },
    "selectors",
    /Field eventName is not valid for category Management/,
  ],
])("%j is explained", (settings, setting, problem) => {
  const [found, ...more] = purposeProblems({ ...base, ...settings });
  expect(more).toEqual([]);
  expect(found?.setting).toBe(setting);
  expect(found?.problem).toMatch(problem);
});

test.each(
  Object.values(purposes).flatMap(({ id, questions }) => questions.map(({ filter }) => [id, filter])),
)("%s: %s is a filter of the tail", (_, filter) => {
  expect(parseFilter(filter!)).toMatchObject({ ok: true });
});
