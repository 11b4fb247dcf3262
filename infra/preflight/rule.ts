import type { Situation } from "./facts.ts";
import type { Problem, Severity } from "./finding.ts";

/** One thing that may be wrong before anything is made: data for the docs, and a pure function of settings and facts. */
export interface Rule {
  readonly id: string;
  /** What it looks for, a sentence without its end. */
  readonly title: string;
  readonly severity: Severity;
  /** Where AWS documents it: page and guide. */
  readonly source: string;
  /** Pure; the settings are checked before. Nothing where the facts it needs could not be read. */
  judge(situation: Situation): readonly Problem[];
}
