import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CloudTrailRecord } from "../../../../../infra/cloudtrail/record.ts";
import { memoryBody } from "../../../../../infra/sandbox/body.ts";
import type { Call, Reply } from "../../../../../infra/sandbox/service.ts";
import { event } from "../../../../../infra/sandbox/services/s3/event.ts";
import { s3 } from "../../../../../infra/sandbox/services/s3/index.ts";
import { openSandboxClients, refusal, type SandboxClients } from "../../../../helpers/sandbox-clients.ts";

const Bucket = "recorded-here";
let box: SandboxClients;
beforeAll(async () => {
  box = await openSandboxClients();
  await box.s3.send(new CreateBucketCommand({ Bucket, ACL: "private" }));
});
afterAll(() => box.close());

/** The newest record of this name, as event history has it. */
async function recorded(eventName: string): Promise<CloudTrailRecord> {
  const { endpoint, region, credentials } = box.sandbox;
  const client = new CloudTrailClient({ endpoint, region, credentials: { ...credentials } });
  const LookupAttributes = [{ AttributeKey: "EventName" as const, AttributeValue: eventName }];
  const { Events } = await client.send(new LookupEventsCommand({ LookupAttributes, MaxResults: 1 }));
  client.destroy();
  return JSON.parse(Events![0]!.CloudTrailEvent!) as CloudTrailRecord;
}

const ours = () => ({
  accountId: box.sandbox.accountId,
  type: "AWS::S3::Bucket",
  ARN: `arn:aws:s3:::${Bucket}`,
});

describe("records of bucket calls", () => {
  it("have the names and parameters of real ones", async () => {
    expect(await recorded("CreateBucket")).toMatchObject({
      requestParameters: { bucketName: Bucket, Host: expect.any(String), "x-amz-acl": "private" },
      responseElements: null,
      readOnly: false,
      managementEvent: true,
    });
    const { $metadata } = await box.s3.send(
      new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: "team", Value: "12" }] } }),
    );
    const tagging = await recorded("PutBucketTagging");
    expect(tagging).toMatchObject({
      requestID: $metadata.requestId,
      requestParameters: {
        tagging: "",
        bucketName: Bucket,
        Tagging: {
          xmlns: "http://s3.amazonaws.com/doc/2006-03-01/",
          TagSet: { Tag: { Key: "team", Value: 12 } },
        },
      },
      resources: [ours()],
      additionalEventData: {
        SignatureVersion: "SigV4",
        AuthenticationMethod: "AuthHeader",
        "x-amz-id-2": $metadata.extendedRequestId,
        bytesTransferredOut: 0,
      },
    });
    expect(Object.keys(tagging.requestParameters!)).not.toContain("x-amz-date");
    await box.s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(await recorded("GetBucketPublicAccessBlock")).toMatchObject({
      requestParameters: { publicAccessBlock: "", bucketName: Bucket },
      readOnly: true,
    });
    await box.s3.send(new ListBucketsCommand({}));
    expect((await recorded("ListBuckets")).requestParameters).toMatchObject({ Host: expect.any(String) });
  });

  it("hold a policy parsed, and what went wrong", async () => {
    const Statement = [
      { Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${Bucket}/*` },
    ];
    const document = { Version: "2012-10-17", Statement };
    await box.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(document) }));
    const put = await recorded("PutBucketPolicy");
    expect(put.requestParameters).toMatchObject({ bucketName: Bucket, policy: "", bucketPolicy: document });
    await box.s3.send(new GetBucketPolicyCommand({ Bucket }));
    const { bytesTransferredOut } = (await recorded("GetBucketPolicy")).additionalEventData!;
    expect(bytesTransferredOut).toBe(JSON.stringify(document).length);
    await refusal(box.s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })));
    expect(await recorded("GetBucketLifecycle")).toMatchObject({
      errorCode: "NoSuchLifecycleConfiguration",
      errorMessage: "The lifecycle configuration does not exist",
      requestParameters: { lifecycle: "", bucketName: Bucket },
    });
    await refusal(box.s3.send(new DeleteBucketCommand({ Bucket: "never-made" })));
    const missed = await recorded("DeleteBucket");
    expect(missed.errorCode).toBe("NoSuchBucket");
    expect(missed).not.toHaveProperty("resources");
  });

  it("leave object calls, HeadBucket and listings out of event history", async () => {
    await box.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    await box.s3.send(new HeadBucketCommand({ Bucket }));
    for (const name of ["PutObject", "HeadBucket"]) await expect(recorded(name)).rejects.toThrow();
  });
});

describe("parts of an object call's record", () => {
  const call = (
    operation: string,
    input: object,
    query = "",
    headers: Record<string, string> = {},
  ): Call => ({
    requestId: "0123456789ABCDEF",
    service: s3,
    operation,
    region: "us-east-1",
    caller: {
      type: "IAMUser",
      accountId: "111122223333",
      arn: "arn:aws:iam::111122223333:user/u",
      principalId: "AIDA",
    },
    input: { Bucket, ...input },
    request: {
      method: "PUT",
      rawPath: "/",
      query: new URLSearchParams(query),
      headers: { host: "h", ...headers },
      body: memoryBody(Buffer.from("12345")),
      sourceIp: "127.0.0.1",
    },
    time: new Date(0),
  });

  it("name object and bucket, and what the answer's headers say", () => {
    const reply: Reply = {
      headers: { "x-amz-server-side-encryption": "AES256", etag: "x" },
      body: Buffer.alloc(0),
    };
    const headers = {
      "x-amz-acl": "bucket-owner-full-control",
      "x-amz-date": "x",
      "x-amz-security-token": "secret",
    };
    const parts = event(
      call("PutObject", { Key: "a/b" }, "x-id=PutObject", headers),
      reply,
      box.sandbox.world,
    );
    expect(parts).toMatchObject({
      eventName: "PutObject",
      requestParameters: {
        bucketName: Bucket,
        key: "a/b",
        Host: "h",
        "x-amz-acl": "bucket-owner-full-control",
        "x-id": "PutObject",
      },
      responseElements: { "x-amz-server-side-encryption": "AES256" },
      resources: [{ type: "AWS::S3::Object", ARN: `arn:aws:s3:::${Bucket}/a/b` }, ours()],
      additionalEventData: { SSEApplied: "Default_SSE_S3", bytesTransferredIn: 5, bytesTransferredOut: 0 },
    });
    expect(JSON.stringify(parts)).not.toContain("secret");
  });

  it("name a listing by its prefix, and presigned calls without their signature", () => {
    const query = "list-type=2&prefix=AWSLogs/&X-Amz-Signature=s&X-Amz-Credential=c&X-Amz-Expires=60";
    const parts = event(call("ListObjectsV2", {}, query), undefined, box.sandbox.world);
    expect(parts).toMatchObject({
      eventName: "ListObjects",
      responseElements: null,
      resources: [{ type: "AWS::S3::Object", ARNPrefix: `arn:aws:s3:::${Bucket}/AWSLogs/` }, ours()],
      additionalEventData: { AuthenticationMethod: "QueryString" },
    });
    expect(Object.keys(parts.requestParameters!)).not.toEqual(expect.arrayContaining(["X-Amz-Signature"]));
    expect(parts.requestParameters).toMatchObject({ prefix: "AWSLogs/", "X-Amz-Expires": "60" });
  });
});
