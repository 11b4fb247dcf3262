import { cell, width } from "./columns.ts";

/** Rows of cells as lines whose columns stand under each other, two blanks apart. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(...rows.map((row) => width(row[at] ?? ""))),
  );
  return rows.map((row) =>
    row
      .map((text, at) => cell(text, widths[at]!))
      .join("  ")
      .trimEnd(),
  );
}
