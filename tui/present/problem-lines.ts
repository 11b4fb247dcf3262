import type { Problem } from "../../infra/index.ts";
import type { Glyphs } from "./glyphs.ts";
import { type Line, span, wrappedAfter } from "./spans.ts";

/** A problem as three answers: what happened, why, what to do next. */
export function problemLines(problem: Problem, columns: number, glyphs: Glyphs): Line[] {
  return [
    ...wrappedAfter([span(`${glyphs.failed} `, "bad")], problem.message, columns, "bad"),
    ...(problem.why ? wrappedAfter([span("  Why   ", "dim")], problem.why, columns) : []),
    ...(problem.next ? wrappedAfter([span("  Next  ", "key")], problem.next, columns) : []),
    [span(`  (${problem.code})`, "dim")],
  ];
}
