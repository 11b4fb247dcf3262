import { Box } from "ink";
import { type LabStep, labSteps } from "../../infra/index.ts";
import type { Controller } from "../control/controller.ts";
import { answersOf, currentStep, type Situation } from "../control/situation.ts";
import { activityLines, callLines } from "../present/activity-lines.ts";
import { answerLines } from "../present/answer-lines.ts";
import { blank, type Line, span } from "../present/spans.ts";
import {
  type Body,
  connectionLines,
  equivalentLines,
  identityLines,
  introduction,
  outcomeLines,
  type Place,
  stepTitle,
} from "../present/step-lines.ts";
import { useSurroundings } from "../surroundings.ts";
import { BodyPane } from "./body-pane.tsx";
import { Rows } from "./rows.tsx";

/** The step that is at hand: what and why, answers, plan, progress, evidence; by hand beside it where there is room. */
export function StepPane({
  control,
  situation,
  columns,
  rows,
  asideColumns,
  now,
}: {
  readonly control: Controller;
  readonly situation: Situation;
  readonly columns: number;
  readonly rows: number;
  readonly asideColumns: number;
  readonly now: number;
}) {
  const { glyphs } = useSurroundings();
  const step = labSteps.find(({ id }) => id === currentStep(situation))!;
  const aside = asideColumns > 0 && situation.state !== undefined && !situation.ui.equivalents;
  const main = aside ? columns - asideColumns - 2 : columns;
  const place: Place = { columns: Math.min(main - 1, 118), glyphs, now };
  const body = stepBody(step, situation, place, asideColumns > 0);
  const pane = (
    <BodyPane
      title={stepTitle(step, situation.state?.steps[step.id].status, place)}
      body={body}
      columns={main}
      rows={rows}
      scrolled={situation.ui.scroll}
      geometry={control.geometry.body}
    />
  );
  if (!aside) return pane;
  const equivalents = equivalentLines(step, situation.state!, { columns: asideColumns - 1, glyphs, now });
  return (
    <Box width={columns} height={rows}>
      {pane}
      <Box flexDirection="column" width={2}>
        <Rows
          lines={Array.from({ length: rows }, (_, row): Line => [
            span(row === 0 ? glyphs.horizontal.repeat(2) : ` ${glyphs.vertical}`, "dim"),
          ])}
          columns={2}
          rows={rows}
        />
      </Box>
      <BodyPane
        title={[span("The same by hand", "strong")]}
        body={{ lines: equivalents.map((line) => [span(" "), ...line]), focus: 0 }}
        columns={asideColumns}
        rows={rows}
        scrolled={undefined}
      />
    </Box>
  );
}

function stepBody(step: LabStep, situation: Situation, place: Place, equivalentsBeside: boolean): Body {
  const { ui, state, connection } = situation;
  const lines: Line[] = [];
  let seen: Pick<Body, "focus" | "cursor"> = { focus: 0 };
  /** Adds a part; `see` says what of it is interesting, when it is. */
  const add = (part: readonly Line[], see?: Pick<Body, "focus" | "cursor">) => {
    if (part.length === 0) return;
    if (lines.length > 0) lines.push(blank);
    if (see) {
      const { focus, cursor } = see;
      seen = {
        focus: lines.length + focus,
        cursor: cursor === undefined ? undefined : lines.length + cursor,
      };
    }
    lines.push(...part);
  };
  add(introduction(step, place));
  if (state && ui.equivalents && !equivalentsBeside) add(equivalentLines(step, state, place), { focus: 0 });
  const answers = answerLines(step.id, answersOf(situation), ui.form, ui.profiles, place);
  if (state || ui.form || connection.phase === "failed" || connection.phase === "starting") {
    add(answers.lines, ui.form ? { focus: 0, cursor: answers.focus } : undefined);
  }
  if (connection.phase !== "ready")
    add(connectionLines(connection, place), ui.form ? undefined : { focus: 0 });
  if (!state) return { lines, ...seen };
  if (step.id === "identity" && !state.steps.identity.evidence) add(identityLines(state, place));
  if (step.id === "events" && connection.phase === "ready") {
    const { activities } = connection.lab.session;
    const body = activityLines(
      activities,
      ui.chosen,
      state.calls,
      ui.cursor,
      state.steps.events.status,
      place,
    );
    add(body.lines, body);
  }
  if (step.id === "watch" && connection.phase === "ready") {
    const body = callLines(state.calls, ui.cursor, connection.lab.target.delivery.typicalSeconds, place);
    add(body.lines, body);
  }
  const outcome = outcomeLines(step.id, state, place);
  const listed = (step.id === "events" || step.id === "watch") && !state.steps[step.id].problem;
  const asked = ui.form !== undefined || (ui.equivalents && !equivalentsBeside);
  add(outcome.lines, listed || asked ? undefined : outcome);
  return { lines, ...seen };
}
