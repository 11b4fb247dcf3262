import {
  CreateTrailCommand,
  LookupEventsCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectAclCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, type STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CloudTrailRecord } from "../../../../infra/cloudtrail/record.ts";
import { putTrail, trailByArn } from "../../../../infra/sandbox/services/cloudtrail/trails.ts";
import { openSandboxClients, refusal, type SandboxClients } from "../../../helpers/sandbox-clients.ts";
import { trailPolicy } from "../../../helpers/trail-sandbox.ts";

const workload = "111122223333";
const archive = "444455556666";
const management = "777788889999";

let box: SandboxClients;
let stranger: ReturnType<SandboxClients["as"]>;

beforeAll(async () => {
  box = await openSandboxClients({ deliveryMilliseconds: 600_000 });
  stranger = box.as(box.sandbox.credentialsOf("log-archive"));
});
afterAll(() => box.close());

/** The newest record of an operation in an account's own event history. */
async function seenBy(account: string, eventName: string): Promise<CloudTrailRecord | undefined> {
  const { Events } = await box.as(box.sandbox.credentialsOf(account)).cloudtrail.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: eventName }],
      MaxResults: 1,
    }),
  );
  const text = Events?.[0]?.CloudTrailEvent;
  return text === undefined ? undefined : (JSON.parse(text) as CloudTrailRecord);
}

async function makeRole(RoleName: string, trusted: string): Promise<string> {
  const { Role } = await stranger.iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { AWS: trusted }, Action: "sts:AssumeRole" }],
      }),
    }),
  );
  return Role!.Arn!;
}

const assume = (sts: STSClient, RoleArn: string) =>
  sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "session" }));

/** Makes a bucket that lets another account do everything with what is in it. */
async function openBucket(owner: ReturnType<SandboxClients["as"]>, Bucket: string, friend: string) {
  await owner.s3.send(new CreateBucketCommand({ Bucket }));
  const Statement = [
    { Effect: "Allow", Principal: { AWS: friend }, Action: "s3:*", Resource: `arn:aws:s3:::${Bucket}/*` },
  ];
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  await owner.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

/** Makes a trail that takes all S3 data events and delivers into a bucket of its own. */
async function startTrail(
  of: ReturnType<SandboxClients["as"]>,
  account: string,
  name: string,
  bucket: string,
) {
  const arn = `arn:aws:cloudtrail:us-east-1:${account}:trail/${name}`;
  await of.s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: trailPolicy(bucket, account, arn) });
  await of.s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
  await of.cloudtrail.send(new CreateTrailCommand({ Name: name, S3BucketName: bucket }));
  await of.cloudtrail.send(
    new PutEventSelectorsCommand({
      TrailName: name,
      EventSelectors: [
        {
          IncludeManagementEvents: false,
          DataResources: [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3:::shared-files/"] }],
        },
      ],
    }),
  );
  await of.cloudtrail.send(new StartLoggingCommand({ Name: name }));
  return arn;
}

describe("AssumeRole of another account's role", () => {
  it("is in both accounts' event history, told apart and tied together", async () => {
    await assume(box.sts, await makeRole("trusting", workload));
    const own = (await seenBy(workload, "AssumeRole"))!;
    const other = (await seenBy(archive, "AssumeRole"))!;
    expect(own).toMatchObject({
      recipientAccountId: workload,
      userIdentity: { type: "IAMUser", userName: "trailwright-admin", accountId: workload },
      resources: [{ accountId: archive, type: "AWS::IAM::Role" }],
    });
    expect(own.sharedEventID).toMatch(/^[0-9a-f-]{36}$/);
    expect(own.eventID).not.toBe(other.eventID);
    const { principalId } = own.userIdentity!;
    expect(other).toEqual({
      ...own,
      eventID: other.eventID,
      recipientAccountId: archive,
      userIdentity: { type: "AWSAccount", principalId, accountId: workload },
    });
    expect(Object.keys(other)).toEqual(Object.keys(own));
  });

  it("stays with the caller when it is denied", async () => {
    const role = await makeRole("wary", management);
    expect((await refusal(assume(box.sts, role))).name).toBe("AccessDenied");
    expect(await seenBy(workload, "AssumeRole")).toMatchObject({ errorCode: "AccessDenied" });
    expect(await seenBy(workload, "AssumeRole")).not.toHaveProperty("sharedEventID");
    expect(await seenBy(archive, "AssumeRole")).not.toHaveProperty("errorCode");
  });

  it("is one record without sharedEventID inside one account", async () => {
    await assume(stranger.sts, await makeRole("domestic", archive));
    expect(await seenBy(archive, "AssumeRole")).not.toHaveProperty("sharedEventID");
  });
});

