import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";

const plainAscii = /^[\x20-\x7e]*$/;
const graphemes = new Intl.Segmenter();

/** Terminal columns of a text, measured as Ink measures it. */
export const width = (text: string): number => (plainAscii.test(text) ? text.length : stringWidth(text));

/** Cuts a text to at most `columns`, with an ellipsis where something was left out. Never splits a character. */
export function truncate(text: string, columns: number): string {
  if (columns <= 0) return "";
  if (width(text) <= columns) return text;
  let kept = "";
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const more = width(segment);
    if (used + more > columns - 1) break;
    kept += segment;
    used += more;
  }
  return `${kept}…`;
}

/** Cuts at the front instead, for names whose end tells them apart (object keys, ARNs). */
export function truncateStart(text: string, columns: number): string {
  if (columns <= 0) return "";
  if (width(text) <= columns) return text;
  let kept = "";
  let used = 0;
  for (const { segment } of [...graphemes.segment(text)].reverse()) {
    const more = width(segment);
    if (used + more > columns - 1) break;
    kept = segment + kept;
    used += more;
  }
  return `…${kept}`;
}

/** Cuts or pads a text to exactly `columns`. */
export function cell(text: string, columns: number, align: "left" | "right" = "left"): string {
  const fitted = truncate(text, columns);
  const padding = " ".repeat(Math.max(0, columns - width(fitted)));
  return align === "left" ? fitted + padding : padding + fitted;
}

/** Breaks a text (without line breaks) into rows: the first of `columns`, the following of `columns - hanging`. */
export function wrap(text: string, columns: number, hanging = 0): string[] {
  if (width(text) <= columns) return [text];
  const breakAt = (part: string, room: number) =>
    wrapAnsi(part, Math.max(1, room), { hard: true, trim: false })
      .split("\n")
      .map((row) => row.trimEnd());
  if (hanging === 0) return dropLeading(breakAt(text, columns));
  const [first = ""] = breakAt(text, columns);
  const rest = text.slice(first.length).trimStart();
  return rest === "" ? [first] : [first, ...dropLeading(breakAt(rest, columns - hanging))];
}

// wrap-ansi leaves the space it broke at in front of the next row when told not to trim.
const dropLeading = (rows: string[]): string[] =>
  rows
    .map((row, index) => (index === 0 ? row : row.trimStart()))
    .filter((row, index) => index === 0 || row !== "");

/** Breaks a text into rows at the exact column, spaces and all: for documents, where every character counts. */
export function breakHard(text: string, columns: number, hanging = 0): string[] {
  if (width(text) <= columns) return [text];
  const rows: string[] = [];
  let row = "";
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const more = width(segment);
    if (row !== "" && used + more > columns - (rows.length === 0 ? 0 : hanging)) {
      rows.push(row);
      row = "";
      used = 0;
    }
    row += segment;
    used += more;
  }
  return [...rows, row];
}

/**
 * Shares `available` columns among columns that want `minimum` to `ideal` each: all get their minimum in order of
 * appearance while there is room (0 for those that fall out), then what is left goes to those below their ideal.
 */
export function shareColumns(
  wanted: readonly { readonly minimum: number; readonly ideal: number }[],
  available: number,
  gap = 1,
): number[] {
  const widths = wanted.map(() => 0);
  let left = available;
  for (const [index, { minimum }] of wanted.entries()) {
    const needed = minimum + (left === available ? 0 : gap);
    if (minimum === 0 || needed > left) continue;
    widths[index] = minimum;
    left -= needed;
  }
  for (let growing = true; growing && left > 0; ) {
    growing = false;
    for (const [index, { ideal }] of wanted.entries()) {
      if (left === 0) break;
      if (widths[index]! === 0 || widths[index]! >= ideal) continue;
      widths[index]! += 1;
      left -= 1;
      growing = true;
    }
  }
  return widths;
}
