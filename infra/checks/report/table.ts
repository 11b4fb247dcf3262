import { tally, type CheckReport } from "../check-target.ts";
import type { Finding } from "../finding.ts";

/** What the table is told besides the findings. */
export interface TableOptions {
  /** ARNs of the trails that stacks of ours made: for them the setting is told, for all others the command. */
  readonly ours: ReadonlySet<string>;
  /** Width of the sentences; commands are never broken. */
  readonly columns?: number | undefined;
}

const indent = 9;

/**
 * Findings for people: what failed first, with what was seen and how to mend it; what passed in one line a resource; a
 * line of sums. Lines end in \n, the last one does not. Texts of others are not made harmless here: whoever prints it
 * does.
 */
export function tableText(reports: readonly CheckReport[], options: TableOptions): string {
  const { failed, unknown, passed } = tally(reports);
  const parts = reports.flatMap(({ accountId, trails, findings }) => [
    `Account ${accountId}: ${trailCount(trails)}`,
    "",
    ...alike(findings.filter(({ status }) => status !== "passed")).flatMap((group) => [
      ...troubleLines(group, options),
      "",
    ]),
    ...passedLines(findings.filter(({ status }) => status === "passed")),
  ]);
  return [...parts, `${passed} passed, ${failed} failed, ${unknown} unknown`].join("\n");
}

const trailCount = (trails: number | undefined): string =>
  trails === undefined
    ? "its trails may not be listed"
    : trails === 1
      ? "1 trail"
      : `${trails || "no"} trails`;

/** By key, in the order of their first. */
function grouped<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly [T, ...T[]])[] {
  const found = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = found.get(key);
    if (group) group.push(item);
    else found.set(key, [item]);
  }
  return [...found.values()];
}

/** Findings that say the same of the same resource, told once: fourteen alerts lack one log group. */
const alike = (findings: readonly Finding[]) =>
  grouped(findings, ({ status, severity, resource, evidence }) =>
    JSON.stringify([status, severity, resource, evidence]),
  );

function troubleLines(
  group: readonly [Finding, ...Finding[]],
  { ours, columns = 100 }: TableOptions,
): readonly string[] {
  const [{ status, severity, resource, evidence, title }] = group;
  const mark = status === "failed" ? "FAILED" : "UNKNOWN";
  const controls = group.map(({ control }) => control).join(", ");
  const pad = " ".repeat(indent);
  return [
    ...wrapped(`${mark.padEnd(indent)}${controls}  (${severity})`, indent, columns),
    ...(group.length === 1 ? [`${pad}${title}`] : []),
    `${pad}on    ${resourceText(resource)}`,
    ...wrapped(`${pad}seen  ${evidence}`, indent + 6, columns),
    ...mendLines(group, ours, columns),
  ];
}

function mendLines(
  group: readonly [Finding, ...Finding[]],
  ours: ReadonlySet<string>,
  columns: number,
): readonly string[] {
  const [{ mend, trails }] = group;
  if (!mend) return [];
  const isOurs = trails ? trails.some((arn) => ours.has(arn)) : ours.size > 0;
  const pad = " ".repeat(indent);
  const advice = wrapped(`${pad}mend  ${mend.advice}`, indent + 6, columns);
  if (mend.setting && (isOurs || !mend.cli || group.length > 1))
    return [...advice, `${pad}      in the stack's settings: ${mend.setting}`];
  return [...advice, ...(mend.cli ?? []).map((command) => `${pad}      ${command}`)];
}

/** One line a resource with the controls it passed; many alarms that passed the same are one. */
function passedLines(findings: readonly Finding[]): readonly string[] {
  if (findings.length === 0) return [];
  const resources = grouped(findings, ({ resource }) => JSON.stringify(resource)).map((group) => ({
    resource: group[0].resource,
    controls: group.map(({ control }) => control).join(", "),
  }));
  const lines = grouped(resources, ({ resource, controls }) =>
    resource.type === "alarm" ? controls : JSON.stringify(resource),
  ).map((same) => {
    const [{ resource, controls }] = same;
    return `passed   ${same.length > 1 ? `${same.length} ${resource.type}s` : resourceText(resource)}: ${controls}`;
  });
  return [...lines, ""];
}

const resourceText = ({ type, id }: Finding["resource"]): string =>
  type === "bucket" ? `s3://${id}` : type === "account" ? `account ${id}` : id;

/** Breaks a line between words; further lines hang. */
function wrapped(text: string, hanging: number, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/(?<=\S) (?=\S)/)) {
    if (line && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = `${" ".repeat(hanging)}${word}`;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line];
}
