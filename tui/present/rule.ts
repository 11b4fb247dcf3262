import type { Glyphs } from "./glyphs.ts";
import { type Line, lineWidth, span, truncateLine } from "./spans.ts";

/** A horizontal rule over the whole width, with a title at the left and a remark at the right. */
export function rule(columns: number, glyphs: Glyphs, title: Line = [], remark: Line = []): Line {
  const left: Line = title.length > 0 ? [span(`${glyphs.horizontal} `, "dim"), ...title, span(" ")] : [];
  const right: Line = remark.length > 0 ? [span(" "), ...remark, span(` ${glyphs.horizontal}`, "dim")] : [];
  const room = columns - lineWidth(left) - lineWidth(right);
  if (room < 1) return right.length > 0 ? rule(columns, glyphs, title) : truncateLine(left, columns);
  return [...left, span(glyphs.horizontal.repeat(room), "dim"), ...right];
}

/** What part of something longer is shown: `↑ 12 ↓ 30` rows more. */
export function moreMark(start: number, rows: number, total: number, glyphs: Glyphs): Line {
  const above = start;
  const below = Math.max(0, total - start - rows);
  if (above === 0 && below === 0) return [];
  return [
    span(above > 0 ? `${glyphs.up}${above}` : "", "key"),
    span(above > 0 && below > 0 ? " " : ""),
    span(below > 0 ? `${glyphs.down}${below}` : "", "key"),
    span(" more", "dim"),
  ];
}
