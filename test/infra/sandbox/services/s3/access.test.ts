import { request } from "node:http";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeletePublicAccessBlockCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSandboxClients, refusal, type SandboxClients } from "../../../../helpers/sandbox-clients.ts";
import { startTrailSandbox } from "../../../../helpers/trail-sandbox.ts";

let box: SandboxClients;
let stranger: S3Client;
/** Canonical id of the stranger's account. */
let strangerId: string;
/** The SDK's own way to sign nothing. */
let nobody: S3Client;
beforeAll(async () => {
  box = await openSandboxClients();
  stranger = box.as(box.sandbox.accounts[1]!.credentials).s3;
  await stranger.send(new CreateBucketCommand({ Bucket: "strangers-own" }));
  await stranger.send(new PutObjectCommand({ Bucket: "strangers-own", Key: "k", Body: "x" }));
  strangerId = (await stranger.send(new GetObjectAclCommand({ Bucket: "strangers-own", Key: "k" }))).Owner!
    .ID!;
  nobody = box.s3With({ signer: { sign: (request) => Promise.resolve(request) } });
});
afterAll(() => box.close());

/** A bucket whose ACLs count and whose Block Public Access is off. */
async function openBucket(Bucket: string): Promise<void> {
  await box.s3.send(new CreateBucketCommand({ Bucket, ObjectOwnership: "ObjectWriter" }));
  await box.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
}
const put = (Bucket: string, Key: string, more: object = {}, client = box.s3) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body: "public", ...more }));
const get = async (client: S3Client, Bucket: string, Key: string) => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  return Body!.transformToString();
};
const denied = { name: "AccessDenied", message: "Access Denied", status: 403 };

