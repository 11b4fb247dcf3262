import { TrailwrightError } from "../errors.ts";
import { builtEngine } from "./cli/build.ts";
import { engineInCache } from "./cli/cached.ts";
import { downloadedEngine } from "./cli/download.ts";
import { type Engine, type EngineOptions, type EngineSource, oldestEngineVersion } from "./cli/engine.ts";
import { engineOnPath } from "./cli/on-path.ts";
import { reportStage } from "./cli/progress.ts";

export {
  type Engine,
  type EngineOptions,
  type EngineProgress,
  engineVersion,
  oldestEngineVersion,
} from "./cli/engine.ts";

const sources: readonly { readonly name: string; readonly find: EngineSource }[] = [
  { name: "PATH", find: engineOnPath },
  { name: "cache", find: engineInCache },
  { name: "download", find: downloadedEngine },
  { name: "build", find: builtEngine },
];

/**
 * Finds a Pulumi CLI: on PATH, in our cache, by Pulumi's own download, or built from its Go module; in that order.
 * Throws TrailwrightError EngineUnavailable (with everything that was tried), Cancelled or DiskFull.
 */
export async function findEngine(options: EngineOptions): Promise<Engine> {
  const tried: string[] = [];
  reportStage(options.onProgress, "search", "looking for the Pulumi engine").end();
  for (const { name, find } of sources) {
    const found = await find(options).catch((error: unknown) => ({ reason: failure(error, options) }));
    if ("path" in found) return found;
    tried.push(`${name}: ${found.reason}`);
  }
  throw new TrailwrightError("EngineUnavailable", "There is no Pulumi engine, and none could be got.", {
    why: `Tried, in this order: ${tried.join("; ")}.`,
    next:
      `Either install the Pulumi CLI (${oldestEngineVersion} or newer) so that it is on PATH, see ` +
      "https://www.pulumi.com/docs/install/, or install Go (https://go.dev/dl/) with access to Go modules, " +
      "and Trailwright builds it.",
  });
}

/** What ends the search ends it; anything else is only a reason to look further. */
function failure(error: unknown, { signal, paths }: EngineOptions): string {
  if (signal?.aborted) {
    throw new TrailwrightError("Cancelled", "The search for the Pulumi engine was stopped.", {
      next: "Start again: what was fetched is kept, and it goes on from there.",
      cause: error,
    });
  }
  const { message } = error as Error;
  if (/ENOSPC|no space left/i.test(message)) {
    throw new TrailwrightError("DiskFull", `No space is left for the Pulumi engine in ${paths.engine}.`, {
      next: "Make about 1 GB of room, or set TRAILWRIGHT_CACHE to a folder on another disk.",
      cause: error,
    });
  }
  return message;
}
