import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  GetUserCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateBucketCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { describe, expect, it, onTestFinished } from "vitest";
import type { AccountDefinition } from "../../../infra/sandbox/account-definition.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../../infra/sandbox/index.ts";
import { readAccounts } from "../../../infra/sandbox/read-accounts.ts";
import { boto3, pythonTools } from "../../helpers/python-tools.ts";
import { temporaryFolder } from "../../helpers/temporary-home.ts";

const yaml = `
accounts:
  - name: workload
    users:
      - name: deployer
        path: /ci/
        inline:
          assume:
            Version: 2012-10-17
            Statement:
              - { Effect: Allow, Action: sts:AssumeRole, Resource: "*" }
      - name: reader
        policies: [ReadOnlyAccess]
  - name: security
    id: "123456789012"
    roles:
      - name: auditor
        trust: [workload/user/ci/deployer, security/role/chief]
        policies: [SecurityAudit]
      - name: chief
        path: /people/
        trust: [ec2.amazonaws.com]
        maxSessionDuration: 7200
      - name: open
        trust: [workload]
        inline:
          buckets:
            Version: 2012-10-17
            Statement: { Effect: Allow, Action: "s3:ListAllMyBuckets", Resource: "*" }
`.replace("security/role/chief", "security/role/people/chief");

function accountsFile(content = yaml): string {
  const file = join(temporaryFolder(), "accounts.yaml");
  writeFileSync(file, content);
  return file;
}

