import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parse } from "yaml";
import { projectFile } from "../entry.ts";
import type { Paths } from "../paths.ts";
import type { Target } from "../target/target.ts";

/** Where Pulumi keeps the state, as variables for the engine. */
export interface Backend {
  readonly environment: Record<string, string>;
  /** The folder, if it is one on this machine. */
  readonly folder: string | undefined;
}

/**
 * The user's own backend if there is one: PULUMI_BACKEND_URL, else Pulumi.yaml's `backend`, else `pulumi login`; the
 * last two for accounts only, for what is in a sandbox is of use on this machine only. Otherwise a folder of ours,
 * with a random passphrase that nobody is asked for.
 */
export function chooseBackend(kind: Target["kind"], env: NodeJS.ProcessEnv, paths: Paths): Backend {
  const url =
    env["PULUMI_BACKEND_URL"] || (kind === "account" ? (projectBackend(paths) ?? login(env)) : undefined);
  if (url) {
    const folder = url.startsWith("file://") && URL.canParse(url) && !url.startsWith("file://~");
    return {
      environment: { PULUMI_BACKEND_URL: url, ...passphrase(env, paths) },
      folder: folder ? fileURLToPath(url) : undefined,
    };
  }
  mkdirSync(paths.backend, { recursive: true, mode: 0o700 });
  return {
    environment: { PULUMI_BACKEND_URL: pathToFileURL(paths.backend).href, ...passphrase(env, paths) },
    folder: paths.backend,
  };
}

/** The user's own passphrase, else one we made, kept in a file that only the user can read. */
function passphrase(env: NodeJS.ProcessEnv, paths: Paths): Record<string, string> {
  if (env["PULUMI_CONFIG_PASSPHRASE"] !== undefined || env["PULUMI_CONFIG_PASSPHRASE_FILE"]) return {};
  const file = join(paths.home, "passphrase");
  if (!existsSync(file)) {
    mkdirSync(paths.home, { recursive: true, mode: 0o700 });
    try {
      writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx", flush: true });
    } catch (error) {
      // Another process was faster: then it is there.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  return { PULUMI_CONFIG_PASSPHRASE_FILE: file };
}

/** Of the project's folder that is named, if it has a Pulumi.yaml, else of ours. */
function projectBackend({ project: named }: Paths): string | undefined {
  const file = named !== undefined && existsSync(named) ? named : projectFile();
  const project: unknown = parse(readFileSync(file, "utf8"));
  return (project as { backend?: { url?: string } } | null)?.backend?.url;
}

/** The backend of the last `pulumi login`. */
function login(env: NodeJS.ProcessEnv): string | undefined {
  const home = env["PULUMI_HOME"] || join(env["HOME"] ?? homedir(), ".pulumi");
  try {
    const { current } = JSON.parse(readFileSync(join(home, "credentials.json"), "utf8")) as {
      current?: string;
    };
    return current || undefined;
  } catch {
    // Nobody has logged in.
    return undefined;
  }
}
