import type { Situation } from "./facts.ts";
import { type Finding, severities } from "./finding.ts";
import { rules } from "./rules/index.ts";

/** All findings about a situation, errors first. Pure. */
export function judge(situation: Situation): readonly Finding[] {
  const found = rules.flatMap(({ id, severity, judge }) =>
    judge(situation).map((problem) => ({ rule: id, severity, ...problem })),
  );
  return found.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}
