import type { CostEstimate, ExplainedPolicy, PreflightFinding } from "../../infra/index.ts";
import { table } from "./table.ts";

const marks = { error: "ERROR", warning: "warning", note: "note" } as const;

/** The findings of a pre-flight: what, why, how to mend each; and how many there are of which kind. */
export function findingsText(findings: readonly PreflightFinding[]): string {
  const counts = (["error", "warning", "note"] as const).flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count > 0 ? [`${count} ${severity}${count === 1 ? "" : "s"}`] : [];
  });
  const lines = findings.flatMap(({ severity, rule, what, why, mend }) => [
    `  ${marks[severity]}  ${what} (${rule})`,
    `    why: ${why}`,
    `    to mend it: ${mend}`,
  ]);
  return [`Pre-flight: ${counts.join(", ") || "nothing found"}.`, ...lines].join("\n");
}

/** Policies with a sentence for each of their statements. */
export function policiesText(policies: readonly ExplainedPolicy[]): string {
  return policies
    .flatMap(({ of, byHand, statements }) => [
      `Policy of ${of}${byHand ? " (its owner has to add this)" : ""}:`,
      ...statements.map(({ sid, meaning }) => `  ${sid}: ${meaning}`),
    ])
    .join("\n");
}

/** An estimate as a table, and what it supposes. */
export function estimateText({ items, total, assumptions }: CostEstimate): string {
  const rows = items.map(({ what, quantity, price, dollars }) => [
    `  ${what}`,
    quantity,
    price,
    money(dollars),
  ]);
  return [
    `Estimate: about ${money(total)} a month.`,
    ...table(rows),
    ...assumptions.map((sentence) => `  ${sentence}`),
  ].join("\n");
}

/** US dollars with cents; amounts below a cent are said to be that. */
export const money = (dollars: number): string =>
  dollars > 0 && dollars < 0.01 ? "under $0.01" : `$${dollars.toFixed(2)}`;
