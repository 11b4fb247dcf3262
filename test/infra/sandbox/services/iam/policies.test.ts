import {
  AttachRolePolicyCommand,
  CreateAccountAliasCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  ListAccountAliasesCommand,
  ListEntitiesForPolicyCommand,
  ListInstanceProfilesForRoleCommand,
  ListPoliciesCommand,
  ListPolicyVersionsCommand,
  SetDefaultPolicyVersionCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSandboxClients, type SandboxClients } from "../../../../helpers/sandbox-clients.ts";

let clients: SandboxClients;
beforeAll(async () => {
  clients = await openSandboxClients();
});
afterAll(() => clients.close());

const document = (Action: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] });
const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

async function policy(PolicyName: string): Promise<string> {
  const { Policy } = await clients.iam.send(
    new CreatePolicyCommand({ PolicyName, PolicyDocument: document("s3:*") }),
  );
  return Policy!.Arn!;
}

describe("managed policies", () => {
  it("have versions, up to five, one of them in force", async () => {
    const PolicyArn = await policy("versioned");
    const add = (SetAsDefault: boolean) =>
      clients.iam.send(
        new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: document("ec2:*"), SetAsDefault }),
      );
    await add(true);
    for (let i = 0; i < 3; i++) await add(false);
    await expect(add(false)).rejects.toMatchObject({
      name: "LimitExceededException",
      message: expect.stringContaining("A managed policy can have up to 5 versions."),
    });
    const { Versions } = await clients.iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
    expect(Versions?.map((version) => [version.VersionId, version.IsDefaultVersion])).toEqual([
      ["v5", false],
      ["v4", false],
      ["v3", false],
      ["v2", true],
      ["v1", false],
    ]);
    await clients.iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
    const { PolicyVersion } = await clients.iam.send(
      new GetPolicyVersionCommand({ PolicyArn, VersionId: "v1" }),
    );
    expect(PolicyVersion?.IsDefaultVersion).toBe(true);
    expect(decodeURIComponent(PolicyVersion!.Document!)).toBe(document("s3:*"));
    await expect(
      clients.iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v1" })),
    ).rejects.toMatchObject({ name: "DeleteConflictException" });
    await expect(clients.iam.send(new DeletePolicyCommand({ PolicyArn }))).rejects.toThrow(
      "This policy has more than one version.",
    );
    for (const VersionId of ["v2", "v3", "v4", "v5"])
      await clients.iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
    await clients.iam.send(new DeletePolicyCommand({ PolicyArn }));
    await expect(clients.iam.send(new GetPolicyCommand({ PolicyArn }))).rejects.toMatchObject({
      name: "NoSuchEntityException",
      message: `Policy ${PolicyArn} was not found.`,
    });
  });

  it("know whom they are attached to, and are not deleted before", async () => {
    const PolicyArn = await policy("attached");
    await clients.iam.send(new CreateRoleCommand({ RoleName: "holder", AssumeRolePolicyDocument: trust }));
    await clients.iam.send(new AttachRolePolicyCommand({ RoleName: "holder", PolicyArn }));
    const { Policy } = await clients.iam.send(new GetPolicyCommand({ PolicyArn }));
    expect(Policy?.AttachmentCount).toBe(1);
    const { PolicyRoles } = await clients.iam.send(new ListEntitiesForPolicyCommand({ PolicyArn }));
    expect(PolicyRoles?.map((role) => role.RoleName)).toEqual(["holder"]);
    await expect(clients.iam.send(new DeletePolicyCommand({ PolicyArn }))).rejects.toThrow(
      "Cannot delete a policy attached to entities.",
    );
    await expect(clients.iam.send(new DeleteRoleCommand({ RoleName: "holder" }))).rejects.toThrow(
      "Cannot delete entity, must detach all policies first.",
    );
    await clients.iam.send(new DetachRolePolicyCommand({ RoleName: "holder", PolicyArn }));
    await expect(
      clients.iam.send(new DetachRolePolicyCommand({ RoleName: "holder", PolicyArn })),
    ).rejects.toMatchObject({ name: "NoSuchEntityException" });
    await expect(
      clients.iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: "holder" })),
    ).resolves.toMatchObject({ InstanceProfiles: [] });
    await clients.iam.send(new DeleteRoleCommand({ RoleName: "holder" }));
    await clients.iam.send(new DeletePolicyCommand({ PolicyArn }));
  });

  it("of AWS are there and cannot be changed", async () => {
    const { Policies } = await clients.iam.send(new ListPoliciesCommand({ Scope: "AWS" }));
    expect(Policies?.map((found) => found.PolicyName)).toEqual(
      expect.arrayContaining(["AdministratorAccess", "ReadOnlyAccess", "SecurityAudit"]),
    );
    const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
    await expect(clients.iam.send(new DeletePolicyCommand({ PolicyArn }))).rejects.toMatchObject({
      name: "AccessDenied",
    });
  });
});

describe("roles", () => {
  it("keep their trust policy, which must name principals that are there", async () => {
    const { Role } = await clients.iam.send(
      new CreateRoleCommand({ RoleName: "trusting", AssumeRolePolicyDocument: trust, Description: "d" }),
    );
    expect(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).toBe(trust);
    const { Role: found } = await clients.iam.send(new GetRoleCommand({ RoleName: "trusting" }));
    expect(found).toMatchObject({ Description: "d", MaxSessionDuration: 3600 });
    const ghost = `arn:aws:iam::${clients.sandbox.accountId}:user/ghost`;
    await expect(
      clients.iam.send(
        new UpdateAssumeRolePolicyCommand({
          RoleName: "trusting",
          PolicyDocument: trust.replace('{"Service":"ec2.amazonaws.com"}', `{"AWS":"${ghost}"}`),
        }),
      ),
    ).rejects.toMatchObject({
      name: "MalformedPolicyDocumentException",
      message: `Invalid principal in policy: "AWS":"${ghost}"`,
    });
  });
});

describe("the account", () => {
  it("is summed up, listed and named", async () => {
    const { SummaryMap } = await clients.iam.send(new GetAccountSummaryCommand({}));
    expect(SummaryMap).toMatchObject({ Users: 1, AccessKeysPerUserQuota: 2 });
    const details = await clients.iam.send(new GetAccountAuthorizationDetailsCommand({}));
    expect(details.UserDetailList?.map((user) => user.UserName)).toEqual(["trailwright-admin"]);
    expect(details.Policies?.map((found) => found.PolicyName)).toEqual(["AdministratorAccess"]);
    await clients.iam.send(new CreateAccountAliasCommand({ AccountAlias: "my-lab" }));
    await expect(clients.iam.send(new ListAccountAliasesCommand({}))).resolves.toMatchObject({
      AccountAliases: ["my-lab"],
    });
    await expect(
      clients.iam.send(new CreateAccountAliasCommand({ AccountAlias: "No Good" })),
    ).rejects.toMatchObject({ name: "ValidationError" });
  });
});
