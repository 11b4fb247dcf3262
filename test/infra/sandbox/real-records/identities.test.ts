import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CloudTrailRecord } from "../../../../infra/cloudtrail/record.ts";
import { type Sandbox, startSandbox } from "../../../../infra/sandbox/index.ts";
import { sampleRecords } from "../../../helpers/samples.ts";
import type { Keys } from "../../../helpers/signed-request.ts";
import { recordDifferences } from "./record-differences.ts";
import { differences, shapeOf } from "./shape.ts";
import { type Stage, stageOn, tag } from "./stage.ts";

const real = sampleRecords([
  "invictus-ir_aws_dataset",
  "traildiscover",
  "datadog_stratus-red-team",
  "cloud-custodian",
  "mozilla_foxsec-pipeline",
  "flosell_trailscraper",
]);

let sandbox: Sandbox;
let stage: Stage;
beforeAll(async () => {
  sandbox = await startSandbox();
  stage = stageOn(sandbox);
});
afterAll(() => sandbox.close());

/** The record of a call that anybody may make. */
async function recordBy(keys: Keys): Promise<CloudTrailRecord> {
  const { requestId } = await stage.call("sts", "GetCallerIdentity", {}, keys);
  return (await sandbox.records({ where: ({ requestID }) => requestID === requestId }))[0]!;
}

const keysIn = (xml: string): Keys => ({
  accessKeyId: tag(xml, "AccessKeyId"),
  secretAccessKey: tag(xml, "SecretAccessKey"),
  sessionToken: tag(xml, "SessionToken"),
});

async function assume(name: string, keys?: Keys, more: Record<string, string> = {}): Promise<Keys> {
  const RoleArn = `arn:aws:iam::${sandbox.accountId}:role/path/${name}`;
  const answer = await stage.call("sts", "AssumeRole", { RoleArn, RoleSessionName: "s1", ...more }, keys);
  return keysIn(answer.body);
}

async function role(RoleName: string): Promise<void> {
  const Statement = [
    {
      Effect: "Allow",
      Principal: { AWS: sandbox.accountId },
      Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
    },
  ];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  await stage.must("iam", "CreateRole", { RoleName, Path: "/path/", AssumeRolePolicyDocument });
  await stage.must("iam", "AttachRolePolicy", {
    RoleName,
    PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
  });
}

/**
 * Expects a real record of this caller's type with the very same members, types and formats; a new one, if there are
 * (until 1.08 session contexts had an empty webIdFederationData).
 */
function expectReal({ userIdentity }: CloudTrailRecord): void {
  const alike = real.filter((record) => record.userIdentity?.type === userIdentity?.type);
  const ofToday = alike.filter(({ eventVersion }) => Number(eventVersion?.split(".")[1]) >= 9);
  const each = (ofToday.length > 0 ? ofToday : alike).map((record) =>
    differences(shapeOf(userIdentity), shapeOf(record.userIdentity)),
  );
  expect(each.length).toBeGreaterThan(0);
  expect(each.sort((a, b) => a.length - b.length)[0]).toEqual([]);
}

