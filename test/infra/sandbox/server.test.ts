import { request as send } from "node:http";
import { connect } from "node:net";
import { CloudTrailClient, ListChannelsCommand } from "@aws-sdk/client-cloudtrail";
import { DescribeVolumesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GenerateCredentialReportCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketAnalyticsConfigurationsCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSandbox } from "../../../infra/sandbox/index.ts";
import { openSandboxClients, refusal, type SandboxClients } from "../../helpers/sandbox-clients.ts";

let box: SandboxClients;
beforeAll(async () => {
  box = await openSandboxClients();
  await box.s3.send(new CreateBucketCommand({ Bucket: "server-tests" }));
});
afterAll(() => box.close());

const config = (more: object = {}) => {
  const { endpoint, region, credentials } = box.sandbox;
  return { endpoint, region, credentials, maxAttempts: 1, ...more };
};

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A request by hand, unsigned. */
function raw(path: string, headers: Record<string, string> = {}, method = "GET", body = ""): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = send(`${box.sandbox.endpoint}${path}`, { method, headers, agent: false }, (response) => {
      let text = "";
      response.on("data", (piece) => {
        text += String(piece);
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}

describe("who is answered", () => {
  it("is nobody from a web page or under a foreign name", async () => {
    const { port } = new URL(box.sandbox.endpoint);
    for (const headers of [
      { host: "evil.example" },
      { host: `evil.example:${port}` },
      { host: `127.0.0.1.evil.example:${port}` },
      { host: "127.0.0.1:1" },
      { origin: "https://evil.example" },
    ] as Record<string, string>[])
      expect((await raw("/", headers)).status).toBe(403);
    expect((await raw("/_trailwright/health?nonce=a&proof=b")).status).toBe(403);
  });

  it("is a bucket's own host name", async () => {
    const { port } = new URL(box.sandbox.endpoint);
    const answer = await raw("/key", { host: `server-tests.s3.localhost:${port}` });
    expect(answer).toMatchObject({ status: 403, text: expect.stringContaining("<Code>AccessDenied</Code>") });
  });
});

describe("bad requests", () => {
  it("get an answer and leave the server standing", async () => {
    const { port } = new URL(box.sandbox.endpoint);
    for (const text of [
      "garbage\r\n\r\n",
      "GET\r\n\r\n",
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX: ${"a".repeat(40_000)}\r\n\r\n`,
    ]) {
      const answer = await new Promise<string>((resolve, reject) => {
        const socket = connect(Number(port), "127.0.0.1", () => socket.write(text));
        let got = "";
        socket.on("data", (piece) => {
          got += String(piece);
        });
        socket.on("close", () => resolve(got));
        socket.on("error", reject);
      });
      expect(answer).toMatch(/^HTTP\/1.1 4\d\d /);
    }
    const authorization = (service: string) =>
      `AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`;
    const date = { "x-amz-date": "20260101T000000Z" };
    for (const [path, headers] of [
      ["/%zz", {}],
      ["/a/%00", { authorization: authorization("s3"), ...date }],
      ["/?X-Amz-Algorithm=AWS4-HMAC-SHA256", {}],
      ["/", { authorization: "AWS4-HMAC-SHA256 nothing" }],
      ["/", { authorization: authorization("nonsense"), ...date }],
      ["/", { "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER" }],
    ] as [string, Record<string, string>][]) {
      const { status } = await raw(path, headers);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
    const framed = await raw(
      "/server-tests/k",
      { "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER" },
      "PUT",
      "zz\r\n",
    );
    expect(framed).toMatchObject({
      status: 400,
      text: expect.stringContaining("<Code>IncompleteBody</Code>"),
    });
    await box.s3.send(new ListBucketsCommand({}));
  });

  it("from strangers are refused in the words of each protocol", async () => {
    const stranger = config({ credentials: { accessKeyId: "AKIANOBODY", secretAccessKey: "x" } });
    const wrong = config({ credentials: { ...box.sandbox.credentials, secretAccessKey: "x" } });
    const s3 = (more: object) => box.s3With(more).send(new ListBucketsCommand({}));
    const sts = (more: object) => new STSClient(config(more)).send(new GetCallerIdentityCommand({}));
    const cloudtrail = (more: object) => new CloudTrailClient(config(more)).send(new ListChannelsCommand({}));
    const ec2 = (more: object) => new EC2Client(config(more)).send(new DescribeVolumesCommand({}));
    expect((await refusal(s3(stranger))).name).toBe("InvalidAccessKeyId");
    expect((await refusal(s3(wrong))).name).toBe("SignatureDoesNotMatch");
    expect((await refusal(sts(stranger))).name).toBe("InvalidClientTokenId");
    expect((await refusal(sts(wrong))).name).toBe("SignatureDoesNotMatch");
    expect((await refusal(cloudtrail(stranger))).name).toBe("UnrecognizedClientException");
    expect((await refusal(cloudtrail(wrong))).name).toBe("InvalidSignatureException");
    expect((await refusal(ec2(stranger))).name).toBe("AuthFailure");
    const late = box.s3With({ systemClockOffset: -20 * 60_000 });
    expect((await refusal(late.send(new ListBucketsCommand({})))).name).toBe("RequestTimeTooSkewed");
  });
});

it("session credentials work with their token only", async () => {
  const sts = new STSClient(config());
  const { Credentials: session } = await sts.send(new GetSessionTokenCommand({}));
  const credentials = { accessKeyId: session!.AccessKeyId!, secretAccessKey: session!.SecretAccessKey! };
  const list = (more: object) =>
    box.s3With({ credentials: more as typeof credentials }).send(new ListBucketsCommand({}));
  await list({ ...credentials, sessionToken: session!.SessionToken });
  expect((await refusal(list(credentials))).name).toBe("InvalidToken");
  expect((await refusal(list({ ...credentials, sessionToken: "other" }))).name).toBe("InvalidToken");
});

it("what the sandbox does not have is refused by name", async () => {
  const s3 = box.s3.send(new ListBucketAnalyticsConfigurationsCommand({ Bucket: "server-tests" }));
  expect(await refusal(s3)).toMatchObject({
    name: "NotImplemented",
    status: 501,
    message: expect.stringContaining(
      "The Trailwright sandbox does not have s3:ListBucketAnalyticsConfigurations.",
    ),
  });
  expect(await refusal(new CloudTrailClient(config()).send(new ListChannelsCommand({})))).toMatchObject({
    name: "UnknownOperationException",
    message: expect.stringContaining("does not have cloudtrail:ListChannels"),
  });
  expect(await refusal(new IAMClient(config()).send(new GenerateCredentialReportCommand({})))).toMatchObject({
    name: "InvalidAction",
    message: expect.stringContaining("does not have iam:GenerateCredentialReport"),
  });
});

it("bodies come back byte by byte", async () => {
  const Bucket = "server-tests";
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  // Beyond 16 KB answers are written otherwise.
  for (const [Key, Body] of [
    ["small", bytes],
    ["larger", Buffer.concat(Array.from({ length: 100 }, () => bytes))],
  ] as const) {
    await box.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    const answer = await box.s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(Buffer.from(await answer.Body!.transformToByteArray())).toEqual(Body);
  }
  const Key = "grüße/日本.txt";
  await box.s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
  const listed = await box.s3.send(new ListObjectsV2Command({ Bucket, Prefix: "grüße/" }));
  expect(listed.Contents?.map((object) => object.Key)).toEqual([Key]);
});

it("request IDs have the shape of their service", async () => {
  const s3 = await box.s3.send(new ListBucketsCommand({}));
  expect(s3.$metadata.requestId).toMatch(/^[0-9A-Z]{16}$/);
  expect(s3.$metadata.extendedRequestId).toMatch(/^[A-Za-z0-9+/]{75}=$/);
  const sts = await new STSClient(config()).send(new GetCallerIdentityCommand({}));
  expect(sts.$metadata.requestId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});

it("a full disk is named, and loses nothing", async () => {
  const { db } = box.sandbox.world;
  const { page_count: pages } = db.prepare("PRAGMA page_count").get() as { page_count: number };
  await box.s3.send(new PutObjectCommand({ Bucket: "server-tests", Key: "kept", Body: "kept" }));
  db.exec(`PRAGMA max_page_count = ${pages}`);
  const put = (Key: string) =>
    box.s3.send(
      new PutObjectCommand({ Bucket: "server-tests", Key, Body: "x", Metadata: { m: "x".repeat(1900) } }),
    );
  const failures: { name: string; status: number }[] = [];
  for (let index = 0; index < 100 && failures.length === 0; index += 1)
    await put(`fill-${index}`).catch((error: Error & { $metadata: { httpStatusCode: number } }) =>
      failures.push({ name: error.name, status: error.$metadata.httpStatusCode }),
    );
  expect(failures).toEqual([{ name: "SandboxDiskFull", status: 507 }]);
  db.exec("PRAGMA max_page_count = 1000000");
  const kept = await box.s3.send(new GetObjectCommand({ Bucket: "server-tests", Key: "kept" }));
  expect(await kept.Body!.transformToString()).toBe("kept");
  await put("room again");
});

it("a port in use is named; the last run's port is taken again", async () => {
  const port = Number(new URL(box.sandbox.endpoint).port);
  await expect(startSandbox({ port })).rejects.toMatchObject({
    code: "PortInUse",
    message: expect.stringContaining(String(port)),
    next: expect.stringContaining("--port"),
  });
});
