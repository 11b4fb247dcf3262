import { PassThrough, Writable } from "node:stream";
import xterm from "@xterm/headless";
import { render } from "ink";
import type { ReactNode } from "react";

/** An Ink tree in an emulated terminal: what a person would see, and a keyboard. */
export interface InkTerminal {
  /** The screen now, one string, trailing blanks removed. An empty frame is an error. */
  screen(): Promise<string>;
  /** Resolves with the screen as soon as it matches; rejects with the screen when it does not in time. */
  waitFor(what: string | RegExp | ((screen: string) => boolean)): Promise<string>;
  /** Types: text, or keys as a terminal sends them. */
  send(text: string): void;
  resize(columns: number, rows: number): void;
  /** Everything that was written, escapes and all. */
  raw(): string;
  readonly terminal: xterm.Terminal;
  close(): void;
}

/** Renders a tree as the program does: alternate screen, changed rows only. */
export function openInkTerminal(tree: ReactNode, columns: number, rows: number): InkTerminal {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
  let raw = "";
  const watchers = new Set<() => void>();
  const stdout = Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        const text = String(chunk);
        raw += text;
        terminal.write(text, () => {
          for (const watcher of [...watchers]) watcher();
          done();
        });
      },
    }),
    { isTTY: true, columns, rows },
  );
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => stdin,
    ref: () => stdin,
    unref: () => stdin,
  });
  const instance = render(tree, {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    stderr: stdout as unknown as NodeJS.WriteStream,
    alternateScreen: true,
    incrementalRendering: true,
    exitOnCtrlC: false,
    interactive: true,
    patchConsole: false,
    maxFps: 1000,
  });
  const seen = () => screenText(terminal);
  return {
    terminal,
    raw: () => raw,
    async screen() {
      await instance.waitUntilRenderFlush();
      await new Promise<void>((resolve) => terminal.write("", resolve));
      const text = seen();
      if (text.trim() === "") throw new Error("The frame is empty.");
      return text;
    },
    waitFor(what) {
      return new Promise((resolve, reject) => {
        const finish = (settle: () => void) => {
          clearTimeout(timer);
          watchers.delete(look);
          settle();
        };
        const look = () => {
          const text = seen();
          if (matches(text, what)) finish(() => resolve(text));
        };
        const timer = setTimeout(
          () => finish(() => reject(new Error(`${what} was not seen:\n${seen()}`))),
          10_000,
        );
        watchers.add(look);
        look();
      });
    },
    send: (text) => void stdin.write(text),
    resize(newColumns, newRows) {
      terminal.resize(newColumns, newRows);
      Object.assign(stdout, { columns: newColumns, rows: newRows });
      stdout.emit("resize");
    },
    close() {
      instance.unmount();
      instance.cleanup();
      terminal.dispose();
    },
  };
}

function matches(screen: string, what: Parameters<InkTerminal["waitFor"]>[0]): boolean {
  if (typeof what === "string") return screen.includes(what);
  return what instanceof RegExp ? what.test(screen) : what(screen);
}

/** The visible rows of a terminal as text. */
function screenText(terminal: xterm.Terminal): string {
  const buffer = terminal.buffer.active;
  return Array.from({ length: terminal.rows }, (_, row) =>
    (buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? "").trimEnd(),
  )
    .join("\n")
    .trimEnd();
}
