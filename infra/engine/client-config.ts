import type { ClientConfig } from "../target/target.ts";

/** The AWS SDK's configuration from the variables the target gave the worker. */
export function clientConfigOf(env: NodeJS.ProcessEnv): ClientConfig {
  const credentials = {
    accessKeyId: env["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: env["AWS_SECRET_ACCESS_KEY"] ?? "",
    ...(env["AWS_SESSION_TOKEN"] ? { sessionToken: env["AWS_SESSION_TOKEN"] } : {}),
  };
  const endpoint = env["AWS_ENDPOINT_URL"];
  return {
    region: env["AWS_REGION"] ?? "us-east-1",
    credentials: async () => credentials,
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
  };
}
