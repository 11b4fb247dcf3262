import { fromNodeProviderChain } from "@aws-sdk/credential-providers";
import { TrailwrightError } from "../errors.ts";
import { accountRegion } from "./account-region.ts";
import { awsProblem } from "./aws-problem.ts";
import { callerIdentity } from "./caller-identity.ts";
import type { OpenTargetOptions } from "./open-target.ts";
import { listProfiles, type Profile, sharedConfigInit } from "./shared-config.ts";
import type { ClientConfig, Credentials, Target } from "./target.ts";

/** Opens a real account (or whatever AWS_ENDPOINT_URL stands for) with the SDK's own credential chain. */
export async function openAccountTarget(options: OpenTargetOptions): Promise<Target> {
  const { env, onProgress = () => {} } = options;
  const name = options.profile ?? env["AWS_PROFILE"];
  const profile = await findProfile(name, env);
  const { region, regionSource } = accountRegion(options, env, profile);
  const endpoint = configuredEndpoint(env, profile);
  if (endpoint) onProgress(`Calls go to ${endpoint.url} (${endpoint.source}), not to AWS.`);
  warnOfServiceEndpoints(env, onProgress);

  onProgress("Looking for credentials");
  const credentials = credentialProvider(name, env);
  const found = await credentials().catch((error: unknown) => {
    throw awsProblem(error, { doing: "looking for credentials", region, profile: name });
  });

  const clientConfig = (other?: string): ClientConfig => ({
    region: other ?? region,
    credentials,
    ...(endpoint ? { endpoint: endpoint.url, forcePathStyle: true } : {}),
  });
  const identity = {
    ...(await callerIdentity(clientConfig(), { profile: name, signal: options.signal })),
    credentialSource: credentialSource(found, name, profile),
    region,
    regionSource,
    ...(endpoint ? { endpoint: endpoint.url } : {}),
  };

  return {
    kind: "account",
    identity,
    clientConfig,
    async workerEnvironment() {
      const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
      return {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        ...(sessionToken ? { AWS_SESSION_TOKEN: sessionToken } : {}),
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        ...(endpoint ? { AWS_ENDPOINT_URL: endpoint.url } : {}),
      };
    },
    // An endpoint of another kind (an emulator, our own sandbox) gets our provider, which speaks to any endpoint.
    provider: endpoint ? "attached" : "plugin",
    // "CloudTrail typically delivers logs within an average of about 5 minutes of an API call" (CloudTrail FAQ).
    delivery: endpoint
      ? { typicalSeconds: 300, pollMilliseconds: 2_000 }
      : { typicalSeconds: 300, pollMilliseconds: 15_000 },
    async close() {},
  };
}

async function findProfile(name: string | undefined, env: NodeJS.ProcessEnv): Promise<Profile | undefined> {
  const profiles = await listProfiles(env);
  const profile = profiles.find((candidate) => candidate.name === (name ?? "default"));
  if (name && !profile)
    throw new TrailwrightError("CredentialsMissing", `There is no profile ${name}.`, {
      why: profiles.length
        ? `The AWS config files have: ${profiles.map((one) => one.name).join(", ")}.`
        : "The AWS config files hold no profile at all.",
      next: `Name one of them with --profile, or make it: aws configure sso --profile ${name}`,
    });
  return profile;
}

/** Keys in `env` first (unless a profile was asked for), then the SDK's chain: profile, SSO, process, container … */
function credentialProvider(profile: string | undefined, env: NodeJS.ProcessEnv): () => Promise<Credentials> {
  const accessKeyId = env["AWS_ACCESS_KEY_ID"];
  const secretAccessKey = env["AWS_SECRET_ACCESS_KEY"];
  const sessionToken = env["AWS_SESSION_TOKEN"];
  if (!profile && accessKeyId && secretAccessKey)
    return async () => ({
      accessKeyId,
      secretAccessKey,
      ...(sessionToken ? { sessionToken } : {}),
      $source: { CREDENTIALS_ENV_VARS: "g" },
    });
  return fromNodeProviderChain({ ...sharedConfigInit(env), ...(profile ? { profile } : {}) });
}

/** AWS_ENDPOINT_URL, else the profile's endpoint_url ("Service-specific endpoints", AWS SDKs and Tools Reference Guide). */
function configuredEndpoint(
  env: NodeJS.ProcessEnv,
  profile: Profile | undefined,
): { url: string; source: string } | undefined {
  if (env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.toLowerCase() === "true") return undefined;
  const url = env["AWS_ENDPOINT_URL"] || profile?.endpoint;
  if (!url) return undefined;
  const source = env["AWS_ENDPOINT_URL"] ? "AWS_ENDPOINT_URL" : `endpoint_url of profile ${profile?.name}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new TrailwrightError("InvalidInput", `${JSON.stringify(url)} is not the URL of an endpoint.`, {
      why: `It came from ${source}.`,
      next: "Set it to something like http://127.0.0.1:4566, or unset it.",
    });
  return { url, source };
}

/** The SDK follows these by itself, so at least it is said. */
function warnOfServiceEndpoints(env: NodeJS.ProcessEnv, onProgress: (message: string) => void): void {
  for (const [name, url] of Object.entries(env))
    if (name.startsWith("AWS_ENDPOINT_URL_") && url)
      onProgress(`Calls of ${name.slice("AWS_ENDPOINT_URL_".length).toLowerCase()} go to ${url} (${name}).`);
}

/** In words, from the marks the SDK's providers leave on what they return. */
function credentialSource(
  credentials: Credentials & { $source?: Record<string, unknown> },
  name: string | undefined,
  profile: Profile | undefined,
): string {
  const marks = Object.keys(credentials.$source ?? {}).join(" ");
  if (/PROFILE|SSO|LOGIN/.test(marks) || (name && profile))
    return `profile ${name ?? "default"} (${profile?.kind ?? "shared config"})`;
  if (marks.includes("ENV_VARS_STS_WEB_ID_TOKEN")) return "web identity token (environment)";
  if (marks.includes("ENV_VARS")) return "environment variables";
  if (marks.includes("PROCESS")) return "credential process";
  if (marks.includes("HTTP")) return "container credentials";
  if (marks.includes("IMDS")) return "EC2 instance metadata";
  return "the SDK's credential chain";
}
