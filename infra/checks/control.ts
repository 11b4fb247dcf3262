import type { SetUp } from "./facts.ts";
import type { Judgement, Severity } from "./finding.ts";

/** One question about a set-up. Pure data and a pure function. */
export interface Control {
  /** Security Hub's (`CloudTrail.1`), or ours (`TW.1`). */
  readonly id: string;
  readonly title: string;
  /** Security Hub's, for its controls. */
  readonly severity: Severity;
  /** Recommendations of the CIS AWS Foundations Benchmark that it stands for: `5.0.0/3.1`. */
  readonly cis: readonly string[];
  /** What it asks, a sentence. */
  readonly asks: string;
  /** How to fulfil it, a sentence; each finding says it more exactly. */
  readonly mends: string;
  /** All judgements on a set-up, passed ones too; none where there is nothing to judge. */
  evaluate(setUp: SetUp): readonly Judgement[];
}

/** `5.0.0/3.1` and its like, from the number in each version of the benchmark that has it. */
export function cis(numbers: {
  readonly "5.0.0"?: string;
  readonly "3.0.0"?: string;
  readonly "1.4.0"?: string;
  readonly "1.2.0"?: string;
}): readonly string[] {
  return Object.entries(numbers).map(([version, number]) => `${version}/${number}`);
}
