import { execSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { openPseudoTerminal } from "../../helpers/pseudo-terminal.ts";

const watchdog = fileURLToPath(new URL("../../../tui/terminal/watchdog.ts", import.meta.url));
const program = `
  import { startWatchdog } from ${JSON.stringify(watchdog)};
  const dismiss = startWatchdog(process.stdout);
  process.stdin.setRawMode(true);
  process.stdin.once("data", () => {
    process.stdout.write("\\u001b[?1049l\\u001b[?25h");
    process.stdin.setRawMode(false);
    dismiss();
    process.exit(0);
  });
  process.stdout.write("\\u001b[?1049h\\u001b[?25lon the other screen");
`;

// The shell stays, as the user's does; it says what the terminal is set to when the program is gone.
const open = () =>
  openPseudoTerminal(
    [
      "sh",
      "-c",
      `"$0" --input-type=module -e "$1"; echo gone; read -r go; stty -a; echo over`,
      process.execPath,
      program,
    ],
    { columns: 100, env: { PATH: process.env["PATH"] ?? "", TERM: "xterm" } },
  );

describe("the watchdog", () => {
  test("restores the terminal after SIGKILL", async () => {
    const terminal = open();
    await terminal.waitFor("on the other screen");
    expect(terminal.alternate()).toBe(true);
    const child = execSync(`ps -o pid= --ppid ${terminal.pid}`, { encoding: "utf8" }).trim();
    process.kill(Number(child), "SIGKILL");
    await terminal.waitFor("The terminal is restored");
    expect(terminal.alternate()).toBe(false);
    expect(terminal.raw()).toContain("\u001b[?25h");
    terminal.send("\r");
    const screen = await terminal.waitFor("over");
    expect(screen).toMatch(/[^-]icanon/);
    expect(screen).toMatch(/[^-]echo /);
    await terminal.exit;
  });

  test("says nothing when it was dismissed", async () => {
    const terminal = open();
    await terminal.waitFor("on the other screen");
    terminal.send("q");
    await terminal.waitFor("gone");
    terminal.send("\r");
    await terminal.waitFor("over");
    await terminal.exit;
    expect(terminal.raw()).not.toContain("unexpectedly");
  });
});
