import { type AlarmRule, comparisons, type EvaluationRange, type StateValue } from "./alarm-rule.ts";

/** A value an alarm looks at. */
export interface Datapoint {
  /** Start of its window, epoch milliseconds. */
  readonly time: number;
  readonly value: number;
  readonly sampleCount: number;
}

/** What an evaluation comes to. */
export interface Evaluation {
  readonly value: StateValue;
  /** In CloudWatch's words. */
  readonly reason: string;
  /** The values that decided, newest first. */
  readonly datapoints: readonly Datapoint[];
}

/**
 * Evaluates an alarm ("Configuring how CloudWatch alarms treat missing data", "Evaluating an alarm").
 * @param points one for each window of the range, oldest first; undefined where there was no data
 * @returns undefined when the alarm keeps its state whatever it is
 */
export function evaluateAlarm(
  rule: AlarmRule,
  range: EvaluationRange,
  points: readonly (Omit<Datapoint, "time"> | undefined)[],
): Evaluation | undefined {
  const { evaluationPeriods: periods, datapointsToAlarm: needed, treatMissingData: missing } = rule;
  const known = points
    .flatMap((point, index) => (point ? [{ ...point, time: range.start + index * range.period, index }] : []))
    .reverse()
    .slice(0, periods);
  const breaching = known.filter(({ value }) => isBreaching(rule, value));
  const made = periods - known.length;
  const decided = (value: StateValue): Evaluation => ({
    value,
    reason: reasonOf(rule, value, known, breaching.length, made),
    datapoints: known.map(({ time, value, sampleCount }) => ({ time, value, sampleCount })),
  });
  if (made === 0) return decided(breaching.length >= needed ? "ALARM" : "OK");
  if (missing === "breaching") return decided(breaching.length + made >= needed ? "ALARM" : "OK");
  if (missing === "notBreaching" || breaching.length >= needed)
    return decided(breaching.length >= needed ? "ALARM" : "OK");
  if (known.length === 0) return missing === "missing" ? decided("INSUFFICIENT_DATA") : undefined;
  // With data missing, what there is decides: all of it must be too large, and long enough.
  if (breaching.length < Math.min(needed, known.length)) return decided("OK");
  const age = points.length - breaching.at(-1)!.index;
  return missing === "missing" && age >= needed ? decided("ALARM") : undefined;
}

const isBreaching = ({ comparisonOperator, threshold }: AlarmRule, value: number): boolean =>
  comparisons[comparisonOperator].holds(value, threshold);

function reasonOf(
  rule: AlarmRule,
  state: StateValue,
  known: readonly Datapoint[],
  breaching: number,
  made: number,
): string {
  if (state === "INSUFFICIENT_DATA")
    return `Insufficient Data: ${datapoints(made)} ${made === 1 ? "was" : "were"} unknown.`;
  const missing = `${made} missing ${made === 1 ? "datapoint was" : "datapoints were"} treated as [${rule.treatMissingData === "breaching" ? "Breaching" : "NonBreaching"}]`;
  if (known.length === 0)
    return `Threshold Crossed: no datapoints were received for ${made} ${made === 1 ? "period" : "periods"} and ${missing}.`;
  const isAlarm = state === "ALARM";
  const count = isAlarm ? breaching : known.length - breaching;
  const shown = known.map(({ value, time }) => `${javaNumber(value)} (${shortTime(time)})`).join(", ");
  const minimum = isAlarm ? rule.datapointsToAlarm : rule.evaluationPeriods - rule.datapointsToAlarm + 1;
  const verb = `${count === 1 ? "was" : "were"}${isAlarm ? "" : " not"}`;
  const crossed = `[${shown}] ${verb} ${comparisons[rule.comparisonOperator].words} the threshold (${javaNumber(rule.threshold)})`;
  if (made > 0 && /reaching$/.test(rule.treatMissingData))
    return `Threshold Crossed: ${datapoints(count)} ${crossed} and ${missing}.`;
  return `Threshold Crossed: ${count} out of the last ${known.length} datapoints ${crossed} (minimum ${datapoints(minimum)} for ${isAlarm ? "OK -> ALARM" : "ALARM -> OK"} transition).`;
}

const datapoints = (count: number): string => `${count} ${count === 1 ? "datapoint" : "datapoints"}`;

/** Whole numbers have a fraction in CloudWatch's texts. */
const javaNumber = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** `24/07/23 12:00:00` (UTC) */
function shortTime(time: number): string {
  const [year, month, day] = new Date(time).toISOString().slice(2, 10).split("-");
  return `${day}/${month}/${year} ${new Date(time).toISOString().slice(11, 19)}`;
}
