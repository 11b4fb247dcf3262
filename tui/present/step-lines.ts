import {
  type LabState,
  type LabStep,
  type OperationState,
  type StepId,
  type StepState,
  type StepStatus,
  stepIds,
} from "../../infra/index.ts";
import type { Connection } from "../connection/connection.ts";
import { cell } from "./columns.ts";
import { duration } from "./duration.ts";
import type { Glyphs } from "./glyphs.ts";
import { textLines } from "./json-lines.ts";
import { operationLines, planLines, spinner } from "./operation-lines.ts";
import { problemLines } from "./problem-lines.ts";
import { blank, type Line, line, type Span, span, type Tone, wrappedAfter } from "./spans.ts";

/** Rows of a scrollable part, and which of them should be seen when nobody has scrolled. */
export interface Body {
  readonly lines: readonly Line[];
  /** First row of the part that is interesting. */
  readonly focus: number;
  /** Row of the cursor in a list. */
  readonly cursor?: number | undefined;
}

/** What the rows are made for. */
export interface Place {
  readonly columns: number;
  readonly glyphs: Glyphs;
  /** Epoch milliseconds, for elapsed times and the spinner. */
  readonly now: number;
}

/** Mark, colour and word of each status; the word is there for those who see no colours. */
export function statusMark(status: StepStatus, { glyphs, now }: Pick<Place, "glyphs" | "now">): Span {
  const marks: Readonly<Record<StepStatus, readonly [string, Tone]>> = {
    open: [glyphs.open, "dim"],
    planning: [spinner(glyphs, now), "accent"],
    planned: [glyphs.planned, "accent"],
    running: [spinner(glyphs, now), "accent"],
    done: [glyphs.done, "good"],
    failed: [glyphs.failed, "bad"],
    stale: [glyphs.stale, "warn"],
  };
  return span(...marks[status]);
}

/** A step's status in words; there is nothing to say of an open one. */
export const statusWords: Readonly<Record<StepStatus, string>> = {
  open: "",
  planning: "planning",
  planned: "planned, not done",
  running: "running",
  done: "done",
  failed: "failed",
  stale: "an answer changed: plan again",
};

/** Number, title and status of a step, for the rule above it. */
export function stepTitle(step: LabStep, status: StepStatus | undefined, place: Place): Line {
  const word = !status
    ? ""
    : step.id === "watch" && status === "running"
      ? "waiting for deliveries"
      : statusWords[status];
  const tone: Tone =
    status === "done" ? "good" : status === "failed" ? "bad" : status === "stale" ? "warn" : "accent";
  return [
    span(`Step ${stepIds.indexOf(step.id) + 1} of ${stepIds.length}  `, "dim"),
    span(step.title, "strong"),
    ...(word ? [span("  "), statusMark(status!, place), span(` ${word}`, tone)] : []),
  ];
}

/** What the step does and why. */
export const introduction = (step: LabStep, { columns }: Place): Line[] => [
  ...wrappedAfter([span("What  ", "dim")], step.what, columns),
  ...wrappedAfter([span("Why   ", "dim")], step.why, columns),
];

/** The step by hand: in the console, and with the AWS CLI, one command per entry, ready to paste. */
export function equivalentLines(step: LabStep, state: LabState, { columns, glyphs }: Place): Line[] {
  const { settings, identity } = state;
  return [
    line("By hand in the AWS console", "strong"),
    ...step
      .console(settings, identity.accountId)
      .flatMap((action, index) => wrappedAfter([span(`  ${index + 1} `, "dim")], action, columns)),
    blank,
    line("With the AWS CLI", "strong"),
    ...step
      .cli(settings, identity.accountId)
      .flatMap((command) => wrappedAfter([span(`  ${glyphs.pointer} `, "dim")], command, columns, "accent")),
  ];
}

