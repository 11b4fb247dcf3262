import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import type { Sandbox } from "../../../infra/sandbox/index.ts";
import { openTarget } from "../../../infra/target/open-target.ts";
import { targetOf, testSandbox } from "../../helpers/sandbox-target.ts";
import { temporaryFolder, temporaryPaths } from "../../helpers/temporary-home.ts";

/** Config files of a user who has only these profiles, and nothing to be found anywhere else. */
function configured(credentials: string, config = ""): NodeJS.ProcessEnv {
  const folder = temporaryFolder();
  const AWS_CONFIG_FILE = join(folder, "config");
  const AWS_SHARED_CREDENTIALS_FILE = join(folder, "credentials");
  writeFileSync(AWS_CONFIG_FILE, config);
  writeFileSync(AWS_SHARED_CREDENTIALS_FILE, credentials);
  return { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE };
}

const keysOf = ({ credentials }: Sandbox): NodeJS.ProcessEnv => ({
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
});
const profileOf = (name: string, { credentials }: Sandbox) => `[${name}]
aws_access_key_id = ${credentials.accessKeyId}
aws_secret_access_key = ${credentials.secretAccessKey}
`;
const open = (
  env: NodeJS.ProcessEnv,
  more: { profile?: string; region?: string; messages?: string[] } = {},
) =>
  openTarget({
    kind: "account",
    env,
    paths: temporaryPaths(),
    ...more,
    onProgress: (message) => more.messages?.push(message),
  });

describe("an account", () => {
  test("by keys in the environment: who, by what, where, and that it is not AWS itself", async () => {
    const sandbox = await testSandbox();
    const messages: string[] = [];
    const target = await open(
      { ...configured(""), ...keysOf(sandbox), AWS_ENDPOINT_URL: sandbox.endpoint, AWS_REGION: "eu-west-1" },
      { messages },
    );
    expect(target.identity).toEqual({
      accountId: sandbox.accountId,
      arn: `arn:aws:iam::${sandbox.accountId}:user/trailwright-admin`,
      userId: expect.stringMatching(/^AIDA/),
      credentialSource: "environment variables",
      region: "eu-west-1",
      regionSource: "AWS_REGION",
      endpoint: sandbox.endpoint,
    });
    expect(messages.join()).toContain(`Calls go to ${sandbox.endpoint} (AWS_ENDPOINT_URL), not to AWS.`);
    expect(target).toMatchObject({ kind: "account", provider: "attached" });
    const { Buckets } = await new S3Client(target.clientConfig()).send(new ListBucketsCommand({}));
    expect(Buckets).toEqual([]);
  });

  test("by a profile, with its region and its endpoint", async () => {
    const sandbox = await testSandbox();
    const env = configured(
      profileOf("audit", sandbox),
      `[profile audit]\nregion = eu-central-1\nendpoint_url = ${sandbox.endpoint}\n`,
    );
    const messages: string[] = [];
    const target = await open(env, { profile: "audit", messages });
    expect(target.identity).toMatchObject({
      credentialSource: "profile audit (access key)",
      region: "eu-central-1",
      regionSource: "profile audit",
    });
    expect(messages.join()).toContain("endpoint_url of profile audit");
  });

  test("AWS_PROFILE wins over keys in the environment, as in the SDK", async () => {
    const sandbox = await testSandbox();
    const target = await open({
      ...configured(profileOf("chosen", sandbox)),
      AWS_ACCESS_KEY_ID: "AKIAOTHER",
      AWS_SECRET_ACCESS_KEY: "other",
      AWS_PROFILE: "chosen",
      AWS_ENDPOINT_URL: sandbox.endpoint,
    });
    expect(target.identity.credentialSource).toBe("profile chosen (access key)");
  });

  test("gives the worker resolved credentials, and nothing else of the environment", async () => {
    const sandbox = await testSandbox();
    const target = await open({
      ...configured(""),
      ...keysOf(sandbox),
      AWS_ENDPOINT_URL: sandbox.endpoint,
      SECRET_OF_MINE: "no",
    });
    expect(await target.workerEnvironment()).toEqual({
      ...keysOf(sandbox),
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ENDPOINT_URL: sandbox.endpoint,
    });
  });
});

describe("is refused with the next step:", () => {
  test("a profile that is not there; those that are, are named", async () => {
    const sandbox = await testSandbox();
    await expect(open(configured(profileOf("audit", sandbox)), { profile: "audti" })).rejects.toMatchObject({
      code: "CredentialsMissing",
      exitCode: 3,
      why: expect.stringContaining("audit"),
      next: expect.any(String),
    });
  });

  test("a key that AWS does not know, without showing a secret", async () => {
    const sandbox = await testSandbox();
    const env = {
      ...configured(""),
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI-very-secret",
      AWS_ENDPOINT_URL: sandbox.endpoint,
    };
    const error = await open(env).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "CredentialsMissing", exitCode: 3 });
    const { message, why, next } = error as { message: string; why: string; next: string };
    expect([message, why, next].join()).not.toContain("very-secret");
  });

  test("a wrong secret", async () => {
    const sandbox = await testSandbox();
    const env = {
      ...configured(""),
      ...keysOf(sandbox),
      AWS_SECRET_ACCESS_KEY: "wrong",
      AWS_ENDPOINT_URL: sandbox.endpoint,
    };
    await expect(open(env)).rejects.toMatchObject({ code: "CredentialsMissing" });
  });

  test("a key that was deleted", async () => {
    const sandbox = await testSandbox();
    const iam = new IAMClient(targetOf(sandbox).clientConfig());
    await iam.send(new CreateUserCommand({ UserName: "gone" }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "gone" }));
    const { AccessKeyId, SecretAccessKey } = AccessKey!;
    await iam.send(new DeleteAccessKeyCommand({ UserName: "gone", AccessKeyId }));
    const env = {
      ...configured(""),
      AWS_ACCESS_KEY_ID: AccessKeyId,
      AWS_SECRET_ACCESS_KEY: SecretAccessKey,
      AWS_ENDPOINT_URL: sandbox.endpoint,
    };
    await expect(open(env)).rejects.toMatchObject({ code: "CredentialsMissing" });
  });

  test("a region that is none", async () => {
    const sandbox = await testSandbox();
    const env = { ...configured(""), ...keysOf(sandbox), AWS_ENDPOINT_URL: sandbox.endpoint };
    await expect(open({ ...env, AWS_REGION: "Frankfurt" })).rejects.toMatchObject({ code: "WrongRegion" });
  });

  test("an endpoint that is no URL", async () => {
    await expect(open({ ...configured(""), AWS_ENDPOINT_URL: "localhost" })).rejects.toMatchObject({
      code: "InvalidInput",
      why: expect.stringContaining("AWS_ENDPOINT_URL"),
    });
  });

  test("an endpoint where nobody is", async () => {
    const env = {
      ...configured(""),
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "x",
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    };
    await expect(open(env)).rejects.toMatchObject({
      code: "AwsFailed",
      message: expect.stringContaining("127.0.0.1:1"),
    });
  });
});
