import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { paths } from "../../infra/paths.ts";
import { openPseudoTerminal, type PseudoTerminal } from "./pseudo-terminal.ts";

/** The bundle, as `npm start` runs it. */
export const program = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** A new user: an empty home folder, nothing of this machine's configuration, the engine already there. */
export interface Home {
  readonly folder: string;
  readonly env: Record<string, string>;
  remove(): void;
}

/** Makes a Home. `env` adds to its environment. */
export function newHome(env: Record<string, string> = {}): Home {
  const folder = mkdtempSync(join(tmpdir(), "trailwright-home-"));
  return {
    folder,
    env: {
      // The home is in there so that every process that works for it can be told by its environment.
      PATH: [process.env["PATH"], join(folder, "bin")].join(delimiter),
      HOME: folder,
      TMPDIR: tmpdir(),
      LANG: "C.UTF-8",
      TRAILWRIGHT_HOME: join(folder, "data"),
      TRAILWRIGHT_CACHE: paths().cache,
      ...env,
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** What a command printed and how it ended. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A command under way, without a terminal. */
export interface Running {
  readonly pid: number;
  /** Resolves as soon as stdout and stderr together match. */
  waitFor(what: RegExp): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

/** Starts `trailwright ARGS` with closed stdin and piped output. */
export function start(args: readonly string[], home: Home): Running {
  const child = spawn(process.execPath, [program, ...args], {
    env: home.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  const watchers = new Set<() => void>();
  const notify = () => {
    for (const watcher of watchers) watcher();
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    notify();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    notify();
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      resolve({ stdout, stderr, code, signal });
      notify();
    });
  });
  return {
    pid: child.pid!,
    ended,
    kill: (signal) => child.kill(signal),
    waitFor: (what) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const all = stdout + stderr;
          if (what.test(all)) resolve(all);
          else if (child.exitCode !== null)
            reject(new Error(`ended (${child.exitCode}) before ${what}:\n${all}`));
          else return;
          watchers.delete(look);
        };
        watchers.add(look);
        look();
      }),
  };
}

/** Runs `trailwright ARGS` to its end. */
export const run = (args: readonly string[], home: Home): Promise<Ended> => start(args, home).ended;

/** Runs `trailwright ARGS` in a pseudo-terminal. */
export const openProgram = (
  args: readonly string[],
  home: Home,
  size: { columns?: number; rows?: number } = {},
): PseudoTerminal =>
  openPseudoTerminal([process.execPath, program, ...args], {
    ...size,
    env: { TERM: "xterm-256color", ...home.env },
  });

/** The lines of an NDJSON stream. */
export const ndjson = (text: string): Record<string, unknown>[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Values of the `export NAME=value` lines that `sandbox env` prints. */
export function exported(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name, quoted, bare] of text.matchAll(/([A-Z_]+)=(?:'([^']*)'|(\S+))/g)) {
    found[name!] = quoted ?? bare!;
  }
  return found;
}
