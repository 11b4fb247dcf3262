import type { LabState } from "../../infra/index.ts";
import type { Controller } from "../control/controller.ts";
import { destroyLines } from "../present/destroy-lines.ts";
import { span } from "../present/spans.ts";
import type { UiState } from "../store/ui-state.ts";
import { useSurroundings } from "../surroundings.ts";
import { BodyPane } from "./body-pane.tsx";

/** The last screen. */
export function DestroyPane({
  state,
  ui,
  control,
  columns,
  rows,
  now,
}: {
  readonly state: LabState;
  readonly ui: UiState;
  readonly control: Controller;
  readonly columns: number;
  readonly rows: number;
  readonly now: number;
}) {
  const { glyphs } = useSurroundings();
  const body = destroyLines(state, ui, { columns: Math.min(columns - 1, 118), glyphs, now });
  return (
    <BodyPane
      title={[span("Destroy ", "bad"), span(`stack ${state.settings.stack}`, "strong")]}
      body={body}
      columns={columns}
      rows={rows}
      scrolled={ui.scroll}
      geometry={control.geometry.body}
    />
  );
}
