import type { StackItem } from "../connection/connection.ts";
import type { Controller } from "../control/controller.ts";
import { cell } from "../present/columns.ts";
import { type Line, line, span } from "../present/spans.ts";
import { visibleText } from "../present/visible-text.ts";
import { useSurroundings } from "../surroundings.ts";
import { BodyPane } from "./body-pane.tsx";

/** The stacks we have settings of, and how far each is. */
export function StacksPane({
  stacks,
  current,
  cursor,
  control,
  columns,
  rows,
}: {
  readonly stacks: readonly StackItem[];
  readonly current: string | undefined;
  readonly cursor: number;
  readonly control: Controller;
  readonly columns: number;
  readonly rows: number;
}) {
  const { glyphs } = useSurroundings();
  const nameWidth = Math.min(30, Math.max(5, ...stacks.map(({ stack }) => stack.length)));
  const lines = stacks.map((item, index): Line => {
    const here = index === cursor;
    const open = item.stack === current;
    return [
      span(here ? `${glyphs.pointer} ` : "  ", "key"),
      span(`${open ? glyphs.current : glyphs.open} `, open ? "good" : "dim"),
      span(cell(visibleText(item.stack), nameWidth), here ? "selected" : "plain"),
      span(`  ${cell(item.target, 8)} ${cell(item.region, 15)}`, item.target === "account" ? "warn" : "dim"),
      span(`${open ? "open; " : ""}${item.standing}`),
      span(item.tailed ? "; tailed" : "", "good"),
    ];
  });
  const empty = line("No stacks yet: the first is written down when its first answer is kept.", "dim");
  return (
    <BodyPane
      title={[span("Stacks", "strong")]}
      body={{ lines: lines.length > 0 ? lines : [empty], focus: cursor }}
      columns={columns}
      rows={rows}
      scrolled={undefined}
      geometry={control.geometry.body}
    />
  );
}
