import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CloudTrailRecord } from "../../infra/cloudtrail/record.ts";
import { awsCli, boto3, pythonTools } from "../helpers/python-tools.ts";
import { type Ended, exported, ndjson, newHome, type Running, run, start } from "../helpers/trailwright.ts";

// One walk: the unattended lab, then outside clients look at what it left, then destroy.
describe("the lab without a terminal", () => {
  const home = newHome();
  let lab: Ended;
  let lines: Record<string, unknown>[];
  let sandbox: Running;
  let env: Record<string, string>;

  beforeAll(async () => {
    lab = await run(["lab", "--plain", "--yes", "--json"], home);
    lines = ndjson(lab.stdout);
    sandbox = start(["sandbox"], home);
    await sandbox.waitFor(/AWS_ENDPOINT_URL/);
    env = exported((await run(["sandbox", "env"], home)).stdout);
  });

  afterAll(async () => {
    sandbox?.kill("SIGTERM");
    await sandbox?.ended;
    home.remove();
  });

  const summary = () => lines.at(-1) as { type: string; stack: string };
  const records = () =>
    lines.filter((line) => line["type"] === "record") as unknown as {
      stack: string;
      key: string;
      record: CloudTrailRecord;
    }[];
  const bucket = () => {
    const key = records()[0]?.key;
    expect(key).toBeDefined();
    return buckets()[0]!;
  };
  let bucketNames: string[] = [];
  const buckets = () => bucketNames;

  test("ends well, every line typed, a summary last", () => {
    expect(lab.stderr).not.toMatch(/Error/);
    expect(lab.code).toBe(0);
    expect(lines.every((line) => typeof line["type"] === "string")).toBe(true);
    expect(summary().type).toBe("summary");
  });

  test("reads every generated event back from delivered log files, each once", () => {
    const names = records().map(({ record }) => record.eventName);
    for (const name of [
      "RunInstances",
      "CreateUser",
      "DeleteUser",
      "AuthorizeSecurityGroupIngress",
      "RevokeSecurityGroupIngress",
      "AssumeRole",
    ]) {
      expect(names).toContain(name);
    }
    const ids = records().map(({ record }) => record.eventID);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { key } of records())
      expect(key).toMatch(/AWSLogs\/\d{12}\/CloudTrail\/[a-z0-9-]+\/\d{4}\/\d\d\/\d\d\/.*\.json\.gz$/);
    const denied = records().find(({ record }) => record.eventName === "AssumeRole" && record.errorCode);
    expect(denied?.record.errorCode).toMatch(/AccessDenied/);
  });

  test.skipIf(!pythonTools())("the AWS CLI sees bucket, policy and trail", async () => {
    const list = await awsCli(["s3api", "list-buckets"], env);
    bucketNames = (JSON.parse(list.stdout) as { Buckets: { Name: string }[] }).Buckets.map(
      ({ Name }) => Name,
    );
    expect(bucketNames).toHaveLength(1);
    const policy = await awsCli(["s3api", "get-bucket-policy", "--bucket", bucket()], env);
    const document = JSON.parse((JSON.parse(policy.stdout) as { Policy: string }).Policy) as {
      Statement: { Action: string | string[]; Condition?: unknown }[];
    };
    expect(JSON.stringify(document)).toContain("s3:GetBucketAcl");
    expect(JSON.stringify(document)).toContain("aws:SourceArn");
    const trails = JSON.parse((await awsCli(["cloudtrail", "describe-trails"], env)).stdout) as {
      trailList: {
        Name: string;
        S3BucketName: string;
        IsMultiRegionTrail: boolean;
        LogFileValidationEnabled: boolean;
      }[];
    };
    expect(trails.trailList).toMatchObject([
      { Name: "MyTrail", S3BucketName: bucket(), IsMultiRegionTrail: true, LogFileValidationEnabled: true },
    ]);
    const status = await awsCli(["cloudtrail", "get-trail-status", "--name", "MyTrail"], env);
    expect(JSON.parse(status.stdout)).toMatchObject({ IsLogging: true });
  });

  test.skipIf(!pythonTools())("lookup-events shows a call that the AWS CLI made", async () => {
    const made = await awsCli(["iam", "create-user", "--user-name", "journey"], env);
    expect(made.code).toBe(0);
    const found = await awsCli(
      [
        "cloudtrail",
        "lookup-events",
        "--lookup-attributes",
        "AttributeKey=EventName,AttributeValue=CreateUser",
      ],
      env,
    );
    const events = (JSON.parse(found.stdout) as { Events: { CloudTrailEvent: string }[] }).Events;
    expect(
      events.map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent).requestParameters?.userName),
    ).toContain("journey");
  });

  test.skipIf(!pythonTools())("a log object fetched with boto3 holds the very call boto3 made", async () => {
    const script = `
import boto3, gzip, json, time
iam, s3 = boto3.client("iam"), boto3.client("s3")
made = iam.delete_user(UserName="journey")["ResponseMetadata"]["RequestId"]
bucket = s3.list_buckets()["Buckets"][0]["Name"]
for attempt in range(600):
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="AWSLogs/"):
        for item in page.get("Contents", []):
            if "/CloudTrail/" not in item["Key"] or not item["Key"].endswith(".json.gz"): continue
            body = s3.get_object(Bucket=bucket, Key=item["Key"])["Body"].read()
            for record in json.loads(gzip.decompress(body))["Records"]:
                if record["requestID"] == made:
                    print(json.dumps(record)); raise SystemExit
    time.sleep(0.1)
raise SystemExit("not delivered")
`;
    const found = await boto3(script, env);
    expect(found.stderr).toBe("");
    expect(JSON.parse(found.stdout)).toMatchObject({
      eventName: "DeleteUser",
      requestParameters: { userName: "journey" },
      userAgent: expect.stringContaining("Boto3"),
    });
  });

  test("destroy leaves nothing of the stack in the sandbox", async () => {
    const destroyed = await run(["destroy", "--stack", summary().stack, "--yes"], home);
    expect(destroyed.stderr + destroyed.stdout).not.toMatch(/Error/);
    expect(destroyed.code).toBe(0);
    const stacks = await run(["stacks", "--json"], home);
    expect(stacks.stdout).not.toContain(summary().stack === "" ? "\u0000" : `"stack":"${summary().stack}"`);
  });

  test.skipIf(!pythonTools())("and the AWS CLI agrees", async () => {
    expect(JSON.parse((await awsCli(["s3api", "list-buckets"], env)).stdout).Buckets ?? []).toEqual([]);
    expect(JSON.parse((await awsCli(["cloudtrail", "describe-trails"], env)).stdout)).toEqual({
      trailList: [],
    });
    const users = JSON.parse((await awsCli(["iam", "list-users"], env)).stdout).Users as {
      UserName: string;
    }[];
    expect(users.map(({ UserName }) => UserName)).not.toContain("journey");
  });
});
