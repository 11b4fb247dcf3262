import { Box } from "ink";
import type { Geometry } from "../control/controller.ts";
import { windowStart } from "../layout.ts";
import { moreMark, rule } from "../present/rule.ts";
import type { Line } from "../present/spans.ts";
import type { Body } from "../present/step-lines.ts";
import { useSurroundings } from "../surroundings.ts";
import { Row, Rows } from "./rows.tsx";

/** A scrollable part under a rule with its title; says how much there is above and below. */
export function BodyPane({
  title,
  body,
  columns,
  rows,
  scrolled,
  geometry,
}: {
  readonly title: Line;
  readonly body: Body;
  readonly columns: number;
  /** With the rule. */
  readonly rows: number;
  readonly scrolled: number | undefined;
  /** Told what was drawn, so that a page is a page. */
  readonly geometry?: Geometry["body"];
}) {
  const { glyphs } = useSurroundings();
  const height = Math.max(0, rows - 1);
  const total = body.lines.length;
  const start = windowStart(body, height, scrolled);
  if (geometry) Object.assign(geometry, { rows: height, total, start });
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Row line={rule(columns, glyphs, title, moreMark(start, height, total, glyphs))} columns={columns} />
      <Rows lines={body.lines} columns={columns} rows={height} start={start} />
    </Box>
  );
}
