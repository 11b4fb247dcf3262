import { connect, type Socket } from "node:net";
import { CreateTagsCommand, DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import {
  CreateUserCommand,
  DeleteUserPolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { services } from "../../../infra/sandbox/services.ts";
import { openSandboxClients, refusal, type SandboxClients } from "../../helpers/sandbox-clients.ts";

let box: SandboxClients;
const Bucket = "a".repeat(63);
beforeAll(async () => {
  box = await openSandboxClients();
  await box.s3.send(new CreateBucketCommand({ Bucket }));
  await box.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
});
afterAll(() => box.close());

const port = () => Number(new URL(box.sandbox.endpoint).port);

it("a server takes so many connections and no more, and lives on", async () => {
  const open: Socket[] = [];
  const refused = new Promise<void>((resolve) => {
    for (let n = 0; n < 560; n++) {
      const socket = connect(port(), "127.0.0.1");
      socket.on("error", () => {});
      socket.once("close", () => resolve());
      open.push(socket);
    }
  });
  await refused;
  await Promise.all(
    open.map(
      (socket) =>
        new Promise((resolve) => (socket.destroyed ? resolve(0) : socket.destroy().once("close", resolve))),
    ),
  );
  await vi.waitFor(() => box.s3.send(new ListBucketsCommand({})));
});

it("a request target with a fragment, which no signature covers, is refused", async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    let got = "";
    const socket = connect(port(), "127.0.0.1", () =>
      socket.write(`GET /${Bucket}/k#fragment HTTP/1.1\r\nHost: 127.0.0.1:${port()}\r\n\r\n`),
    );
    socket.on("data", (piece) => {
      got += String(piece);
    });
    socket.once("close", () => resolve(got));
    socket.once("error", reject);
  });
  expect(answer).toMatch(/^HTTP\/1.1 400 /);
});

it("two ways to sign at once are refused", async () => {
  const { accessKeyId } = box.sandbox.credentials;
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00`;
  const older = `AWSAccessKeyId=${accessKeyId}&Signature=x&Expires=9999999999`;
  for (const [query, headers] of [
    [older, { authorization }],
    [`${older}&X-Amz-Signature=0`, {}],
    ["X-Amz-Signature=0", { authorization }],
  ] as [string, Record<string, string>][]) {
    const answer = await fetch(`${box.sandbox.endpoint}/${Bucket}/k?${query}`, { headers });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("Only one auth mechanism allowed");
  }
});

it("documents that are too large for any call are refused by name", async () => {
  const Objects = Array.from({ length: 1000 }, (_, n) => ({ Key: `${"&".repeat(1000)}${n}` }));
  expect(await refusal(box.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } })))).toMatchObject(
    {
      name: "MaxMessageLengthExceeded",
      status: 400,
    },
  );
});

it("an answer's headers take no control characters from the query", async () => {
  const ResponseContentType = "text/plain\r\nset-cookie: a=b";
  expect(
    await refusal(box.s3.send(new GetObjectCommand({ Bucket, Key: "k", ResponseContentType }))),
  ).toMatchObject({
    name: "InvalidArgument",
    status: 400,
  });
  const named = await box.s3.send(
    new GetObjectCommand({ Bucket, Key: "k", ResponseContentType: "text/straße" }),
  );
  expect(named.$metadata.httpStatusCode).toBe(200);
});

it("a policy whose resource is all wildcards is checked in no time", async () => {
  const statement = {
    Effect: "Allow",
    Principal: { AWS: box.sandbox.accountId },
    Action: "s3:GetObject",
    Resource: `arn:aws:s3:::${"a*".repeat(60)}b/*`,
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  expect(await refusal(box.s3.send(new PutBucketPolicyCommand({ Bucket, Policy })))).toMatchObject({
    message: "Policy has invalid resource",
  });
});

it("names that JavaScript has a meaning for are names like any other", async () => {
  const { iam, ec2 } = box;
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" },
  });
  const { Vpcs } = await ec2.send(new DescribeVpcsCommand({}));
  const Resources = [Vpcs![0]!.VpcId!];
  const tagged = async (Key: string) => {
    const Filters = [{ Name: `tag:${Key}`, Values: ["*"] }];
    return (await ec2.send(new DescribeVpcsCommand({ Filters }))).Vpcs!.length;
  };
  for (const odd of ["constructor", "__proto__", "toString"]) {
    await iam.send(new CreateUserCommand({ UserName: odd }));
    const policy = { UserName: odd, PolicyName: odd };
    for (const call of [new GetUserPolicyCommand(policy), new DeleteUserPolicyCommand(policy)])
      expect((await refusal(iam.send(call as GetUserPolicyCommand))).name).toBe("NoSuchEntityException");
    await iam.send(new PutUserPolicyCommand({ ...policy, PolicyDocument }));
    expect((await iam.send(new GetUserPolicyCommand(policy))).PolicyName).toBe(odd);
    await iam.send(new DeleteUserPolicyCommand(policy));
    expect(await tagged(odd)).toBe(0);
    await ec2.send(new CreateTagsCommand({ Resources, Tags: [{ Key: odd, Value: "v" }] }));
    expect(await tagged(odd)).toBe(1);
  }
});

it("a call that fails inside is undone, answered with 500 and recorded", async () => {
  const { iam } = box;
  const operation = services.get("iam")!.operations["CreateUser"]!;
  const { handle } = operation;
  const broken = vi.spyOn(operation, "handle").mockImplementation((call, world) => {
    handle(call, world);
    throw new TypeError("a fault of ours");
  });
  const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    const failed = await refusal(iam.send(new CreateUserCommand({ UserName: "half" })));
    expect(failed).toMatchObject({ name: "InternalError", status: 500 });
    expect(failed.message).not.toContain("fault of ours");
    expect(said).toHaveBeenCalledWith(expect.stringContaining("a fault of ours"));
  } finally {
    broken.mockRestore();
    said.mockRestore();
  }
  expect((await refusal(iam.send(new GetUserCommand({ UserName: "half" })))).name).toBe(
    "NoSuchEntityException",
  );
  expect(await box.lastRecord("CreateUser")).toMatchObject({
    errorCode: "InternalError",
    requestParameters: { userName: "half" },
    responseElements: null,
  });
});
