import {
  CloudTrailClient,
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import type { IAMClient } from "@aws-sdk/client-iam";
import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import {
  DescribeOrganizationCommand,
  EnableAWSServiceAccessCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { checkTarget } from "../../../infra/checks/check-target.ts";
import type { Finding } from "../../../infra/checks/finding.ts";
import type { Sandbox } from "../../../infra/sandbox/index.ts";
import type { Credentials, Target } from "../../../infra/target/target.ts";
import { targetOf, testSandbox } from "../../helpers/sandbox-target.ts";
import { trailPolicy } from "../../helpers/trail-sandbox.ts";
import {
  accountId,
  type AuditedAccount,
  bucket,
  document,
  makeGoodSetUp,
  openAuditedAccount,
  trailArn,
} from "./audited-account.ts";

/** The same place for somebody else. */
function as(target: Target, credentials: Credentials, account = target.identity.accountId): Target {
  return {
    ...target,
    identity: { ...target.identity, accountId: account },
    clientConfig: (region) => ({ ...target.clientConfig(region), credentials: async () => credentials }),
  };
}

/** An access key of a new user with a policy, or none. */
async function user(iam: IAMClient, UserName: string, PolicyDocument?: string): Promise<Credentials> {
  await iam.send(new CreateUserCommand({ UserName }));
  if (PolicyDocument) await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "p", PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
}

const statusOf = (findings: readonly Finding[], id: string) =>
  findings.filter(({ control }) => control === id).map(({ status }) => status);

describe("who may not read everything", () => {
  let account: AuditedAccount;
  beforeAll(async () => {
    account = await openAuditedAccount();
    await makeGoodSetUp(account);
  });
  afterAll(() => account.close());

  it("is never told that something passed which nobody looked at", async () => {
    const { findings, trails } = await checkTarget(as(account.target, await user(account.iam, "nobody")));
    expect(trails).toBeUndefined();
    expect(findings.length).toBeGreaterThan(20);
    expect(findings.filter(({ status }) => status !== "unknown")).toEqual([]);
    expect(findings[0]).toMatchObject({
      evidence: expect.stringContaining("cloudtrail:ListTrails"),
      mend: { advice: expect.stringContaining("Allow this identity cloudtrail:ListTrails") },
    });
  });

  it("is told what could be seen, and for the rest which permission is wanting", async () => {
    const policy = document(
      { Effect: "Allow", Action: ["cloudtrail:*", "s3:*", "logs:*", "kms:DescribeKey"], Resource: "*" },
      { Effect: "Deny", Action: ["s3:GetBucketPolicy", "cloudtrail:GetEventSelectors"], Resource: "*" },
    );
    const { findings } = await checkTarget(as(account.target, await user(account.iam, "some", policy)));
    const of = (id: string) => statusOf(findings, id);
    expect([of("S3.5"), of("TW.2"), of("TW.3"), of("CloudTrail.1"), of("TW.7"), of("KMS.4")]).toEqual(
      Array(6).fill(["unknown"]),
    );
    expect([of("S3.8"), of("CloudTrail.4"), of("CloudTrail.3"), of("CloudWatch.16")]).toEqual(
      Array(4).fill(["passed"]),
    );
    expect(of("CloudWatch.1")).toEqual(["unknown"]);
    expect(of("CloudWatch.15")).toEqual(["unknown"]);
    expect(findings.find(({ control }) => control === "S3.5")?.evidence).toMatch(
      /s3:GetBucketPolicy.*AccessDenied/,
    );
    expect(findings.filter(({ status }) => status === "failed").map(({ control }) => control)).toEqual([]);
  });

  it("ends with an error, not with findings, when the key is not known at all", async () => {
    const stranger = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wrong" };
    await expect(checkTarget(as(account.target, stranger))).rejects.toMatchObject({
      code: "CredentialsMissing",
    });
  });

  it("finds the trail from any region, once, and knows it by name or ARN", async () => {
    const { identity } = account.target;
    const elsewhere: Target = {
      ...account.target,
      identity: { ...identity, region: "eu-central-1" },
      clientConfig: (region = "eu-central-1") => account.target.clientConfig(region),
    };
    for (const name of ["Audited", trailArn]) {
      const { findings } = await checkTarget(elsewhere, { controls: ["cloudtrail.4"], trails: [name] });
      expect(findings).toMatchObject([
        { control: "CloudTrail.4", status: "passed", resource: { id: trailArn } },
      ]);
    }
    await expect(checkTarget(elsewhere, { trails: ["Other"] })).rejects.toMatchObject({
      code: "InvalidInput",
      next: expect.stringContaining(trailArn),
    });
    await expect(checkTarget(elsewhere, { controls: ["CIS.9"] })).rejects.toMatchObject({
      code: "InvalidInput",
    });
  });

  it("may leave out what is less severe", async () => {
    const findings = await account.check({ severity: "high" });
    expect(new Set(findings.map(({ severity }) => severity))).toEqual(new Set(["critical", "high"]));
  });
});

describe("several accounts", () => {
  let sandbox: Sandbox;
  const inAccount = (name: string, id: string): Target =>
    as(targetOf(sandbox), sandbox.credentialsOf(name), id);
  const client = <C extends { destroy(): void }>(Client: new (config: object) => C, target: Target): C => {
    const made = new Client(target.clientConfig());
    onTestFinished(() => made.destroy());
    return made;
  };

  it("a log bucket of another account is not judged from here, save for what the trail says", async () => {
    sandbox = await testSandbox();
    const member = inAccount("workload", accountId);
    const archive = inAccount("log-archive", "444455556666");
    const s3 = client(S3Client, archive);
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    await s3.send(
      new PutBucketPolicyCommand({
        Bucket: bucket,
        Policy: document(...(trailPolicy(bucket, accountId, trailArn) as object[])),
      }),
    );
    const trails = client(CloudTrailClient, member);
    await trails.send(
      new CreateTrailCommand({ Name: "Audited", S3BucketName: bucket, IsMultiRegionTrail: true }),
    );
    await trails.send(
      new PutEventSelectorsCommand({
        TrailName: "Audited",
        EventSelectors: [
          {
            IncludeManagementEvents: true,
            DataResources: [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3"] }],
          },
        ],
      }),
    );
    await trails.send(new StartLoggingCommand({ Name: "Audited" }));
    await sandbox.delivered();
    const { findings } = await checkTarget(member);
    for (const id of ["CloudTrail.6", "CloudTrail.7", "S3.5", "S3.8", "S3.14", "TW.2", "TW.3"])
      expect([id, statusOf(findings, id)]).toEqual([id, ["unknown"]]);
    for (const id of ["CloudTrail.1", "S3.22", "S3.23", "TW.4", "TW.7"])
      expect([id, statusOf(findings, id)]).toEqual([id, ["passed"]]);
    expect(findings.find(({ control }) => control === "S3.5")?.evidence).toMatch(
      /another account than 111122223333/,
    );
  });

  it("an organization trail without the organization's path in the bucket policy is found", async () => {
    sandbox = await testSandbox();
    const management = inAccount("management", "777788889999");
    const organizations = client(OrganizationsClient, management);
    await organizations.send(
      new EnableAWSServiceAccessCommand({ ServicePrincipal: "cloudtrail.amazonaws.com" }),
    );
    const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
    const arn = "arn:aws:cloudtrail:us-east-1:777788889999:trail/Everyone";
    const [acl, own] = trailPolicy("org-logs", "777788889999", arn) as [object, object];
    const [, members] = trailPolicy("org-logs", Organization!.Id!, arn) as [object, object];
    const s3 = client(S3Client, management);
    const put = (...statements: object[]) =>
      s3.send(new PutBucketPolicyCommand({ Bucket: "org-logs", Policy: document(...statements) }));
    await s3.send(new CreateBucketCommand({ Bucket: "org-logs" }));
    await put(acl, own, { ...members, Sid: "Members" });
    await client(CloudTrailClient, management).send(
      new CreateTrailCommand({
        Name: "Everyone",
        S3BucketName: "org-logs",
        IsOrganizationTrail: true,
        IsMultiRegionTrail: true,
      }),
    );
    const choice = { controls: ["TW.3", "TW.10"] };
    const look = async (target = management) => (await checkTarget(target, choice)).findings;
    expect((await look()).map(({ control, status }) => [control, status])).toEqual([
      ["TW.3", "passed"],
      ["TW.10", "passed"],
    ]);
    await put(acl, own);
    const [broken, ...rest] = await look();
    expect(broken).toMatchObject({ control: "TW.10", status: "failed" });
    expect(broken!.mend!.advice).toContain(`AWSLogs/${Organization!.Id}/`);
    expect(rest.map(({ status }) => status)).toEqual(["passed"]);

    const seen = await checkTarget(inAccount("workload", accountId), { controls: ["CloudTrail.4", "TW.11"] });
    expect(seen.findings).toMatchObject([{ control: "CloudTrail.4", resource: { id: arn } }]);
  });
});
