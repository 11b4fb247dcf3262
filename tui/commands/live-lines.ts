import { cell, truncate, width } from "../present/columns.ts";
import { duration } from "../present/duration.ts";
import { visibleText } from "../present/visible-text.ts";
import type { StackProgress } from "./stack-progress.ts";

const marks: Readonly<Record<StackProgress["state"], string>> = {
  waiting: "  ",
  running: "> ",
  succeeded: "ok",
  failed: "!!",
  cancelled: "--",
  skipped: "--",
};

/** Lines at the end of a terminal's output that are written over as things change. */
export interface LiveLines {
  /** Something changed; it is drawn a moment later, many changes at once. */
  changed(): void;
  /** Somebody else has written: what was drawn stays, and the lines begin anew below. */
  restart(): void;
  /** Draws for the last time. */
  close(): void;
}

/** Keeps one line per stack on the terminal. When there are more than fit, those that run and the latest to end are shown. */
export function liveLines(
  stream: NodeJS.WriteStream,
  progress: () => readonly StackProgress[],
  now: () => number,
): LiveLines {
  let drawn = 0;
  let soon: NodeJS.Timeout | undefined;
  const draw = () => {
    soon = undefined;
    const lines = progressLines(
      progress(),
      stream.columns || 80,
      Math.max(1, (stream.rows || 24) - 2),
      now(),
    );
    // Up to the first line of last time, and each line rubbed out before it is written.
    const up = drawn > 0 ? `\x1b[${drawn}A` : "";
    stream.write(`${up}\r${lines.map((line) => `\x1b[2K${line}\n`).join("")}\x1b[0J`);
    drawn = lines.length;
  };
  const ticking = setInterval(draw, 1000);
  ticking.unref();
  return {
    changed: () => void (soon ??= setTimeout(draw, 100)),
    restart: () => {
      drawn = 0;
    },
    close() {
      clearInterval(ticking);
      clearTimeout(soon);
      draw();
    },
  };
}

/** The lines, at most `rows` of them, each of less than `columns` columns. Pure. */
export function progressLines(
  progress: readonly StackProgress[],
  columns: number,
  rows: number,
  now: number,
): string[] {
  const name = Math.min(30, Math.max(...progress.map(({ stack }) => width(stack))));
  const fitting = progress.length <= rows ? progress : chosen(progress, Math.max(1, rows - 1));
  const lines = fitting.map(({ stack, state, text, startedAt, done }) => {
    const elapsed = startedAt === undefined ? "" : `  ${duration(now - startedAt)}`;
    const count = done ? `${done} done, ` : "";
    return truncate(
      visibleText(`  ${marks[state]} ${cell(stack, name)}  ${count}${text}${elapsed}`),
      columns - 1,
    );
  });
  if (fitting.length === progress.length) return lines;
  const ended = progress.filter(({ state }) => state !== "waiting" && state !== "running").length;
  return [...lines, truncate(`  ${ended} of ${progress.length} stacks have ended`, columns - 1)];
}

/** Those that run come first, then those that went wrong, then the others; shown in their own order. */
function chosen(progress: readonly StackProgress[], count: number): StackProgress[] {
  const rank = ({ state }: StackProgress) =>
    state === "running" ? 0 : state === "succeeded" || state === "waiting" ? 2 : 1;
  const best = new Set([...progress].sort((a, b) => rank(a) - rank(b)).slice(0, count));
  return progress.filter((one) => best.has(one));
}
