import {
  AddTagsCommand,
  CloudTrailClient,
  CreateTrailCommand,
  DeleteTrailCommand,
  DeregisterOrganizationDelegatedAdminCommand,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
  ListTrailsCommand,
  PutEventSelectorsCommand,
  RegisterOrganizationDelegatedAdminCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogStreamsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  DescribeOrganizationCommand,
  DisableAWSServiceAccessCommand,
  EnableAWSServiceAccessCommand,
  ListAWSServiceAccessForOrganizationCommand,
  ListDelegatedAdministratorsCommand,
  ListDelegatedServicesForAccountCommand,
  OrganizationsClient,
  RegisterDelegatedAdministratorCommand,
} from "@aws-sdk/client-organizations";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseObjectKey } from "../../../../../infra/cloudtrail/object-key.ts";
import type { SandboxAccount } from "../../../../../infra/sandbox/index.ts";
import { pythonTools } from "../../../../helpers/python-tools.ts";
import { refusal } from "../../../../helpers/sandbox-clients.ts";
import {
  startTrailSandbox,
  type TrailSandbox,
  trailPolicy,
  validateLogs,
} from "../../../../helpers/trail-sandbox.ts";

const hour = 3_600_000;
const ServicePrincipal = "cloudtrail.amazonaws.com";

