import { readdirSync, readFileSync } from "node:fs";
import type { Home } from "./trailwright.ts";

/** A process that works for a home: started by its program, or by what that started. */
export interface HomeProcess {
  readonly pid: number;
  /** The command line, for messages. */
  readonly command: string;
  readonly role: "program" | "shell" | "worker" | "engine" | "sandbox" | "watchdog" | "other";
}

/** Whether processes can be looked at here; tests that need it are skipped elsewhere. */
export const processesVisible = process.platform === "linux";

/**
 * The processes that bear the home in their environment, whoever their parent is by now. PATH reaches all of them, so
 * `newHome` puts the home in there.
 */
export function processesOf({ folder }: Home): HomeProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const environment = read(`/proc/${name}/environ`);
      const command = read(`/proc/${name}/cmdline`).replaceAll("\0", " ").trim();
      // A zombie has no command line any more: it has ended.
      if (!environment.includes(`${folder}/`) || command === "") return [];
      return [{ pid: Number(name), command, role: roleOf(command) }];
    });
}

function roleOf(command: string): HomeProcess["role"] {
  if (/^sh -c read -r word/.test(command)) return "watchdog";
  if (/^sh /.test(command)) return "shell";
  if (/sandbox-process/.test(command)) return "sandbox";
  if (/\/worker\.(js|ts)/.test(command)) return "worker";
  if (/\/main\.js/.test(command)) return "program";
  return /(^|\/)pulumi( |$)/.test(command) ? "engine" : "other";
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Resolves with what `look` gives as soon as it is not undefined; rejects with `what` when that takes too long. */
export async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  milliseconds = 30_000,
): Promise<T> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`Not in ${milliseconds} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Resolves when nothing works for the home any more. The sandbox, which stays a while by design, does not count, nor
 * does the shell of a test.
 */
export async function allEnded(home: Home): Promise<void> {
  if (!processesVisible) return;
  let left: HomeProcess[] = [];
  await until("the processes end", () => {
    left = processesOf(home).filter(({ role }) => role !== "sandbox" && role !== "shell");
    return left.length === 0 ? true : undefined;
  }).catch((error: Error) => {
    throw new Error(`${error.message}\n${left.map(({ pid, command }) => `${pid} ${command}`).join("\n")}`);
  });
}

/** Asks the home's sandbox, which would stay a while with nobody there, to go now, and waits until it has. */
export async function sandboxEnded(home: Home): Promise<void> {
  if (!processesVisible) return;
  const sandboxes = () => processesOf(home).filter(({ role }) => role === "sandbox");
  for (const { pid } of sandboxes()) process.kill(pid, "SIGTERM");
  await until("the sandbox ends", () => sandboxes().length === 0 || undefined);
}

/** Removes the home once nothing works for it any more. */
export async function leaveHome(home: Home): Promise<void> {
  try {
    await allEnded(home);
  } finally {
    await sandboxEnded(home);
    home.remove();
  }
}
