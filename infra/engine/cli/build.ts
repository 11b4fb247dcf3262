import { accessSync, constants, copyFileSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { pulumiCliModule } from "../../entry.ts";
import { type EngineOptions, type EngineSource, engineVersion } from "./engine.ts";
import { install } from "./install.ts";
import { which } from "./on-path.ts";
import { reportStage } from "./progress.ts";
import { runCommand } from "./run-command.ts";

const command = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

/**
 * Builds the CLI from its published Go module, pinned by the go.mod and go.sum in `engine/pulumi-cli`. Go keeps
 * fetched modules and compiled packages in its own caches, so an interrupted build goes on where it stopped.
 */
export const builtEngine: EngineSource = async (options) => {
  const go = which("go", options.env);
  if (!go) return { reason: "there is no Go toolchain (go) on PATH" };
  return install("build", `it was built from its Go module with ${go}`, options, (folder) =>
    build(go, folder, options),
  );
};

async function build(go: string, folder: string, options: EngineOptions): Promise<string> {
  for (const file of ["go.mod", "go.sum"]) copyFileSync(join(pulumiCliModule(), file), join(folder, file));
  const run = { env: goEnvironment(options), cwd: folder, signal: options.signal };
  const packages = await fetchModules(go, run, options);
  const binary = join(folder, "pulumi");
  const compiling = reportStage(options.onProgress, "compile", "building the Pulumi engine");
  try {
    let done = 0;
    const ldflags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${engineVersion}`;
    const { code, stderr } = await runCommand(
      go,
      ["build", "-v", "-ldflags", ldflags, "-o", binary, command],
      {
        ...run,
        // -v names each package when it is compiled; those in Go's cache are not named.
        onLine: () => compiling.count(++done, packages, "packages"),
      },
    );
    if (code !== 0) throw new Error(`go build failed: ${lastLine(stderr)}`);
    return binary;
  } finally {
    compiling.end();
  }
}

/** Fetches what the build needs and returns how many packages that is. */
async function fetchModules(
  go: string,
  run: { env: NodeJS.ProcessEnv; cwd: string; signal: AbortSignal | undefined },
  options: EngineOptions,
): Promise<number> {
  const fetching = reportStage(
    options.onProgress,
    "fetch-modules",
    "fetching the Pulumi engine's Go modules",
  );
  try {
    let modules = 0;
    let packages = 0;
    const { code, stderr } = await runCommand(go, ["list", "-deps", command], {
      ...run,
      onLine(line, stream) {
        if (stream === "stdout") packages++;
        else if (line.startsWith("go: downloading")) fetching.count(++modules, undefined, "modules");
      },
    });
    if (code !== 0) throw new Error(`Go cannot fetch the modules: ${lastLine(stderr)}`);
    return packages;
  } finally {
    fetching.end();
  }
}

/** Go needs a place for its caches; where the home folder is of no use, that is in our cache. */
function goEnvironment({ env, paths }: EngineOptions): NodeJS.ProcessEnv {
  const own = join(paths.engine, "go");
  if (isUsable(env["HOME"] ?? (process.platform === "win32" ? homedir() : undefined))) return env;
  return {
    ...env,
    HOME: own,
    GOCACHE: env["GOCACHE"] || join(own, "build"),
    GOPATH: env["GOPATH"] || join(own, "path"),
  };
}

function isUsable(folder: string | undefined): boolean {
  if (!folder) return false;
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";
