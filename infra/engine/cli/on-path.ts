import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { type EngineSource, oldestEngineVersion } from "./engine.ts";
import { isAtLeast, versionOf } from "./version.ts";

/** The `pulumi` a shell would run, if it is new enough. */
export const engineOnPath: EngineSource = async ({ env, signal }) => {
  const path = which("pulumi", env);
  if (!path) return { reason: "there is no pulumi on PATH" };
  const answer = await versionOf(path, env, signal);
  if ("reason" in answer) return answer;
  if (!isAtLeast(answer.version, oldestEngineVersion)) {
    return {
      reason: `${path} is version ${answer.version}, and 3.x from ${oldestEngineVersion} on is needed`,
    };
  }
  return {
    path,
    version: answer.version,
    origin: "PATH",
    why: `it is on PATH and not older than ${oldestEngineVersion}`,
  };
};

/** Absolute path of the executable a shell would run for `command`. */
export function which(command: string, env: NodeJS.ProcessEnv): string | undefined {
  const names = process.platform === "win32" ? [`${command}.exe`] : [command];
  for (const folder of (env["PATH"] ?? "").split(delimiter)) {
    for (const name of names) {
      const path = resolve(join(folder || ".", name));
      try {
        accessSync(path, constants.X_OK);
        if (statSync(path).isFile()) return path;
      } catch {
        // Not here: the next folder of PATH.
      }
    }
  }
  return undefined;
}
