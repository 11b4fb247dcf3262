import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** What a command left behind. Output is cut to its last 200 lines. */
export interface CommandOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command to its end. Rejects if it cannot be started, and with the signal's reason if that is aborted:
 * then the child has been interrupted, and killed if it was still there three seconds later.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  options: {
    env: NodeJS.ProcessEnv;
    cwd?: string;
    signal?: AbortSignal | undefined;
    onLine?: (line: string, stream: "stdout" | "stderr") => void;
  },
): Promise<CommandOutcome> {
  const { env, cwd, signal, onLine } = options;
  if (signal?.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
    const lines = { stdout: [] as string[], stderr: [] as string[] };
    for (const stream of ["stdout", "stderr"] as const) {
      createInterface({ input: child[stream] }).on("line", (line) => {
        lines[stream].push(line);
        if (lines[stream].length > 200) lines[stream].shift();
        onLine?.(line, stream);
      });
    }
    let kill: NodeJS.Timeout | undefined;
    const interrupt = () => {
      child.kill("SIGINT");
      kill = setTimeout(() => child.kill("SIGKILL"), 3_000);
    };
    signal?.addEventListener("abort", interrupt, { once: true });
    const settle = () => {
      clearTimeout(kill);
      signal?.removeEventListener("abort", interrupt);
    };
    child.once("error", (error) => {
      settle();
      reject(error);
    });
    child.once("close", (code) => {
      settle();
      if (signal?.aborted) reject(signal.reason);
      else resolve({ code, stdout: lines.stdout.join("\n"), stderr: lines.stderr.join("\n") });
    });
  });
}