/** What the step would do, is doing, went wrong with, and did, newest part in focus. */
export function outcomeLines(step: StepId, state: LabState, place: Place): Body {
  const { status, plan, evidence, problem } = state.steps[step];
  const operation = state.operation?.step === step ? withPlanned(state.operation, plan) : undefined;
  const lines: Line[] = [];
  let focus = 0;
  const section = (part: readonly Line[]) => {
    if (part.length === 0) return;
    if (lines.length > 0) lines.push(blank);
    focus = lines.length;
    lines.push(...part);
  };
  const underWay = step !== "watch" && (status === "planning" || status === "running");
  if (operation && (underWay || status === "failed" || (status === "done" && operation.kind !== "preview"))) {
    section([
      line(underWay ? "Progress" : "What was done", "strong"),
      ...operationLines(operation, place.columns, place.glyphs, place.now),
    ]);
  } else if (underWay && step !== "events") {
    section([[span(`${spinner(place.glyphs, place.now)} `, "accent"), span(`${statusWords[status]} …`)]]);
  }
  if (plan && status === "planned") {
    section([
      [span("Plan  ", "strong"), span("nothing has been done yet", "dim")],
      ...planLines(plan, place.columns),
    ]);
  }
  if (problem) section(problemLines(problem, place.columns, place.glyphs));
  if (evidence && (status === "done" || status === "stale")) {
    const before = focus;
    section(evidenceLines(evidence, place.columns, status === "stale"));
    if (problem) focus = before;
  }
  return { lines, focus };
}

/** What is planned stands there from the beginning, so that rows change and do not jump. */
function withPlanned(operation: OperationState, plan: StepState["plan"]): OperationState {
  if (operation.kind === "preview" || !plan) return operation;
  const known = new Set(operation.resources.map(({ resource }) => resource.urn));
  const pending = plan
    .filter(({ resource, operation: what }) => what !== "same" && !known.has(resource.urn))
    .map(({ resource, operation: what }) => ({ resource, operation: what, state: "planned" as const }));
  return { ...operation, resources: [...operation.resources, ...pending] };
}

function evidenceLines(
  evidence: NonNullable<LabState["steps"]["bucket"]["evidence"]>,
  columns: number,
  old: boolean,
): Line[] {
  const lines: Line[] = [
    [
      span("Evidence  ", "strong"),
      span(old ? "as AWS described it before the change" : "as AWS describes it now", "dim"),
    ],
  ];
  for (const { title, source, text } of evidence) {
    const body = textLines(text, columns - 4);
    const head = [span(`  ${title}`, "accent")];
    if (body.length === 1 && title.length + text.length + 6 < columns) {
      lines.push([...head, span("  "), ...body[0]!, span(`  ${source}`, "dim")]);
    } else {
      lines.push([...head, span(`  ${source}`, "dim")], ...body.map((row) => [span("    "), ...row]));
    }
  }
  return lines;
}

/** What is going on before there is a session: opening the target, or why it could not be opened. */
export function connectionLines(connection: Connection, { columns, glyphs, now }: Place): Line[] {
  switch (connection.phase) {
    case "starting":
      return wrappedAfter(
        [span(`${spinner(glyphs, now)} `, "accent")],
        `${connection.message}  ${duration(now - connection.since)}`,
        columns,
      );
    case "failed":
      return problemLines(connection.problem, columns, glyphs);
    case "ready":
      return [];
  }
}

/** Who we are there, and how that was found out. */
export function identityLines(state: LabState, { columns }: Place): Line[] {
  const { identity } = state;
  const facts: readonly (readonly [string, string])[] = [
    ["Account", identity.accountId],
    ["Identity", identity.arn],
    ["Credentials", `from ${identity.credentialSource}`],
    ["Region", `${identity.region} (from ${identity.regionSource})`],
    ...(identity.endpoint ? [["Endpoint", identity.endpoint] as const] : []),
  ];
  return facts.flatMap(([label, value]) =>
    wrappedAfter([span(`  ${cell(label, 13)}`, "dim")], value, columns),
  );
}
