import { next } from "../control/next.ts";
import { modeOf, type Situation } from "../control/situation.ts";
import { bindingsIn, keyLabel, whatOf } from "../keymap.ts";
import { type Line, lineWidth, span } from "../present/spans.ts";
import { useSurroundings } from "../surroundings.ts";
import { Row } from "./rows.tsx";

/** The call to action: what Enter does now, or the last notice. */
export function ActionRow({
  situation,
  columns,
}: {
  readonly situation: Situation;
  readonly columns: number;
}) {
  const { glyphs } = useSurroundings();
  return <Row line={actionLine(situation, glyphs.pointer)} columns={columns} />;
}

function actionLine(situation: Situation, pointer: string): Line {
  const { ui, state } = situation;
  if (ui.leaving)
    return [span("Leaving: stopping what runs and cleaning up. Ctrl-C again leaves at once.", "warn")];
  if (ui.notice) {
    return [
      span(ui.notice.text, ui.notice.tone === "bad" ? "bad" : ui.notice.tone === "good" ? "good" : "accent"),
    ];
  }
  const mode = modeOf(situation);
  if (mode === "step") {
    const { do: action, what } = next(situation);
    return action === "wait"
      ? [span(`  ${what}`, "dim")]
      : [span(`${pointer} Enter`, "key"), span("  "), span(what, "strong")];
  }
  if (mode === "confirm" && state) {
    const enter = bindingsIn(mode, situation).find(({ command }) => command === "destroy");
    const when = enter?.when?.(situation);
    return typeof when === "object"
      ? [span(`  ${when.not}`, "dim")]
      : [span(`${pointer} Enter`, "key"), span("  "), span("destroy for good", "bad")];
  }
  return [];
}

/** Keys that do something now, the most wanted first, as many as fit. */
export function Footer({ situation, columns }: { readonly situation: Situation; readonly columns: number }) {
  const wanted = bindingsIn(modeOf(situation), situation)
    .filter(({ footer, when }) => footer !== undefined && typeof when?.(situation) !== "object")
    .sort((a, b) => a.footer! - b.footer!);
  const line: Line[number][] = [];
  for (const binding of wanted) {
    const hint = [
      span(line.length > 0 ? "   " : ""),
      span(keyLabel(binding), "key"),
      span(` ${whatOf(binding, situation)}`, "dim"),
    ];
    if (lineWidth([...line, ...hint]) > columns) continue;
    line.push(...hint);
  }
  return <Row line={line} columns={columns} />;
}
