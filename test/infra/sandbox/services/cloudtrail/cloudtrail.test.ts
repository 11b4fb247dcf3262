import {
  AddTagsCommand,
  CreateTrailCommand,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  type DescribeTrailsCommandInput,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
  ListTrailsCommand,
  LookupEventsCommand,
  PutEventSelectorsCommand,
  PutInsightSelectorsCommand,
  RemoveTagsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import { CreateUserCommand, DeleteUserCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, DeleteBucketPolicyCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTrailSandbox, type TrailSandbox } from "../../../../helpers/trail-sandbox.ts";

/** The code, message and our explanation of the error a promise rejects with. */
async function refusal(
  promise: Promise<unknown>,
): Promise<{ name: string; message: string; explanation?: string }> {
  try {
    await promise;
  } catch (error) {
    const { name, message, $response } = error as Error & { $response?: { headers: Record<string, string> } };
    const explanation = $response?.headers["x-trailwright-explanation"];
    return { name, message, ...(explanation ? { explanation } : {}) };
  }
  throw new Error("was not refused");
}

let box: TrailSandbox;
let account: string;

beforeAll(async () => {
  box = await startTrailSandbox();
  account = box.sandbox.accountId;
});
afterAll(() => box.close());

describe("CreateTrail", () => {
  it("answers as AWS does, does not log yet, and leaves an empty marker", async () => {
    await box.bucketFor("logs-created", "Created", { prefix: "audit/a" });
    const created = await box.cloudtrail().send(
      new CreateTrailCommand({
        Name: "Created",
        S3BucketName: "logs-created",
        S3KeyPrefix: "audit/a",
        IsMultiRegionTrail: true,
        EnableLogFileValidation: true,
        TagsList: [{ Key: "team", Value: "audit" }],
      }),
    );
    const { $metadata: _, ...output } = created;
    expect(output).toEqual({
      Name: "Created",
      S3BucketName: "logs-created",
      S3KeyPrefix: "audit/a",
      IncludeGlobalServiceEvents: true,
      IsMultiRegionTrail: true,
      TrailARN: box.trailArn("Created"),
      LogFileValidationEnabled: true,
      IsOrganizationTrail: false,
    });
    const status = await box.cloudtrail().send(new GetTrailStatusCommand({ Name: "Created" }));
    expect(status).toMatchObject({ IsLogging: false, TimeLoggingStarted: "" });
    await box.cloudtrail().send(new DeleteTrailCommand({ Name: "Created" }));
  });

  it("refuses the lab's one-statement policy, and says that s3:GetBucketAcl is missing", async () => {
    await box.s3.send(new CreateBucketCommand({ Bucket: "logs-lab" }));
    await box.putPolicy("logs-lab", [
      {
        Sid: "AWSCloudTrailWrite",
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: "arn:aws:s3:::logs-lab/AWSLogs/*",
        Condition: { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control" } },
      },
    ]);
    const create = () =>
      box.cloudtrail().send(new CreateTrailCommand({ Name: "MyTrail", S3BucketName: "logs-lab" }));
    const refused = await refusal(create());
    expect(refused).toMatchObject({
      name: "InsufficientS3BucketPolicyException",
      // All that the AWS CLI and the SDKs show of an error.
      message: `Incorrect S3 bucket policy is detected for bucket: logs-lab [Trailwright sandbox: ${refused.explanation}]`,
    });
    expect(refused.explanation).toContain("s3:GetBucketAcl on arn:aws:s3:::logs-lab");
    await box.s3.send(new DeleteBucketPolicyCommand({ Bucket: "logs-lab" }));
    expect((await refusal(create())).explanation).toContain("Bucket logs-lab has no policy");
    const listed = await box.cloudtrail().send(new DescribeTrailsCommand({ trailNameList: ["MyTrail"] }));
    expect(listed.trailList).toEqual([]);
  });

  it("refuses a policy for another trail, and a bucket that is not there", async () => {
    await box.bucketFor("logs-other", "Expected");
    const wrong = await refusal(
      box.cloudtrail().send(new CreateTrailCommand({ Name: "Actual", S3BucketName: "logs-other" })),
    );
    expect(wrong.name).toBe("InsufficientS3BucketPolicyException");
    expect(wrong.explanation).toContain("aws:SourceArn wants");
    const missing = await refusal(
      box.cloudtrail().send(new CreateTrailCommand({ Name: "Actual", S3BucketName: "logs-nowhere" })),
    );
    expect(missing).toEqual({
      name: "S3BucketDoesNotExistException",
      message: "S3 bucket logs-nowhere does not exist!",
    });
  });

  it.each([
    [{ Name: "ab", S3BucketName: "logs-x" }, "InvalidTrailNameException"],
    [{ Name: "Good", S3BucketName: "Not_A_Bucket" }, "InvalidS3BucketNameException"],
    [{ Name: "Good", S3BucketName: "logs-x", S3KeyPrefix: "x".repeat(201) }, "InvalidS3PrefixException"],
    [{ Name: "Good", S3BucketName: "logs-x", KmsKeyId: "not a key" }, "S3BucketDoesNotExistException"],
    [{ Name: "Good", S3BucketName: "logs-x", SnsTopicName: "t" }, "InsufficientSnsTopicPolicyException"],
    [
      { Name: "Good", S3BucketName: "logs-x", IsOrganizationTrail: true },
      "NotOrganizationMasterAccountException",
    ],
    [
      { Name: "Good", S3BucketName: "logs-x", IsMultiRegionTrail: true, IncludeGlobalServiceEvents: false },
      "InvalidParameterCombinationException",
    ],
    [{ Name: 7 as never, S3BucketName: "logs-x" }, "SerializationException"],
  ])("refuses %j with %s", async (input, name) => {
    expect((await refusal(box.cloudtrail().send(new CreateTrailCommand(input)))).name).toBe(name);
  });

  it("refuses a name twice and a sixth trail, shadows counted", async () => {
    const region = "eu-north-1";
    const create = (Name: string, where = region) =>
      box.cloudtrail(where).send(
        new CreateTrailCommand({
          Name,
          S3BucketName: `five-${Name.toLowerCase()}`,
          IsMultiRegionTrail: where !== region,
        }),
      );
    for (const [name, where] of [["Shadow", "eu-west-3"], ["T-1"], ["T-2"], ["T-3"], ["T-4"]] as const) {
      await box.bucketFor(`five-${name.toLowerCase()}`, name, { region: where ?? region });
      await create(name, where);
    }
    expect(await refusal(create("T-1"))).toEqual({
      name: "TrailAlreadyExistsException",
      message: `Trail T-1 already exists for customer: ${account}`,
    });
    expect(await refusal(create("T-5"))).toEqual({
      name: "MaximumNumberOfTrailsExceededException",
      message: `User: ${account} already has 5 trails in ${region}.`,
    });
    for (const name of ["T-1", "T-2", "T-3", "T-4"])
      await box.cloudtrail(region).send(new DeleteTrailCommand({ Name: name }));
    await box.cloudtrail("eu-west-3").send(new DeleteTrailCommand({ Name: "Shadow" }));
  });
});

describe("a trail", () => {
  const Name = "Everywhere";
  beforeAll(async () => {
    await box.bucketFor("logs-everywhere", Name, { region: "eu-west-1" });
    await box
      .cloudtrail("eu-west-1")
      .send(new CreateTrailCommand({ Name, S3BucketName: "logs-everywhere", IsMultiRegionTrail: true }));
  });

  it("shows in other regions as a shadow, by ARN but not by name", async () => {
    const away = box.cloudtrail("us-west-2");
    const TrailARN = box.trailArn(Name, "eu-west-1");
    const shadows = await away.send(new DescribeTrailsCommand({}));
    expect(shadows.trailList).toMatchObject([{ Name, HomeRegion: "eu-west-1", TrailARN }]);
    expect(shadows.trailList![0]).not.toHaveProperty("S3KeyPrefix");
    const count = async (input: DescribeTrailsCommandInput) =>
      (await away.send(new DescribeTrailsCommand(input))).trailList!.length;
    expect(await count({ includeShadowTrails: false })).toBe(0);
    expect(await count({ trailNameList: [Name, "Unknown"] })).toBe(0);
    expect(await count({ trailNameList: [TrailARN] })).toBe(1);
    const listed = await away.send(new ListTrailsCommand({}));
    expect(listed.Trails).toContainEqual({ Name, HomeRegion: "eu-west-1", TrailARN });
    expect((await away.send(new GetTrailCommand({ Name: TrailARN }))).Trail).toMatchObject({ Name });
    expect(await refusal(away.send(new GetTrailCommand({ Name })))).toEqual({
      name: "TrailNotFoundException",
      message: `Unknown trail: ${box.trailArn(Name, "us-west-2")} for the user: ${account}`,
    });
    const stop = await refusal(away.send(new StopLoggingCommand({ Name: TrailARN })));
    expect(stop.name).toBe("InvalidHomeRegionException");
    const malformed = await refusal(away.send(new GetTrailCommand({ Name: "arn:aws:cloudtrail:x" })));
    expect(malformed.name).toBe("CloudTrailARNInvalidException");
  });

  it("is started and stopped", async () => {
    const home = box.cloudtrail("eu-west-1");
    await home.send(new StartLoggingCommand({ Name }));
    const started = await home.send(new GetTrailStatusCommand({ Name }));
    expect(started.IsLogging).toBe(true);
    expect(started.StartLoggingTime!.getTime()).toBe(box.clock.now().getTime());
    box.clock.advance(60_000);
    await home.send(new StopLoggingCommand({ Name }));
    const stopped = await home.send(new GetTrailStatusCommand({ Name }));
    expect(stopped).toMatchObject({ IsLogging: false, StopLoggingTime: box.clock.now() });
    expect(stopped.StartLoggingTime).toEqual(started.StartLoggingTime);
  });

  it("is updated member by member, and tried on its new bucket", async () => {
    const home = box.cloudtrail("eu-west-1");
    await box.bucketFor("logs-moved", Name, { region: "eu-west-1", prefix: "p" });
    const refused = await refusal(home.send(new UpdateTrailCommand({ Name, S3BucketName: "logs-moved" })));
    expect(refused).toMatchObject({ name: "InsufficientS3BucketPolicyException" });
    expect(refused.explanation).toContain(`/p/AWSLogs/${account}/*`);
    const moved = await home.send(
      new UpdateTrailCommand({
        Name,
        S3BucketName: "logs-moved",
        S3KeyPrefix: "p",
        EnableLogFileValidation: true,
      }),
    );
    expect(moved).toMatchObject({ S3BucketName: "logs-moved", S3KeyPrefix: "p", IsMultiRegionTrail: true });
    const back = await home.send(
      new UpdateTrailCommand({ Name, S3BucketName: "logs-everywhere", S3KeyPrefix: "" }),
    );
    expect(back).not.toHaveProperty("S3KeyPrefix");
    expect(back.LogFileValidationEnabled).toBe(true);
  });

  it("keeps event selectors of one kind", async () => {
    const home = box.cloudtrail("eu-west-1");
    const TrailName = Name;
    const standard = await home.send(new GetEventSelectorsCommand({ TrailName }));
    expect(standard.EventSelectors).toEqual([
      {
        ReadWriteType: "All",
        IncludeManagementEvents: true,
        DataResources: [],
        ExcludeManagementEventSources: [],
      },
    ]);
    const AdvancedEventSelectors = [
      { Name: "all", FieldSelectors: [{ Field: "eventCategory", Equals: ["Management"] }] },
    ];
    await home.send(new PutEventSelectorsCommand({ TrailName, AdvancedEventSelectors }));
    const advanced = await home.send(new GetEventSelectorsCommand({ TrailName }));
    expect(advanced).toMatchObject({ TrailARN: box.trailArn(Name, "eu-west-1"), AdvancedEventSelectors });
    expect(advanced).not.toHaveProperty("EventSelectors");
    const { Trail } = await home.send(new GetTrailCommand({ Name }));
    expect(Trail).toMatchObject({ HasCustomEventSelectors: true });
    await home.send(new PutEventSelectorsCommand({ TrailName, EventSelectors: [{}] }));
    const again = await home.send(new GetTrailCommand({ Name }));
    expect(again.Trail).toMatchObject({ HasCustomEventSelectors: false });
    const wrong = await refusal(
      home.send(
        new PutEventSelectorsCommand({
          TrailName,
          EventSelectors: [{ DataResources: [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3:::*/*"] }] }],
        }),
      ),
    );
    expect(wrong).toEqual({
      name: "InvalidEventSelectorsException",
      message: "Value arn:aws:s3:::*/* for DataResources.Values is invalid",
    });
  });

  it("keeps insight selectors, and says when there are none", async () => {
    const home = box.cloudtrail("eu-west-1");
    const none = await refusal(home.send(new GetInsightSelectorsCommand({ TrailName: Name })));
    expect(none.name).toBe("InsightNotEnabledException");
    const InsightSelectors = [{ InsightType: "ApiCallRateInsight" as const }];
    await home.send(new PutInsightSelectorsCommand({ TrailName: Name, InsightSelectors }));
    expect(await home.send(new GetInsightSelectorsCommand({ TrailName: Name }))).toMatchObject({
      InsightSelectors,
    });
    const wrong = await refusal(
      home.send(
        new PutInsightSelectorsCommand({
          TrailName: Name,
          InsightSelectors: [{ InsightType: "X" as never }],
        }),
      ),
    );
    expect(wrong.name).toBe("InvalidInsightSelectorsException");
    await home.send(new PutInsightSelectorsCommand({ TrailName: Name, InsightSelectors: [] }));
    await expect(home.send(new GetInsightSelectorsCommand({ TrailName: Name }))).rejects.toThrow(
      "does not have Insights",
    );
  });

  it("is tagged", async () => {
    const home = box.cloudtrail("eu-west-1");
    const ResourceId = box.trailArn(Name, "eu-west-1");
    const tags = async () =>
      (await home.send(new ListTagsCommand({ ResourceIdList: [ResourceId] }))).ResourceTagList![0]!.TagsList;
    await home.send(new AddTagsCommand({ ResourceId, TagsList: [{ Key: "a", Value: "1" }, { Key: "b" }] }));
    await home.send(new AddTagsCommand({ ResourceId, TagsList: [{ Key: "a", Value: "2" }] }));
    expect(await tags()).toEqual([
      { Key: "b", Value: "" },
      { Key: "a", Value: "2" },
    ]);
    const many = Array.from({ length: 49 }, (_, n) => ({ Key: `k${n}` }));
    const add = (TagsList: { Key: string }[], id = ResourceId) =>
      refusal(home.send(new AddTagsCommand({ ResourceId: id, TagsList })));
    expect((await add(many)).name).toBe("TagsLimitExceededException");
    expect((await add([{ Key: "x" }, { Key: "x" }])).name).toBe("InvalidTagParameterException");
    expect((await add([{ Key: "x" }], box.trailArn("Unknown"))).name).toBe("ResourceNotFoundException");
    expect((await add([{ Key: "x" }], "nonsense")).name).toBe("CloudTrailARNInvalidException");
    await home.send(new RemoveTagsCommand({ ResourceId, TagsList: [{ Key: "a" }, { Key: "unknown" }] }));
    expect(await tags()).toEqual([{ Key: "b", Value: "" }]);
  });

  it("is deleted", async () => {
    await box.cloudtrail("eu-west-1").send(new DeleteTrailCommand({ Name }));
    const gone = await refusal(box.cloudtrail("eu-west-1").send(new GetTrailStatusCommand({ Name })));
    expect(gone.name).toBe("TrailNotFoundException");
  });
});

describe("LookupEvents", () => {
  beforeAll(async () => {
    for (const UserName of ["look-1", "look-2", "look-3"]) {
      await box.iam.send(new CreateUserCommand({ UserName }));
      box.clock.advance(1_000);
    }
    await box.iam.send(new DeleteUserCommand({ UserName: "look-1" }));
  });

  const look = (AttributeKey: string, AttributeValue: string, more = {}) =>
    box.cloudtrail().send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: AttributeKey as never, AttributeValue }],
        ...more,
      }),
    );

  it("finds events by each attribute, newest first", async () => {
    const created = await look("EventName", "CreateUser");
    const names = created.Events!.map(
      ({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent!).requestParameters.userName,
    );
    expect(names).toEqual(["look-3", "look-2", "look-1"]);
    const [newest] = created.Events!;
    expect(newest).toMatchObject({
      EventName: "CreateUser",
      ReadOnly: "false",
      EventSource: "iam.amazonaws.com",
      AccessKeyId: box.sandbox.credentials.accessKeyId,
    });
    expect(newest!.Resources).toContainEqual({ ResourceType: "AWS::IAM::User", ResourceName: "look-3" });
    expect((await look("EventId", newest!.EventId!)).Events).toHaveLength(1);
    expect((await look("ResourceName", "look-1")).Events!.map(({ EventName }) => EventName)).toEqual([
      "DeleteUser",
      "CreateUser",
    ]);
    for (const [key, value] of [
      ["ReadOnly", "true"],
      ["Username", newest!.Username!],
      ["ResourceType", "AWS::CloudTrail::Trail"],
      ["EventSource", "cloudtrail.amazonaws.com"],
      ["AccessKeyId", newest!.AccessKeyId!],
    ] as const)
      expect((await look(key, value)).Events!.length, key).toBeGreaterThan(0);
    expect((await look("EventName", "' OR 1=1 --")).Events).toEqual([]);
  });

  it("pages, with tokens that go on only with the same question", async () => {
    const first = await look("EventName", "CreateUser", { MaxResults: 2 });
    expect(first.Events).toHaveLength(2);
    const second = await look("EventName", "CreateUser", { MaxResults: 2, NextToken: first.NextToken });
    expect(second.Events).toHaveLength(1);
    expect(second).not.toHaveProperty("NextToken");
    const reused = await refusal(look("EventName", "DeleteUser", { NextToken: first.NextToken }));
    expect(reused.name).toBe("InvalidNextTokenException");
    expect((await refusal(look("EventName", "X", { NextToken: "e30=" }))).name).toBe(
      "InvalidNextTokenException",
    );
  });

  it("keeps to the time asked for, and to this region", async () => {
    const Event = (await look("ResourceName", "look-2")).Events![0]!;
    const StartTime = Event.EventTime!;
    const within = await look("EventName", "CreateUser", { StartTime, EndTime: StartTime });
    expect(within.Events!.map(({ EventId }) => EventId)).toEqual([Event.EventId]);
    const elsewhere = await box.cloudtrail("ap-south-1").send(new LookupEventsCommand({}));
    expect(elsewhere.Events).toEqual([]);
  });

  it("forgets after 90 days", async () => {
    box.clock.advance(91 * 86_400_000);
    expect((await look("EventName", "CreateUser")).Events).toEqual([]);
  });

  it.each([
    [{ MaxResults: 51 }, "InvalidMaxResultsException"],
    [{ MaxResults: 0 }, "InvalidMaxResultsException"],
    [{ StartTime: new Date(2), EndTime: new Date(1) }, "InvalidTimeRangeException"],
    [{ EventCategory: "management" as never }, "InvalidEventCategoryException"],
    [
      { LookupAttributes: [{ AttributeKey: "constructor" as never, AttributeValue: "x" }] },
      "InvalidLookupAttributesException",
    ],
    [
      {
        LookupAttributes: [
          { AttributeKey: "EventName" as const, AttributeValue: "x" },
          { AttributeKey: "EventName" as const, AttributeValue: "y" },
        ],
      },
      "InvalidLookupAttributesException",
    ],
  ])("refuses %j with %s", async (input, name) => {
    expect((await refusal(box.cloudtrail().send(new LookupEventsCommand(input)))).name).toBe(name);
  });
});
