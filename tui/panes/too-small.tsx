import { Box } from "ink";
import { smallest } from "../layout.ts";
import { span, wrapped } from "../present/spans.ts";
import { Rows } from "./rows.tsx";

/** Instead of a screen that cannot be read; goes away when the terminal grows. */
export function TooSmall({ columns, rows }: { readonly columns: number; readonly rows: number }) {
  const lines = [
    [span("Trailwright", "strong")],
    ...wrapped(
      `This terminal is ${columns} x ${rows}; ${smallest.columns} x ${smallest.rows} is needed. Make it larger to go on. Nothing is lost. Ctrl-C leaves.`,
      Math.max(1, columns),
    ),
  ];
  return (
    <Box height={rows} flexDirection="column">
      <Rows lines={lines} columns={columns} rows={rows} />
    </Box>
  );
}
