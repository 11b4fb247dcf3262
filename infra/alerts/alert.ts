/** One thing an audit benchmark wants to be alerted of: a metric filter on the trail's log group, and an alarm. */
export interface Alert {
  /** Also the end of the names of its metric filter, metric and alarm. */
  readonly id: string;
  readonly title: string;
  /** Its number in section 4 of the CIS AWS Foundations Benchmark 1.4.0 and 3.0.0. */
  readonly cis: string;
  /** Security Hub's control, where there is one ("Security Hub controls for CloudWatch"). */
  readonly securityHub?: string;
  /** The pattern word for word as the benchmark has it: a changed one fails Security Hub's control. */
  readonly compliance: string;
  /** The same question with less noise, for people who are paged; does not count for the benchmark. */
  readonly tuned: string;
  /** How often within five minutes it must happen before the tuned alarm goes off; the compliance alarm's is 1. */
  readonly tunedThreshold: number;
}
