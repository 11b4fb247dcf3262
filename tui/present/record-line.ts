import type { RecordRow } from "../../infra/index.ts";
import { cell, shareColumns } from "./columns.ts";
import { type Line, span, type Tone } from "./spans.ts";
import { visibleText } from "./visible-text.ts";

const order = ["time", "stack", "service", "event", "resource", "who", "from", "outcome"] as const;
type Column = (typeof order)[number];

/** Widths of the log pane's columns, 0 for those that do not fit; the same for all rows of one pane. */
export type RecordColumns = Readonly<Record<Column, number>>;

/**
 * Fits the columns to a width. Time, event and outcome matter most and are kept longest; the stack is there only when
 * several are open.
 */
export function recordColumns(available: number, severalStacks: boolean): RecordColumns {
  const wanted: Partial<Record<Column, { minimum: number; ideal: number }>> = {
    time: { minimum: 8, ideal: 8 },
    event: { minimum: 22, ideal: 34 },
    outcome: { minimum: 12, ideal: 30 },
    who: { minimum: 14, ideal: 34 },
    service: { minimum: 10, ideal: 14 },
    ...(severalStacks ? { stack: { minimum: 8, ideal: 18 } } : {}),
    from: { minimum: 15, ideal: 28 },
    resource: { minimum: 18, ideal: 44 },
  };
  const names = Object.keys(wanted) as Column[];
  const widths = shareColumns(Object.values(wanted), available);
  return Object.fromEntries(order.map((name) => [name, widths[names.indexOf(name)] ?? 0])) as RecordColumns;
}

/** One row. How the call ended is told by words as well as by colour. */
export function recordLine(row: RecordRow, columns: RecordColumns, selected: boolean): Line {
  const texts = cells(row);
  return order
    .filter((name) => columns[name] > 0)
    .map((name, index) => {
      const text = cell(visibleText(texts[name]), columns[name]);
      return span(index === 0 ? text : ` ${text}`, selected ? "selected" : tone(name, row));
    });
}

/** The row of titles above them. */
export const recordTitles = (columns: RecordColumns): Line =>
  order
    .filter((name) => columns[name] > 0)
    .map((name, index) => span(`${index === 0 ? "" : " "}${cell(titles[name], columns[name])}`, "dim"));

const titles: Readonly<Record<Column, string>> = {
  time: "UTC",
  stack: "stack",
  service: "service",
  event: "event",
  resource: "resource",
  who: "who",
  from: "from",
  outcome: "outcome",
};

const cells = (row: RecordRow): Record<Column, string> => ({
  time: new Date(row.time).toISOString().slice(11, 19),
  stack: row.stack,
  service: row.service || "-",
  event: row.name || "-",
  resource: row.resource || "-",
  who: row.who || "-",
  from: row.from || "-",
  outcome: row.outcome === "ok" || row.outcome === "dry-run" ? row.outcome : row.error || row.outcome,
});

function tone(name: Column, row: RecordRow): Tone {
  const failed = row.outcome === "denied" || row.outcome === "failed";
  if (failed && (name === "outcome" || name === "event")) return "bad";
  if (name === "event") return "strong";
  if (name === "outcome") return row.outcome === "dry-run" ? "warn" : "good";
  if (name === "stack") return "accent";
  return name === "who" ? "plain" : "dim";
}
