import type { RecordRow } from "../../infra/index.ts";
import type { Controller } from "../control/controller.ts";
import { recordLines } from "../present/record-lines.ts";
import { span } from "../present/spans.ts";
import { BodyPane } from "./body-pane.tsx";

/** One record on the whole screen. */
export function RecordView({
  row,
  raw,
  scroll,
  control,
  columns,
  rows,
}: {
  readonly row: RecordRow;
  readonly raw: boolean;
  readonly scroll: number;
  readonly control: Controller;
  readonly columns: number;
  readonly rows: number;
}) {
  const lines = recordLines(row, raw, columns - (raw ? 0 : 1));
  Object.assign(control.geometry.overlay, { rows: rows - 1, total: lines.length });
  return (
    <BodyPane
      title={[
        span("Record  ", "dim"),
        span(`${row.service} ${row.name}`, "strong"),
        span(`  ${row.error}`, "bad"),
      ]}
      body={{ lines, focus: 0 }}
      columns={columns}
      rows={rows}
      scrolled={scroll}
    />
  );
}
