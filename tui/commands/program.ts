import { Command } from "commander";

/** What `trailwright` (or `trailwright lab`) opens on a terminal. */
export interface ScreenOptions {
  readonly kind: "sandbox" | "account";
  /** Stack of the guided session. */
  readonly stack: string;
  readonly profile: string | undefined;
  readonly region: string | undefined;
  /** Answers given as options (`--bucket`, `--trail` …), already validated one by one. */
  readonly answers: Readonly<Record<string, unknown>>;
}

/** What the commands are given by main.tsx. */
export interface ProgramContext {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Opens the full screen; resolves with the exit code. It owns Ctrl-C while it is open. */
  openScreen(options: ScreenOptions): Promise<number>;
}

/** Builds the commander program; one file per verb registers itself on it. */
export function buildProgram(_context: ProgramContext): Command {
  return new Command("trailwright");
}

/** Parses the arguments (without node and script), runs the command and resolves with the process's exit code. Never throws. */
export async function runProgram(args: readonly string[], context: ProgramContext): Promise<number> {
  await buildProgram(context).parseAsync([...args], { from: "user" });
  return 0;
}
