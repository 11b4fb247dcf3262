import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Paths } from "../paths.ts";
import type { Target } from "../target/target.ts";
import type { Backend } from "./backend.ts";

/** Of the surroundings, only this reaches the worker. */
const passedOn = ["PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "USER"];

/** Settings of the user's own Pulumi. */
const pulumiSettings = [
  "PULUMI_ACCESS_TOKEN",
  "PULUMI_CONFIG_PASSPHRASE",
  "PULUMI_CONFIG_PASSPHRASE_FILE",
  "PULUMI_DIY_BACKEND_RETAIN_CHECKPOINTS",
  "PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS",
];

/** What a network may need; a sandbox needs none, and the provider on loopback must not go through a proxy. */
const network = [
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "AWS_CA_BUNDLE",
];

/**
 * The worker's whole environment: an allow-list, so that the user's real AWS_* variables never reach a sandbox stack.
 */
export async function workerEnvironment(
  target: Target,
  backend: Backend,
  env: NodeJS.ProcessEnv,
  paths: Paths,
): Promise<Record<string, string>> {
  const account = target.kind === "account";
  return {
    ...pick(env, passedOn),
    ...pick(env, pulumiSettings),
    ...(account && target.provider === "plugin" ? throughProxy(pick(env, network)) : {}),
    // An account uses the user's own plugins and login; a sandbox leaves ~/.pulumi alone.
    ...(account ? pick(env, ["PULUMI_HOME"]) : { PULUMI_HOME: ownPulumiHome(paths) }),
    ...backend.environment,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    NODE_COMPILE_CACHE: join(paths.cache, "compiled"),
    ...(await target.workerEnvironment()),
  };
}

function pick(env: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/** The engine and its plugins talk to each other over loopback. */
function throughProxy(settings: Record<string, string>): Record<string, string> {
  const { NO_PROXY, no_proxy } = settings;
  return {
    ...settings,
    NO_PROXY: [NO_PROXY ?? no_proxy, "127.0.0.1", "localhost"].filter(Boolean).join(","),
  };
}

function ownPulumiHome(paths: Paths): string {
  const folder = join(paths.home, "pulumi");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
