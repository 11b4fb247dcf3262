import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Paths } from "../../paths.ts";
import { type EngineSource, engineVersion } from "./engine.ts";
import { versionOf } from "./version.ts";

/** Where an engine we downloaded or built lies. */
export const cachedEngine = (paths: Paths): string =>
  join(paths.engine, engineVersion, process.platform === "win32" ? "pulumi.exe" : "pulumi");

/** The engine an earlier run downloaded or built. It is run before it is trusted. */
export const engineInCache: EngineSource = async ({ env, paths, signal }) => {
  const path = cachedEngine(paths);
  if (!existsSync(path)) return { reason: `none in the cache (${path})` };
  const answer = await versionOf(path, env, signal);
  if ("reason" in answer) return answer;
  if (answer.version !== engineVersion) {
    return { reason: `${path} says it is ${answer.version}, not ${engineVersion}` };
  }
  return { path, version: answer.version, origin: "cache", why: "an earlier run put it into the cache" };
};
