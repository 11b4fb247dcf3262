import { CreateSecurityGroupCommand, DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  GetRoleCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import {
  AssumeRoleCommand,
  type Credentials,
  DecodeAuthorizationMessageCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
} from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HandClock } from "../../../../../infra/sandbox/clock.ts";
import { openSandboxClients, refusal, type SandboxClients } from "../../../../helpers/sandbox-clients.ts";

const clock = new HandClock(new Date("2026-03-01T10:00:00Z"));
let clients: SandboxClients;
let accountId: string;
beforeAll(async () => {
  clients = await openSandboxClients({ clock });
  accountId = clients.sandbox.accountId;
});
afterAll(() => clients.close());

const trust = (Principal: unknown, Condition?: unknown) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal, Action: "sts:AssumeRole", ...(Condition ? { Condition } : {}) },
    ],
  });

async function role(RoleName: string, AssumeRolePolicyDocument: string, Path = "/"): Promise<string> {
  const { Role } = await clients.iam.send(
    new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument }),
  );
  return Role!.Arn!;
}

const assume = (RoleArn: string, more: object = {}) =>
  clients.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "session", ...more }));

function credentials(given: Credentials | undefined) {
  return {
    accessKeyId: given!.AccessKeyId!,
    secretAccessKey: given!.SecretAccessKey!,
    sessionToken: given!.SessionToken!,
  };
}

describe("GetCallerIdentity", () => {
  it("tells user, account and id, whatever they may do", async () => {
    await expect(clients.sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
      Account: accountId,
      Arn: `arn:aws:iam::${accountId}:user/trailwright-admin`,
      UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
    });
    expect(await clients.lastRecord("GetCallerIdentity")).toMatchObject({
      readOnly: true,
      requestParameters: null,
      responseElements: null,
      awsRegion: "us-east-1",
    });
  });

  it("refuses a key that was switched off", async () => {
    await clients.iam.send(new CreateUserCommand({ UserName: "switched" }));
    const { AccessKey } = await clients.iam.send(new CreateAccessKeyCommand({ UserName: "switched" }));
    const sts = clients.as({
      accessKeyId: AccessKey!.AccessKeyId!,
      secretAccessKey: AccessKey!.SecretAccessKey!,
    }).sts;
    await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toBeDefined();
    await clients.iam.send(
      new UpdateAccessKeyCommand({
        UserName: "switched",
        AccessKeyId: AccessKey!.AccessKeyId!,
        Status: "Inactive",
      }),
    );
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: "InvalidClientTokenId",
    });
  });
});

