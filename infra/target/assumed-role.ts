import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { memoize } from "@smithy/core/config";
import { meaningOf } from "../aws-error.ts";
import { TrailwrightError } from "../errors.ts";
import { awsProblem } from "./aws-problem.ts";
import { callerIdentity } from "./caller-identity.ts";
import type { Credentials, Target } from "./target.ts";

/** Seconds an assumed role's credentials live: STS's own default, and all a role assumed by a role may have. */
const sessionSeconds = 3600;

/** Credentials with less than this left are replaced before they are handed out. */
const marginMilliseconds = 15 * 60_000;

/** How the session is called in CloudTrail's records of what it does. */
const sessionName = "trailwright";

/** Which role. */
export interface AssumeRole {
  readonly roleArn: string;
  readonly signal?: AbortSignal | undefined;
  /** Epoch milliseconds. */
  readonly now?: (() => number) | undefined;
}

/**
 * The same target seen from a role that its identity assumes ("AssumeRole", AWS STS API Reference): another account,
 * most often. Its credentials are replaced a quarter of an hour before they end. Closing it closes the one it stands on.
 * Throws AccessDenied with what to ask for, and what awsProblem makes of anything else.
 */
export async function inRole(base: Target, { roleArn, signal, now = Date.now }: AssumeRole): Promise<Target> {
  const { identity } = base;
  const assume = async (): Promise<Credentials> => {
    const sts = new STSClient(base.clientConfig());
    try {
      const { Credentials: given } = await sts.send(
        new AssumeRoleCommand({
          RoleArn: roleArn,
          RoleSessionName: sessionName,
          DurationSeconds: sessionSeconds,
        }),
        signal ? { abortSignal: signal } : {},
      );
      return {
        accessKeyId: given!.AccessKeyId!,
        secretAccessKey: given!.SecretAccessKey!,
        sessionToken: given!.SessionToken!,
        expiration: given!.Expiration!,
      };
    } catch (error) {
      throw notAssumed(error, roleArn, base);
    } finally {
      sts.destroy();
    }
  };
  // What the SDK keeps credentials with: many who ask at once cost one call, and a refusal is not kept.
  const credentials = memoize(assume, ({ expiration }) => expiration!.getTime() - now() < marginMilliseconds);
  await credentials();
  const clientConfig: Target["clientConfig"] = (region) => ({ ...base.clientConfig(region), credentials });
  const caller = await callerIdentity(clientConfig(), { signal });
  return {
    ...base,
    identity: {
      ...identity,
      ...caller,
      credentialSource: `role ${roleName(roleArn)} assumed from ${identity.credentialSource}`,
    },
    clientConfig,
    async workerEnvironment() {
      const { accessKeyId, secretAccessKey, sessionToken = "" } = await credentials();
      return {
        ...(await base.workerEnvironment()),
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
      };
    },
  };
}

/** The name in a role's ARN, without its path. */
const roleName = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);

function notAssumed(error: unknown, roleArn: string, { identity }: Target): TrailwrightError {
  if (error instanceof Error && meaningOf(error.name) === "AccessDenied")
    return new TrailwrightError("AccessDenied", `The role ${roleArn} could not be assumed.`, {
      why: `${error.name}: ${error.message}`,
      next: `Check that the role is there, that its trust policy names ${identity.arn} or its account, and that this identity may call sts:AssumeRole on it.`,
      cause: error,
    });
  return awsProblem(error, {
    doing: `assuming the role ${roleArn} (sts:AssumeRole)`,
    region: identity.region,
    endpoint: identity.endpoint,
  });
}
