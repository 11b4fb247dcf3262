import { expect, onTestFinished } from "vitest";
import { processesOf, until } from "./processes.ts";
import { keys, openPseudoTerminal, type PseudoTerminal } from "./pseudo-terminal.ts";
import { type Home, program } from "./trailwright.ts";

/** A person at a shell who has just started Trailwright. */
export interface ScreenSession {
  readonly terminal: PseudoTerminal;
  readonly screen: () => string;
  readonly waitFor: PseudoTerminal["waitFor"];
  send(text: string): void;
  /** Presses Enter, then waits for what it leads to. */
  enter(leadsTo: string | RegExp): Promise<string>;
  /** Sends a signal to the program itself, not to the shell. */
  signal(name: NodeJS.Signals): Promise<void>;
  /** Waits until the shell has its terminal back, checks that it is as it was, and gives the exit code. */
  left(): Promise<number>;
}

/** What the shell does: the program, its exit code, then at each Enter whether anything of raw mode is left. */
// The shell outlives a Ctrl-C that comes before the program reads keys itself.
const shell = `trap : INT; "$@" <"$TYPED"; echo "exit=$?"; while read -r _; do
  echo "raw=$(stty -a | grep -Eoc -- '-(icanon|echo|isig|opost|icrnl)( |;|$)')"
done`;

/** Starts `trailwright ARGS` from a shell in a terminal, whose window is closed when the test has ended. `input`: its stdin. */
export function openSession(
  args: readonly string[],
  home: Home,
  size: { columns?: number; rows?: number } = {},
  input = "/dev/tty",
): ScreenSession {
  const terminal = openPseudoTerminal(["sh", "-c", shell, "sh", process.execPath, program, ...args], {
    ...size,
    env: { TERM: "xterm-256color", ...home.env, TYPED: input },
  });
  onTestFinished(() => terminal.kill("SIGKILL"));
  const { waitFor, send, screen } = terminal;
  return {
    terminal,
    screen,
    waitFor,
    send,
    enter(leadsTo) {
      send(keys.enter);
      return waitFor(leadsTo, 60_000);
    },
    async signal(name) {
      const { pid } = await until("the program starts", () =>
        processesOf(home).find(({ role }) => role === "program"),
      );
      process.kill(pid, name);
    },
    async left() {
      // In all that was written: after a kill it may stand on the alternate screen, which is gone soon after.
      const code = await until(
        "the shell has its terminal back",
        () => /exit=(\d+)/.exec(terminal.raw())?.[1],
        60_000,
      ).catch((error: Error) => {
        throw new Error(`${error.message}\n${screen()}`);
      });
      // What was written has to be drawn, too.
      await new Promise<void>((resolve) => terminal.terminal.write("", resolve));
      expect(terminal.alternate(), "the alternate screen is left").toBe(false);
      expect(terminal.raw().lastIndexOf("\x1b[?25h"), "the cursor is shown").toBeGreaterThanOrEqual(
        terminal.raw().lastIndexOf("\x1b[?25l"),
      );
      send(keys.enter);
      expect(await waitFor(/raw=\d/), "raw mode is off").toContain("raw=0");
      return Number(code);
    },
  };
}
