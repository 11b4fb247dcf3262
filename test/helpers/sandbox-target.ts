import { onTestFinished } from "vitest";
import { type Sandbox, startSandbox } from "../../infra/sandbox/index.ts";
import type { ClientConfig, Target } from "../../infra/target/target.ts";
import { temporaryFolder } from "./temporary-home.ts";

/** A sandbox of this test alone; it ends with the test. */
export async function testSandbox(): Promise<Sandbox> {
  const folder = temporaryFolder();
  const sandbox = await startSandbox({ folder });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** An account of the sandbox (the default one) as a target, reached at `endpoint` (a gate in front of it, for instance). */
export function targetOf(
  sandbox: Sandbox,
  endpoint: string = sandbox.endpoint,
  account = sandbox.accountId,
): Target {
  const { region } = sandbox;
  const { id: accountId, credentials } = sandbox.accounts.find(({ id }) => id === account)!;
  const clientConfig = (other?: string): ClientConfig => ({
    region: other ?? region,
    credentials: async () => credentials,
    endpoint,
    forcePathStyle: true,
  });
  return {
    kind: "sandbox",
    identity: {
      accountId,
      arn: `arn:aws:iam::${accountId}:root`,
      userId: accountId,
      credentialSource: "sandbox",
      region,
      regionSource: "default",
      endpoint,
    },
    clientConfig,
    workerEnvironment: async () => ({
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_REGION: region,
      AWS_ENDPOINT_URL: endpoint,
    }),
    provider: "attached",
    delivery: { typicalSeconds: 1, pollMilliseconds: 100 },
    close: async () => {},
  };
}
