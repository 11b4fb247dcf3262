import { runCommand } from "./run-command.ts";

/**
 * Runs `binary version`. Answers with the version (`3.232.0`) or, in words, with the reason why there is none.
 * Nothing of the environment but PATH and HOME is passed on.
 */
export async function versionOf(
  binary: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<{ version: string } | { reason: string }> {
  const timeout = AbortSignal.timeout(20_000);
  try {
    const { code, stdout, stderr } = await runCommand(binary, ["version"], {
      env: { PATH: env["PATH"], HOME: env["HOME"], PULUMI_SKIP_UPDATE_CHECK: "true" },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const version = /^v?(\d+\.\d+\.\d+)/.exec(stdout.trim())?.[1];
    if (code === 0 && version) return { version };
    return {
      reason: `${binary} does not answer with a version (${firstLine(stderr || stdout) || `exit code ${code}`})`,
    };
  } catch (error) {
    signal?.throwIfAborted();
    if (timeout.aborted) return { reason: `${binary} does not answer` };
    return { reason: `${binary} cannot be run (${firstLine(String((error as Error).message))})` };
  }
}

/** True if `version` is `oldest` or newer, in the same major version. */
export function isAtLeast(version: string, oldest: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  const [wantMajor = 0, wantMinor = 0, wantPatch = 0] = oldest.split(".").map(Number);
  if (major !== wantMajor) return false;
  return minor !== wantMinor ? minor > wantMinor : patch >= wantPatch;
}

const firstLine = (text: string): string => text.trim().split("\n")[0] ?? "";
