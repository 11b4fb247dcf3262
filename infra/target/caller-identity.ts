import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { awsProblem } from "./aws-problem.ts";
import type { ClientConfig } from "./target.ts";

/** Asks STS who the credentials belong to. Throws CredentialsMissing, CredentialsExpired, WrongRegion, AwsFailed. */
export async function callerIdentity(
  config: ClientConfig,
  options: { profile?: string | undefined; signal?: AbortSignal | undefined },
): Promise<{ accountId: string; arn: string; userId: string }> {
  const client = new STSClient(config);
  try {
    const reply = await client.send(
      new GetCallerIdentityCommand({}),
      options.signal ? { abortSignal: options.signal } : {},
    );
    return { accountId: reply.Account!, arn: reply.Arn!, userId: reply.UserId! };
  } catch (error) {
    throw awsProblem(error, {
      doing: "finding out who you are (sts:GetCallerIdentity)",
      region: config.region,
      endpoint: config.endpoint,
      profile: options.profile,
    });
  } finally {
    client.destroy();
  }
}