describe("an organization trail", () => {
  let box: TrailSandbox;
  let organizationId: string;
  let management: SandboxAccount;
  let member: SandboxAccount;
  let organizations: OrganizationsClient;
  let memberTrails: CloudTrailClient;
  let memberIam: IAMClient;
  let arn: string;
  const opened: { destroy(): void }[] = [];
  const of = <C extends { destroy(): void }>(
    Client: new (config: object) => C,
    { credentials }: SandboxAccount,
    region = "us-east-1",
  ): C => {
    const client = new Client({ endpoint: box.sandbox.endpoint, region, credentials, maxAttempts: 1 });
    opened.push(client);
    return client;
  };
  const create = (client = box.cloudtrail(), more: object = {}) =>
    client.send(
      new CreateTrailCommand({
        Name: "Everyone",
        S3BucketName: "org-logs",
        IsOrganizationTrail: true,
        IsMultiRegionTrail: true,
        EnableLogFileValidation: true,
        ...more,
      }),
    );
  const name = async (call: Promise<unknown>) => (await refusal(call)).name;
  const policyFor = (folder: string, trail = arn) =>
    trailPolicy("org-logs", folder, trail).map((statement) => ({ ...(statement as object), Sid: undefined }));

  beforeAll(async () => {
    box = await startTrailSandbox({
      accounts: [{ name: "management" }, { name: "member" }, { name: "other" }],
    });
    [management, member] = box.sandbox.accounts as [SandboxAccount, SandboxAccount];
    arn = box.trailArn("Everyone");
    organizations = of(OrganizationsClient, management);
    memberTrails = of(CloudTrailClient, member);
    memberIam = of(IAMClient, member);
    const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
    organizationId = Organization!.Id!;
    await box.s3.send(new CreateBucketCommand({ Bucket: "org-logs" }));
  });
  afterAll(async () => {
    for (const client of opened) client.destroy();
    await box.close();
  });

  it("needs the management account, trusted access, and both statements of the bucket policy", async () => {
    expect(await name(create(memberTrails))).toBe("NotOrganizationMasterAccountException");
    expect(await name(create())).toBe("CloudTrailAccessNotEnabledException");
    await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal }));
    const access = await organizations.send(new ListAWSServiceAccessForOrganizationCommand({}));
    expect(access.EnabledServicePrincipals).toEqual([{ ServicePrincipal, DateEnabled: expect.any(Date) }]);

    await box.putPolicy("org-logs", policyFor(management.id));
    const half = await refusal(create());
    expect(half.name).toBe("InsufficientS3BucketPolicyException");
    expect(half.message).toContain(`arn:aws:s3:::org-logs/AWSLogs/${organizationId}/*`);
    await box.putPolicy("org-logs", policyFor(organizationId));
    expect((await refusal(create())).message).toContain(`arn:aws:s3:::org-logs/AWSLogs/${management.id}/*`);

    await box.putPolicy("org-logs", [...policyFor(management.id), ...policyFor(organizationId)]);
    const created = await create();
    expect(created).toMatchObject({ TrailARN: arn, IsOrganizationTrail: true });
    expect(await name(create())).toBe("TrailAlreadyExistsException");
  });

  it("delivers all accounts' events in folders of their own, with digests that validate-logs accepts", async () => {
    const start = new Date(box.clock.now().getTime() - hour).toISOString();
    await box.cloudtrail().send(new StartLoggingCommand({ Name: "Everyone" }));
    await memberIam.send(new CreateUserCommand({ UserName: "of-member" }));
    await box.iam.send(new CreateUserCommand({ UserName: "of-management" }));
    const files = (await box.files("org-logs")).map(({ key, json }) => ({ ...parseObjectKey(key)!, json }));
    expect(new Set(files.map((file) => file.organizationId))).toEqual(new Set([organizationId]));
    const users = files
      .filter(({ family }) => family === "CloudTrail")
      .flatMap(({ accountId, json }) =>
        (json.Records ?? [])
          .filter(({ eventName }) => eventName === "CreateUser")
          .map(({ requestParameters, recipientAccountId }) => [
            accountId,
            recipientAccountId,
            requestParameters?.["userName"],
          ]),
      );
    expect(users.toSorted()).toEqual(
      [
        [management.id, management.id, "of-management"],
        [member.id, member.id, "of-member"],
      ].toSorted(),
    );
    box.clock.advance(hour);
    const digests = (await box.files("org-logs"))
      .map(({ key, json }) => ({ ...parseObjectKey(key)!, json }))
      .filter(({ family, region }) => family === "CloudTrail-Digest" && region === "us-east-1");
    for (const { id } of box.sandbox.accounts) {
      const chain = digests.filter(({ accountId }) => accountId === id);
      expect(chain.map(({ json }) => json["awsAccountId"])).toEqual([id, id]);
      expect(chain[1]!.json["previousDigestSignature"]).toEqual(expect.any(String));
    }
    if (!pythonTools()) return;
    for (const { id } of [management, member]) {
      const { stdout, stderr, code } = await validateLogs(box, "Everyone", start, ["--account-id", id]);
      expect(stderr).toBe("");
      expect(stdout).toMatch(/2\/2 digest files valid/);
      expect(stdout).toMatch(/(\d+)\/\1 log files valid/);
      expect(code).toBe(0);
    }
  });

  it("sends each account's events to a stream of its own", async () => {
    const trusted = { Effect: "Allow", Principal: { Service: ServicePrincipal }, Action: "sts:AssumeRole" };
    const mayWrite = {
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: `arn:aws:logs:us-east-1:${management.id}:log-group:audit:log-stream:${organizationId}_*`,
    };
    const document = (statement: unknown) =>
      JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const RoleName = "ToLogs";
    const made = await box.iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trusted) }),
    );
    await box.iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName: "logs", PolicyDocument: document(mayWrite) }),
    );
    const logs = of(CloudWatchLogsClient, management);
    await logs.send(new CreateLogGroupCommand({ logGroupName: "audit" }));
    const CloudWatchLogsLogGroupArn = `arn:aws:logs:us-east-1:${management.id}:log-group:audit:*`;
    const withLogs = { CloudWatchLogsLogGroupArn, CloudWatchLogsRoleArn: made.Role!.Arn! };
    await box.cloudtrail().send(new UpdateTrailCommand({ Name: "Everyone", ...withLogs }));
    await memberIam.send(new CreateUserCommand({ UserName: "to-logs" }));
    await box.sandbox.delivered();
    const { logStreams } = await logs.send(new DescribeLogStreamsCommand({ logGroupName: "audit" }));
    expect(logStreams?.map(({ logStreamName }) => logStreamName).toSorted()).toEqual(
      [management, member].map(({ id }) => `${organizationId}_${id}_CloudTrail_us-east-1`).toSorted(),
    );
    const without = { CloudWatchLogsLogGroupArn: "", CloudWatchLogsRoleArn: "" };
    await box.cloudtrail().send(new UpdateTrailCommand({ Name: "Everyone", ...without }));
  });

  it("needs leave of Organizations too", async () => {
    const UserName = "trails-only";
    await box.iam.send(new CreateUserCommand({ UserName }));
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "cloudtrail:*", Resource: "*" }],
    });
    await box.iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "trails", PolicyDocument }));
    const { AccessKey } = await box.iam.send(new CreateAccessKeyCommand({ UserName }));
    const credentials = {
      accessKeyId: AccessKey!.AccessKeyId!,
      secretAccessKey: AccessKey!.SecretAccessKey!,
    };
    const user = of(CloudTrailClient, { ...management, credentials });
    expect(await name(create(user, { Name: "Third" }))).toBe(
      "InsufficientDependencyServiceAccessPermissionException",
    );
  });

  it("is seen by members, who cannot change it", async () => {
    const { trailList } = await memberTrails.send(new DescribeTrailsCommand({}));
    expect(trailList).toEqual([expect.objectContaining({ TrailARN: arn, IsOrganizationTrail: true })]);
    const own = await memberTrails.send(new DescribeTrailsCommand({ includeShadowTrails: false }));
    expect(own.trailList).toEqual([]);
    const { Trails } = await memberTrails.send(new ListTrailsCommand({}));
    expect(Trails?.map(({ TrailARN }) => TrailARN)).toEqual([arn]);
    const { Trail } = await memberTrails.send(new GetTrailCommand({ Name: arn }));
    expect(Trail).toMatchObject({ IsOrganizationTrail: true, HomeRegion: "us-east-1" });
    expect(await memberTrails.send(new GetTrailStatusCommand({ Name: arn }))).toMatchObject({
      IsLogging: true,
    });
    expect(await memberTrails.send(new GetEventSelectorsCommand({ TrailName: arn }))).toMatchObject({
      TrailARN: arn,
    });

    expect(await name(memberTrails.send(new GetTrailCommand({ Name: "Everyone" })))).toBe(
      "TrailNotFoundException",
    );
    for (const change of [
      new StopLoggingCommand({ Name: arn }),
      new StartLoggingCommand({ Name: arn }),
      new DeleteTrailCommand({ Name: arn }),
      new UpdateTrailCommand({ Name: arn, IsOrganizationTrail: false }),
      new PutEventSelectorsCommand({ TrailName: arn, EventSelectors: [{}] }),
    ])
      expect(await name(memberTrails.send(change as StopLoggingCommand))).toBe(
        "NotOrganizationMasterAccountException",
      );
    const tags = memberTrails.send(new ListTagsCommand({ ResourceIdList: [arn] }));
    expect(await refusal(tags)).toMatchObject({
      name: "CloudTrailARNInvalidException",
      message: `AccountID in ARN is wrong, you can only access resources with AccountID ${member.id}.`,
    });
  });

  it("is changed by a delegated administrator, in the management account's name", async () => {
    const register = (MemberAccountId: string, client = box.cloudtrail()) =>
      client.send(new RegisterOrganizationDelegatedAdminCommand({ MemberAccountId }));
    expect(await name(register(member.id, memberTrails))).toBe("NotOrganizationManagementAccountException");
    expect(await name(register(management.id))).toBe("CannotDelegateManagementAccountException");
    expect(await name(register("999999999999"))).toBe("AccountNotFoundException");
    await register(member.id);
    expect(await name(register(member.id))).toBe("AccountRegisteredException");
    const { DelegatedAdministrators } = await organizations.send(
      new ListDelegatedAdministratorsCommand({ ServicePrincipal }),
    );
    expect(DelegatedAdministrators?.map(({ Id }) => Id)).toEqual([member.id]);
    const memberOrganizations = of(OrganizationsClient, member);
    const { DelegatedServices } = await memberOrganizations.send(
      new ListDelegatedServicesForAccountCommand({ AccountId: member.id }),
    );
    expect(DelegatedServices).toEqual([{ ServicePrincipal, DelegationEnabledDate: expect.any(Date) }]);
    expect(await name(organizations.send(new DisableAWSServiceAccessCommand({ ServicePrincipal })))).toBe(
      "ConstraintViolationException",
    );

    await memberTrails.send(new StopLoggingCommand({ Name: arn }));
    await memberTrails.send(
      new AddTagsCommand({ ResourceId: arn, TagsList: [{ Key: "by", Value: "member" }] }),
    );
    await memberTrails.send(new StartLoggingCommand({ Name: arn }));
    expect(
      await name(memberTrails.send(new UpdateTrailCommand({ Name: arn, IsOrganizationTrail: false }))),
    ).toBe("NotOrganizationMasterAccountException");
    const second = box.trailArn("Second");
    const both = [arn, second].flatMap((each) => [
      ...policyFor(management.id, each),
      ...policyFor(organizationId, each),
    ]);
    await box.putPolicy("org-logs", both);
    expect(await create(memberTrails, { Name: "Second" })).toMatchObject({ TrailARN: second });
    expect(await name(memberTrails.send(new DeleteTrailCommand({ Name: "Second" })))).toBe(
      "TrailNotFoundException",
    );
    await memberTrails.send(new DeleteTrailCommand({ Name: second }));

    const deregister = () =>
      box
        .cloudtrail()
        .send(new DeregisterOrganizationDelegatedAdminCommand({ DelegatedAdminAccountId: member.id }));
    await deregister();
    expect(await name(deregister())).toBe("AccountNotRegisteredException");
    expect(await name(memberTrails.send(new StopLoggingCommand({ Name: arn })))).toBe(
      "NotOrganizationMasterAccountException",
    );
    const register2 = memberOrganizations.send(
      new RegisterDelegatedAdministratorCommand({ AccountId: member.id, ServicePrincipal }),
    );
    expect(await name(register2)).toBe("AccessDeniedException");
  });

  it("becomes an ordinary trail, and one of the organization again", async () => {
    await memberIam.send(new CreateUserCommand({ UserName: "before" }));
    const update = (IsOrganizationTrail: boolean) =>
      box.cloudtrail().send(new UpdateTrailCommand({ Name: "Everyone", IsOrganizationTrail }));
    expect(await update(false)).toMatchObject({ IsOrganizationTrail: false });
    await memberIam.send(new CreateUserCommand({ UserName: "between" }));
    await box.iam.send(new CreateUserCommand({ UserName: "own" }));
    const users = async () =>
      (await box.files("org-logs"))
        .flatMap(({ key, json }) =>
          (json.Records ?? [])
            .filter(({ eventName }) => eventName === "CreateUser")
            .map(
              ({ requestParameters }) =>
                `${parseObjectKey(key)!.organizationId ?? "-"} ${String(requestParameters?.["userName"])}`,
            ),
        )
        .toSorted();
    expect(await users()).toEqual(
      [
        "- own",
        `${organizationId} before`,
        `${organizationId} of-management`,
        `${organizationId} of-member`,
        `${organizationId} to-logs`,
        `${organizationId} trails-only`,
      ].toSorted(),
    );
    const { trailList } = await memberTrails.send(new DescribeTrailsCommand({}));
    expect(trailList).toEqual([]);
    await update(true);
    await organizations.send(new DisableAWSServiceAccessCommand({ ServicePrincipal }));
    expect(await name(update(true))).toBe("CloudTrailAccessNotEnabledException");
    await box.cloudtrail().send(new DeleteTrailCommand({ Name: "Everyone" }));
    expect((await memberTrails.send(new ListTrailsCommand({}))).Trails).toEqual([]);
  });
});
