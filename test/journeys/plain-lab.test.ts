import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CloudTrailRecord } from "../../infra/cloudtrail/record.ts";
import { awsCli, boto3, type Output, pythonTools } from "../helpers/python-tools.ts";
import { type Ended, exported, ndjson, newHome, run, start } from "../helpers/trailwright.ts";

/** Deletes a user, then waits until a log file holds that very call, and prints the record. */
const findOwnCall = `
import boto3, gzip, json, time
iam, s3 = boto3.client("iam"), boto3.client("s3")
made = iam.delete_user(UserName="journey")["ResponseMetadata"]["RequestId"]
bucket = s3.list_buckets()["Buckets"][0]["Name"]
seen, deadline = set(), time.monotonic() + 60
while time.monotonic() < deadline:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="AWSLogs/"):
        for item in page.get("Contents", []):
            key = item["Key"]
            if key in seen or "/CloudTrail/" not in key or not key.endswith(".json.gz"): continue
            seen.add(key)
            body = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
            for record in json.loads(gzip.decompress(body))["Records"]:
                if record.get("requestID") == made:
                    print(json.dumps(record)); raise SystemExit
`;

// One walk, made once: the unattended lab, a look at what it left with clients that are not ours, destroy, another look.
// The tests below only read what was seen on the way.
describe("the lab without a terminal", () => {
  const home = newHome();
  let lab: Ended;
  let environment: Ended;
  let destroyed: Ended;
  let stacksAfter: Ended;
  const cli: Record<string, Output> = {};

  beforeAll(async () => {
    lab = await run(["lab", "--plain", "--yes", "--json"], home);
    const sandbox = start(["sandbox"], home);
    await sandbox.waitFor(/AWS_ENDPOINT_URL/);
    environment = await run(["sandbox", "env"], home);
    const env = exported(environment.stdout);
    const aws = async (name: string, ...args: string[]) => {
      cli[name] = await awsCli(args, env);
    };
    if (pythonTools()) {
      await aws("buckets", "s3api", "list-buckets");
      await aws("policy", "s3api", "get-bucket-policy", "--bucket", bucketName());
      await aws("trails", "cloudtrail", "describe-trails");
      await aws("status", "cloudtrail", "get-trail-status", "--name", "MyTrail");
      await aws("create user", "iam", "create-user", "--user-name", "journey");
      await aws(
        "lookup",
        "cloudtrail",
        "lookup-events",
        "--lookup-attributes",
        "AttributeKey=EventName,AttributeValue=CreateUser",
      );
      cli["own call"] = await boto3(findOwnCall, env);
    }
    destroyed = await run(["destroy", "--stack", String(summary()["stack"]), "--yes"], home);
    stacksAfter = await run(["stacks", "--json"], home);
    if (pythonTools()) {
      await aws("buckets after", "s3api", "list-buckets");
      await aws("trails after", "cloudtrail", "describe-trails");
      await aws("users after", "iam", "list-users");
      await aws("groups after", "ec2", "describe-security-groups");
    }
    sandbox.kill("SIGTERM");
    await sandbox.ended;
  }, 300_000);

  afterAll(() => home.remove());

  const lines = () => ndjson(lab.stdout);
  const summary = () => lines().at(-1)!;
  const records = () =>
    lines().filter((line) => line["type"] === "record") as unknown as {
      key: string;
      record: CloudTrailRecord;
    }[];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a foreign tool printed
  const json = (name: string): any => JSON.parse(cli[name]!.stdout);
  const bucketName = (): string => json("buckets").Buckets[0].Name;

  test("ends well, every line typed, a summary last", () => {
    expect(lab.code, lab.stderr).toBe(0);
    expect(lines().every((line) => typeof line["type"] === "string")).toBe(true);
    expect(summary()["type"]).toBe("summary");
  });

  test("reads every generated event back from delivered log files, each once", () => {
    const names = records().map(({ record }) => record.eventName);
    expect(names).toEqual(
      expect.arrayContaining([
        "RunInstances",
        "CreateUser",
        "DeleteUser",
        "AuthorizeSecurityGroupIngress",
        "RevokeSecurityGroupIngress",
        "AssumeRole",
      ]),
    );
    const ids = records().map(({ record }) => record.eventID);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { key } of records()) {
      expect(key).toMatch(/AWSLogs\/\d{12}\/CloudTrail\/[a-z0-9-]+\/\d{4}\/\d\d\/\d\d\/.*\.json\.gz$/);
    }
  });

  test("the call denied on purpose is recorded as denied", () => {
    const denied = records().find(({ record }) => record.eventName === "AssumeRole");
    expect(denied?.record.errorCode).toBe("AccessDenied");
  });

  test("sandbox env prints lines a shell can evaluate", () => {
    expect(environment.code, environment.stderr).toBe(0);
    expect(exported(environment.stdout)).toMatchObject({
      AWS_ENDPOINT_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^AKIA/),
      AWS_SECRET_ACCESS_KEY: expect.any(String),
      AWS_REGION: "us-east-1",
    });
  });

  describe.skipIf(!pythonTools())("seen by the AWS CLI and boto3", () => {
    test("one bucket, its policy scoped to the trail", () => {
      expect(json("buckets").Buckets).toHaveLength(1);
      const { Statement } = JSON.parse(json("policy").Policy) as {
        Statement: { Action: string; Condition: object }[];
      };
      const of = (action: string) => Statement.find(({ Action }) => [Action].flat().includes(action));
      const arn = json("trails").trailList[0].TrailARN;
      expect(JSON.stringify(of("s3:GetBucketAcl")?.Condition)).toContain(arn);
      expect(JSON.stringify(of("s3:PutObject")?.Condition)).toContain(arn);
      expect(JSON.stringify(of("s3:PutObject")?.Condition)).toContain("bucket-owner-full-control");
    });

    test("the trail as the settings ask, logging", () => {
      expect(json("trails").trailList).toMatchObject([
        {
          Name: "MyTrail",
          S3BucketName: bucketName(),
          IsMultiRegionTrail: true,
          IncludeGlobalServiceEvents: true,
          LogFileValidationEnabled: true,
        },
      ]);
      expect(json("status")).toMatchObject({ IsLogging: true });
    });

    test("lookup-events shows a call that the AWS CLI made", () => {
      const made = json("lookup").Events.map(({ CloudTrailEvent }: { CloudTrailEvent: string }) =>
        JSON.parse(CloudTrailEvent),
      );
      expect(made).toContainEqual(expect.objectContaining({ requestParameters: { userName: "journey" } }));
    });

    test("a log object fetched with boto3 holds the very call boto3 made", () => {
      expect(json("own call")).toMatchObject({
        eventName: "DeleteUser",
        requestParameters: { userName: "journey" },
        userAgent: expect.stringContaining("Boto3"),
      });
    });

    test("after destroy the sandbox holds nothing of the stack", () => {
      expect(json("buckets after").Buckets ?? []).toEqual([]);
      expect(json("trails after")).toEqual({ trailList: [] });
      expect(json("users after").Users.map(({ UserName }: { UserName: string }) => UserName)).toEqual([
        "trailwright-admin",
      ]);
      expect(
        json("groups after").SecurityGroups.map(({ GroupName }: { GroupName: string }) => GroupName),
      ).toEqual(["default"]);
    });
  });

  test("destroy ends well and forgets the stack", () => {
    expect(destroyed.code, destroyed.stderr).toBe(0);
    expect(stacksAfter.code, stacksAfter.stderr).toBe(0);
    expect(ndjson(stacksAfter.stdout).map((line) => line["stack"])).not.toContain(summary()["stack"]);
  });
});
