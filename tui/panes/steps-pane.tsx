import { labSteps, type StepStatus } from "../../infra/index.ts";
import { currentStep, type Situation } from "../control/situation.ts";
import { type Line, lineWidth, type Span, span } from "../present/spans.ts";
import { statusMark, statusWords } from "../present/step-lines.ts";
import { useSurroundings } from "../surroundings.ts";
import { Row, Rows } from "./rows.tsx";

interface Props {
  readonly situation: Situation;
  readonly columns: number;
  readonly now: number;
}

/** The six steps and the way out, one below the other, with their status in words. */
export function StepsPane({ situation, columns, rows, now }: Props & { readonly rows: number }) {
  const { glyphs } = useSurroundings();
  const current = currentStep(situation);
  const atLab = situation.ui.screen === "lab";
  const lines: Line[] = [[]];
  for (const [index, { id, title }] of labSteps.entries()) {
    const status = situation.state?.steps[id].status ?? "open";
    const here = atLab && id === current;
    lines.push([
      span(here ? ` ${glyphs.pointer} ` : "   ", "key"),
      statusMark(status, { glyphs, now }),
      span(` ${index + 1} ${title}`, here ? "strong" : status === "open" ? "dim" : "plain"),
    ]);
    const word = statusWord(status);
    if (word) lines.push([span(`       ${word}`, "dim")]);
    lines.push([]);
  }
  const other = (here: boolean, title: string): Line => [
    span(here ? ` ${glyphs.pointer} ` : "   ", "key"),
    span(`  ${title}`, here ? "strong" : "dim"),
  ];
  lines.push(
    other(situation.ui.screen === "destroy", "d Destroy"),
    other(situation.ui.screen === "stacks", "s Stacks"),
  );
  return <Rows lines={lines} columns={columns} rows={rows} />;
}

const statusWord = (status: StepStatus) => (status === "stale" ? "plan again" : statusWords[status]);

const shortTitles = ["Identity", "Bucket", "Policy", "Trail", "Events", "Watch"];

/** The same in one row, for narrow terminals; in very narrow ones only the step that is shown has its name. */
export function StepsBar({ situation, columns, now }: Props) {
  const { glyphs } = useSurroundings();
  const current = currentStep(situation);
  const { screen } = situation.ui;
  const bar = (names: "all" | "current"): Line => [
    ...labSteps.flatMap(({ id }, index): Span[] => {
      const status = situation.state?.steps[id].status ?? "open";
      const here = screen === "lab" && id === current;
      const name = names === "all" || here ? ` ${shortTitles[index]}` : "";
      return [
        span(index === 0 ? "" : "  "),
        statusMark(status, { glyphs, now }),
        span(" "),
        span(`${index + 1}${name}`, here ? "selected" : status === "open" ? "dim" : "plain"),
      ];
    }),
    ...(screen === "lab" ? [] : [span("  "), span(screen, "selected")]),
  ];
  const whole = bar("all");
  return <Row line={lineWidth(whole) <= columns ? whole : bar("current")} columns={columns} />;
}