describe("objects in another account's bucket", () => {
  it("are data events of both accounts' trails, refused calls too; whose bucket it is is not told", async () => {
    await openBucket(stranger, "shared-files", workload);
    const mine = await startTrail(box, workload, "mine", "logs-mine");
    const theirs = await startTrail(stranger, archive, "theirs", "logs-theirs");
    await box.s3.send(new PutObjectCommand({ Bucket: "shared-files", Key: "a", Body: "a" }));
    await box.s3
      .send(new PutObjectAclCommand({ Bucket: "shared-files", Key: "a", GrantRead: 'uri="http://x"' }))
      .catch(() => undefined);
    const visitor = box.as(box.sandbox.credentialsOf("management"));
    const denied = await refusal(visitor.s3.send(new GetObjectCommand({ Bucket: "shared-files", Key: "a" })));
    expect(denied.name).toBe("AccessDenied");
    await box.sandbox.delivered();
    const ours = await box.sandbox.records({ deliveredBy: mine });
    const owners = await box.sandbox.records({ deliveredBy: theirs });

    expect(ours.map(({ eventName }) => eventName)).toEqual(["PutObject", "PutObjectAcl"]);
    expect(owners.map(({ eventName }) => eventName)).toEqual(["PutObject", "PutObjectAcl", "GetObject"]);
    const [put, acl] = ours;
    expect(put!.userIdentity).toMatchObject({ type: "IAMUser", accountId: workload });
    expect(put!.resources![1]).toMatchObject({ accountId: "HIDDEN_DUE_TO_SECURITY_REASONS" });
    expect(owners[0]).toMatchObject({
      requestID: put!.requestID,
      sharedEventID: put!.sharedEventID,
      recipientAccountId: archive,
      userIdentity: { type: "AWSAccount", principalId: put!.userIdentity!.principalId, accountId: workload },
      requestParameters: { bucketName: "shared-files", key: "a" },
    });
    expect(owners[0]!.userIdentity).not.toHaveProperty("arn");
    expect(owners[0]!.resources![1]).toMatchObject({ accountId: archive });
    // Whom the ACL grants what is not passed on.
    expect(acl!.requestParameters).toHaveProperty("x-amz-grant-read");
    expect(owners[1]!.requestParameters).not.toHaveProperty("x-amz-grant-read");
    expect(owners[2]).toMatchObject({
      errorCode: "AccessDenied",
      userIdentity: { type: "AWSAccount", accountId: management },
    });
  });
});

describe("a trail that delivers to another account's bucket", () => {
  it("leaves CloudTrail's own calls in the bucket owner's history only", async () => {
    const arn = `arn:aws:cloudtrail:us-east-1:${management}:trail/central`;
    await stranger.s3.send(new CreateBucketCommand({ Bucket: "central-logs" }));
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: trailPolicy("central-logs", management, arn),
    });
    await stranger.s3.send(new PutBucketPolicyCommand({ Bucket: "central-logs", Policy }));
    const manager = box.as(box.sandbox.credentialsOf("management"));
    await manager.cloudtrail.send(new CreateTrailCommand({ Name: "central", S3BucketName: "central-logs" }));
    expect(await seenBy(archive, "GetBucketAcl")).toMatchObject({
      recipientAccountId: archive,
      userIdentity: { type: "AWSService", invokedBy: "cloudtrail.amazonaws.com" },
      sharedEventID: expect.any(String) as string,
      resources: [{ accountId: archive }],
    });
    expect(await seenBy(management, "GetBucketAcl")).toBeUndefined();
    expect(await seenBy(management, "CreateTrail")).toBeDefined();
  });
});

describe("an organization's trail", () => {
  it("records every account, each in its own folder, copies of one event in two", async () => {
    const name = "everyone";
    const arn = await startTrail(box, workload, name, "logs-everyone");
    const { world } = box.sandbox;
    const trail = trailByArn(world, arn)!;
    const Statement = trailPolicy("logs-everyone", "o-exampleorg11", arn);
    await box.s3.send(
      new PutBucketPolicyCommand({
        Bucket: "logs-everyone",
        Policy: JSON.stringify({ Version: "2012-10-17", Statement }),
      }),
    );
    putTrail(world, {
      ...trail,
      organizationId: "o-exampleorg11",
      selection: {
        AdvancedEventSelectors: [
          {
            FieldSelectors: [
              { Field: "eventCategory", Equals: ["Management"] },
              { Field: "eventSource", NotEquals: ["s3.amazonaws.com"] },
            ],
          },
        ],
      },
    });
    await assume(box.sts, await makeRole("watched", workload));
    await box.sandbox.delivered();
    const records = await box.sandbox.records({ deliveredBy: arn });
    const by = (eventName: string) =>
      records
        .filter((record) => record.eventName === eventName)
        .map(({ recipientAccountId }) => recipientAccountId)
        .sort();
    expect(by("CreateRole")).toEqual([archive]);
    expect(by("AssumeRole")).toEqual([workload, archive]);
    expect(
      new Set(records.filter((r) => r.eventName === "AssumeRole").map((r) => r.sharedEventID)).size,
    ).toBe(1);
  });
});
