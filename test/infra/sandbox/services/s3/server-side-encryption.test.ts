import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSandboxClients, refusal, type SandboxClients } from "../../../../helpers/sandbox-clients.ts";
import { sendSigned } from "../../../../helpers/signed-request.ts";

const Bucket = "sealed";
let box: SandboxClients;
beforeAll(async () => {
  box = await openSandboxClients();
  await box.s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => box.close());

/** Calls KMS by its wire form. */
async function kms(operation: string, input: object): Promise<Record<string, never>> {
  const { endpoint, credentials, region } = box.sandbox;
  const { status, body } = await sendSigned(endpoint, credentials, region, {
    service: "kms",
    method: "POST",
    path: "/",
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": `TrentService.${operation}` },
    body: JSON.stringify(input),
  });
  if (status !== 200) throw new Error(body);
  return JSON.parse(body) as Record<string, never>;
}

interface KeyMetadata {
  readonly KeyId: string;
  readonly Arn: string;
  readonly KeyManager: string;
  readonly Description: string;
}
const newKey = async (more: object = {}): Promise<KeyMetadata> =>
  (await kms("CreateKey", more))["KeyMetadata"]!;

const put = (Key: string, more: object = {}) =>
  box.s3.send(new PutObjectCommand({ Bucket, Key, Body: "secret", ...more }));
const get = async (Key: string) => {
  const { Body } = await box.s3.send(new GetObjectCommand({ Bucket, Key }));
  return Body!.transformToString();
};

describe("objects under KMS keys", () => {
  it("have a data key that KMS made on the caller's behalf, and opens for each read", async () => {
    const { KeyId, Arn } = await newKey();
    const context = Buffer.from(JSON.stringify({ team: "audit" })).toString("base64");
    const answer = await put("a/b", {
      ServerSideEncryption: "aws:kms",
      SSEKMSKeyId: KeyId,
      SSEKMSEncryptionContext: context,
    });
    expect(answer).toMatchObject({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: Arn });
    expect(answer.BucketKeyEnabled).toBeUndefined();
    const made = await box.lastRecord("GenerateDataKey");
    const encryptionContext = { team: "audit", "aws:s3:arn": `arn:aws:s3:::${Bucket}/a/b` };
    expect(made).toMatchObject({
      userIdentity: { type: "IAMUser", userName: "trailwright-admin", invokedBy: "fas.s3.amazonaws.com" },
      sourceIPAddress: "fas.s3.amazonaws.com",
      userAgent: "fas.s3.amazonaws.com",
      requestParameters: { keyId: KeyId, keySpec: "AES_256", encryptionContext },
      responseElements: null,
      readOnly: true,
      resources: [{ type: "AWS::KMS::Key", ARN: Arn }],
    });
    expect(made.tlsDetails).toBeUndefined();
    expect(made.errorCode).toBeUndefined();
    expect(await get("a/b")).toBe("secret");
    expect((await box.lastRecord("Decrypt")).requestParameters).toEqual({
      encryptionContext,
      encryptionAlgorithm: "SYMMETRIC_DEFAULT",
    });
    const head = await box.s3.send(new HeadObjectCommand({ Bucket, Key: "a/b" }));
    expect(head).toMatchObject({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: Arn });
  });

  it("are under the key that AWS manages where none is named; it works through S3 only", async () => {
    const { SSEKMSKeyId } = await put("managed", { ServerSideEncryption: "aws:kms" });
    const { KeyMetadata } = (await kms("DescribeKey", { KeyId: "alias/aws/s3" })) as unknown as {
      KeyMetadata: KeyMetadata;
    };
    expect(KeyMetadata).toMatchObject({
      Arn: SSEKMSKeyId,
      KeyManager: "AWS",
      Description: "Default key that protects my S3 objects when no other key is defined",
    });
    expect(await get("managed")).toBe("secret");
    await expect(kms("GenerateDataKey", { KeyId: "alias/aws/s3", KeySpec: "AES_256" })).rejects.toThrow(
      /AccessDenied/,
    );
    await expect(kms("DisableKey", { KeyId: KeyMetadata.KeyId })).rejects.toThrow(/AccessDenied/);
  });

  it("follow the bucket's default, its bucket key too, unless the call says otherwise", async () => {
    const { Arn } = await newKey();
    await kms("CreateAlias", { AliasName: "alias/for-bucket", TargetKeyId: Arn });
    await box.s3.send(new CreateBucketCommand({ Bucket: "sealed-by-default" }));
    await box.s3.send(
      new PutBucketEncryptionCommand({
        Bucket: "sealed-by-default",
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: {
                SSEAlgorithm: "aws:kms",
                KMSMasterKeyID: "alias/for-bucket",
              },
              BucketKeyEnabled: true,
            },
          ],
        },
      }),
    );
    const into = { Bucket: "sealed-by-default", Body: "x" };
    expect(await box.s3.send(new PutObjectCommand({ ...into, Key: "plain" }))).toMatchObject({
      ServerSideEncryption: "aws:kms",
      SSEKMSKeyId: Arn,
      BucketKeyEnabled: true,
    });
    expect((await box.lastRecord("GenerateDataKey")).requestParameters).toMatchObject({
      encryptionContext: { "aws:s3:arn": "arn:aws:s3:::sealed-by-default" },
    });
    const own = await box.s3.send(
      new PutObjectCommand({ ...into, Key: "own", ServerSideEncryption: "AES256" }),
    );
    expect(own.SSEKMSKeyId).toBeUndefined();
    const twice = await box.s3.send(
      new PutObjectCommand({ ...into, Key: "twice", ServerSideEncryption: "aws:kms:dsse", SSEKMSKeyId: Arn }),
    );
    expect(twice).toMatchObject({ ServerSideEncryption: "aws:kms:dsse", SSEKMSKeyId: Arn });
    expect(twice.BucketKeyEnabled).toBeUndefined();
  });

  it("are refused as KMS refuses, under S3's codes", async () => {
    const sse = { ServerSideEncryption: "aws:kms" };
    expect(await refusal(put("x", { ...sse, SSEKMSKeyId: "fake-key-id" }))).toEqual({
      name: "KMS.NotFoundException",
      message: "Invalid keyId 'fake-key-id'",
      status: 400,
    });
    const missing = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    expect(await refusal(put("x", { ...sse, SSEKMSKeyId: missing }))).toMatchObject({
      name: "KMS.NotFoundException",
      message: `Key '${missing}' does not exist`,
    });
    expect(
      await refusal(put("x", { ...sse, SSEKMSKeyId: missing.replace("us-east-1", "us-west-2") })),
    ).toMatchObject({ name: "KMS.NotFoundException", message: "Invalid arn us-west-2" });
    expect(await refusal(put("x", { SSEKMSKeyId: missing }))).toMatchObject({ name: "InvalidArgument" });
    expect(
      await refusal(put("x", { ...sse, SSEKMSEncryptionContext: Buffer.from("[1]").toString("base64") })),
    ).toMatchObject({ name: "InvalidArgument", message: expect.stringContaining("string-string map") });

    const { KeyId, Arn } = await newKey();
    await put("kept", { ...sse, SSEKMSKeyId: KeyId });
    await kms("DisableKey", { KeyId });
    expect(await refusal(get("kept"))).toEqual({
      name: "KMS.DisabledException",
      message: `${Arn} is disabled.`,
      status: 400,
    });
    await kms("ScheduleKeyDeletion", { KeyId });
    expect(await refusal(put("x", { ...sse, SSEKMSKeyId: KeyId }))).toMatchObject({
      name: "KMS.KMSInvalidStateException",
    });
    await expect(box.s3.send(new HeadObjectCommand({ Bucket, Key: "x" }))).rejects.toThrow();
  });

  it("need the key's leave: its policy decides by the way the call came, and what it came for", async () => {
    const { accountId } = box.sandbox;
    const policy = (Condition: object) =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { AWS: `arn:aws:iam::${accountId}:root` },
            Action: ["kms:PutKeyPolicy", "kms:DescribeKey"],
            Resource: "*",
          },
          {
            Effect: "Allow",
            Principal: { AWS: "*" },
            Action: ["kms:GenerateDataKey", "kms:Decrypt"],
            Resource: "*",
            Condition,
          },
        ],
      });
    const { KeyId } = await newKey({
      Policy: policy({
        StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" },
        StringLike: { "kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::sealed/logs/*" },
        Bool: { "aws:ViaAWSService": "true" },
        Null: { "aws:SourceIp": "true" },
      }),
    });
    const sse = { ServerSideEncryption: "aws:kms", SSEKMSKeyId: KeyId };
    await put("logs/1", sse);
    await expect(
      kms("GenerateDataKey", {
        KeyId,
        KeySpec: "AES_256",
        EncryptionContext: { "aws:s3:arn": "arn:aws:s3:::sealed/logs/1" },
      }),
    ).rejects.toThrow(/AccessDenied/);
    const denied = await refusal(put("others/1", sse));
    expect(denied).toMatchObject({ name: "AccessDenied", status: 403 });
    expect(denied.message).toContain("kms:GenerateDataKey");
    const record = await box.lastRecord("GenerateDataKey");
    expect(record).toMatchObject({
      errorCode: "AccessDenied",
      userIdentity: { invokedBy: "fas.s3.amazonaws.com" },
    });
    expect((await refusal(box.s3.send(new HeadObjectCommand({ Bucket, Key: "others/1" })))).status).toBe(404);
    await kms("PutKeyPolicy", { KeyId, Policy: policy({ Bool: { "aws:ViaAWSService": "false" } }) });
    expect(await refusal(get("logs/1"))).toMatchObject({ name: "AccessDenied", status: 403 });
  });

  it("are opened and sealed again by copies, and sealed once by uploads in parts", async () => {
    const [from, to] = [await newKey(), await newKey()];
    await put("source", { ServerSideEncryption: "aws:kms", SSEKMSKeyId: from.KeyId });
    const copied = await box.s3.send(
      new CopyObjectCommand({
        Bucket,
        Key: "copy",
        CopySource: `${Bucket}/source`,
        ServerSideEncryption: "aws:kms",
        SSEKMSKeyId: to.Arn,
      }),
    );
    expect(copied.SSEKMSKeyId).toBe(to.Arn);
    expect((await box.lastRecord("Decrypt")).resources).toMatchObject([{ ARN: from.Arn }]);
    expect((await box.lastRecord("GenerateDataKey")).resources).toMatchObject([{ ARN: to.Arn }]);

    const upload = { Bucket, Key: "parts" };
    const { UploadId, SSEKMSKeyId } = await box.s3.send(
      new CreateMultipartUploadCommand({ ...upload, ServerSideEncryption: "aws:kms", SSEKMSKeyId: to.KeyId }),
    );
    expect(SSEKMSKeyId).toBe(to.Arn);
    const part = await box.s3.send(
      new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: "whole" }),
    );
    expect(part.SSEKMSKeyId).toBe(to.Arn);
    await kms("DisableKey", { KeyId: to.KeyId });
    const complete = () =>
      box.s3.send(
        new CompleteMultipartUploadCommand({
          ...upload,
          UploadId,
          MultipartUpload: { Parts: [{ PartNumber: 1, ETag: part.ETag }] },
        }),
      );
    expect(await refusal(complete())).toMatchObject({ name: "KMS.DisabledException" });
    await kms("EnableKey", { KeyId: to.KeyId });
    await complete();
    expect(await get("parts")).toBe("whole");
    expect((await box.lastRecord("Decrypt")).requestParameters).toMatchObject({
      encryptionContext: { "aws:s3:arn": `arn:aws:s3:::${Bucket}/parts` },
    });
  });
});
