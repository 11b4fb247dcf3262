import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openPseudoTerminal, type PseudoTerminal } from "../helpers/pseudo-terminal.ts";
import { newHome, openProgram, run } from "../helpers/trailwright.ts";

const hello = fileURLToPath(new URL("./hello-world.mjs", import.meta.url));

/** Resident set of a process, in MiB (VmRSS of proc(5)). */
function residentMebibytes(pid: number): number {
  const [, kibibytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))!;
  return Number(kibibytes) / 1024;
}

/** The value once it has stopped falling: three looks a second apart within 1 %. */
async function settled(terminal: PseudoTerminal): Promise<number> {
  let values: number[] = [];
  while (values.length < 3 || Math.max(...values) > Math.min(...values) * 1.01) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    values = [...values.slice(-2), residentMebibytes(terminal.pid)];
  }
  return values.at(-1)!;
}

/** Memory of the idle TUI, tailing a stack that is up, over a bare Ink hello-world. */
export default async function memory(): Promise<string> {
  const home = newHome();
  try {
    const up = await run(["up", "--stack", "lab", "--yes"], home);
    if (up.code !== 0) throw new Error(up.stderr);
    const bare = openPseudoTerminal([process.execPath, hello], { env: home.env });
    await bare.waitFor("Hello, world");
    const ours = openProgram([], home);
    await ours.waitFor("● ready");
    const [bareSize, ourSize] = [await settled(bare), await settled(ours)];
    bare.kill();
    ours.send("q");
    await ours.exit;
    return `memory: idle TUI ${ourSize.toFixed(0)} MiB, bare Ink ${bareSize.toFixed(0)} MiB, ratio ${(ourSize / bareSize).toFixed(2)}`;
  } finally {
    home.remove();
  }
}
