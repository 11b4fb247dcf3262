import stringWidth from "string-width";

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

/** Breaks a text (without line breaks) between words into rows: the first of `columns`, the following of `columns - hanging`. */
export function wrap(text: string, columns: number, hanging = 0): string[] {
  if (width(text) <= columns) return [text];
  const rows: string[] = [];
  let row = "";
  const room = () => Math.max(1, columns - (rows.length === 0 ? 0 : hanging));
  for (const part of text.split(/(?<=\S)(?= +\S)/)) {
    if (width(row + part) <= room()) {
      row += part;
      continue;
    }
    if (row !== "") rows.push(row);
    const word = row === "" ? part : part.trimStart();
    // A word longer than a row is broken where the row ends.
    const pieces = width(word) <= room() ? [word] : breakHard(word, room(), rows.length === 0 ? hanging : 0);
    rows.push(...pieces.slice(0, -1));
    row = pieces.at(-1) ?? "";
  }
  return [...rows, row];
}

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
  for (let growing = true; growing && left > 0;) {
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
