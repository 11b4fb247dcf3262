import type { Controller } from "../control/controller.ts";
import { span } from "../present/spans.ts";
import { type StackList, stackLines } from "../present/stack-lines.ts";
import { useSurroundings } from "../surroundings.ts";
import { BodyPane } from "./body-pane.tsx";

/** The stacks we have settings of, how far each is, and what is being done with them. */
export function StacksPane({
  list,
  scrolled,
  control,
  columns,
  rows,
}: {
  readonly list: StackList;
  readonly scrolled: number | undefined;
  readonly control: Controller;
  readonly columns: number;
  readonly rows: number;
}) {
  const { glyphs } = useSurroundings();
  const lines = stackLines(list, columns, glyphs);
  return (
    <BodyPane
      title={[
        span("Stacks", "strong"),
        span(list.marked.length > 0 ? `  ${list.marked.length} marked` : "", "key"),
      ]}
      // The headings stand above the first stack.
      body={{ lines, focus: 0, cursor: list.cursor + 1 }}
      columns={columns}
      rows={rows}
      scrolled={scrolled}
      geometry={control.geometry.body}
    />
  );
}
