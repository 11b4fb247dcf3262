import { Box } from "ink";
import { useSyncExternalStore } from "react";
import type { Controller } from "../control/controller.ts";
import { logWindow } from "../control/log-moves.ts";
import type { LogFeed } from "../feed/log-feed.ts";
import { emptyLog, feedProblemLines, filterLines, logRemark, logTitle } from "../present/log-lines.ts";
import { recordColumns, recordLine, recordTitles } from "../present/record-line.ts";
import { rule } from "../present/rule.ts";
import type { Line } from "../present/spans.ts";
import type { UiState } from "../store/ui-state.ts";
import { useSurroundings } from "../surroundings.ts";
import { Row, Rows } from "./rows.tsx";

/** Tails all open stacks: newest at the bottom. Draws only the rows that are visible; the feed holds the rest. */
export function LogPane({
  feed,
  control,
  ui,
  columns,
  rows,
}: {
  readonly feed: LogFeed;
  readonly control: Controller;
  readonly ui: UiState;
  readonly columns: number;
  /** With the rule above. */
  readonly rows: number;
}) {
  useSyncExternalStore(feed.subscribe, feed.version);
  const { glyphs } = useSurroundings();
  const { status } = feed;
  const log = feed.view(ui.log.filter);
  const view = log.rows;
  const filter = filterLines(ui.log, log, columns);
  const problems = feedProblemLines(status, columns, glyphs);
  const titled = rows >= 9 && view.length > 0;
  const height = Math.max(1, rows - 1 - filter.length - problems.length - (titled ? 1 : 0));
  control.geometry.log.rows = height;
  const { start, selected, below } = logWindow(view, ui.log.at, height);
  const widths = recordColumns(columns, status.stacks.length > 1);
  const focused = ui.focus === "log";
  const records = view
    .slice(start, start + height)
    .map((row, index) => recordLine(row, widths, start + index === selected));
  const lines: Line[] = [
    ...filter,
    ...(titled ? [recordTitles(widths)] : []),
    ...(records.length > 0 ? records : emptyLog(status, ui.log.filter, columns)),
  ];
  // Problems stand at the bottom, where the newest is looked for.
  const filled = [...lines.slice(0, rows - 1 - problems.length), ...problems];
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Row
        line={rule(
          columns,
          glyphs,
          logTitle(ui.log.at, below, focused, glyphs),
          logRemark(status, view.length, view.complete, ui.log.filter !== ""),
        )}
        columns={columns}
      />
      <Rows lines={filled} columns={columns} rows={rows - 1} />
    </Box>
  );
}
