import { Box, Text } from "ink";
import { createElement } from "react";
import { type Line, truncateLine } from "../present/spans.ts";
import { useSurroundings } from "../surroundings.ts";

/** One row of the screen, cut to its columns. */
export function Row({ line, columns }: { readonly line: Line; readonly columns: number }) {
  const { theme } = useSurroundings();
  const spans = truncateLine(line, columns).map(({ text, tone }) => createElement(Text, theme[tone], text));
  // As arguments and not as a list: a span is its place in the row, so it needs no key.
  return createElement(Text, { wrap: "truncate-end" }, ...(spans.length > 0 ? spans : [" "]));
}

/** A window of exactly `rows` rows over lines; what is not there stays blank. */
export function Rows({
  lines,
  columns,
  rows,
  start = 0,
}: {
  readonly lines: readonly Line[];
  readonly columns: number;
  readonly rows: number;
  readonly start?: number;
}) {
  const shown = lines.slice(start, start + rows).map((line) => createElement(Row, { line, columns }));
  return createElement(
    Box,
    { flexDirection: "column", width: columns, height: rows, overflow: "hidden" },
    ...shown,
  );
}
