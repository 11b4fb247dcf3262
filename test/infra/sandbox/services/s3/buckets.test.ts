import { Agent } from "node:http";
import type { LookupFunction } from "node:net";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { administratorCredentials } from "../../../../../infra/sandbox/services/iam/principals.ts";
import { openSandboxClients, refusal, type SandboxClients } from "../../../../helpers/sandbox-clients.ts";

/** Every name is this machine: not all systems know that of the names below localhost. */
const loopback: LookupFunction = (_name, { all }, done) => {
  if (all) done(null, [{ address: "127.0.0.1", family: 4 }]);
  else done(null, "127.0.0.1", 4);
};

let box: SandboxClients;
beforeAll(async () => {
  box = await openSandboxClients();
});
afterAll(() => box.close());

const create = (Bucket: string) => box.s3.send(new CreateBucketCommand({ Bucket }));

describe("creating buckets", () => {
  it("makes one with today's defaults", async () => {
    const Bucket = "with-defaults";
    await create(Bucket);
    await box.s3.send(new HeadBucketCommand({ Bucket }));
    const block = await box.s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(Object.values(block.PublicAccessBlockConfiguration!)).toEqual([true, true, true, true]);
    const controls = await box.s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
    expect(controls.OwnershipControls!.Rules).toEqual([{ ObjectOwnership: "BucketOwnerEnforced" }]);
    const encryption = await box.s3.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(
      encryption.ServerSideEncryptionConfiguration!.Rules![0]!.ApplyServerSideEncryptionByDefault!
        .SSEAlgorithm,
    ).toBe("AES256");
    expect((await box.s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeUndefined();
    expect((await box.s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
    const acl = await box.s3.send(new GetBucketAclCommand({ Bucket }));
    expect(acl.Grants).toEqual([
      { Grantee: { ID: acl.Owner!.ID, Type: "CanonicalUser" }, Permission: "FULL_CONTROL" },
    ]);
    const listed = await box.s3.send(new ListBucketsCommand({ Prefix: "with-" }));
    expect(listed.Buckets!.map(({ Name }) => Name)).toEqual([Bucket]);
  });

  it("refuses names that break the rules", async () => {
    for (const Bucket of [
      "ab",
      "Capital",
      "under_score",
      "dot..dot",
      "-start",
      "end-",
      "192.168.0.1",
      "xn--a",
      "a-s3alias",
    ])
      expect(await refusal(create(Bucket))).toMatchObject({ name: "InvalidBucketName", status: 400 });
  });

  it("tells your own bucket from somebody else's", async () => {
    await create("mine-already");
    await box.s3.send(
      new PutBucketTaggingCommand({
        Bucket: "mine-already",
        Tagging: { TagSet: [{ Key: "a", Value: "b" }] },
      }),
    );
    await create("mine-already");
    const tags = await box.s3.send(new GetBucketTaggingCommand({ Bucket: "mine-already" }));
    expect(tags.TagSet).toEqual([{ Key: "a", Value: "b" }]);
    const { world } = box.sandbox;
    const other = box.s3With({ credentials: administratorCredentials(world, world.accounts[1]!.id) });
    expect(await refusal(other.send(new CreateBucketCommand({ Bucket: "mine-already" })))).toMatchObject({
      name: "BucketAlreadyExists",
      status: 409,
    });
    expect(await refusal(other.send(new ListObjectsV2Command({ Bucket: "mine-already" })))).toMatchObject({
      name: "AccessDenied",
      status: 403,
    });
    expect((await other.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
  });

  it("keeps buckets in their region and sends clients there", async () => {
    const ireland = box.s3With({ region: "eu-west-1" });
    const elsewhere = new CreateBucketCommand({
      Bucket: "elsewhere",
      CreateBucketConfiguration: { LocationConstraint: "ap-south-1" },
    });
    expect(await refusal(ireland.send(elsewhere))).toMatchObject({
      name: "IllegalLocationConstraintException",
    });
    await ireland.send(
      new CreateBucketCommand({
        Bucket: "in-ireland",
        CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
      }),
    );
    const again = ireland.send(
      new CreateBucketCommand({
        Bucket: "in-ireland",
        CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
      }),
    );
    expect(await refusal(again)).toMatchObject({ name: "BucketAlreadyOwnedByYou", status: 409 });
    const list = new ListObjectsV2Command({ Bucket: "in-ireland" });
    expect(await refusal(box.s3.send(list))).toMatchObject({ name: "PermanentRedirect", status: 301 });
    const { port } = new URL(box.sandbox.endpoint);
    const virtual = box.s3With({
      endpoint: `http://localhost:${port}`,
      forcePathStyle: false,
      requestHandler: { httpAgent: new Agent({ lookup: loopback }) },
    });
    expect(await refusal(virtual.send(list))).toMatchObject({
      name: "AuthorizationHeaderMalformed",
      status: 400,
    });
    const following = box.s3With({ followRegionRedirects: true });
    expect((await following.send(list)).KeyCount).toBe(0);
    expect(
      (await box.s3.send(new GetBucketLocationCommand({ Bucket: "in-ireland" }))).LocationConstraint,
    ).toBe("eu-west-1");
  });

  it("deletes only empty ones", async () => {
    const Bucket = "not-empty";
    await create(Bucket);
    await box.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    expect(await refusal(box.s3.send(new DeleteBucketCommand({ Bucket })))).toMatchObject({
      name: "BucketNotEmpty",
      status: 409,
    });
    expect(await refusal(box.s3.send(new DeleteBucketCommand({ Bucket: "not-there" })))).toMatchObject({
      name: "NoSuchBucket",
      status: 404,
    });
  });
});

describe("bucket policies", () => {
  const Bucket = "with-policy";
  const put = (statement: object | object[], more: object = {}) =>
    box.s3.send(
      new PutBucketPolicyCommand({
        Bucket,
        Policy: JSON.stringify({ Version: "2012-10-17", Statement: statement, ...more }),
      }),
    );
  const allow = {
    Effect: "Allow",
    Principal: { Service: "cloudtrail.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: `arn:aws:s3:::${Bucket}/AWSLogs/*`,
  };
  beforeAll(() => create(Bucket));

  it("are kept to the letter", async () => {
    expect(await refusal(box.s3.send(new GetBucketPolicyCommand({ Bucket })))).toMatchObject({
      name: "NoSuchBucketPolicy",
      status: 404,
    });
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [allow] }, undefined, 3);
    await box.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    expect((await box.s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
    expect((await box.s3.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus!.IsPublic).toBe(
      false,
    );
  });

  it("are refused when they break the grammar", async () => {
    const { Principal: _, ...noPrincipal } = allow;
    const wrong: [string, object][] = [
      ["Missing required field Principal", noPrincipal],
      ["Invalid principal in policy", { ...allow, Principal: { AWS: "nobody" } }],
      ["Policy has invalid resource", { ...allow, Resource: "arn:aws:s3:::other/*" }],
      ["Policy has invalid action", { ...allow, Action: "ec2:RunInstances" }],
      ["Action does not apply to any resource(s) in statement", { ...allow, Action: "s3:GetBucketAcl" }],
      ["Invalid effect: Maybe", { ...allow, Effect: "Maybe" }],
      ["Unknown field Actions", { ...allow, Actions: "s3:*" }],
      ["Invalid Condition type : StringIs", { ...allow, Condition: { StringIs: { "aws:SourceArn": "x" } } }],
    ];
    for (const [message, statement] of wrong)
      expect(await refusal(put(statement))).toMatchObject({ name: "MalformedPolicy", message, status: 400 });
    expect(await refusal(box.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: "{" })))).toMatchObject({
      name: "MalformedPolicy",
    });
  });

  it("may be public only where Block Public Access lets them", async () => {
    const open = { ...allow, Principal: "*", Action: "s3:GetObject" };
    expect(await refusal(put(open))).toMatchObject({ name: "AccessDenied", status: 403 });
    await put({ ...open, Condition: { StringEquals: { "aws:SourceAccount": box.sandbox.accountId } } });
    expect(
      await refusal(put({ ...open, Condition: { StringLike: { "aws:SourceArn": "*" } } })),
    ).toMatchObject({ name: "AccessDenied" });
    await box.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await put(open);
    expect((await box.s3.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus!.IsPublic).toBe(
      true,
    );
  });

  it("open a bucket to another account, and shut it to its own", async () => {
    const { world } = box.sandbox;
    const account = world.accounts[1]!.id;
    const other = box.s3With({ credentials: administratorCredentials(world, account) });
    const list = new ListObjectsV2Command({ Bucket });
    const onBucket = { Action: "s3:ListBucket", Resource: `arn:aws:s3:::${Bucket}` };
    await put({ ...allow, ...onBucket, Principal: { AWS: account } });
    expect((await other.send(list)).KeyCount).toBe(0);
    await put({ ...allow, ...onBucket, Effect: "Deny", Principal: "*" });
    expect(await refusal(box.s3.send(list))).toMatchObject({ name: "AccessDenied" });
  });
});

describe("other settings", () => {
  const Bucket = "with-settings";
  beforeAll(() => create(Bucket));

  it("come back as they were put", async () => {
    const Rules = [
      { ID: "keep", Status: "Enabled" as const, Filter: { Prefix: "AWSLogs/" }, Expiration: { Days: 90 } },
      {
        ID: "old",
        Status: "Disabled" as const,
        Filter: { Prefix: "" },
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      },
    ];
    await box.s3.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }),
    );
    expect((await box.s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toEqual(Rules);
    const rule = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID: "k" },
      BucketKeyEnabled: true,
    };
    await box.s3.send(
      new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } }),
    );
    expect(
      (await box.s3.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration!
        .Rules,
    ).toEqual([rule]);
  });

  it("are checked", async () => {
    const Rules = [{ ID: "x", Status: "Enabled" as const, Filter: { Prefix: "" }, Expiration: { Days: 0 } }];
    const lifecycle = new PutBucketLifecycleConfigurationCommand({
      Bucket,
      LifecycleConfiguration: { Rules },
    });
    expect(await refusal(box.s3.send(lifecycle))).toMatchObject({ name: "InvalidArgument" });
    const tags = (TagSet: { Key: string; Value: string }[]) =>
      box.s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    expect(await refusal(tags([{ Key: "aws:x", Value: "" }]))).toMatchObject({ name: "InvalidTag" });
    expect(await refusal(box.s3.send(new PutBucketAclCommand({ Bucket, ACL: "public-read" })))).toMatchObject(
      {
        name: "AccessControlListNotSupported",
      },
    );
    await box.s3.send(
      new PutPublicAccessBlockCommand({
        Bucket,
        PublicAccessBlockConfiguration: { BlockPublicPolicy: true },
      }),
    );
    const block = await box.s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(block.PublicAccessBlockConfiguration).toMatchObject({
      BlockPublicPolicy: true,
      BlockPublicAcls: false,
    });
  });
});
