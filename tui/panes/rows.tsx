import { Box, Text } from "ink";
import { type Line, truncateLine } from "../present/spans.ts";
import { useSurroundings } from "../surroundings.ts";

/** One row of the screen, cut to its columns. */
export function Row({ line, columns }: { readonly line: Line; readonly columns: number }) {
  const { theme } = useSurroundings();
  return (
    <Text wrap="truncate-end">
      {truncateLine(line, columns).map(({ text, tone }, index) => (
        // Keyed by index: spans have no identity but their place
        <Text key={index} {...theme[tone]}>
          {text}
        </Text>
      ))}
      {line.length === 0 ? " " : ""}
    </Text>
  );
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
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      {lines.slice(start, start + rows).map((line, index) => (
        // Keyed by index: a row is its place on the screen
        <Row key={index} line={line} columns={columns} />
      ))}
    </Box>
  );
}