describe("AssumeRole", () => {
  it("opens a session that is recorded with its issuer, without the path in its ARN", async () => {
    const arn = await role("auditor", trust({ AWS: accountId }), "/team/");
    const answer = await assume(arn, { DurationSeconds: 900 });
    expect(answer.AssumedRoleUser).toEqual({
      Arn: `arn:aws:sts::${accountId}:assumed-role/auditor/session`,
      AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:session$/),
    });
    expect(answer.Credentials?.Expiration).toEqual(new Date("2026-03-01T10:15:00Z"));

    const { sts } = clients.as(credentials(answer.Credentials));
    await sts.send(new GetCallerIdentityCommand({}));
    expect((await clients.lastRecord("GetCallerIdentity")).userIdentity).toMatchObject({
      type: "AssumedRole",
      arn: answer.AssumedRoleUser?.Arn,
      principalId: answer.AssumedRoleUser?.AssumedRoleId,
      accessKeyId: answer.Credentials?.AccessKeyId,
      sessionContext: {
        sessionIssuer: { type: "Role", arn, accountId, userName: "auditor" },
        attributes: { creationDate: "2026-03-01T10:00:00Z", mfaAuthenticated: "false" },
      },
    });

    const record = await clients.lastRecord("AssumeRole");
    expect(record).toMatchObject({
      readOnly: true,
      requestParameters: { roleArn: arn, roleSessionName: "session", durationSeconds: 900 },
      responseElements: {
        credentials: {
          accessKeyId: answer.Credentials?.AccessKeyId,
          sessionToken: answer.Credentials?.SessionToken,
          expiration: expect.stringMatching(/^Mar 1, 2026, 10:15:00\sAM$/),
        },
        assumedRoleUser: { arn: answer.AssumedRoleUser?.Arn },
      },
      resources: [{ accountId, type: "AWS::IAM::Role", ARN: arn }],
    });
    expect(JSON.stringify(record)).not.toContain(answer.Credentials?.SecretAccessKey);

    const { Role } = await clients.iam.send(new GetRoleCommand({ RoleName: "auditor" }));
    expect(Role?.RoleLastUsed).toEqual({
      LastUsedDate: new Date("2026-03-01T10:00:00Z"),
      Region: "us-east-1",
    });
  });

  it("words a role that is not there like one that does not trust the caller", async () => {
    const closed = await role("closed", trust({ Service: "ec2.amazonaws.com" }));
    for (const arn of [closed, `arn:aws:iam::${accountId}:role/missing`]) {
      await expect(assume(arn)).rejects.toMatchObject({
        name: "AccessDenied",
        message: `User: arn:aws:iam::${accountId}:user/trailwright-admin is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
        $metadata: { httpStatusCode: 403 },
      });
    }
    const record = await clients.lastRecord("AssumeRole");
    expect(record).toMatchObject({
      errorCode: "AccessDenied",
      requestParameters: null,
      responseElements: null,
    });
    expect(record.resources).toBeUndefined();
  });

  it("asks the caller's own policies too when the trust names the account only", async () => {
    const byAccount = await role("by-account", trust({ AWS: accountId }));
    await clients.iam.send(new CreateUserCommand({ UserName: "trusted" }));
    const byName = await role("by-name", trust({ AWS: `arn:aws:iam::${accountId}:user/trusted` }));
    const { AccessKey } = await clients.iam.send(new CreateAccessKeyCommand({ UserName: "trusted" }));
    const { sts } = clients.as({
      accessKeyId: AccessKey!.AccessKeyId!,
      secretAccessKey: AccessKey!.SecretAccessKey!,
    });
    const tryIt = (RoleArn: string) => sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "s1" }));
    await expect(tryIt(byName)).resolves.toBeDefined();
    await expect(tryIt(byAccount)).rejects.toMatchObject({ name: "AccessDenied" });
    await clients.iam.send(
      new PutUserPolicyCommand({
        UserName: "trusted",
        PolicyName: "assume",
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: byAccount }],
        }),
      }),
    );
    await expect(tryIt(byAccount)).resolves.toBeDefined();
  });

  it("evaluates the trust's conditions", async () => {
    const arn = await role(
      "external",
      trust({ AWS: accountId }, { StringEquals: { "sts:ExternalId": "42" } }),
    );
    await expect(assume(arn)).rejects.toMatchObject({ name: "AccessDenied" });
    await expect(assume(arn, { ExternalId: "42" })).resolves.toBeDefined();
  });

  it("keeps within the role's longest session, and chained ones within an hour", async () => {
    const arn = await role("short", trust({ AWS: accountId }));
    await expect(assume(arn, { DurationSeconds: 7200 })).rejects.toMatchObject({
      name: "ValidationError",
      message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    });
    await expect(assume(arn, { RoleSessionName: "no spaces" })).rejects.toThrow(
      "failed to satisfy constraint",
    );
  });

  it("ends with its time, and with its role", async () => {
    const arn = await role("ending", trust({ AWS: accountId }));
    const first = clients.as(credentials((await assume(arn, { DurationSeconds: 900 })).Credentials));
    const second = clients.as(credentials((await assume(arn)).Credentials));
    clock.advance(15 * 60_000);
    await expect(first.sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: expect.stringMatching(/ExpiredToken/),
    });
    await expect(second.sts.send(new GetCallerIdentityCommand({}))).resolves.toBeDefined();
    await clients.iam.send(new DeleteRoleCommand({ RoleName: "ending" }));
    await expect(second.sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: "InvalidClientTokenId",
    });
  });
});

describe("GetSessionToken", () => {
  it("gives temporary credentials of the same user, and none to a session", async () => {
    const { Credentials } = await clients.sts.send(new GetSessionTokenCommand({ DurationSeconds: 900 }));
    expect(Credentials?.AccessKeyId).toMatch(/^ASIA/);
    const { sts } = clients.as(credentials(Credentials));
    await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
      Arn: `arn:aws:iam::${accountId}:user/trailwright-admin`,
    });
    await expect(sts.send(new GetSessionTokenCommand({}))).rejects.toMatchObject({
      name: "AccessDenied",
      message: "Cannot call GetSessionToken with session credentials",
    });
  });
});

describe("a user's session", () => {
  it("follows its user through a rename, and does not pass to another of the same name", async () => {
    await clients.iam.send(new CreateUserCommand({ UserName: "moving" }));
    const { AccessKey } = await clients.iam.send(new CreateAccessKeyCommand({ UserName: "moving" }));
    const key = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
    const { Credentials } = await clients.as(key).sts.send(new GetSessionTokenCommand({}));
    const { sts } = clients.as(credentials(Credentials));
    await clients.iam.send(new UpdateUserCommand({ UserName: "moving", NewUserName: "moved" }));
    await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
      Arn: `arn:aws:iam::${accountId}:user/moved`,
    });
    await clients.iam.send(new DeleteAccessKeyCommand({ UserName: "moved", AccessKeyId: key.accessKeyId }));
    await clients.iam.send(new DeleteUserCommand({ UserName: "moved" }));
    await clients.iam.send(new CreateUserCommand({ UserName: "moved" }));
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: "InvalidClientTokenId",
    });
  });
});

describe("DecodeAuthorizationMessage", () => {
  it("explains the code that EC2 adds to a denial, and takes nothing else", async () => {
    await clients.iam.send(new CreateUserCommand({ UserName: "undecided" }));
    const { AccessKey } = await clients.iam.send(new CreateAccessKeyCommand({ UserName: "undecided" }));
    const { AccessKeyId: accessKeyId = "", SecretAccessKey: secretAccessKey = "" } = AccessKey!;
    const { ec2 } = clients.as({ accessKeyId, secretAccessKey });
    const denied = await refusal(
      ec2.send(new CreateSecurityGroupCommand({ GroupName: "g", Description: "d" })),
    );
    const [, EncodedMessage] = /Encoded authorization failure message: (\S+)$/.exec(denied.message) ?? [];
    const { DecodedMessage } = await clients.sts.send(
      new DecodeAuthorizationMessageCommand({ EncodedMessage }),
    );
    expect(JSON.parse(DecodedMessage!)).toMatchObject({
      allowed: false,
      explicitDeny: false,
      context: {
        principal: { name: "undecided" },
        action: "ec2:CreateSecurityGroup",
        resource: `arn:aws:ec2:us-east-1:${accountId}:security-group/*`,
      },
    });
    for (const text of [EncodedMessage!.slice(0, -9), "AAAA", "x"])
      expect(
        await refusal(clients.sts.send(new DecodeAuthorizationMessageCommand({ EncodedMessage: text }))),
      ).toMatchObject({ name: "InvalidAuthorizationMessageException", status: 400 });
    expect(JSON.stringify(await clients.lastRecord("DecodeAuthorizationMessage"))).not.toContain(
      "explicitDeny",
    );
    const listed = await refusal(ec2.send(new DescribeVpcsCommand({})));
    expect(listed.message).not.toContain("Encoded");
  });
});

describe("GetAccessKeyInfo", () => {
  it("reads the account from the id", async () => {
    const AccessKeyId = clients.sandbox.credentials.accessKeyId;
    await expect(clients.sts.send(new GetAccessKeyInfoCommand({ AccessKeyId }))).resolves.toMatchObject({
      Account: accountId,
    });
  });
});
