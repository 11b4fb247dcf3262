import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { describe, expect, onTestFinished, test } from "vitest";
import { startSandbox } from "../../../infra/sandbox/index.ts";
import { inRole } from "../../../infra/target/assumed-role.ts";
import { openTarget } from "../../../infra/target/open-target.ts";
import type { Target } from "../../../infra/target/target.ts";
import { targetOf, testSandbox } from "../../helpers/sandbox-target.ts";
import { temporaryPaths } from "../../helpers/temporary-home.ts";

const archive = "444455556666";
const roleOf = (account: string, name = "Auditor") => `arn:aws:iam::${account}:role/${name}`;

/** A role in the archive's account that the workload's account may assume. */
async function makeRole(target: Target, trusted: string): Promise<void> {
  const iam = new IAMClient(target.clientConfig());
  await iam.send(
    new CreateRoleCommand({
      RoleName: "Auditor",
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { AWS: trusted }, Action: "sts:AssumeRole" }],
      }),
    }),
  );
}

describe("a role in another account", () => {
  test("is assumed with the credentials at hand; who it is and from what it comes is told", async () => {
    const sandbox = await testSandbox();
    const base = targetOf(sandbox);
    const credentials = sandbox.credentialsOf(archive);
    await makeRole(
      { ...base, clientConfig: () => ({ ...base.clientConfig(), credentials: async () => credentials }) },
      sandbox.accountId,
    );
    const target = await inRole(base, { roleArn: roleOf(archive) });
    expect(target.identity).toMatchObject({
      accountId: archive,
      arn: `arn:aws:sts::${archive}:assumed-role/Auditor/trailwright`,
      credentialSource: "role Auditor assumed from sandbox",
      region: "us-east-1",
    });
    const environment = await target.workerEnvironment();
    expect(environment["AWS_SESSION_TOKEN"]).toBeTruthy();
    expect(environment).toMatchObject({ AWS_ENDPOINT_URL: sandbox.endpoint, AWS_REGION: "us-east-1" });
    expect(environment["AWS_ACCESS_KEY_ID"]).toMatch(/^ASIA/);
  });

  test("its credentials say when they end, are shared, and are replaced before they end", async () => {
    const sandbox = await testSandbox();
    const base = targetOf(sandbox);
    await makeRole(base, sandbox.accountId);
    let now = Date.now();
    const target = await inRole(base, { roleArn: roleOf(sandbox.accountId), now: () => now });
    const { credentials } = target.clientConfig();
    const [first, second] = await Promise.all([
      credentials(),
      target.clientConfig("eu-west-1").credentials(),
    ]);
    expect(second).toEqual(first);
    expect(first.expiration!.getTime()).toBeGreaterThan(Date.now() + 50 * 60_000);
    now = first.expiration!.getTime() - 14 * 60_000;
    const [third, fourth] = await Promise.all([credentials(), credentials()]);
    expect(third.accessKeyId).not.toBe(first.accessKeyId);
    expect(fourth).toEqual(third);
  });

  test("that does not trust us is refused with what to ask for", async () => {
    const sandbox = await testSandbox();
    const base = targetOf(sandbox);
    await makeRole(base, archive);
    await expect(inRole(base, { roleArn: roleOf(sandbox.accountId) })).rejects.toMatchObject({
      code: "AccessDenied",
      message: `The role ${roleOf(sandbox.accountId)} could not be assumed.`,
      next: expect.stringContaining(base.identity.arn),
    });
    await expect(inRole(base, { roleArn: roleOf(archive, "Nobody") })).rejects.toMatchObject({
      code: "AccessDenied",
    });
  });
});

describe("the sandbox's accounts", () => {
  async function running() {
    const paths = temporaryPaths();
    const sandbox = await startSandbox({ folder: paths.sandbox });
    onTestFinished(() => sandbox.close());
    return { paths, sandbox };
  }

  test("are opened as their administrators, by id", async () => {
    const { paths } = await running();
    const target = await openTarget({ kind: "sandbox", paths, env: {}, accountId: archive });
    expect(target.identity).toMatchObject({
      accountId: archive,
      arn: `arn:aws:iam::${archive}:user/trailwright-admin`,
      credentialSource: "sandbox",
    });
    await target.close();
  });

  test("that are not there are refused by naming those that are", async () => {
    const { paths } = await running();
    await expect(
      openTarget({ kind: "sandbox", paths, env: {}, accountId: "999999999999" }),
    ).rejects.toMatchObject({ code: "InvalidInput", next: expect.stringContaining("log-archive") });
  });

  test("a role is assumed by the default administrator", async () => {
    const { paths, sandbox } = await running();
    const base = targetOf(sandbox);
    await makeRole(base, sandbox.accountId);
    const target = await openTarget({
      kind: "sandbox",
      paths,
      env: {},
      accountId: sandbox.accountId,
      roleArn: roleOf(sandbox.accountId),
    });
    expect(target.identity.credentialSource).toBe("role Auditor assumed from sandbox");
    // It has no permission of its own: what it calls is refused as itself.
    await expect(new S3Client(target.clientConfig()).send(new ListBucketsCommand({}))).rejects.toThrow(
      /Auditor/,
    );
    await target.close();
  });
});
