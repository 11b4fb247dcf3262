import { once } from "node:events";
import { createServer, type IncomingMessage, request as httpRequest, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DescribeNatGatewaysCommand, EC2Client } from "@aws-sdk/client-ec2";
import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { expect, onTestFinished, test } from "vitest";
import { startSandbox } from "../../../../infra/sandbox/index.ts";
import { memoryBody } from "../../../../infra/sandbox/body.ts";
import { signedHeaders } from "../../../../infra/sandbox/wire/sign.ts";
import { startUpstreamSandbox, type UpstreamSandbox } from "../../../helpers/upstream-sandbox.ts";

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** An upstream that answers as told, and keeps what it was asked. */
async function fakeUpstream(
  answer: (seen: Seen, response: ServerResponse) => void,
): Promise<{ address: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const { method = "", url = "", headers } = request;
    seen.push({ method, url, headers, body: Buffer.concat(pieces).toString() });
    answer(seen.at(-1)!, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

interface Ask {
  readonly service: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly credentials?: { accessKeyId: string; secretAccessKey: string };
}

interface Answered {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

/** A signed call of any service, with nothing between the test and the wire. */
async function call({ sandbox }: UpstreamSandbox, ask: Ask): Promise<Answered> {
  const { method = "POST", path = "/", body = "" } = ask;
  const url = new URL(path, sandbox.endpoint);
  const headers = signedHeaders(
    {
      method,
      rawPath: url.pathname,
      query: url.searchParams,
      headers: { host: url.host, ...ask.headers },
      body: memoryBody(Buffer.from(body)),
      sourceIp: "127.0.0.1",
    },
    ask.credentials ?? sandbox.credentials,
    { service: ask.service, region: "us-east-1" },
    new Date(),
  );
  const sent = httpRequest(url, { method, headers, agent: false });
  sent.end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece as Buffer);
  return { status: response.statusCode!, headers: response.headers, body: Buffer.concat(pieces) };
}

const json = (target: string, body: object, more: Partial<Ask> = {}): Ask => ({
  service: "dynamodb",
  headers: { "x-amz-target": `DynamoDB_20120810.${target}`, "content-type": "application/x-amz-json-1.0" },
  body: JSON.stringify(body),
  ...more,
});

/** A user who may do what the policy says. */
async function user(
  { iam }: UpstreamSandbox,
  statement: object,
): Promise<{ accessKeyId: string; secretAccessKey: string }> {
  await iam.send(new CreateUserCommand({ UserName: "alice" }));
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await iam.send(new PutUserPolicyCommand({ UserName: "alice", PolicyName: "some", PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "alice" }));
  return { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
}

test("the upstream gets the call as it was, signed anew for the caller's account", async () => {
  const { address, seen } = await fakeUpstream((_, response) => {
    response
      .writeHead(200, "Fine", { "X-Own": "a b", "x-amzn-RequestId": "their-id" })
      .end('{"TableNames":[]}');
  });
  const front = await startUpstreamSandbox({ upstream: address });
  const body = { Limit: 3 };
  const answer = await call(front, json("ListTables", body));
  expect(answer).toMatchObject({ status: 200, headers: { "x-own": "a b", "x-amzn-requestid": "their-id" } });
  expect(answer.body.toString()).toBe('{"TableNames":[]}');
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({ method: "POST", url: "/", body: JSON.stringify(body) });
  const { headers } = seen[0]!;
  expect(headers["authorization"]).toContain(`Credential=${front.sandbox.accountId}/`);
  expect(headers["authorization"]).not.toContain(front.sandbox.credentials.accessKeyId);
  expect(headers["host"]).toBe(new URL(front.sandbox.endpoint).host);
  expect(await front.record("ListTables")).toMatchObject({
    requestID: "their-id",
    eventSource: "dynamodb.amazonaws.com",
    requestParameters: { limit: 3 },
    readOnly: true,
  });
});

test("the record has the ID that the client sees when the upstream gives none", async () => {
  const { address } = await fakeUpstream((_, response) => void response.end("{}"));
  const front = await startUpstreamSandbox({ upstream: address });
  const { headers } = await call(front, json("ListTables", {}));
  expect((await front.record("ListTables")).requestID).toBe(headers["x-amzn-requestid"]);
});

test("who may not do it does not reach the upstream, and the refusal is recorded", async () => {
  const { address, seen } = await fakeUpstream((_, response) => void response.end("{}"));
  const front = await startUpstreamSandbox({ upstream: address });
  const credentials = await user(front, {
    Effect: "Allow",
    Action: ["dynamodb:DescribeTable"],
    Resource: `arn:aws:dynamodb:us-east-1:${front.sandbox.accountId}:table/mine`,
  });
  const refused = await call(front, json("DescribeTable", { TableName: "theirs" }, { credentials }));
  expect(refused.status).toBe(400);
  expect(JSON.parse(refused.body.toString())).toMatchObject({ __type: "AccessDeniedException" });
  expect(seen).toHaveLength(0);
  expect(await front.record("DescribeTable")).toMatchObject({
    errorCode: "AccessDenied",
    requestParameters: null,
    requestID: refused.headers["x-amzn-requestid"],
    userIdentity: { userName: "alice" },
  });
  expect((await call(front, json("DescribeTable", { TableName: "mine" }, { credentials }))).status).toBe(200);
  expect(seen).toHaveLength(1);
});

test("a call on another account's resource is in both accounts' history", async () => {
  const { address } = await fakeUpstream((_, response) => response.end("{}"));
  const front = await startUpstreamSandbox({ upstream: address });
  const TableName = "arn:aws:dynamodb:us-east-1:444455556666:table/theirs";
  expect((await call(front, json("DescribeTable", { TableName }))).status).toBe(200);
  const copies = await front.sandbox.records({ eventName: "DescribeTable" });
  expect(copies).toMatchObject([
    { recipientAccountId: front.sandbox.accountId, userIdentity: { type: "IAMUser" } },
    { recipientAccountId: "444455556666", userIdentity: { type: "AWSAccount" } },
  ]);
  expect(copies[0]!.sharedEventID).toBe(copies[1]!.sharedEventID);
});

test("an operation that only the upstream has goes there, under the service's own event source", async () => {
  const { address } = await fakeUpstream((seen, response) => {
    const parameters = new URLSearchParams(seen.body);
    expect(parameters.get("Action")).toBe("DescribeNatGateways");
    response.setHeader("content-type", "text/xml");
    response.end(
      "<DescribeNatGatewaysResponse><requestId>in-the-body</requestId><natGatewaySet/></DescribeNatGatewaysResponse>",
    );
  });
  const front = await startUpstreamSandbox({ upstream: address });
  const { endpoint, credentials, region } = front.sandbox;
  const ec2 = new EC2Client({ endpoint, credentials, region, maxAttempts: 1 });
  onTestFinished(() => ec2.destroy());
  await ec2.send(new DescribeNatGatewaysCommand({ Filter: [{ Name: "vpc-id", Values: ["vpc-1"] }] }));
  expect(await front.record("DescribeNatGateways")).toMatchObject({
    eventSource: "ec2.amazonaws.com",
    requestID: "in-the-body",
    requestParameters: {
      filterSet: { items: [{ name: "vpc-id", valueSet: { items: [{ value: "vpc-1" }] } }] },
    },
  });
});

test("a failure of the upstream's is the client's and the record's", async () => {
  const { address } = await fakeUpstream((_, response) => {
    response.writeHead(400, { "x-amzn-requestid": "failed" });
    response.end('{"__type":"com.amazonaws.dynamodb#ResourceNotFoundException","message":"no such table"}');
  });
  const front = await startUpstreamSandbox({ upstream: address });
  expect((await call(front, json("DeleteTable", { TableName: "t" }))).status).toBe(400);
  expect(await front.record("DeleteTable")).toMatchObject({
    errorCode: "ResourceNotFoundException",
    errorMessage: "no such table",
    requestParameters: { tableName: "t" },
    responseElements: null,
    requestID: "failed",
  });
});

test("an upstream that is not there is named, in the call's protocol, and recorded", async () => {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  const front = await startUpstreamSandbox({ upstream: `http://127.0.0.1:${port}` });
  const answer = await call(front, json("DeleteTable", { TableName: "t" }));
  expect(answer.status).toBe(502);
  expect(JSON.parse(answer.body.toString())).toEqual({
    __type: "UpstreamUnavailable",
    message: expect.stringContaining(`http://127.0.0.1:${port}, which did not answer: `),
  });
  expect((await front.record("DeleteTable")).errorCode).toBe("UpstreamUnavailable");
  const query = await call(front, {
    service: "rds",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "Action=DescribeDBInstances&Version=2014-10-31",
  });
  expect(query.body.toString()).toContain("<Code>UpstreamUnavailable</Code>");
});

test("a large answer goes through unchanged, and its record stays small", async () => {
  const large = Buffer.alloc(3 * 1024 * 1024, "0123456789abcdef");
  const { address } = await fakeUpstream((_, response) => void response.end(large));
  const front = await startUpstreamSandbox({ upstream: address });
  const answer = await call(front, json("CreateTable", { TableName: "t" }));
  expect(answer.body.equals(large)).toBe(true);
  expect((await front.record("CreateTable")).responseElements).toBeNull();
});

test("a REST call outside of the tables is forwarded, said once and not recorded; it takes all of the service", async () => {
  const problems: string[] = [];
  const { address, seen } = await fakeUpstream((_, response) => void response.end("{}"));
  const front = await startUpstreamSandbox({ upstream: address, onProblem: (text) => problems.push(text) });
  const before = (await front.delivered()).length;
  const ask: Ask = { service: "inspector2", method: "GET", path: "/findings" };
  expect((await call(front, ask)).status).toBe(200);
  expect((await call(front, ask)).status).toBe(200);
  expect(seen).toHaveLength(2);
  expect(problems).toEqual([
    `GET /findings of inspector2.amazonaws.com was forwarded to ${address} but not recorded: its operation cannot be told from the request.`,
  ]);
  const after = (await front.delivered()).slice(before);
  expect(after.filter(({ eventSource }) => eventSource === "inspector2.amazonaws.com")).toEqual([]);
  const credentials = await user(front, { Effect: "Allow", Action: "inspector2:List*", Resource: "*" });
  expect((await call(front, { ...ask, credentials })).status).toBe(403);
  expect(seen).toHaveLength(2);
});

test("buckets are the sandbox's own: S3 calls it lacks are refused, not forwarded", async () => {
  const { address, seen } = await fakeUpstream((_, response) => void response.end());
  const front = await startUpstreamSandbox({ upstream: address });
  const answer = await call(front, { service: "s3", method: "GET", path: "/all-records?torrent&metrics" });
  expect(seen).toHaveLength(0);
  expect(answer.headers["x-amz-request-id"]).toBeDefined();
});

test("a sandbox does not stand in front of itself", async () => {
  const sandbox = await startSandbox();
  const { port } = new URL(sandbox.endpoint);
  await sandbox.close();
  const self = startSandbox({ port: Number(port), upstream: `http://localhost:${port}` });
  await expect(self).rejects.toMatchObject({
    code: "InvalidInput",
    message: expect.stringContaining("itself"),
  });
});

test("a loop through another server ends at once", async () => {
  const front: { endpoint: string } = { endpoint: "" };
  const { address, seen } = await fakeUpstream((asked, response) => {
    const { host, port } = new URL(front.endpoint);
    const headers = { ...asked.headers, host };
    const back = httpRequest(
      { host: "127.0.0.1", port, method: asked.method, path: asked.url, headers },
      (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      },
    );
    back.end(asked.body);
  });
  const sandbox = await startUpstreamSandbox({ upstream: address });
  front.endpoint = sandbox.sandbox.endpoint;
  const answer = await call(sandbox, json("ListTables", {}));
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(seen).toHaveLength(1);
});

test.each(["ftp://127.0.0.1", "127.0.0.1:5000", "http://127.0.0.1:5000/path", "http://key@127.0.0.1:5000"])(
  "%s is no upstream",
  async (upstream) => {
    await expect(startSandbox({ upstream })).rejects.toMatchObject({ code: "InvalidInput" });
  },
);
