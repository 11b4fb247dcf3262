import { fieldSpans } from "./answer-lines.ts";
import type { LabState, OperationState } from "../../infra/index.ts";
import type { UiState } from "../store/ui-state.ts";
import { cell } from "./columns.ts";
import { operationLines, resourceType } from "./operation-lines.ts";
import { problemLines } from "./problem-lines.ts";
import { blank, type Line, line, span, wrapped } from "./spans.ts";
import type { Body, Place } from "./step-lines.ts";

/** The last screen: what destroying would remove and keep, progress, what came of it, the confirmation. */
export function destroyLines(state: LabState, ui: UiState, place: Place): Body {
  const { columns, glyphs, now } = place;
  const { settings, identity } = state;
  const operation = state.operation?.step === "destroy" ? state.operation : undefined;
  const running = operation?.phase === "starting" || operation?.phase === "running";
  const lines: Line[] = wrapped(
    `Removes what stack ${settings.stack} made in account ${identity.accountId}, region ${settings.region}. Other stacks are not touched.`,
    columns,
  );
  let focus = 0;
  const section = (part: readonly Line[]) => {
    lines.push(blank);
    focus = lines.length;
    lines.push(...part);
  };
  if (operation) {
    if (isPlan(operation)) section(destroyPlanLines(operation, place));
    else section(operationLines(operation, columns, glyphs, now));
    if (operation.problem) section(problemLines(operation.problem, columns, glyphs));
  }
  if (!state.deployed && !running) {
    const kept = operation?.resources.some(({ operation: what }) => what === "same");
    section([
      [
        span(`${glyphs.done} `, "good"),
        span(
          kept
            ? "The stack is gone; what was kept is not managed any more."
            : "Nothing of this stack is left.",
          "good",
        ),
        span(" Esc goes back to the lab."),
      ],
    ]);
  } else if (!running) {
    section([[span("Type the stack's name to confirm: ", "warn"), ...fieldSpans(ui.confirmation, 40)]]);
  }
  return { lines, focus };
}

/** A destroy that was only previewed: nothing has happened to any resource. */
const isPlan = ({ phase, resources }: OperationState) =>
  phase === "done" && resources.length > 0 && resources.every(({ state }) => state === "planned");

function destroyPlanLines({ resources }: OperationState, { columns }: Place): Line[] {
  const width = Math.max(0, ...resources.map(({ resource }) => resourceType(resource).length));
  const row = (sign: string, tone: "bad" | "good") => (entry: OperationState["resources"][number]) => [
    span(`  ${sign} `, tone),
    span(cell(resourceType(entry.resource), width)),
    span(`  ${entry.resource.name}`, "dim"),
  ];
  const removed = resources.filter(({ operation }) => operation !== "same");
  const kept = resources.filter(({ operation }) => operation === "same");
  const bucketGoes = removed.some(({ resource }) => resource.type === "aws:s3/bucket:Bucket");
  return [
    [span("Plan  ", "strong"), span("nothing has been removed yet", "dim")],
    line(`Would remove ${removed.length}`, "bad"),
    ...removed.map(row("-", "bad")),
    ...(bucketGoes
      ? wrapped("  The bucket goes with every log file in it, all versions.", columns, "warn", 2)
      : []),
    line(`Would keep ${kept.length === 0 ? "nothing of this stack" : kept.length}`, "good"),
    ...kept.map(row(" ", "good")),
    ...(kept.length > 0 ? wrapped("  The log files stay readable in the bucket.", columns, "dim", 2) : []),
  ];
}