describe.skipIf(real.length === 0)("who called, beside real records (samples)", () => {
  it("a user with long-term keys", async () => {
    const record = await recordBy(sandbox.credentials);
    expect(record.userIdentity?.type).toBe("IAMUser");
    expectReal(record);
  });

  it("a user with temporary keys: a session context of attributes only", async () => {
    const record = await recordBy(keysIn(await stage.must("sts", "GetSessionToken", {})));
    expect(record.userIdentity).toMatchObject({
      type: "IAMUser",
      accessKeyId: expect.stringMatching(/^ASIA/),
      userName: "trailwright-admin",
      sessionContext: { attributes: { mfaAuthenticated: "false" } },
    });
    expect(record).not.toHaveProperty("sessionCredentialFromConsole");
    expectReal(record);
  });

  it("a role's session, and one assumed from it", async () => {
    await role("first");
    await role("second");
    const keys = await assume("first");
    const record = await recordBy(keys);
    expect(record.userIdentity).toMatchObject({
      type: "AssumedRole",
      arn: `arn:aws:sts::${sandbox.accountId}:assumed-role/first/s1`,
      sessionContext: {
        sessionIssuer: { arn: `arn:aws:iam::${sandbox.accountId}:role/path/first`, userName: "first" },
      },
    });
    expectReal(record);
    const chained = await recordBy(await assume("second", keys));
    expect(chained.userIdentity?.sessionContext?.sessionIssuer?.userName).toBe("second");
    expectReal(chained);
    const [assumed] = (await sandbox.records({ eventName: "AssumeRole" })).filter(
      ({ userIdentity }) => userIdentity?.type === "AssumedRole",
    );
    expectReal(assumed!);
  });

  it("a source identity, in the session that was given it and those that follow", async () => {
    await role("named");
    await role("next");
    const keys = await assume("named", undefined, { SourceIdentity: "anna" });
    const following = await assume("next", keys);
    for (const each of [keys, following])
      expect((await recordBy(each)).userIdentity?.sessionContext?.sourceIdentity).toBe("anna");
    const [asked] = await sandbox.records({
      eventName: "AssumeRole",
      where: ({ requestParameters }) => requestParameters?.["sourceIdentity"] !== undefined,
    });
    expect(asked).toMatchObject({
      requestParameters: { sourceIdentity: "anna" },
      responseElements: { sourceIdentity: "anna" },
    });
  });

  it("an AWS service: its name everywhere, no TLS, an event shared", async () => {
    const bucketName = "logs-of-a-trail";
    await stage.must("s3", "CreateBucket", { bucketName });
    const Resource = [`arn:aws:s3:::${bucketName}`, `arn:aws:s3:::${bucketName}/*`];
    const Principal = { Service: "cloudtrail.amazonaws.com" };
    const Statement = [{ Effect: "Allow", Principal, Action: ["s3:GetBucketAcl", "s3:PutObject"], Resource }];
    await stage.must("s3", "PutBucketPolicy", { bucketName, policy: "", bucketPolicy: { Statement } });
    await stage.must("cloudtrail", "CreateTrail", { Name: "trail", S3BucketName: bucketName });
    const [record] = await sandbox.records({ eventName: "GetBucketAcl" });
    expectReal(record!);
    const theirs = real.filter(
      ({ eventName, userIdentity }) => eventName === "GetBucketAcl" && userIdentity?.type === "AWSService",
    );
    const each = theirs.map((one) => differences(shapeOf(record), shapeOf(one)));
    expect(each.sort((a, b) => a.length - b.length)[0]).toEqual([]);
    const names = (one: CloudTrailRecord) => [
      one.sourceIPAddress,
      one.userAgent,
      one.userIdentity?.invokedBy,
    ];
    expect(names(record!)).toEqual(Array(3).fill("cloudtrail.amazonaws.com"));
    expect(names(theirs[0]!)).toEqual(Array(3).fill("cloudtrail.amazonaws.com"));
  });

  it("CloudTrail in a role's session: assumed like any other, with the service in the caller's place", async () => {
    const Principal = { Service: "cloudtrail.amazonaws.com" };
    const of = (statement: object) =>
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
    await stage.must("logs", "CreateLogGroup", { logGroupName: "trail-events" });
    await stage.must("iam", "CreateRole", {
      RoleName: "to-logs",
      AssumeRolePolicyDocument: of({ Principal, Action: "sts:AssumeRole" }),
    });
    await stage.must("iam", "PutRolePolicy", {
      RoleName: "to-logs",
      PolicyName: "write",
      PolicyDocument: of({ Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" }),
    });
    await stage.must("cloudtrail", "UpdateTrail", {
      Name: "trail",
      CloudWatchLogsLogGroupArn: `arn:aws:logs:us-east-1:${sandbox.accountId}:log-group:trail-events:*`,
      CloudWatchLogsRoleArn: `arn:aws:iam::${sandbox.accountId}:role/to-logs`,
    });
    const [record] = await sandbox.records({
      eventName: "AssumeRole",
      where: ({ userIdentity }) => userIdentity?.type === "AWSService",
    });
    const each = real
      .filter(
        ({ eventName, userIdentity }) => eventName === "AssumeRole" && userIdentity?.type === "AWSService",
      )
      .map((one) => recordDifferences(record!, one));
    expect(each.sort((a, b) => a.length - b.length)[0]).toEqual([]);
    expectReal(record!);
    const [created] = await sandbox.records({ eventName: "CreateLogStream" });
    expect(created!.userIdentity).toMatchObject({
      type: "AssumedRole",
      invokedBy: "cloudtrail.amazonaws.com",
      sessionContext: { sessionIssuer: { userName: "to-logs" } },
    });
    expectReal(created!);
  });

  it("a stranger, in the copy of the account that owns the role", async () => {
    const owner = sandbox.accounts[1]!;
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: sandbox.accountId }, Action: "sts:AssumeRole" }],
    });
    await stage.call(
      "iam",
      "CreateRole",
      { RoleName: "visited", AssumeRolePolicyDocument },
      owner.credentials,
    );
    const RoleArn = `arn:aws:iam::${owner.id}:role/visited`;
    await stage.must("sts", "AssumeRole", { RoleArn, RoleSessionName: "visit" });
    const records = await sandbox.records({
      eventName: "AssumeRole",
      where: ({ requestParameters }) => requestParameters?.["roleArn"] === RoleArn,
    });
    expect(records).toHaveLength(2);
    const theirs = records.find(({ recipientAccountId }) => recipientAccountId === owner.id)!;
    const [ours] = records.filter((record) => record !== theirs);
    expect(theirs.userIdentity?.type).toBe("AWSAccount");
    expect([theirs.sharedEventID, theirs.requestID]).toEqual([ours!.sharedEventID, ours!.requestID]);
    expect(theirs.eventID).not.toBe(ours!.eventID);
    expectReal(theirs);
    expectReal(ours!);
  });
});
