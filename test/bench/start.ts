import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openPseudoTerminal } from "../helpers/pseudo-terminal.ts";
import { inTurn, median } from "./statistics.ts";

const hello = fileURLToPath(new URL("./hello-world.mjs", import.meta.url));
const program = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** Milliseconds from starting the process to its first frame on the screen. */
async function firstFrame(script: string, mark: string, env: Record<string, string>): Promise<number> {
  const start = performance.now();
  const terminal = openPseudoTerminal([process.execPath, script], { columns: 80, rows: 24, env });
  await terminal.waitFor(mark);
  const elapsed = performance.now() - start;
  terminal.kill("SIGTERM");
  await terminal.exit;
  return elapsed;
}

/** Process start to first frame, over a bare Ink hello-world. */
export default async function start(): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), "trailwright-bench-"));
  const env = { PATH: process.env["PATH"] ?? "", HOME: home, TERM: "xterm-256color", TRAILWRIGHT_HOME: home };
  try {
    const { first, second } = await inTurn(
      15,
      () => firstFrame(hello, "Hello, world", env),
      () => firstFrame(program, "Trailwright", env),
    );
    const [bare, ours] = [median(first), median(second)];
    return `start: first frame ${ours.toFixed(0)} ms, bare Ink ${bare.toFixed(0)} ms, ratio ${(ours / bare).toFixed(2)} (median of 15, target 1.30)`;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
