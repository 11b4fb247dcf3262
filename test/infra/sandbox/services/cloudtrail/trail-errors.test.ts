import {
  type CloudTrailClient,
  CreateTrailCommand,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  PutEventSelectorsCommand,
  PutInsightSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import { DeleteBucketCommand, DeleteBucketPolicyCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refusal } from "../../../../helpers/sandbox-clients.ts";
import { startTrailSandbox, type TrailSandbox, trailPolicy } from "../../../../helpers/trail-sandbox.ts";

type Call = (client: CloudTrailClient, trail: string) => Promise<unknown>;

/** Operations on one trail; changing ones work at home only. */
const reading: Readonly<Record<string, Call>> = {
  GetTrail: (client, Name) => client.send(new GetTrailCommand({ Name })),
  GetTrailStatus: (client, Name) => client.send(new GetTrailStatusCommand({ Name })),
  GetEventSelectors: (client, TrailName) => client.send(new GetEventSelectorsCommand({ TrailName })),
  GetInsightSelectors: (client, TrailName) => client.send(new GetInsightSelectorsCommand({ TrailName })),
};
const changing: Readonly<Record<string, Call>> = {
  UpdateTrail: (client, Name) => client.send(new UpdateTrailCommand({ Name })),
  DeleteTrail: (client, Name) => client.send(new DeleteTrailCommand({ Name })),
  StartLogging: (client, Name) => client.send(new StartLoggingCommand({ Name })),
  StopLogging: (client, Name) => client.send(new StopLoggingCommand({ Name })),
  PutEventSelectors: (client, TrailName) =>
    client.send(new PutEventSelectorsCommand({ TrailName, EventSelectors: [{ ReadWriteType: "All" }] })),
  PutInsightSelectors: (client, TrailName) =>
    client.send(
      new PutInsightSelectorsCommand({
        TrailName,
        InsightSelectors: [{ InsightType: "ApiCallRateInsight" }],
      }),
    ),
};
const all = { ...reading, ...changing };

let box: TrailSandbox;
beforeAll(async () => {
  box = await startTrailSandbox();
  await box.bucketFor("home", "Home", { region: "eu-west-1" });
  await box
    .cloudtrail("eu-west-1")
    .send(new CreateTrailCommand({ Name: "Home", S3BucketName: "home", IsMultiRegionTrail: true }));
});
afterAll(() => box.close());

describe.each(Object.keys(all))("%s", (operation) => {
  const refused = async (trail: string, region = "us-east-1") =>
    (await refusal(all[operation]!(box.cloudtrail(region), trail))).name;

  it("refuses trails that are not there and names that none can have", async () => {
    expect(await refused("Nowhere")).toBe("TrailNotFoundException");
    expect(await refused(box.trailArn("Nowhere"))).toBe("TrailNotFoundException");
    expect(await refused("arn:aws:cloudtrail:us-east-1:999999999999:trail/Home")).toBe(
      "TrailNotFoundException",
    );
    for (const name of ["x", "x".repeat(129), "-abc", "abc-", "a..b", "192.168.5.4", "a b c"])
      expect(await refused(name)).toBe("InvalidTrailNameException");
    expect(await refused("arn:aws:cloudtrail:us-east-1:12:trail/Home")).toBe("CloudTrailARNInvalidException");
    expect(await refused("arn:aws:s3:::home")).toBe("CloudTrailARNInvalidException");
  });

  if (operation in changing)
    it("changes a trail in its home region only", async () => {
      const arn = box.trailArn("Home", "eu-west-1");
      expect(await refused(arn)).toBe("InvalidHomeRegionException");
      expect(await refused("Home")).toBe("TrailNotFoundException");
    });
});

describe("trails", () => {
  it("are described under good names and ARNs only", async () => {
    const describeTrails = (name: string) =>
      box.cloudtrail().send(new DescribeTrailsCommand({ trailNameList: [name] }));
    expect((await refusal(describeTrails("x"))).name).toBe("InvalidTrailNameException");
    expect((await refusal(describeTrails("arn:aws:s3:::home"))).name).toBe("CloudTrailARNInvalidException");
    expect((await describeTrails("Nowhere")).trailList).toEqual([]);
  });

  it("that reach all regions need room in each, and their name to themselves", async () => {
    const single = (Name: string, region: string) =>
      box
        .cloudtrail(region)
        .send(new CreateTrailCommand({ Name, S3BucketName: `room-${Name.toLowerCase()}` }));
    const names = ["A-1", "A-2", "A-3", "A-4"];
    for (const name of names) {
      await box.bucketFor(`room-${name.toLowerCase()}`, name, { region: "ap-south-1" });
      await single(name, "ap-south-1");
    }
    await box.bucketFor("room-wide", "Wide");
    const wide = (IsMultiRegionTrail: boolean, Name = "Wide") =>
      box.cloudtrail().send(new CreateTrailCommand({ Name, S3BucketName: "room-wide", IsMultiRegionTrail }));
    expect(await refusal(wide(true))).toMatchObject({
      name: "MaximumNumberOfTrailsExceededException",
      message: `User: ${box.sandbox.accountId} already has 5 trails in ap-south-1.`,
    });
    expect((await refusal(wide(true, "A-1"))).name).toBe("TrailAlreadyExistsException");
    await wide(false);
    const widen = () =>
      box.cloudtrail().send(new UpdateTrailCommand({ Name: "Wide", IsMultiRegionTrail: true }));
    expect((await refusal(widen())).name).toBe("MaximumNumberOfTrailsExceededException");
    await box.cloudtrail("ap-south-1").send(new DeleteTrailCommand({ Name: "A-4" }));
    expect((await widen()).IsMultiRegionTrail).toBe(true);
  });

  it("compute insights only where their bucket lets them in", async () => {
    const client = box.cloudtrail("eu-west-1");
    const put = () => changing["PutInsightSelectors"]!(client, "Home");
    await box.s3.send(new DeleteBucketPolicyCommand({ Bucket: "home" }));
    expect((await refusal(put())).name).toBe("InsufficientS3BucketPolicyException");
    const { accountId } = box.sandbox;
    await box.putPolicy("home", trailPolicy("home", accountId, box.trailArn("Home", "eu-west-1")));
    await put();
    const Prefix = `AWSLogs/${accountId}/CloudTrail-Insight/`;
    const { Contents } = await box.s3.send(new ListObjectsV2Command({ Bucket: "home", Prefix }));
    expect(Contents?.map(({ Key }) => Key)).toEqual([Prefix]);
  });

  it("are not pointed at a bucket that is gone", async () => {
    await box.bucketFor("gone", "Home", { region: "eu-west-1" });
    await box.s3.send(new DeleteBucketCommand({ Bucket: "gone" }));
    const update = box
      .cloudtrail("eu-west-1")
      .send(new UpdateTrailCommand({ Name: "Home", S3BucketName: "gone" }));
    expect((await refusal(update)).name).toBe("S3BucketDoesNotExistException");
  });
});
