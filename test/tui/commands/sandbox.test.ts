import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DescribeNatGatewaysCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, onTestFinished, test } from "vitest";
import { exported, type Home, newHome, type Running, run, start } from "../../helpers/trailwright.ts";

function home(): Home {
  const made = newHome();
  onTestFinished(() => made.remove());
  return made;
}

async function running(args: readonly string[], where: Home): Promise<Running> {
  const sandbox = start(["sandbox", ...args], where);
  onTestFinished(async () => {
    sandbox.kill("SIGTERM");
    await sandbox.ended;
  });
  await sandbox.waitFor(/AWS_DEFAULT_REGION/);
  return sandbox;
}

async function takenPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  return (server.address() as AddressInfo).port;
}

test("its environment, evaluated, makes an AWS client talk to it", async () => {
  const where = home();
  await running([], where);
  const { code, stdout } = await run(["sandbox", "env"], where);
  expect(code).toBe(0);
  expect(
    stdout
      .trimEnd()
      .split("\n")
      .every((line) => /^export [A-Z_]+='[^']*'$/.test(line)),
  ).toBe(true);
  const env = exported(stdout);
  expect(env["AWS_DEFAULT_REGION"]).toBe(env["AWS_REGION"]);
  const s3 = new S3Client({
    endpoint: env["AWS_ENDPOINT_URL"]!,
    region: env["AWS_REGION"]!,
    forcePathStyle: true,
    credentials: { accessKeyId: env["AWS_ACCESS_KEY_ID"]!, secretAccessKey: env["AWS_SECRET_ACCESS_KEY"]! },
  });
  expect((await s3.send(new ListBucketsCommand({}))).Buckets).toEqual([]);
});

test("when it does not run, sandbox env says how to start it, and prints nothing a shell would evaluate", async () => {
  const { code, stdout, stderr } = await run(["sandbox", "env"], home());
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain("trailwright sandbox");
});

test("a port in use is told, with the next step", async () => {
  const port = await takenPort();
  const { code, stderr } = await run(["sandbox", "--port", String(port)], home());
  expect(code).toBe(1);
  expect(stderr).toContain(String(port));
  expect(stderr).toMatch(/^ {2}next: /m);
});

test("another port than that of the one that runs already is refused", async () => {
  const where = home();
  await running([], where);
  const { code, stderr } = await run(["sandbox", "--port", String(await takenPort())], where);
  expect(code).toBe(1);
  expect(stderr).toContain("The sandbox runs already");
});

test("Ctrl-C lets it go: that is how it ends", async () => {
  const sandbox = await running([], home());
  sandbox.kill("SIGINT");
  expect(await sandbox.ended).toMatchObject({ code: 0, signal: null });
});

function accountsFile(where: Home, content: string): string {
  const file = join(where.folder, "accounts.yaml");
  writeFileSync(file, content);
  return file;
}

const accounts = `
accounts:
  - name: workload
    users: [{ name: alice }]
  - name: security
    id: "123456789012"
`;

test("with an accounts file, sandbox env shows each account's and user's own credentials", async () => {
  const where = home();
  await running(["--accounts", accountsFile(where, accounts)], where);
  const callerOf = async (...args: string[]) => {
    const { code, stdout } = await run(["sandbox", "env", ...args], where);
    expect(code).toBe(0);
    const env = exported(stdout);
    const credentials = {
      accessKeyId: env["AWS_ACCESS_KEY_ID"]!,
      secretAccessKey: env["AWS_SECRET_ACCESS_KEY"]!,
    };
    const sts = new STSClient({
      endpoint: env["AWS_ENDPOINT_URL"]!,
      region: env["AWS_REGION"]!,
      credentials,
    });
    return (await sts.send(new GetCallerIdentityCommand({}))).Arn;
  };
  expect(await callerOf()).toBe("arn:aws:iam::111122223333:user/trailwright-admin");
  expect(await callerOf("--user", "alice")).toBe("arn:aws:iam::111122223333:user/alice");
  expect(await callerOf("--account", "security")).toBe("arn:aws:iam::123456789012:user/trailwright-admin");

  for (const [args, message] of [
    [["--account", "production"], "no account production"],
    [["--account", "security", "--user", "alice"], "user alice"],
  ] as const) {
    const { code, stdout, stderr } = await run(["sandbox", "env", ...args], where);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  }

  const { code, stderr } = await run(["sandbox", "--accounts", join(where.folder, "accounts.yaml")], where);
  expect(code).toBe(2);
  expect(stderr).toContain("The sandbox runs already");
});

test("an accounts file that cannot be used is told, with the places that are wrong", async () => {
  const where = home();
  const file = accountsFile(where, "accounts: [{ name: workload, id: 12 }]");
  const { code, stderr } = await run(["sandbox", "--accounts", file], where);
  expect(code).toBe(2);
  expect(stderr).toContain("[0].id");
});

test("with an upstream, what the sandbox lacks is answered there; another upstream than its own is refused", async () => {
  const where = home();
  const upstream = createHttpServer((_, response) => {
    response.setHeader("content-type", "text/xml");
    response.end(
      "<DescribeNatGatewaysResponse><natGatewaySet><item><natGatewayId>nat-1</natGatewayId></item></natGatewaySet></DescribeNatGatewaysResponse>",
    );
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void upstream.close());
  await new Promise((resolve) => upstream.once("listening", resolve));
  const address = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const sandbox = await running(["--upstream", address], where);
  await sandbox.waitFor(new RegExp(`${address} answers`));
  const env = exported((await run(["sandbox", "env"], where)).stdout);
  const ec2 = new EC2Client({
    endpoint: env["AWS_ENDPOINT_URL"]!,
    region: env["AWS_REGION"]!,
    credentials: { accessKeyId: env["AWS_ACCESS_KEY_ID"]!, secretAccessKey: env["AWS_SECRET_ACCESS_KEY"]! },
  });
  onTestFinished(() => ec2.destroy());
  const { NatGateways } = await ec2.send(new DescribeNatGatewaysCommand({}));
  expect(NatGateways).toEqual([{ NatGatewayId: "nat-1" }]);
  const other = await run(["sandbox", "--upstream", "http://127.0.0.1:9"], where);
  expect(other.code).toBe(2);
  expect(other.stderr).toContain(`It stands in front of ${address}.`);
});

test("an upstream that is no address is refused", async () => {
  const { code, stderr } = await run(["sandbox", "--upstream", "localhost"], home());
  expect(code).toBe(2);
  expect(stderr).toContain("http://HOST:PORT");
});
