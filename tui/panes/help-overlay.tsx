import type { Controller } from "../control/controller.ts";
import type { Situation } from "../control/situation.ts";
import { helpLines } from "../present/help-lines.ts";
import { span } from "../present/spans.ts";
import { BodyPane } from "./body-pane.tsx";

/** All keys, from the keymap. */
export function HelpOverlay({
  situation,
  control,
  columns,
  rows,
}: {
  readonly situation: Situation;
  readonly control: Controller;
  readonly columns: number;
  readonly rows: number;
}) {
  const lines = helpLines(situation, columns);
  Object.assign(control.geometry.overlay, { rows: rows - 1, total: lines.length });
  return (
    <BodyPane
      title={[span("Keys", "strong")]}
      body={{ lines, focus: 0 }}
      columns={columns}
      rows={rows}
      scrolled={situation.ui.overlayScroll}
    />
  );
}
