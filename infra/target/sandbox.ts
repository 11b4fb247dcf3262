import { connectSandbox } from "../sandbox/connect-sandbox.ts";
import { credentialsOf } from "../sandbox/credentials-of.ts";
import { accountRegion } from "./account-region.ts";
import { callerIdentity } from "./caller-identity.ts";
import type { OpenTargetOptions } from "./open-target.ts";
import type { ClientConfig, Target } from "./target.ts";

/** Opens the local sandbox, starting it if it does not run. `AWS_*` variables of the environment are not looked at. */
export async function openSandboxTarget(options: OpenTargetOptions): Promise<Target> {
  const { region, regionSource } = accountRegion(options, {}, undefined);
  options.onProgress?.("Opening the sandbox");
  const sandbox = await connectSandbox({ paths: options.paths });
  const { endpoint } = sandbox;
  let credentials = sandbox.credentials;
  const clientConfig = (other?: string): ClientConfig => ({
    region: other ?? region,
    credentials: async () => credentials,
    endpoint,
    forcePathStyle: true,
  });
  try {
    // A role is assumed by the default administrator, whichever account it is of.
    credentials = credentialsOf(sandbox.accounts, options.roleArn ? undefined : options.accountId);
    return {
      kind: "sandbox",
      identity: {
        ...(await callerIdentity(clientConfig(), { signal: options.signal })),
        credentialSource: "sandbox",
        region,
        regionSource,
        endpoint,
      },
      clientConfig,
      workerEnvironment: async () => ({
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_ENDPOINT_URL: endpoint,
      }),
      provider: "attached",
      delivery: { typicalSeconds: 5, pollMilliseconds: 200 },
      close: () => sandbox.close(),
    };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}
