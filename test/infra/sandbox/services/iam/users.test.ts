import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteGroupCommand,
  DeleteLoginProfileCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  GetGroupCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  ListGroupsForUserCommand,
  ListUserTagsCommand,
  PutUserPolicyCommand,
  paginateListUsers,
  RemoveUserFromGroupCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HandClock } from "../../../../../infra/sandbox/clock.ts";
import { openSandboxClients, type SandboxClients } from "../../../../helpers/sandbox-clients.ts";

let clients: SandboxClients;
beforeAll(async () => {
  clients = await openSandboxClients({ clock: new HandClock(new Date("2026-02-22T16:11:47Z")) });
});
afterAll(() => clients.close());

const policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
});
const create = (UserName: string, more: object = {}) =>
  clients.iam.send(new CreateUserCommand({ UserName, ...more }));

describe("users", () => {
  it("are created with id, ARN and tags, and recorded as AWS records them", async () => {
    const { User } = await create("alice", { Path: "/team/", Tags: [{ Key: "cost", Value: "7" }] });
    expect(User).toEqual({
      Path: "/team/",
      UserName: "alice",
      UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
      Arn: `arn:aws:iam::${clients.sandbox.accountId}:user/team/alice`,
      CreateDate: new Date("2026-02-22T16:11:47Z"),
      Tags: [{ Key: "cost", Value: "7" }],
    });
    const { User: found } = await clients.iam.send(new GetUserCommand({ UserName: "alice" }));
    expect(found).toEqual(User);
    expect(await clients.lastRecord("CreateUser")).toMatchObject({
      eventSource: "iam.amazonaws.com",
      awsRegion: "us-east-1",
      readOnly: false,
      requestParameters: { userName: "alice", path: "/team/", tags: [{ key: "cost", value: "7" }] },
      responseElements: {
        user: {
          path: "/team/",
          userName: "alice",
          userId: User?.UserId,
          arn: User?.Arn,
          createDate: expect.stringMatching(/^Feb 22, 2026,? 4:11:47\sPM$/),
        },
      },
    });
  });

  it("without a name are the caller", async () => {
    const { User } = await clients.iam.send(new GetUserCommand({}));
    expect(User?.UserName).toBe("trailwright-admin");
  });

  it("differ in more than case, have sound names, and are not found under others", async () => {
    await create("carol");
    await expect(create("Carol")).rejects.toMatchObject({
      name: "EntityAlreadyExistsException",
      message: "User with name Carol already exists.",
      $metadata: { httpStatusCode: 409 },
    });
    expect((await clients.lastRecord("CreateUser")).errorCode).toBe("EntityAlreadyExistsException");
    await expect(create("a b")).rejects.toMatchObject({
      name: "ValidationError",
      message:
        "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
    });
    await expect(create("x".repeat(65))).rejects.toThrow("Member must have length less than or equal to 64");
    await expect(create("p", { Path: "no-slash" })).rejects.toThrow(
      "The specified value for path is invalid.",
    );
    await expect(clients.iam.send(new GetUserCommand({ UserName: "ghost" }))).rejects.toMatchObject({
      name: "NoSuchEntityException",
      message: "The user with name ghost cannot be found.",
      $metadata: { httpStatusCode: 404 },
    });
  });

  it("are listed in pages", async () => {
    for (const name of ["page-c", "page-a", "page-b"]) await create(name, { Path: "/pages/" });
    const names: string[] = [];
    let pages = 0;
    for await (const page of paginateListUsers(
      { client: clients.iam, pageSize: 2 },
      { PathPrefix: "/pages/" },
    )) {
      pages++;
      names.push(...(page.Users ?? []).map((user) => user.UserName!));
    }
    expect(names).toEqual(["page-a", "page-b", "page-c"]);
    expect(pages).toBe(2);
  });

  it("keep their keys when they are renamed", async () => {
    await create("before");
    const { AccessKey } = await clients.iam.send(new CreateAccessKeyCommand({ UserName: "before" }));
    await clients.iam.send(
      new UpdateUserCommand({ UserName: "before", NewUserName: "after", NewPath: "/new/" }),
    );
    const { AccessKeyMetadata } = await clients.iam.send(new ListAccessKeysCommand({ UserName: "after" }));
    expect(AccessKeyMetadata?.map((key) => key.AccessKeyId)).toEqual([AccessKey?.AccessKeyId]);
    const { User } = await clients.iam.send(new GetUserCommand({ UserName: "after" }));
    expect(User?.Arn).toBe(`arn:aws:iam::${clients.sandbox.accountId}:user/new/after`);
  });

  it("are tagged and untagged", async () => {
    await create("tagged", { Tags: [{ Key: "a", Value: "1" }] });
    await clients.iam.send(
      new TagUserCommand({
        UserName: "tagged",
        Tags: [
          { Key: "A", Value: "2" },
          { Key: "b", Value: "" },
        ],
      }),
    );
    await clients.iam.send(new UntagUserCommand({ UserName: "tagged", TagKeys: ["b"] }));
    const { Tags } = await clients.iam.send(new ListUserTagsCommand({ UserName: "tagged" }));
    expect(Tags).toEqual([{ Key: "A", Value: "2" }]);
    await expect(
      clients.iam.send(new TagUserCommand({ UserName: "tagged", Tags: [{ Key: "aws:x", Value: "1" }] })),
    ).rejects.toMatchObject({ name: "InvalidInputException" });
  });

  it("are deleted only when nothing hangs on them, each thing named", async () => {
    const UserName = "leaving";
    const refuses = (reason: string) =>
      expect(clients.iam.send(new DeleteUserCommand({ UserName }))).rejects.toMatchObject({
        name: "DeleteConflictException",
        message: `Cannot delete entity, must ${reason} first.`,
        $metadata: { httpStatusCode: 409 },
      });
    await create(UserName);
    const { AccessKey } = await clients.iam.send(new CreateAccessKeyCommand({ UserName }));
    await refuses("delete access keys");
    await clients.iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: AccessKey!.AccessKeyId! }));

    await clients.iam.send(new CreateLoginProfileCommand({ UserName, Password: "a-Secret-1!" }));
    await refuses("delete login profile");
    expect(JSON.stringify(await clients.lastRecord("CreateLoginProfile"))).not.toContain("a-Secret-1!");
    await clients.iam.send(new DeleteLoginProfileCommand({ UserName }));

    await clients.iam.send(new CreateGroupCommand({ GroupName: "crew" }));
    await clients.iam.send(new AddUserToGroupCommand({ GroupName: "crew", UserName }));
    await refuses("remove users from group");
    await expect(clients.iam.send(new DeleteGroupCommand({ GroupName: "crew" }))).rejects.toMatchObject({
      name: "DeleteConflictException",
    });
    const { Groups } = await clients.iam.send(new ListGroupsForUserCommand({ UserName }));
    expect(Groups?.map((group) => group.GroupName)).toEqual(["crew"]);
    const { Users } = await clients.iam.send(new GetGroupCommand({ GroupName: "crew" }));
    expect(Users?.map((user) => user.UserName)).toEqual([UserName]);
    await clients.iam.send(new RemoveUserFromGroupCommand({ GroupName: "crew", UserName }));
    await clients.iam.send(new DeleteGroupCommand({ GroupName: "crew" }));

    const PolicyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    await clients.iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
    await refuses("detach all policies");
    await clients.iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn }));

    await clients.iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "p", PolicyDocument: policy }));
    await refuses("delete policies");
    await clients.iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName: "p" }));

    await clients.iam.send(new DeleteUserCommand({ UserName }));
    expect(await clients.lastRecord("DeleteUser")).toMatchObject({
      requestParameters: { userName: UserName },
      responseElements: null,
    });
    await expect(clients.iam.send(new GetUserCommand({ UserName }))).rejects.toMatchObject({
      name: "NoSuchEntityException",
    });
  });
});

