import { join, resolve } from "node:path";
import envPaths from "env-paths";

/** Folders Trailwright keeps things in. All are created on first use by whoever writes there, mode 0700. */
export interface Paths {
  /** Everything that must survive: TRAILWRIGHT_HOME, or the platform's data folder. */
  readonly home: string;
  /** Things that can be made again: TRAILWRIGHT_CACHE, or the platform's cache folder. */
  readonly cache: string;
  /** The sandbox's state (accounts, buckets, trails, credentials, its lock and address). */
  readonly sandbox: string;
  /** Pulumi's local file backend, used when the user has no backend of their own. */
  readonly backend: string;
  /** One Pulumi.<stack>.yaml per stack: the project's folder (TRAILWRIGHT_PROJECT, `--cwd`), else one of ours. */
  readonly settings: string;
  /** The project's own Pulumi.yaml, where a project's folder is named; it may say which backend. */
  readonly project: string | undefined;
  /** What the last operation left of each stack. */
  readonly stacks: string;
  /** Where each stack's guided session stands. */
  readonly lab: string;
  /** Local copies of delivered log files. */
  readonly mirror: string;
  /** Pulumi CLIs we downloaded or built, one folder per version. */
  readonly engine: string;
}

/** Resolves the folders from the environment. Pure: nothing is created. */
export function paths(env: NodeJS.ProcessEnv = process.env): Paths {
  const platform = envPaths("trailwright", { suffix: "" });
  const home = env["TRAILWRIGHT_HOME"] || platform.data;
  const project = env["TRAILWRIGHT_PROJECT"];
  const cache = env["TRAILWRIGHT_CACHE"] || platform.cache;
  return {
    home,
    cache,
    sandbox: join(home, "sandbox"),
    backend: join(home, "backend"),
    settings: project ? resolve(project) : join(home, "stacks"),
    project: project ? join(resolve(project), "Pulumi.yaml") : undefined,
    stacks: join(home, "stacks"),
    lab: join(home, "lab"),
    mirror: join(cache, "mirror"),
    engine: join(cache, "engine"),
  };
}
