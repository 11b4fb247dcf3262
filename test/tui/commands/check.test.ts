import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CloudTrailClient, StopLoggingCommand } from "@aws-sdk/client-cloudtrail";
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ended, exported, ndjson, newHome, run, start } from "../../helpers/trailwright.ts";

/** A stack with every setting that the findings name. */
const mended = {
  "aws:region": "us-east-1",
  "trailwright:bucketName": "all-mended-logs",
  "trailwright:trailName": "Mended",
  "trailwright:tags": { Owner: "security" },
  "trailwright:kmsKey": "own",
  "trailwright:logGroup": { retentionDays: 365 },
  "trailwright:alarms": "compliance",
  "trailwright:subscriptions": ["arn:aws:sqs:us-east-1:111122223333:alarms"],
  "trailwright:objectLock": { mode: "GOVERNANCE", days: 30 },
  "trailwright:accessLogBucket": "the-access-logs",
};

// One walk, made once; the tests only read what was printed on the way.
describe("check", () => {
  const home = newHome();
  const ended: Record<string, Ended> = {};
  const file = (name: string) => join(home.folder, name);
  const check = async (name: string, ...args: string[]) => {
    ended[name] = await run(["check", ...args], home);
  };

  beforeAll(async () => {
    const sandbox = start(["sandbox"], home);
    try {
      await sandbox.waitFor(/AWS_DEFAULT_REGION/);
      const env = exported((await run(["sandbox", "env"], home)).stdout);
      const config = {
        endpoint: env["AWS_ENDPOINT_URL"]!,
        region: env["AWS_REGION"]!,
        credentials: {
          accessKeyId: env["AWS_ACCESS_KEY_ID"]!,
          secretAccessKey: env["AWS_SECRET_ACCESS_KEY"]!,
        },
      };
      await check("nothing", "--severity", "high");
      ended["up"] = await run(["up", "--stack", "plain", "--yes"], home);
      await check("plain", "--stack", "plain", "--json");
      await check("junit", "--stack", "plain", "--format", "junit");
      await check("sarif", "--stack", "plain", "--format", "sarif", "--output", file("check.sarif"));

      const s3 = new S3Client({ ...config, forcePathStyle: true });
      await s3.send(new CreateBucketCommand({ Bucket: "the-access-logs" }));
      const allow = {
        Effect: "Allow",
        Principal: { Service: "logging.s3.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: "arn:aws:s3:::the-access-logs/*",
      };
      const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [allow] });
      await s3.send(new PutBucketPolicyCommand({ Bucket: "the-access-logs", Policy }));
      await new SQSClient(config).send(new CreateQueueCommand({ QueueName: "alarms" }));
      const stacks = join(home.env["TRAILWRIGHT_HOME"]!, "stacks");
      mkdirSync(stacks, { recursive: true });
      writeFileSync(join(stacks, "Pulumi.mended.yaml"), JSON.stringify({ config: mended }));
      ended["up mended"] = await run(["up", "--stack", "mended", "--yes"], home);
      await check("mended", "--stack", "mended", "--json");
      await check("one control", "--stack", "mended", "--control", "CloudTrail.2", "--control", "kms.4");

      const trails = new CloudTrailClient(config);
      await trails.send(new StopLoggingCommand({ Name: "Mended" }));
      await check("stopped", "--trail", "Mended", "--severity", "critical");
    } finally {
      sandbox.kill("SIGINT");
      await sandbox.ended;
    }
    await check("wrong control", "--control", "CloudTrail.99");
    await check("wrong severity", "--severity", "awful");
    await check("both outputs", "--json", "--format", "sarif");
    await check("no stack", "--stack", "nowhere");
    await check("no folder", "--control", "CloudTrail.3", "--output", file("no/such/folder/check.txt"));
  }, 240_000);
  afterAll(() => home.remove());

  const statuses = (name: string) => {
    const findings = ndjson(ended[name]!.stdout).filter(({ type }) => type === "finding");
    return new Map(findings.map(({ control, status }) => [control, status]));
  };
  const failed = (name: string) =>
    [...statuses(name)].flatMap(([control, status]) => (status === "passed" ? [] : [control]));

  test("an account without a trail fails, and is told how to begin", () => {
    expect(ended["nothing"]).toMatchObject({ code: 5 });
    expect(ended["nothing"]!.stdout).toMatch(/^Account 111122223333: no trails\n/);
    expect(ended["nothing"]!.stdout).toContain("CloudTrail.1, CloudTrail.3  (high)");
    expect(ended["nothing"]!.stdout).toContain("trailwright lab");
    expect(ended["nothing"]!.stderr).toMatch(/^error: 2 checks failed\.$/m);
  });

  test("the lab's stack: what it is, and what nobody asked it for", () => {
    expect(ended["up"]).toMatchObject({ code: 0 });
    expect(ended["plain"]).toMatchObject({ code: 5 });
    const alerts = Array.from({ length: 14 }, (_, at) => `CloudWatch.${at + 1}`);
    const besides = ["CloudTrail.2", "CloudTrail.5", "CloudTrail.7", "CloudTrail.9"];
    const ofBucket = ["S3.9", "S3.15", "S3.17", "S3.22", "S3.23"];
    expect(new Set(failed("plain"))).toEqual(new Set([...alerts, ...besides, ...ofBucket]));
    for (const control of [
      "CloudTrail.1",
      "CloudTrail.4",
      "CloudTrail.6",
      "S3.5",
      "S3.8",
      "TW.2",
      "TW.3",
      "TW.4",
    ])
      expect([control, statuses("plain").get(control)]).toEqual([control, "passed"]);
    expect(ndjson(ended["plain"]!.stdout).at(-1)).toMatchObject({
      type: "summary",
      command: "check",
      exitCode: 5,
      error: { code: "ChecksFailed" },
    });
  });

  test("the settings that findings name mend them: what is left wants a bucket in another account", () => {
    expect(ended["up mended"]).toMatchObject({ code: 0 });
    // Two trails, one account: each pays for the other's copy.
    expect(failed("mended")).toEqual(["S3.22", "S3.23", "TW.8"]);
    expect(ended["one control"]).toMatchObject({ code: 0 });
    expect(ended["one control"]!.stdout).toMatch(/\n2 passed, 0 failed, 0 unknown\n$/);
  });

  test("a trail that was stopped is told by its name alone", () => {
    const { stdout, code } = ended["stopped"]!;
    expect(code).toBe(5);
    expect(stdout).toContain("FAILED   TW.1  (critical)");
    expect(stdout).toMatch(/seen {2}It was stopped \d{4}-\d\d-\d\d \d\d:\d\d UTC: nothing is recorded\./);
    expect(stdout).not.toContain("MyTrail");
  });

  test("JUnit goes to stdout alone, SARIF to the file with the table on stdout", () => {
    expect(ended["junit"]!.stdout).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites /);
    expect(ended["junit"]!.stdout).toMatch(/<\/testsuites>\n$/);
    expect(JSON.parse(readFileSync(file("check.sarif"), "utf8"))).toMatchObject({ version: "2.1.0" });
    expect(ended["sarif"]!.stdout).toMatch(/^Account 111122223333: /);
    expect(ended["sarif"]!.stderr).toContain("Written to ");
    for (const name of ["junit", "sarif"]) expect(ended[name]).toMatchObject({ code: 5 });
  });

  test.each([
    ["wrong control", 2, "There is no control CloudTrail.99."],
    ["wrong severity", 2, "critical, high, medium, low, informational"],
    ["both outputs", 2, "both want stdout"],
    ["no stack", 6, "There is no stack nowhere."],
    ["no folder", 2, "cannot be written"],
  ])("%s ends with %i and a sentence", (name, code, sentence) => {
    expect(ended[name]).toMatchObject({ code });
    expect(ended[name]!.stderr).toContain(sentence);
    expect(ended[name]!.stderr).not.toMatch(/\n\s+at /);
  });
});
