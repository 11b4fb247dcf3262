/** Smallest terminal in which nothing essential is cut. */
export const smallest = { columns: 60, rows: 16 } as const;

/** Between the steps and the rest. */
export const separatorColumns = 2;

/** Where everything is on the screen, in columns and rows. */
export interface Layout {
  readonly columns: number;
  readonly rows: number;
  /** The steps stand in a column of their own instead of in one row. */
  readonly wide: boolean;
  readonly stepsColumns: number;
  readonly body: { readonly columns: number; readonly rows: number };
  /** Room beside the body for the equivalents by hand; 0 where there is none. */
  readonly asideColumns: number;
  readonly log: { readonly columns: number; readonly rows: number } | undefined;
}

/** Undefined when the terminal is too small. `log`: how much there is to see in the log pane now. */
export function layout(
  columns: number,
  rows: number,
  log: { readonly there: boolean; readonly zoom: boolean; readonly wanted: boolean },
): Layout | undefined {
  if (columns < smallest.columns || rows < smallest.rows) return undefined;
  const wide = columns >= 120;
  const stepsColumns = wide ? 30 : 0;
  // Header (and steps) above; call to action and hints below.
  const inner = rows - (wide ? 1 : 2) - 2;
  const width = columns - (wide ? stepsColumns + separatorColumns : 0);
  if (log.zoom) {
    return {
      columns,
      rows,
      wide,
      stepsColumns,
      body: { columns: width, rows: 0 },
      asideColumns: 0,
      log: { columns: width, rows: inner },
    };
  }
  const logRows = !log.there ? 0 : Math.max(5, Math.min(Math.floor(inner * (log.wanted ? 0.5 : 0.27)), 24));
  const asideColumns = width >= 150 ? Math.floor(width * 0.42) : 0;
  return {
    columns,
    rows,
    wide,
    stepsColumns,
    body: { columns: width, rows: inner - logRows },
    asideColumns,
    log: logRows === 0 ? undefined : { columns: width, rows: logRows },
  };
}

/** What decides where a window over rows begins. */
export interface Window {
  readonly lines: readonly unknown[];
  /** First row of the part that is interesting. */
  readonly focus: number;
  /** Row of the cursor in a list, which has to be seen. */
  readonly cursor?: number | undefined;
}

/** The first row of a window of `rows` rows: where it was scrolled to, else where it is interesting. */
export function windowStart(
  { lines, focus, cursor }: Window,
  rows: number,
  scrolled: number | undefined,
): number {
  const last = Math.max(0, lines.length - rows);
  const out = cursor !== undefined && (cursor < focus || cursor >= focus + rows - 1);
  const wanted = scrolled ?? (out ? cursor - Math.floor(rows / 2) : focus);
  return Math.min(Math.max(0, wanted), last);
}
