import type {
  OperationState,
  PlannedChange,
  PropertyChange,
  Resource,
  ResourceOperation,
} from "../../infra/index.ts";
import { cell } from "./columns.ts";
import { duration } from "./duration.ts";
import type { Glyphs } from "./glyphs.ts";
import { type Line, span, type Tone, wrapped, wrappedAfter } from "./spans.ts";

const signs: Readonly<Record<ResourceOperation, { sign: string; tone: Tone; verb: string }>> = {
  same: { sign: " ", tone: "dim", verb: "keep" },
  create: { sign: "+", tone: "good", verb: "create" },
  update: { sign: "~", tone: "warn", verb: "update" },
  delete: { sign: "-", tone: "bad", verb: "delete" },
  replace: { sign: "±", tone: "bad", verb: "replace" },
  "create-replacement": { sign: "+", tone: "warn", verb: "create new" },
  "delete-replaced": { sign: "-", tone: "warn", verb: "delete old" },
  read: { sign: " ", tone: "dim", verb: "read" },
  refresh: { sign: " ", tone: "dim", verb: "refresh" },
  import: { sign: "=", tone: "accent", verb: "adopt" },
};

/** `aws:s3/bucketPolicy:BucketPolicy` → `s3 BucketPolicy`. */
export function resourceType({ type }: Resource): string {
  const [, module = "", name = type] = type.split(":");
  return `${module.split("/")[0]} ${name}`.trim();
}

/** Pulumi's own bookkeeping (the stack, the provider) is no resource of the user's. */
const bookkeeping = ({ type }: Resource) => type.startsWith("pulumi:");

/** How many resources a plan changes. */
export const changeCount = (plan: readonly PlannedChange[]): number =>
  plan.filter(({ resource, operation }) => !bookkeeping(resource) && !idle(operation)).length;

const idle = (operation: ResourceOperation) =>
  operation === "same" || operation === "read" || operation === "refresh";

/** A preview: one row per resource that changes, its changed properties after it; what stays is one row together. */
export function planLines(plan: readonly PlannedChange[], columns: number): Line[] {
  const changes = plan.filter(({ resource, operation }) => !bookkeeping(resource) && !idle(operation));
  const kept = plan.filter(({ resource, operation }) => !bookkeeping(resource) && idle(operation)).length;
  const nameWidth = Math.min(
    columns < 100 ? 32 : 40,
    Math.max(0, ...changes.map(({ resource }) => resourceType(resource).length)),
  );
  const lines = changes.flatMap(({ resource, operation, detail }) => {
    const { sign, tone, verb } = signs[operation];
    const lead = [
      span(`  ${sign} `, tone),
      span(cell(verb, 10), tone),
      span(` ${cell(resourceType(resource), nameWidth)} `),
    ];
    const properties = detail
      .map((change) => changedProperty(change) + replaces(change, operation))
      .join(", ");
    const name = resource.name + (properties ? `  ${properties}` : "");
    return wrappedAfter(lead, name, columns, "dim");
  });
  const summary =
    changes.length === 0
      ? "  Nothing would change."
      : kept > 0
        ? `    ${kept} more ${kept === 1 ? "stays" : "stay"} as ${kept === 1 ? "it is" : "they are"}`
        : "";
  return summary ? [...lines, ...wrapped(summary, columns, "dim")] : lines;
}

/** `+tags.purpose`, `-tags.purpose` or `~tags.purpose`. */
export function changedProperty({ path, kind }: PropertyChange): string {
  const sign = kind.startsWith("add") ? "+" : kind.startsWith("delete") ? "-" : "~";
  return `${sign}${path}`;
}

const replaces = ({ kind }: PropertyChange, operation: ResourceOperation) =>
  kind.endsWith("-replace") && operation !== "replace" ? " (replaces)" : "";

/** A running or finished operation: a headline with what it is doing, then one live row per resource. */
export function operationLines(
  operation: OperationState,
  columns: number,
  glyphs: Glyphs,
  now: number,
): Line[] {
  const running = operation.phase === "starting" || operation.phase === "running";
  const mark = running ? spinner(glyphs, now) : operation.phase === "done" ? glyphs.done : glyphs.failed;
  const tone: Tone = running ? "accent" : operation.phase === "done" ? "good" : "bad";
  const elapsed = running ? now - operation.startedAt : (operation.result?.seconds ?? 0) * 1000;
  const phase = operation.phase === "done" ? "finished" : operation.phase;
  const headline = `${operation.kind} ${running ? "" : phase}`.trim();
  const lines: Line[] = wrappedAfter(
    [
      span(`${mark} `, tone),
      span(headline, "strong"),
      span(running || operation.result ? `  ${duration(elapsed)}  ` : "  ", "dim"),
    ],
    running ? operation.message : "",
    columns,
    "dim",
  );
  const resources = operation.resources.filter(({ resource }) => !bookkeeping(resource));
  const nameWidth = Math.min(
    columns < 100 ? 32 : 40,
    Math.max(0, ...resources.map(({ resource }) => resourceType(resource).length)),
  );
  for (const { resource, operation: what, state, startedAt, seconds } of resources) {
    const { verb } = signs[what];
    const marks = {
      planned: glyphs.open,
      running: spinner(glyphs, now),
      done: glyphs.done,
      failed: glyphs.failed,
    };
    const tones = { planned: "dim", running: "accent", done: "good", failed: "bad" } as const;
    const time =
      seconds !== undefined
        ? duration(seconds * 1000)
        : state === "running" && startedAt !== undefined
          ? duration(now - startedAt)
          : "";
    lines.push([
      span(`  ${marks[state]} `, tones[state]),
      span(cell(state === "failed" ? `${verb} FAILED` : verb, 14), tones[state]),
      span(`${cell(resourceType(resource), nameWidth)} `),
      span(cell(time, 10, "right"), "dim"),
      span(`  ${resource.name}`, "dim"),
    ]);
  }
  for (const { severity, message } of operation.diagnostics) {
    if (severity === "info") continue;
    const bad = severity === "error";
    lines.push(
      ...wrappedAfter(
        [span(bad ? "  error    " : "  warning  ", bad ? "bad" : "warn")],
        message.trim(),
        columns,
      ),
    );
  }
  return lines;
}

/** The frame of the spinner at a time; text, so that frames are a function of the clock that is handed in. */
export const spinner = (glyphs: Glyphs, now: number): string =>
  glyphs.spinner[Math.floor(now / 120) % glyphs.spinner.length]!;
