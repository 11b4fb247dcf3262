import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";

/** Keys by name, as a terminal sends them. */
export const keys = {
  enter: "\r",
  escape: "\x1b",
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  pageUp: "\x1b[5~",
  pageDown: "\x1b[6~",
  home: "\x1b[H",
  end: "\x1b[F",
  tab: "\t",
  backspace: "\x7f",
  ctrlC: "\x03",
} as const;

/** A program in a pseudo-terminal, and what a person would see of it. */
export interface PseudoTerminal {
  readonly pid: number;
  /** The visible screen, trailing blanks removed, one string. */
  screen(): string;
  /** The emulated terminal itself, for pictures. */
  readonly terminal: xterm.Terminal;
  /** Everything written so far, escapes and all. */
  raw(): string;
  /** True while the alternate screen is shown. */
  alternate(): boolean;
  send(text: string): void;
  resize(columns: number, rows: number): void;
  /** Resolves with the screen as soon as it matches; rejects with the screen after `milliseconds`, or when the program ends. */
  waitFor(what: string | RegExp, milliseconds?: number): Promise<string>;
  readonly exit: Promise<{ exitCode: number; signal?: number | undefined }>;
  kill(signal?: string): void;
}

/** Starts a program in a pseudo-terminal of the given size, in just the given environment. */
export function openPseudoTerminal(
  command: readonly [string, ...string[]],
  options: { columns?: number; rows?: number; env: Record<string, string>; cwd?: string },
): PseudoTerminal {
  const [file, ...args] = command;
  const columns = options.columns ?? 80;
  const rows = options.rows ?? 24;
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 2000 });
  const child = spawn(file, args, {
    cols: columns,
    rows,
    name: "xterm-256color",
    env: options.env,
    ...(options.cwd ? { cwd: options.cwd } : {}),
  });
  let raw = "";
  let ended: { exitCode: number; signal?: number | undefined } | undefined;
  const watchers = new Set<() => void>();
  const notify = () => {
    for (const watcher of watchers) watcher();
  };
  child.onData((data) => {
    raw += data;
    terminal.write(data, notify);
  });
  // Answers of the terminal to queries of the program (cursor position, device attributes).
  terminal.onData((data) => child.write(data));
  const exit = new Promise<{ exitCode: number; signal?: number | undefined }>((resolve) => {
    child.onExit((status) => {
      // On a busy machine the exit is told before the last output: wait until none has come for a while.
      const settle = (length: number) => {
        if (raw.length !== length) setTimeout(settle, 150, raw.length);
        else
          terminal.write("", () => {
            ended = status;
            notify();
            resolve(status);
          });
      };
      setTimeout(settle, 150, raw.length);
    });
  });

  const screen = () => {
    const buffer = terminal.buffer.active;
    const lines: string[] = [];
    for (let row = 0; row < terminal.rows; row++) {
      lines.push(buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? "");
    }
    return lines.join("\n").trimEnd();
  };

  return {
    pid: child.pid,
    terminal,
    screen,
    raw: () => raw,
    alternate: () => terminal.buffer.active.type === "alternate",
    send: (text) => child.write(text),
    resize(newColumns, newRows) {
      terminal.resize(newColumns, newRows);
      child.resize(newColumns, newRows);
    },
    waitFor(what, milliseconds = 30_000) {
      const seen = () => {
        const now = screen();
        return (typeof what === "string" ? now.includes(what) : what.test(now)) ? now : undefined;
      };
      return new Promise((resolve, reject) => {
        const finish = (settle: () => void) => {
          clearTimeout(timer);
          watchers.delete(look);
          settle();
        };
        const look = () => {
          const now = seen();
          if (now !== undefined) finish(() => resolve(now));
          else if (ended)
            finish(() =>
              reject(new Error(`ended (${ended?.exitCode}) before ${what} was seen:\n${screen()}`)),
            );
        };
        const timer = setTimeout(
          () => finish(() => reject(new Error(`${what} was not seen in ${milliseconds} ms:\n${screen()}`))),
          milliseconds,
        );
        watchers.add(look);
        look();
      });
    },
    exit,
    kill: (signal) => child.kill(signal),
  };
}