async function open(options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

type Keys = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
function client<C extends { destroy(): void }>(
  make: new (config: {
    endpoint: string;
    region: string;
    credentials: Keys;
    maxAttempts: number;
    forcePathStyle?: boolean;
  }) => C,
  { endpoint, region }: Sandbox,
  credentials: Keys,
): C {
  const made = new make({ endpoint, region, credentials, maxAttempts: 1, forcePathStyle: true });
  onTestFinished(() => made.destroy());
  return made;
}

async function assume(sandbox: Sandbox, credentials: Keys, role: string): Promise<Keys> {
  const answer = await client(STSClient, sandbox, credentials).send(
    new AssumeRoleCommand({ RoleArn: role, RoleSessionName: "session" }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken } = answer.Credentials!;
  return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
}

describe("the accounts of a sandbox", () => {
  it("are workload, log-archive and management, unless told", async () => {
    const sandbox = await open({});
    expect(sandbox.accounts.map(({ id, name }) => `${name} ${id}`)).toEqual([
      "workload 111122223333",
      "log-archive 444455556666",
      "management 777788889999",
    ]);
    for (const { id, credentials } of sandbox.accounts)
      expect(
        await client(STSClient, sandbox, credentials).send(new GetCallerIdentityCommand({})),
      ).toMatchObject({
        Account: id,
        Arn: `arn:aws:iam::${id}:user/trailwright-admin`,
      });
  });

  it("come from a file: users with policies that hold, each with random credentials", async () => {
    const sandbox = await open({ accounts: accountsFile() });
    expect(sandbox.accounts.map(({ id, name }) => [id, name])).toEqual([
      ["111122223333", "workload"],
      ["123456789012", "security"],
    ]);
    expect(sandbox.accountId).toBe("111122223333");
    const reader = sandbox.credentialsOf("workload", "reader");
    const s3 = client(S3Client, sandbox, reader);
    expect((await s3.send(new ListBucketsCommand({}))).Buckets).toEqual([]);
    await expect(s3.send(new CreateBucketCommand({ Bucket: "not-mine" }))).rejects.toMatchObject({
      name: "AccessDenied",
    });
    const { User } = await client(IAMClient, sandbox, sandbox.credentials).send(
      new GetUserCommand({ UserName: "deployer" }),
    );
    expect(User).toMatchObject({ Path: "/ci/", Arn: "arn:aws:iam::111122223333:user/ci/deployer" });
    const other = await open({ accounts: accountsFile() });
    expect(other.credentialsOf("workload", "reader")).not.toEqual(reader);
    expect(
      await sandbox.records({ eventSource: "iam.amazonaws.com", where: ({ readOnly }) => !readOnly }),
    ).toEqual([]);
  });

  it("let each other's principals assume roles, as trust and identity policy both say", async () => {
    const sandbox = await open({ accounts: accountsFile() });
    const [deployer, reader] = [
      sandbox.credentialsOf("workload", "deployer"),
      sandbox.credentialsOf("111122223333", "reader"),
    ];
    const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
    const session = await assume(sandbox, deployer, role("auditor"));
    expect(await client(STSClient, sandbox, session).send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: "123456789012",
      Arn: "arn:aws:sts::123456789012:assumed-role/auditor/session",
    });
    const iam = client(IAMClient, sandbox, session);
    expect((await iam.send(new ListUsersCommand({}))).Users!.map(({ Arn }) => Arn)).toEqual([
      "arn:aws:iam::123456789012:user/trailwright-admin",
    ]);
    await expect(
      iam.send(new PutRolePolicyCommand({ RoleName: "auditor", PolicyName: "more", PolicyDocument: "{}" })),
    ).rejects.toMatchObject({ name: "AccessDenied" });
    // The whole account is trusted, and then its own policies decide.
    const opened = await assume(sandbox, deployer, role("open"));
    expect((await client(S3Client, sandbox, opened).send(new ListBucketsCommand({}))).Buckets).toEqual([]);
    await expect(assume(sandbox, reader, role("open"))).rejects.toMatchObject({ name: "AccessDenied" });
    await expect(assume(sandbox, deployer, role("people/chief"))).rejects.toMatchObject({
      name: "AccessDenied",
    });
    await expect(assume(sandbox, sandbox.credentialsOf("workload"), role("auditor"))).rejects.toMatchObject({
      name: "AccessDenied",
    });
  });

  it("and their credentials are found again by the next run, with or without the file", async () => {
    const folder = temporaryFolder();
    const first = await startSandbox({ folder, accounts: accountsFile() });
    await first.close();
    const second = await startSandbox({ folder });
    expect(second.accounts).toEqual(first.accounts);
    await second.close();
    const changed: AccountDefinition[] = [
      {
        name: "security",
        id: "123456789012",
        roles: [{ name: "auditor", trust: ["new"], policies: ["ReadOnlyAccess"] }],
      },
      { name: "new" },
    ];
    const third = await open({ folder, accounts: changed });
    expect(third.accounts.map(({ name }) => name)).toEqual(["security", "new", "workload"]);
    expect(third.accounts[2]).toEqual(first.accounts[0]);
    const { AttachedPolicies } = await client(IAMClient, third, third.credentials).send(
      new ListAttachedRolePoliciesCommand({ RoleName: "auditor" }),
    );
    expect(AttachedPolicies!.map(({ PolicyName }) => PolicyName)).toEqual(["ReadOnlyAccess"]);
    await third.close();
    await expect(
      startSandbox({ folder, accounts: [{ name: "security", id: "999999999999" }] }),
    ).rejects.toThrow(/accounts/);
  });

  it("and users that are not there are named as such", async () => {
    const sandbox = await open({ accounts: accountsFile() });
    expect(() => sandbox.credentialsOf("production")).toThrow(/no account production/);
    expect(() => sandbox.credentialsOf("workload", "toString")).toThrow(
      /no.* user toString|with a user toString/,
    );
  });

  describe.skipIf(!pythonTools())("seen by boto3", () => {
    it("are different accounts, and roles are assumed across them", async () => {
      const sandbox = await open({ accounts: accountsFile() });
      const { accessKeyId, secretAccessKey } = sandbox.credentialsOf("workload", "deployer");
      const { stdout, stderr } = await boto3(
        `
import boto3
credentials = boto3.client("sts").assume_role(
    RoleArn="arn:aws:iam::123456789012:role/auditor", RoleSessionName="boto")["Credentials"]
session = boto3.Session(credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"])
print(session.client("sts").get_caller_identity()["Arn"])
`,
        {
          AWS_ENDPOINT_URL: sandbox.endpoint,
          AWS_DEFAULT_REGION: sandbox.region,
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: secretAccessKey,
        },
      );
      expect(stderr).toBe("");
      expect(stdout.trim()).toBe("arn:aws:sts::123456789012:assumed-role/auditor/boto");
    });
  });
});

describe("an accounts file that cannot be used", () => {
  it.each([
    ["has something else at its top", "users: []", /`accounts:` at its top/],
    ["has no account", "accounts: []", /one account at least/],
    ["has an unquoted id", "accounts: [{ name: a, id: 123456789012 }]", /\[0\]\.id/],
    ["has a member that is not known", "accounts: [{ name: a, user: [] }]", /Unrecognized key: "user"/],
    [
      "has a name that IAM does not take",
      "accounts: [{ name: a, users: [{ name: 'a b' }] }]",
      /\[0\]\.users\[0\]\.name/,
    ],
    ["has two accounts of a name", "accounts: [{ name: a }, { name: a }]", /two accounts have the name a/],
    [
      "has two users of a name",
      "accounts: [{ name: a, users: [{ name: Bob }, { name: bob }] }]",
      /two users bob/,
    ],
    ["is no YAML", "accounts: [", /accounts\.yaml/],
  ])("that %s", (_, content, why) => {
    const file = accountsFile(content);
    let thrown: unknown;
    try {
      readAccounts(file);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: "InvalidInput" });
    const { message, why: reason } = thrown as { message: string; why: string };
    expect(`${message} ${reason}`).toMatch(why);
  });

  it("that is not there", () => {
    expect(() => readAccounts("/nowhere/accounts.yaml")).toThrow(/cannot be read/);
  });

  it.each<[string, AccountDefinition, RegExp]>([
    [
      "names a policy that is not there",
      { name: "a", users: [{ name: "b", policies: ["Nope"] }] },
      /no managed policy Nope/,
    ],
    [
      "has a policy that is malformed",
      { name: "a", users: [{ name: "b", inline: { c: { Statement: [] } } }] },
      /the policy c/,
    ],
    ["trusts nobody known", { name: "a", roles: [{ name: "b", trust: ["c"] }] }, /it trusts c/],
    [
      "trusts a user that is not there",
      { name: "a", roles: [{ name: "b", trust: ["a/user/c"] }] },
      /Invalid principal/,
    ],
  ])("that %s, and leaves nothing behind", async (_, account, why) => {
    const folder = temporaryFolder();
    await expect(startSandbox({ folder, accounts: [account] })).rejects.toMatchObject({
      code: "InvalidInput",
      why: expect.stringMatching(why) as string,
    });
    const sandbox = await open({ folder });
    expect(sandbox.accounts.map(({ name }) => name)).toEqual(["workload", "log-archive", "management"]);
  });
});

it("an account's id follows from its name, so that it is the same every time", () => {
  const [one] = readAccounts([{ name: "somewhere" }]);
  expect(one!.id).toMatch(/^[1-9]\d{11}$/);
  expect(readAccounts([{ name: "somewhere" }])).toEqual([one]);
});
