/** The states of an alarm. */
export type StateValue = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** How an alarm's values stand to its threshold, in the API's words and in those of the reason. */
export const comparisons = {
  GreaterThanOrEqualToThreshold: {
    words: "greater than or equal to",
    holds: (value: number, threshold: number) => value >= threshold,
  },
  GreaterThanThreshold: {
    words: "greater than",
    holds: (value: number, threshold: number) => value > threshold,
  },
  LessThanThreshold: { words: "less than", holds: (value: number, threshold: number) => value < threshold },
  LessThanOrEqualToThreshold: {
    words: "less than or equal to",
    holds: (value: number, threshold: number) => value <= threshold,
  },
} as const;

export type ComparisonOperator = keyof typeof comparisons;

/** What a missing value counts as. */
export type MissingData = "missing" | "ignore" | "breaching" | "notBreaching";

/** When an alarm goes off. */
export interface AlarmRule {
  /** `Sum`, `p99` */
  readonly statistic: string;
  /** Seconds. */
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparisonOperator: ComparisonOperator;
  readonly treatMissingData: MissingData;
}

/** Where the values of an alarm lie; times are epoch milliseconds. */
export interface EvaluationRange {
  readonly start: number;
  /** Milliseconds. */
  readonly period: number;
  readonly count: number;
}

/** Missing values are made up for by older ones, this far back. */
const olderPeriods = 2;

/**
 * The windows an alarm looks at, which end at the last full minute (or at the last 10 or 30 seconds of a high-resolution
 * alarm). A statistic that can only grow need not wait for the end of the minute to be too large.
 */
export function evaluationRange(rule: AlarmRule, now: number): EvaluationRange {
  const period = rule.period * 1000;
  const unit = Math.min(period, 60_000);
  const onlyGrows =
    /^(?:Sum|Maximum|SampleCount)$/.test(rule.statistic) && rule.comparisonOperator.startsWith("Greater");
  const end = Math.floor(now / unit) * unit + (onlyGrows ? unit : 0);
  const count = rule.evaluationPeriods + olderPeriods;
  return { start: end - count * period, period, count };
}
