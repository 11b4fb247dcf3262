/** `error`: up will fail, or what it makes will not work; `warning`: it works and is probably not meant; `note`: to know. */
export const severities = ["error", "warning", "note"] as const;
/** One of them. */
export type Severity = (typeof severities)[number];

/** What a rule has found out about one set-up. Texts may hold words of others: whoever shows them makes them harmless. */
export interface Problem {
  /** What is the matter, a sentence. */
  readonly what: string;
  /** Why that fails or costs, a sentence. */
  readonly why: string;
  /** How to mend it, a sentence. */
  readonly mend: string;
}

/** A problem and the rule that found it. */
export interface Finding extends Problem {
  readonly rule: string;
  readonly severity: Severity;
}
