/** As Security Hub rates its controls, worst first. */
export const severities = ["critical", "high", "medium", "low", "informational"] as const;
export type Severity = (typeof severities)[number];

/** `unknown`: what the control asks for could not be read. */
export type Status = "failed" | "unknown" | "passed";

/** What a judgement is about. */
export interface Resource {
  readonly type: "account" | "trail" | "bucket" | "key" | "log group" | "alarm";
  /** Account id, ARN, or name of the bucket. */
  readonly id: string;
}

/** How to put right what failed. */
export interface Mend {
  /** What is to be done, a sentence. */
  readonly advice: string;
  /** For a stack of ours: the line in its settings file. */
  readonly setting?: string;
  /** The same by hand: commands of the AWS CLI. */
  readonly cli?: readonly string[];
}

/** What a control says about one resource. Texts may hold words of others: whoever shows them makes them harmless. */
export interface Judgement {
  readonly status: Status;
  readonly resource: Resource;
  /** What was seen, a sentence. */
  readonly evidence: string;
  readonly mend?: Mend;
  /** Trails it is about, by ARN; left out where it is about the account as a whole. */
  readonly trails?: readonly string[];
}

/** A judgement and the control that made it. */
export interface Finding extends Judgement {
  readonly control: string;
  readonly title: string;
  readonly severity: Severity;
  /** Recommendations of the CIS AWS Foundations Benchmark: `5.0.0/3.1`. */
  readonly cis: readonly string[];
}
