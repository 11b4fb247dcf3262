import type { RecordRow, RecordView } from "../../infra/index.ts";
import type { LogUi } from "../store/ui-state.ts";

/** Which rows of the log are on the screen. */
export interface LogWindow {
  /** Index of the first row shown. */
  readonly start: number;
  /** Index of the row that is pointed at; -1 while following. */
  readonly selected: number;
  /** How many rows there are below the window. */
  readonly below: number;
}

/** The window of `height` rows: the newest while following, else around the row it is paused at, wherever that moved. */
export function logWindow(rows: RecordView, at: LogUi["at"], height: number): LogWindow {
  const last = Math.max(0, rows.length - height);
  if (!at) return { start: last, selected: -1, below: 0 };
  const index = placeOf(rows, at.row);
  const start = Math.min(Math.max(0, index - Math.min(at.offset, height - 1)), last);
  return { start, selected: index, below: Math.max(0, rows.length - start - height) };
}

/** Where to pause after moving by so many rows; undefined: past the newest, so follow. */
export function moveLog(
  rows: RecordView,
  at: LogUi["at"],
  height: number,
  by: number,
): { row: RecordRow; offset: number } | undefined {
  if (rows.length === 0) return undefined;
  if (!at && by > 0) return undefined;
  const { start, selected } = logWindow(rows, at, height);
  // The first step up points at the newest row; a page goes a page further.
  const from = at ? selected : rows.length;
  if (at && from + by >= rows.length) return undefined;
  const index = Math.max(0, from + by);
  const moved = Math.abs(by) > 1 ? start + by : start;
  const offset = Math.min(Math.max(0, index - Math.max(0, moved)), height - 1);
  return { row: rows.at(index)!, offset };
}

/** Index of a row, or of its neighbour where the filter does not let it through any more. */
export const placeOf = (rows: RecordView, row: RecordRow): number =>
  Math.min(rows.rank(row), Math.max(0, rows.length - 1));
