import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { cachedEngine, engineInCache } from "./cached.ts";
import { type Engine, type EngineOptions, engineVersion } from "./engine.ts";
import { reportStage } from "./progress.ts";
import { versionOf } from "./version.ts";

/**
 * Puts an engine into the cache. `make` produces the binary in a folder of its own on the same file system; only
 * after the binary has answered with the right version is it renamed into place, so nobody ever sees half of it.
 * One process at a time: the others wait, and then find it there.
 */
export async function install(
  origin: "download" | "build",
  why: string,
  options: EngineOptions,
  make: (folder: string) => Promise<string>,
): Promise<Engine | { reason: string }> {
  const { env, paths, onProgress, signal } = options;
  mkdirSync(paths.engine, { recursive: true, mode: 0o700 });
  const release = await holdLock(options);
  try {
    const made = await engineInCache(options);
    if ("path" in made) return { ...made, why: "another process put it into the cache just now" };
    removeLeftovers(paths.engine);
    const folder = mkdtempSync(join(paths.engine, "unfinished-"));
    try {
      const binary = await make(folder);
      const verifying = reportStage(onProgress, "verify", "checking the Pulumi engine");
      try {
        chmodSync(binary, 0o755);
        const answer = await versionOf(binary, env, signal);
        if ("reason" in answer) return answer;
        if (answer.version !== engineVersion) return { reason: `what came is version ${answer.version}` };
      } finally {
        verifying.end();
      }
      const path = cachedEngine(paths);
      mkdirSync(dirname(path), { recursive: true });
      renameSync(binary, path);
      return { path, version: engineVersion, origin, why };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  } finally {
    release();
  }
}

// An exclusive SQLite transaction is a file lock that the operating system drops when its owner dies.
async function holdLock({ paths, onProgress, signal }: EngineOptions): Promise<() => void> {
  const ownerFile = join(paths.engine, "installing.txt");
  const lock = new DatabaseSync(join(paths.engine, "installing.lock"));
  let waiting: ReturnType<typeof reportStage> | undefined;
  try {
    for (;;) {
      signal?.throwIfAborted();
      try {
        lock.exec("BEGIN EXCLUSIVE");
        writeFileSync(ownerFile, `process ${process.pid} on ${hostname()}`);
        return () => {
          rmSync(ownerFile, { force: true });
          lock.close();
        };
      } catch (error) {
        if (!/locked/.test((error as Error).message)) throw error;
      }
      waiting ??= reportStage(
        onProgress,
        "wait",
        `waiting for the Pulumi engine that ${owner(ownerFile)} is installing`,
      );
      await sleep(200, undefined, { signal });
    }
  } catch (error) {
    lock.close();
    throw error;
  } finally {
    waiting?.end();
  }
}

function owner(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "another process";
  }
}

/** Folders of installations that were killed. Called with the lock held, so none is in use. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith("unfinished-")) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
