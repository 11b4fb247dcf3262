import { DescribeTrailsCommand } from "@aws-sdk/client-cloudtrail";
import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetUserCommand,
  ListUsersCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authorize } from "../../../../infra/sandbox/authorization/authorize.ts";
import type { Call, Caller, Permission } from "../../../../infra/sandbox/service.ts";
import { openSandboxClients, type SandboxClients } from "../../../helpers/sandbox-clients.ts";

const document = (...Statement: unknown[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const allow = (Action: string | string[], Condition?: unknown) =>
  document({ Effect: "Allow", Action, Resource: "*", ...(Condition ? { Condition } : {}) });

let clients: SandboxClients;
beforeAll(async () => {
  clients = await openSandboxClients();
});
afterAll(() => clients.close());

/** A user with an inline policy, and clients signed by them. */
async function user(name: string, policy?: string) {
  await clients.iam.send(new CreateUserCommand({ UserName: name }));
  if (policy)
    await clients.iam.send(
      new PutUserPolicyCommand({ UserName: name, PolicyName: "p", PolicyDocument: policy }),
    );
  const { AccessKey } = await clients.iam.send(new CreateAccessKeyCommand({ UserName: name }));
  const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
  return { credentials, ...clients.as(credentials) };
}

describe("a caller's own policies", () => {
  it("deny what no policy allows, in the words of each service", async () => {
    const { iam, ec2, cloudtrail } = await user("nobody");
    const arn = `arn:aws:iam::${clients.sandbox.accountId}:user/nobody`;
    await expect(iam.send(new CreateUserCommand({ UserName: "x" }))).rejects.toMatchObject({
      name: "AccessDenied",
      message: `User: ${arn} is not authorized to perform: iam:CreateUser on resource: arn:aws:iam::${clients.sandbox.accountId}:user/x because no identity-based policy allows the iam:CreateUser action`,
      $metadata: { httpStatusCode: 403 },
    });
    await expect(iam.send(new GetUserCommand({ UserName: "ghost" }))).rejects.toMatchObject({
      message: expect.stringContaining("on resource: user ghost because"),
    });
    await expect(ec2.send(new DescribeVpcsCommand({}))).rejects.toMatchObject({
      name: "UnauthorizedOperation",
      message: `You are not authorized to perform this operation. User: ${arn} is not authorized to perform: ec2:DescribeVpcs because no identity-based policy allows the ec2:DescribeVpcs action`,
      $metadata: { httpStatusCode: 403 },
    });
    await expect(cloudtrail.send(new DescribeTrailsCommand({}))).rejects.toMatchObject({
      name: "AccessDeniedException",
      $metadata: { httpStatusCode: 400 },
    });
  });

  it("are recorded with the denial and without parameters", async () => {
    const { iam } = await user("recorded");
    await expect(iam.send(new CreateUserCommand({ UserName: "never" }))).rejects.toThrow();
    const record = await clients.lastRecord("CreateUser");
    expect(record).toMatchObject({
      errorCode: "AccessDenied",
      requestParameters: null,
      responseElements: null,
      userIdentity: { type: "IAMUser", userName: "recorded" },
    });
  });

  it("explain beside the error which condition did not hold", async () => {
    const { ec2 } = await user(
      "explained",
      document({
        Sid: "OnlyEurope",
        Effect: "Allow",
        Action: "ec2:*",
        Resource: "*",
        Condition: { StringEquals: { "aws:RequestedRegion": ["eu-west-1", "eu-west-2"] } },
      }),
    );
    const error = await ec2.send(new DescribeVpcsCommand({})).catch((thrown: unknown) => thrown);
    const { $response } = error as { $response: { headers: Record<string, string> } };
    expect($response.headers["x-trailwright-explanation"]).toBe(
      "No identity-based policy allows ec2:DescribeVpcs on *. Statement OnlyEurope does not match by its condition StringEquals on aws:RequestedRegion: the policy has eu-west-1 or eu-west-2, the call has us-east-1.",
    );
  });

  it("hold under their conditions only", async () => {
    const { credentials } = await user(
      "european",
      allow("ec2:*", { StringEquals: { "aws:RequestedRegion": "eu-west-1" } }),
    );
    await expect(clients.as(credentials).ec2.send(new DescribeVpcsCommand({}))).rejects.toThrow(
      "no identity-based",
    );
    const { Vpcs } = await clients.as(credentials, "eu-west-1").ec2.send(new DescribeVpcsCommand({}));
    expect(Vpcs).toHaveLength(1);
  });

  it("are denied by an explicit deny of a group", async () => {
    const { iam } = await user("grouped", allow("iam:*"));
    await clients.iam.send(new CreateGroupCommand({ GroupName: "quiet" }));
    const PolicyDocument = document({ Effect: "Deny", Action: "iam:ListUsers", Resource: "*" });
    await clients.iam.send(
      new PutGroupPolicyCommand({ GroupName: "quiet", PolicyName: "p", PolicyDocument }),
    );
    await expect(iam.send(new ListUsersCommand({}))).resolves.toBeDefined();
    await clients.iam.send(new AddUserToGroupCommand({ GroupName: "quiet", UserName: "grouped" }));
    await expect(iam.send(new ListUsersCommand({}))).rejects.toThrow(
      "with an explicit deny in an identity-based policy",
    );
  });

  it("reach no further than the permissions boundary", async () => {
    const { iam, ec2 } = await user("bounded");
    await clients.iam.send(
      new AttachUserPolicyCommand({
        UserName: "bounded",
        PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
      }),
    );
    const { Policy } = await clients.iam.send(
      new CreatePolicyCommand({ PolicyName: "only-iam", PolicyDocument: allow("iam:*") }),
    );
    await clients.iam.send(
      new PutUserPermissionsBoundaryCommand({ UserName: "bounded", PermissionsBoundary: Policy!.Arn! }),
    );
    await expect(iam.send(new ListUsersCommand({}))).resolves.toBeDefined();
    await expect(ec2.send(new DescribeVpcsCommand({}))).rejects.toThrow(
      "because no permissions boundary allows",
    );
  });

  it("of a role reach no further than the session policy", async () => {
    const AssumeRolePolicyDocument = document({
      Effect: "Allow",
      Principal: { AWS: clients.sandbox.accountId },
      Action: "sts:AssumeRole",
    });
    const { Role } = await clients.iam.send(
      new CreateRoleCommand({ RoleName: "wide", AssumeRolePolicyDocument }),
    );
    await clients.iam.send(
      new PutRolePolicyCommand({
        RoleName: "wide",
        PolicyName: "p",
        PolicyDocument: allow(["iam:*", "ec2:*"]),
      }),
    );
    const { Credentials } = await clients.sts.send(
      new AssumeRoleCommand({ RoleArn: Role!.Arn!, RoleSessionName: "narrow", Policy: allow("ec2:*") }),
    );
    const session = clients.as({
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    });
    await expect(session.ec2.send(new DescribeVpcsCommand({}))).resolves.toBeDefined();
    await expect(session.iam.send(new ListUsersCommand({}))).rejects.toThrow(
      "because no session policy allows",
    );
  });
});

describe("a resource's policy", () => {
  const bucket = "arn:aws:s3:::logs";
  const alice: Caller = {
    type: "IAMUser",
    accountId: "999999999999",
    arn: "arn:aws:iam::999999999999:user/alice",
    principalId: "AIDAALICE",
    userName: "alice",
  };
  const decide = (caller: Caller, permission: Partial<Permission>, context?: Record<string, string>) => {
    const call = {
      caller,
      region: "us-east-1",
      service: { global: false },
      request: { headers: {}, sourceIp: "127.0.0.1" },
      time: new Date("2026-01-01T00:00:00Z"),
      ...(context ? { context } : {}),
    } as unknown as Call;
    return authorize(
      call,
      [{ action: "s3:PutObject", resource: `${bucket}/key`, ...permission }],
      clients.sandbox.world,
    );
  };
  const grant = (Principal: unknown, more: object = {}) =>
    document({ Effect: "Allow", Principal, Action: "s3:*", Resource: [bucket, `${bucket}/*`], ...more });

  it("suffices inside an account if it names the caller, not if it names the account", () => {
    const own = { resourceAccount: alice.accountId };
    expect(decide(alice, { ...own, resourcePolicy: grant({ AWS: alice.arn }) }).allowed).toBe(true);
    expect(decide(alice, { ...own, resourcePolicy: grant({ AWS: alice.accountId }) })).toMatchObject({
      allowed: false,
      policyType: "identity-based policy",
    });
  });

  it("does not suffice across accounts", () => {
    const foreign = { resourceAccount: "111122223333", resourcePolicy: grant({ AWS: alice.arn }) };
    expect(decide(alice, foreign)).toMatchObject({ allowed: false, policyType: "identity-based policy" });
  });

  it("alone lets an AWS service in, under its conditions", () => {
    const service: Caller = {
      type: "AWSService",
      accountId: "111122223333",
      arn: "",
      principalId: "",
      service: "cloudtrail.amazonaws.com",
    };
    const resourcePolicy = grant(
      { Service: "cloudtrail.amazonaws.com" },
      { Condition: { StringEquals: { "aws:SourceArn": "arn:trail" } } },
    );
    expect(decide(service, { resourcePolicy }, { "aws:SourceArn": "arn:trail" }).allowed).toBe(true);
    expect(decide(service, { resourcePolicy }, { "aws:SourceArn": "arn:other" })).toMatchObject({
      allowed: false,
      policyType: "resource-based policy",
      mismatches: [{ key: "aws:SourceArn", expected: ["arn:trail"], given: ["arn:other"] }],
    });
    expect(decide(service, {}).allowed).toBe(false);
  });

  it("with a TLS-only statement does not shut out clients on loopback", () => {
    const resourcePolicy = document(
      { Effect: "Allow", Principal: { AWS: alice.arn }, Action: "s3:*", Resource: `${bucket}/*` },
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: `${bucket}/*`,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    );
    expect(decide(alice, { resourceAccount: alice.accountId, resourcePolicy }).allowed).toBe(true);
  });

  it("that denies everyone can still be mended by the account's root", () => {
    const root: Caller = {
      ...alice,
      type: "Root",
      arn: `arn:aws:iam::${alice.accountId}:root`,
      principalId: alice.accountId,
    };
    const resourcePolicy = document({
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [bucket, `${bucket}/*`],
    });
    const own = { resource: bucket, resourceAccount: alice.accountId, resourcePolicy };
    expect(decide(root, { ...own, action: "s3:DeleteBucketPolicy" }).allowed).toBe(true);
    expect(decide(root, { ...own, action: "s3:ListBucket" })).toMatchObject({
      allowed: false,
      explicit: true,
      policyType: "resource-based policy",
    });
  });
});
