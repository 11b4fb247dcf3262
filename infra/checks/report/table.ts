import { tally, type CheckReport } from "../check-target.ts";
import type { Finding } from "../finding.ts";

/** What the table is told besides the findings. */
export interface TableOptions {
  /** ARNs of the trails that stacks of ours made: for them the setting is told, for all others the command. */
  readonly ours: ReadonlySet<string>;
}

/**
 * Findings for people: what failed first, with what was seen and how to mend it; what passed in one line each; a line
 * of sums. Lines end in \n, the last one does not. Texts of others are not made harmless here: whoever prints it does.
 */
export function tableText(reports: readonly CheckReport[], { ours }: TableOptions): string {
  const { failed, unknown, passed } = tally(reports);
  const parts = reports.flatMap((report) => [
    `Account ${report.accountId}: ${trailCount(report.trails)}`,
    ...groups(report.findings).flatMap((group) => lines(group, ours)),
    "",
  ]);
  return [...parts, `${passed} passed, ${failed} failed, ${unknown} unknown`].join("\n");
}

const trailCount = (trails: number | undefined): string =>
  trails === undefined
    ? "its trails may not be listed"
    : trails === 1
      ? "1 trail"
      : `${trails || "no"} trails`;

/** Findings that say the same of the same resource, told once: fourteen alerts lack one log group. */
function groups(findings: readonly Finding[]): readonly (readonly [Finding, ...Finding[]])[] {
  const found = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const { status, severity, resource, evidence } = finding;
    const key = JSON.stringify(
      status === "passed" ? [finding.control, resource] : [status, severity, resource, evidence],
    );
    const group = found.get(key);
    if (group) group.push(finding);
    else found.set(key, [finding]);
  }
  return [...found.values()];
}

function lines(group: readonly [Finding, ...Finding[]], ours: ReadonlySet<string>): readonly string[] {
  const [{ status, severity, resource, evidence, title }] = group;
  const controls = group.map(({ control }) => control).join(", ");
  if (status === "passed") return [`passed   ${controls}  ${resourceText(resource)}: ${title}`];
  return [
    "",
    `${status === "failed" ? "FAILED " : "unknown"}  ${severity}  ${controls}  ${resourceText(resource)}`,
    ...(group.length === 1 ? [`         ${title}`] : []),
    `         seen:  ${evidence}`,
    ...mendLines(group, ours),
  ];
}

function mendLines(group: readonly [Finding, ...Finding[]], ours: ReadonlySet<string>): readonly string[] {
  const [{ mend, trails }] = group;
  if (!mend) return [];
  const isOurs = trails ? trails.some((arn) => ours.has(arn)) : ours.size > 0;
  const advice = `         mend:  ${mend.advice}`;
  if (mend.setting && (isOurs || !mend.cli || group.length > 1))
    return [advice, `                in the stack's settings: ${mend.setting}`];
  return [advice, ...(mend.cli ?? []).map((command) => `                ${command}`)];
}

const resourceText = ({ type, id }: Finding["resource"]): string =>
  type === "bucket" ? `s3://${id}` : type === "account" ? `account ${id}` : id;