describe("access keys", () => {
  it("show their secret once, to the client and not to the record; a third is refused", async () => {
    await create("keys");
    const { AccessKey } = await clients.iam.send(new CreateAccessKeyCommand({ UserName: "keys" }));
    expect(AccessKey?.AccessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
    expect(AccessKey?.SecretAccessKey).toHaveLength(40);
    const record = await clients.lastRecord("CreateAccessKey");
    expect(record.responseElements).toMatchObject({
      accessKey: { accessKeyId: AccessKey?.AccessKeyId, status: "Active", userName: "keys" },
    });
    expect(JSON.stringify(record)).not.toContain(AccessKey?.SecretAccessKey);
    await clients.iam.send(new CreateAccessKeyCommand({ UserName: "keys" }));
    await expect(clients.iam.send(new CreateAccessKeyCommand({ UserName: "keys" }))).rejects.toMatchObject({
      name: "LimitExceededException",
      message: "Cannot exceed quota for AccessKeysPerUser: 2",
    });
    await expect(
      clients.iam.send(
        new DeleteAccessKeyCommand({ UserName: "alice", AccessKeyId: AccessKey!.AccessKeyId! }),
      ),
    ).rejects.toMatchObject({ name: "NoSuchEntityException" });
  });
});

describe("inline policies", () => {
  it("come back as they were put, URL-encoded", async () => {
    await create("inline");
    const document = policy.replace("s3:*", "s3:Get*");
    await clients.iam.send(
      new PutUserPolicyCommand({ UserName: "inline", PolicyName: "p", PolicyDocument: document }),
    );
    const { PolicyDocument } = await clients.iam.send(
      new GetUserPolicyCommand({ UserName: "inline", PolicyName: "p" }),
    );
    expect(PolicyDocument).toMatch(/^%7B/);
    expect(decodeURIComponent(PolicyDocument!)).toBe(document);
  });

  it("must be policies", async () => {
    await expect(
      clients.iam.send(
        new PutUserPolicyCommand({
          UserName: "inline",
          PolicyName: "p",
          PolicyDocument: policy.replace("s3:*", "everything"),
        }),
      ),
    ).rejects.toMatchObject({
      name: "MalformedPolicyDocumentException",
      message: "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
    });
  });
});
