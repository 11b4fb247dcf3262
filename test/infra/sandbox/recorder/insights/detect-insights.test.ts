import {
  CreateTrailCommand,
  LookupEventsCommand,
  PutEventSelectorsCommand,
  PutInsightSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import { CreateGroupCommand, GetUserCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, GetObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CloudTrailRecord } from "../../../../../infra/cloudtrail/record.ts";
import { refusal } from "../../../../helpers/sandbox-clients.ts";
import { startTrailSandbox, type TrailSandbox } from "../../../../helpers/trail-sandbox.ts";

const minute = 60_000;
const hour = 60 * minute;

let box: TrailSandbox;
let groups = 0;

async function startTrail(name: string, InsightSelectors: readonly object[]): Promise<void> {
  await box.bucketFor(`logs-${name}`, name);
  await box
    .cloudtrail()
    .send(new CreateTrailCommand({ Name: name, S3BucketName: `logs-${name}`, IsMultiRegionTrail: true }));
  await box.cloudtrail().send(new StartLoggingCommand({ Name: name }));
  await box
    .cloudtrail()
    .send(new PutInsightSelectorsCommand({ TrailName: name, InsightSelectors: InsightSelectors as never }));
}

async function makeGroups(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await box.iam.send(new CreateGroupCommand({ GroupName: `g${++groups}` }));
}

async function lookUp(more: object = {}): Promise<readonly CloudTrailRecord[]> {
  const { Events } = await box
    .cloudtrail()
    .send(new LookupEventsCommand({ EventCategory: "insight", ...more }));
  return Events!.map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent!) as CloudTrailRecord);
}

async function insightFiles(name: string) {
  const files = await box.files(`logs-${name}`);
  return files.filter(({ key }) => key.includes("/CloudTrail-Insight/"));
}

beforeAll(async () => {
  box = await startTrailSandbox();
  // Minutes are the units: the tests begin with a whole one.
  box.clock.advance(minute - (box.clock.now().getTime() % minute));
});
afterAll(() => box.close());