describe("who signs nothing", () => {
  it("gets what a public policy gives, and nothing else", async () => {
    const Bucket = "public-by-policy";
    await openBucket(Bucket);
    await put(Bucket, "open/a b");
    await put(Bucket, "closed");
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: "*",
          Action: "s3:GetObject",
          Resource: `arn:aws:s3:::${Bucket}/open/*`,
        },
      ],
    });
    expect(await refusal(get(nobody, Bucket, "open/a b"))).toEqual(denied);
    await box.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    expect(await get(nobody, Bucket, "open/a b")).toBe("public");
    const plain = await fetch(`${box.sandbox.endpoint}/${Bucket}/open/a%20b`);
    expect([plain.status, await plain.text()]).toEqual([200, "public"]);
    // An image in some page of the web is not a person who opens it.
    const asked = async (site: string, mode: string) => {
      const path = `/${Bucket}/open/a%20b`;
      const headers = { "sec-fetch-site": site, "sec-fetch-mode": mode };
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      request(`${box.sandbox.endpoint}${path}`, { headers }, (answer) => resolve(answer.resume().statusCode!))
        .on("error", reject)
        .end();
      return promise;
    };
    expect(await asked("cross-site", "no-cors")).toBe(403);
    expect(await asked("same-site", "no-cors")).toBe(403);
    expect(await asked("cross-site", "navigate")).toBe(200);
    expect(await asked("none", "navigate")).toBe(200);
    expect(await refusal(get(nobody, Bucket, "closed"))).toEqual(denied);
    expect(await refusal(put(Bucket, "open/new", {}, nobody))).toEqual(denied);
    // Not told apart: who may not list is not told what is missing.
    expect(await refusal(get(nobody, Bucket, "open/missing"))).toEqual(denied);
    expect(await refusal(get(nobody, "no-such-bucket-here", "k"))).toMatchObject({ name: "NoSuchBucket" });
    await box.s3.send(
      new PutPublicAccessBlockCommand({
        Bucket,
        PublicAccessBlockConfiguration: { RestrictPublicBuckets: true },
      }),
    );
    expect(await refusal(get(nobody, Bucket, "open/a b"))).toEqual(denied);
    expect(await get(box.s3, Bucket, "open/a b")).toBe("public");
  });

  it("is excepted by no NotPrincipal, and known to conditions as anonymous", async () => {
    const Bucket = "not-for-nobody";
    await openBucket(Bucket);
    await put(Bucket, "k");
    const policy = (Statement: object[]) =>
      box.s3.send(
        new PutBucketPolicyCommand({
          Bucket,
          Policy: JSON.stringify({ Version: "2012-10-17", Statement }),
        }),
      );
    const read = {
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: `arn:aws:s3:::${Bucket}/*`,
    };
    const { Principal: _, ...others } = read;
    const root = { AWS: `arn:aws:iam::${box.sandbox.accountId}:root` };
    const user = { AWS: `arn:aws:iam::${box.sandbox.accountId}:user/trailwright-admin` };
    await policy([read, { ...others, Effect: "Deny", NotPrincipal: { AWS: [root.AWS, user.AWS] } }]);
    expect(await refusal(get(nobody, Bucket, "k"))).toEqual(denied);
    expect(await get(box.s3, Bucket, "k")).toBe("public");
    await policy([{ ...read, Condition: { StringEquals: { "aws:PrincipalType": "Anonymous" } } }]);
    expect(await get(nobody, Bucket, "k")).toBe("public");
  });

  it("gets what public ACLs grant, unless they are blocked, ignored or off", async () => {
    const Bucket = "public-by-acl";
    await openBucket(Bucket);
    await put(Bucket, "open", { ACL: "public-read" });
    await put(Bucket, "members", { ACL: "authenticated-read" });
    await put(Bucket, "closed");
    expect(await get(nobody, Bucket, "open")).toBe("public");
    expect(await refusal(get(nobody, Bucket, "members"))).toEqual(denied);
    expect(await get(stranger, Bucket, "members")).toBe("public");
    expect(await refusal(get(stranger, Bucket, "closed"))).toEqual(denied);
    const list = () => nobody.send(new ListObjectsV2Command({ Bucket }));
    expect(await refusal(list())).toEqual(denied);
    await box.s3.send(new PutBucketAclCommand({ Bucket, ACL: "public-read-write" }));
    expect((await list()).KeyCount).toBe(3);
    await put(Bucket, "theirs", {}, nobody);
    // Whoever signs nothing owns what it writes; the bucket's owner may not read it, only delete it.
    expect(await refusal(get(box.s3, Bucket, "theirs"))).toEqual(denied);
    expect(await refusal(nobody.send(new DeleteObjectCommand({ Bucket, Key: "closed" })))).toEqual(denied);
    await box.s3.send(new DeleteObjectCommand({ Bucket, Key: "theirs" }));
    const block = (PublicAccessBlockConfiguration: object) =>
      box.s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    await block({ IgnorePublicAcls: true });
    expect(await refusal(get(nobody, Bucket, "open"))).toEqual(denied);
    await block({ BlockPublicAcls: true });
    expect(await get(nobody, Bucket, "open")).toBe("public");
    expect(await refusal(put(Bucket, "more", { ACL: "public-read" }))).toMatchObject({
      name: "AccessDenied",
    });
    await block({ BlockPublicAcls: false, IgnorePublicAcls: false });
    await box.s3.send(new PutBucketAclCommand({ Bucket, ACL: "private" }));
    await box.s3.send(
      new PutBucketOwnershipControlsCommand({
        Bucket,
        OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
      }),
    );
    expect(await refusal(get(nobody, Bucket, "open"))).toEqual(denied);
  });

  it("is in the owner's records, as an account of its own", async () => {
    const trail = await startTrailSandbox();
    const Bucket = "watched-public";
    await trail.s3.send(new CreateBucketCommand({ Bucket }));
    await trail.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    await trail.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await trail.bucketFor("public-logs", "ttt");
    const cloudtrail = trail.cloudtrail();
    await cloudtrail.send(new CreateTrailCommand({ Name: "ttt", S3BucketName: "public-logs" }));
    await cloudtrail.send(
      new PutEventSelectorsCommand({
        TrailName: "ttt",
        EventSelectors: [
          { DataResources: [{ Type: "AWS::S3::Object", Values: [`arn:aws:s3:::${Bucket}/`] }] },
        ],
      }),
    );
    await cloudtrail.send(new StartLoggingCommand({ Name: "ttt" }));
    await trail.putPolicy(Bucket, [
      { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${Bucket}/*` },
    ]);
    const url = `${trail.sandbox.endpoint}/${Bucket}/k`;
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(url, { method: "DELETE" })).status).toBe(403);
    const batch = "<Delete><Object><Key>k</Key></Object></Delete>";
    const answer = await fetch(`${trail.sandbox.endpoint}/${Bucket}?delete`, { method: "POST", body: batch });
    expect(await answer.text()).toContain("<Code>AccessDenied</Code>");
    const all = await trail.records("public-logs");
    // AWS names no keys of a batch, in one record for all.
    expect(all.filter(({ eventName }) => eventName === "DeleteObjects")).toMatchObject([
      { userIdentity: { accountId: "ANONYMOUS_PRINCIPAL" }, recipientAccountId: trail.sandbox.accountId },
    ]);
    const records = all.filter(({ eventName }) => /^(?:Get|Delete)Object$/.test(eventName ?? ""));
    expect(records.map(({ eventName }) => eventName).sort()).toEqual(["DeleteObject", "GetObject"]);
    for (const record of records) {
      expect(record).toMatchObject({
        userIdentity: { type: "AWSAccount", principalId: "", accountId: "ANONYMOUS_PRINCIPAL" },
        recipientAccountId: trail.sandbox.accountId,
        requestParameters: { bucketName: Bucket, key: "k" },
      });
      expect(record.userIdentity).not.toHaveProperty("arn");
      expect(record.additionalEventData).not.toHaveProperty("AuthenticationMethod");
      expect(record.errorCode).toBe(record.eventName === "GetObject" ? undefined : "AccessDenied");
    }
    await trail.close();
  });

  it("is let in nowhere else", async () => {
    const { endpoint } = box.sandbox;
    const tries: RequestInit[] = [
      { method: "GET" },
      { method: "POST", headers: { "x-amz-target": "TrentService.ListKeys" }, body: "{}" },
      {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: "Action=GetCallerIdentity&Version=2011-06-15",
      },
    ];
    for (const request of tries) expect((await fetch(`${endpoint}/`, request)).status).toBeGreaterThan(399);
    const signedChunks = { "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" };
    const chunk = `5;chunk-signature=${"0".repeat(64)}\r\nhello\r\n0;chunk-signature=${"0".repeat(64)}\r\n\r\n`;
    const answer = await fetch(`${endpoint}/public-by-acl/k`, {
      method: "PUT",
      headers: { ...signedChunks, "x-amz-decoded-content-length": "5" },
      body: chunk,
    });
    expect(answer.status).toBe(403);
  });
});

describe("another account", () => {
  it("copies no version but the one that its grant is on", async () => {
    const Bucket = "versions-by-acl";
    await openBucket(Bucket);
    await box.s3.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
    const secret = await put(Bucket, "k", { Body: "secret" });
    const shown = await put(Bucket, "k", { ACL: "public-read" });
    const copy = (from: string, own = "") =>
      stranger.send(
        new CopyObjectCommand({
          Bucket: "strangers-own",
          Key: `copy${own}`,
          CopySource: `${Bucket}/k${from}`,
        }),
      );
    expect(await refusal(copy(`?versionId=${secret.VersionId}`))).toMatchObject({ name: "AccessDenied" });
    await copy(`?versionId=${shown.VersionId}`);
    await copy("");
    expect(await get(stranger, "strangers-own", "copy")).toBe("public");
    // What is private now is not had for a version that was shown once, whatever the address says besides.
    await put(Bucket, "k", { Body: "secret" });
    expect(await refusal(copy(""))).toMatchObject({ name: "AccessDenied" });
    stranger.middlewareStack.add(
      (next) => (args) => {
        const { request } = args as { request: { query: Record<string, string> } };
        request.query["versionId"] = shown.VersionId!;
        return next(args);
      },
      { step: "build", name: "versionInAddress" },
    );
    try {
      expect(await refusal(copy(""))).toMatchObject({ name: "AccessDenied" });
    } finally {
      stranger.middlewareStack.remove("versionInAddress");
    }
  });

  it("gets what a grant to its canonical id gives, and owns what it writes", async () => {
    const Bucket = "shared-by-acl";
    await openBucket(Bucket);
    await put(Bucket, "for-them", { GrantRead: `id="${strangerId}"` });
    expect(await get(stranger, Bucket, "for-them")).toBe("public");
    expect(await refusal(put(Bucket, "theirs", {}, stranger))).toEqual(denied);
    await box.s3.send(
      new PutBucketAclCommand({ Bucket, GrantWrite: `id="${strangerId}"`, GrantRead: `id="${strangerId}"` }),
    );
    await put(Bucket, "theirs", {}, stranger);
    expect(await get(stranger, Bucket, "theirs")).toBe("public");
    expect(await refusal(get(box.s3, Bucket, "theirs"))).toEqual(denied);
    await stranger.send(new PutObjectAclCommand({ Bucket, Key: "theirs", ACL: "bucket-owner-full-control" }));
    expect(await get(box.s3, Bucket, "theirs")).toBe("public");
    // A Deny of the bucket's policy wins over a grant.
    const deny = {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: `arn:aws:s3:::${Bucket}/*`,
    };
    await box.s3.send(
      new PutBucketPolicyCommand({
        Bucket,
        Policy: JSON.stringify({ Version: "2012-10-17", Statement: [deny] }),
      }),
    );
    expect(await refusal(get(stranger, Bucket, "for-them"))).toMatchObject({ name: "AccessDenied" });
    expect(await refusal(get(stranger, Bucket, "theirs"))).toMatchObject({ name: "AccessDenied" });
  });
});
