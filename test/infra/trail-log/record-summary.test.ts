import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CloudTrailRecord } from "../../../infra/cloudtrail/record.ts";
import { recordColumns } from "../../../infra/trail-log/record-columns.ts";
import { recordSummary } from "../../../infra/trail-log/record-summary.ts";

const base: CloudTrailRecord = {
  eventID: "e",
  eventTime: "2026-01-31T12:00:05Z",
  eventSource: "ec2.amazonaws.com",
  eventName: "RunInstances",
  awsRegion: "eu-west-1",
  sourceIPAddress: "203.0.113.25",
  userIdentity: { type: "IAMUser", userName: "alice" },
};
const of = (more: Partial<CloudTrailRecord>) => recordSummary({ ...base, ...more });

describe("a record in one line", () => {
  test("says when, where, what, who, from where, and how it ended", () => {
    expect(of({ requestParameters: { instanceType: "t3.micro" } })).toEqual({
      time: Date.UTC(2026, 0, 31, 12, 0, 5),
      region: "eu-west-1",
      service: "ec2",
      name: "RunInstances",
      who: "alice",
      from: "203.0.113.25",
      outcome: "ok",
      error: "",
      resource: "",
    });
  });

  test.each([
    ["AccessDenied", "denied"],
    ["AccessDeniedException", "denied"],
    ["Client.UnauthorizedOperation", "denied"],
    ["VpceAccessDenied", "denied"],
    ["Client.DryRunOperation", "dry-run"],
    ["NoSuchEntityException", "failed"],
  ])("%s is %s", (errorCode, outcome) => {
    expect(of({ errorCode })).toMatchObject({ error: errorCode, outcome });
  });

  test("a failed console login has no error code", () => {
    const login = { eventName: "ConsoleLogin", errorMessage: "Failed authentication" };
    expect(of({ ...login, responseElements: { ConsoleLogin: "Failure" } })).toMatchObject({
      outcome: "failed",
      error: "Failed authentication",
    });
    expect(of({ responseElements: { ConsoleLogin: "Success" } }).outcome).toBe("ok");
  });

  test.each<[string, Partial<CloudTrailRecord>, string]>([
    ["an object", { requestParameters: { bucketName: "b", key: "a/c.txt" } }, "b/a/c.txt"],
    ["a user", { requestParameters: { userName: "bob" } }, "bob"],
    [
      "a launched instance",
      {
        requestParameters: { instancesSet: { items: [{ imageId: "ami-1" }] } },
        responseElements: { instancesSet: { items: [{ instanceId: "i-1" }] } },
      },
      "i-1",
    ],
    ["a referenced resource", { resources: [{ ARN: "arn:aws:kms:::key/1" }] }, "arn:aws:kms:::key/1"],
    [
      "a prefix",
      { requestParameters: null, resources: [{ ARNPrefix: "arn:aws:s3:::b/" }] },
      "arn:aws:s3:::b/",
    ],
  ])("is about %s", (_, more, resource) => {
    expect(of(more).resource).toBe(resource);
  });

  test("an Insight record is about the API it saw", () => {
    const insight = {
      eventID: "e",
      eventTime: "2026-01-31T12:00:05Z",
      eventType: "AwsCloudTrailInsight",
      insightDetails: { eventSource: "ssm.amazonaws.com", eventName: "UpdateInstanceInformation" },
    };
    expect(recordSummary(insight)).toMatchObject({
      service: "ssm",
      name: "UpdateInstanceInformation",
      who: "",
    });
  });

  test.each(["", "yesterday", "2026-13-40T99:99:99Z", 17, null, undefined])(
    "eventTime %j is no time",
    (eventTime) => {
      expect(recordSummary({ ...base, eventTime } as unknown as CloudTrailRecord).time).toBeUndefined();
    },
  );

  test("any object is summarized without an exception", () => {
    const names = [
      ...Object.keys(base),
      "requestParameters",
      "responseElements",
      "resources",
      "insightDetails",
      "errorCode",
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.jsonValue()), (record) => {
        const columns = recordColumns(record as unknown as CloudTrailRecord);
        for (const [name, value] of Object.entries(columns)) {
          if (name !== "time") expect(typeof value, name).toBe("string");
        }
      }),
    );
  });
});
