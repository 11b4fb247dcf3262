import { truncate, width, wrap } from "./columns.ts";
import { visibleText } from "./visible-text.ts";

/** What a piece of text means; the theme decides how that looks. */
export type Tone = "plain" | "dim" | "strong" | "accent" | "good" | "warn" | "bad" | "key" | "selected";

/** Text that is safe to print, with its meaning. Made by `span` only. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** One row of the screen. */
export type Line = readonly Span[];

/** Makes a span; text passes the choke point here, so nothing reaches the screen around it. */
export const span = (text: string, tone: Tone = "plain"): Span => ({ text: visibleText(text), tone });

/** A row of one span. */
export const line = (text: string, tone: Tone = "plain"): Line => [span(text, tone)];

/** A row with nothing on it. */
export const blank: Line = [];

/** Columns a row takes. */
export const lineWidth = (spans: Line): number => spans.reduce((sum, { text }) => sum + width(text), 0);

/** Cuts a row to `columns`, with an ellipsis where something was left out. */
export function truncateLine(spans: Line, columns: number): Line {
  if (lineWidth(spans) <= columns) return spans;
  const kept: Span[] = [];
  let left = columns;
  for (const [index, { text, tone }] of spans.entries()) {
    const needed = width(text);
    if (needed < left || (needed === left && index === spans.length - 1)) {
      kept.push({ text, tone });
      left -= needed;
    } else {
      kept.push({ text: truncate(`${text}${needed === left ? " " : ""}`, left), tone });
      break;
    }
  }
  return kept;
}

/** Text as rows of at most `columns`; continued rows are indented by `hanging`. Line breaks in the text are kept. */
export function wrapped(text: string, columns: number, tone: Tone = "plain", hanging = 0): Line[] {
  const lines: Line[] = [];
  for (const paragraph of text.split(/\r?\n/)) {
    const [first = "", ...rest] = wrap(visibleText(paragraph), columns, hanging);
    lines.push([{ text: first, tone }]);
    for (const more of rest) lines.push([{ text: `${" ".repeat(hanging)}${more}`, tone }]);
  }
  return lines;
}

/** `wrapped` with a lead (a mark, a label) in front of the first row; the rest hangs below the text. */
export function wrappedAfter(lead: Line, text: string, columns: number, tone: Tone = "plain"): Line[] {
  const indent = lineWidth(lead);
  return wrapped(text, Math.max(8, columns - indent), tone).map((row, index) =>
    index === 0 ? [...lead, ...row] : [{ text: " ".repeat(indent), tone: "plain" as const }, ...row],
  );
}