describe("insights", () => {
  it("start when an API is called far more often than before, and end when that is over", async () => {
    await startTrail("rates", [{ InsightType: "ApiCallRateInsight" }]);
    await startTrail("errors", [{ InsightType: "ApiErrorRateInsight" }]);
    await startTrail("plain", []);
    await makeGroups(1);
    box.clock.advance(10 * hour);
    expect(await lookUp()).toEqual([]);
    const began = box.clock.now();
    await makeGroups(12);
    box.clock.advance(minute);
    await makeGroups(8);
    box.clock.advance(minute);

    const [start] = await lookUp();
    const who = `arn:aws:iam::${box.sandbox.accountId}:user/trailwright-admin`;
    const perMinute = 1 / 596;
    expect(start).toEqual({
      eventVersion: "1.09",
      eventTime: `${began.toISOString().slice(0, 19)}Z`,
      awsRegion: "us-east-1",
      eventID: start!.eventID,
      eventType: "AwsCloudTrailInsight",
      recipientAccountId: box.sandbox.accountId,
      sharedEventID: start!.sharedEventID,
      insightDetails: {
        state: "Start",
        eventSource: "iam.amazonaws.com",
        eventName: "CreateGroup",
        insightType: "ApiCallRateInsight",
        sourceEventCategory: "Management",
        insightContext: {
          statistics: {
            baseline: { average: Number(perMinute.toPrecision(6)) },
            insight: { average: 2.4 },
            insightDuration: 5,
            baselineDuration: 596,
          },
          attributions: [
            {
              attribute: "userIdentityArn",
              insight: [{ value: who, average: 2.4 }],
              baseline: [{ value: who, average: Number(perMinute.toPrecision(6)) }],
            },
            {
              attribute: "userAgent",
              insight: [{ value: expect.stringContaining("aws-sdk-js") as string, average: 2.4 }],
              baseline: [expect.anything()],
            },
            {
              attribute: "errorCode",
              insight: [{ value: "null", average: 2.4 }],
              baseline: [{ value: "null", average: Number(perMinute.toPrecision(6)) }],
            },
          ],
        },
      },
      eventCategory: "Insight",
    });

    box.clock.advance(6 * minute);
    const [end, first, ...more] = (await lookUp()).toSorted((a, b) => (a.eventTime < b.eventTime ? 1 : -1));
    expect(first).toEqual(start);
    expect(more).toEqual([]);
    expect(end).toMatchObject({
      eventTime: `${new Date(began.getTime() + 2 * minute).toISOString().slice(0, 19)}Z`,
      sharedEventID: start!.sharedEventID,
      insightDetails: {
        state: "End",
        insightContext: {
          statistics: { insight: { average: 10 }, insightDuration: 2, baselineDuration: 596 },
        },
      },
    });
    expect(end!.eventID).not.toBe(start!.eventID);

    const files = await insightFiles("rates");
    expect(files.flatMap(({ json }) => json.Records)).toEqual([start, end]);
    expect(
      await box.sandbox.records({ deliveredBy: "rates", where: (one) => one.eventCategory === "Insight" }),
    ).toEqual([start, end]);
    expect(files[0]!.key).toMatch(/^AWSLogs\/\d{12}\/CloudTrail-Insight\/us-east-1\//);
    expect(await insightFiles("errors")).toEqual([]);
    expect(await insightFiles("plain")).toEqual([]);
  });

  it("tell of one error of an API, reads included, by who made it", async () => {
    for (let i = 0; i < 7; i++) await refusal(box.iam.send(new GetUserCommand({ UserName: "nobody" })));
    box.clock.advance(10 * minute);
    const found = await lookUp({
      LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: "GetUser" }],
    });
    expect(found.map(({ insightDetails }) => insightDetails)).toMatchObject(
      ["End", "Start"].map((state) => ({
        state,
        insightType: "ApiErrorRateInsight",
        errorCode: "NoSuchEntityException",
        insightContext: {
          statistics: { baseline: { average: 0 } },
          attributions: [{ attribute: "userIdentityArn", baseline: [] }, { attribute: "userAgent" }],
        },
      })),
    );
    expect((await insightFiles("errors")).flatMap(({ json }) => json.Records)).toHaveLength(2);
    const byUser = { LookupAttributes: [{ AttributeKey: "Username" as const, AttributeValue: "x" }] };
    expect((await refusal(lookUp(byUser))).name).toBe("InvalidLookupAttributesException");
  });

  it("do not come of what is as usual, and not before there is a baseline", async () => {
    for (let i = 0; i < 30; i++) {
      await makeGroups(4);
      box.clock.advance(10 * minute);
    }
    const before = (await lookUp()).length;
    await makeGroups(5);
    box.clock.advance(minute);
    expect(await lookUp()).toHaveLength(before);

    for (const name of ["rates", "errors"])
      await box.cloudtrail().send(new PutInsightSelectorsCommand({ TrailName: name, InsightSelectors: [] }));
    await startTrail("young", [{ InsightType: "ApiCallRateInsight" }]);
    box.clock.advance(30 * minute);
    await makeGroups(30);
    box.clock.advance(10 * minute);
    expect(await lookUp()).toHaveLength(before);
  });

  it("come of what seven days had, kept small", async () => {
    box.clock.advance(8 * 24 * hour);
    const before = (await lookUp()).length;
    await makeGroups(20);
    box.clock.advance(3 * 24 * hour);
    const [end, start] = await lookUp();
    expect(await lookUp()).toHaveLength(before + 2);
    expect([start, end].map((record) => (record!["insightDetails"] as { state: string }).state)).toEqual([
      "Start",
      "End",
    ]);
    expect(start).toMatchObject({
      insightDetails: { insightContext: { statistics: { baselineDuration: 7 * 24 * 60 } } },
    });
    const counted = box.sandbox.world.db
      .prepare("SELECT COUNT(*) AS rows FROM cloudtrail_insight_counts WHERE minute % 60 <> 0")
      .get();
    expect(Number(counted!["rows"])).toBeLessThan(3);
    await box.cloudtrail().send(new StopLoggingCommand({ Name: "young" }));
  });

  it("of data events go to trails that want those, and are not looked up", async () => {
    await startTrail("objects", [{ InsightType: "ApiCallRateInsight", EventCategories: ["Data"] }]);
    await box.cloudtrail().send(
      new PutEventSelectorsCommand({
        TrailName: "objects",
        EventSelectors: [
          { DataResources: [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3:::read-often/"] }] },
        ],
      }),
    );
    await box.s3.send(new CreateBucketCommand({ Bucket: "read-often" }));
    box.clock.advance(2 * hour);
    const before = (await lookUp()).length;
    for (let i = 0; i < 8; i++)
      await refusal(box.s3.send(new GetObjectCommand({ Bucket: "read-often", Key: "k" })));
    box.clock.advance(10 * minute);
    expect(await lookUp()).toHaveLength(before);
    const given = (await insightFiles("objects")).flatMap(({ json }) => json.Records ?? []);
    expect(given.map(({ insightDetails }) => insightDetails)).toMatchObject(
      ["Start", "End"].map((state) => ({
        state,
        eventSource: "s3.amazonaws.com",
        eventName: "GetObject",
        sourceEventCategory: "Data",
        insightSource: box.trailArn("objects"),
        insightContext: { attributions: [{}, {}, { insight: [{ value: "NoSuchKey" }] }] },
      })),
    );
  });
});
