import { breakHard, width } from "./columns.ts";
import { type Line, type Span, span, type Tone } from "./spans.ts";
import { visibleText } from "./visible-text.ts";

const token =
  /("(?:[^"\\]|\\.)*(?:"|$))(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)|(\w+|[^"\d\w]+|.)/g;

/** A value as indented JSON, highlighted, in rows of at most `columns`. */
export function jsonLines(value: unknown, columns: number): Line[] {
  return jsonTextLines(JSON.stringify(value, undefined, 2) ?? "null", columns);
}

/** A text as rows: highlighted where it is JSON, as it is where it is not. */
export function textLines(text: string, columns: number): Line[] {
  const start = text.trimStart()[0];
  if (start === "{" || start === "[") {
    try {
      const value: unknown = JSON.parse(text);
      const short = JSON.stringify(value);
      // A few settings read better in one row; anything longer is laid out.
      return width(visibleText(short)) <= Math.min(columns, 72)
        ? [highlight(visibleText(short))]
        : jsonLines(value, columns);
    } catch {
      // Not JSON after all: shown as it is.
    }
  }
  return text
    .split(/\r?\n/)
    .flatMap((row) => breakHard(visibleText(row), columns, 2).map((part, index) => indented(part, index, 2)));
}

function jsonTextLines(json: string, columns: number): Line[] {
  return json.split("\n").flatMap((row) => {
    const indent = row.length - row.trimStart().length + 2;
    const hanging = Math.min(indent, Math.floor(columns / 2));
    const visible = visibleText(row);
    const rows = breakHard(visible, columns, hanging);
    if (rows.length === 1) return [highlight(visible)];
    return rows.map((part, index) => indented(part, index, hanging, index === 0 ? undefined : "good"));
  });
}

const indented = (part: string, index: number, hanging: number, tone?: Tone): Line =>
  index === 0 ? highlight(part) : [span(" ".repeat(hanging)), span(part, tone ?? "plain")];

function highlight(row: string): Line {
  const spans: Span[] = [];
  for (const [whole, string, colon, number, word] of row.matchAll(token)) {
    if (string !== undefined && colon !== undefined) spans.push(span(string, "accent"), span(colon, "dim"));
    else if (string !== undefined) spans.push(span(string, "good"));
    else if (number !== undefined) spans.push(span(number, "warn"));
    else if (word !== undefined) spans.push(span(word, "strong"));
    else spans.push(span(whole, /^[\s{}[\],]*$/.test(whole) ? "dim" : "plain"));
  }
  return spans;
}
