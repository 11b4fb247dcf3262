import { type ComparisonOperator, comparisons, type MissingData } from "../../../cloudwatch/alarm-rule.ts";
import { isPercentile } from "../../../cloudwatch/statistics.ts";
import type { Call } from "../../service.ts";
import { remember } from "./alarm-history.ts";
import { type Alarm, alarmArn, alarmAt, putAlarm } from "./alarm-state.ts";
import { alarmView } from "./alarm-view.ts";
import { errors } from "./errors.ts";
import type { InputOf } from "./inputs.ts";
import { operation } from "./operation.ts";
import { placeOf } from "./place-of.ts";
import { checkTags } from "./tags.ts";

type Input = InputOf<"PutMetricAlarm">;

const missingData: readonly string[] = ["breaching", "notBreaching", "ignore", "missing"];

/** Makes an alarm, or replaces one; that keeps its state and its tags. */
export const putMetricAlarm = operation(
  "PutMetricAlarm",
  false,
  ({ call, world, input }) => {
    const now = call.time.getTime();
    const there = alarmAt(world, placeOf(call), input.AlarmName);
    const unevaluated = {
      value: "INSUFFICIENT_DATA",
      reason: "Unchecked: Initial alarm creation",
      updated: now,
      transitioned: now,
    } as const;
    checkTags(input.Tags ?? []);
    const alarm: Alarm = {
      ...configured(call, input),
      state: there?.state ?? unevaluated,
      tags: there?.tags ?? input.Tags ?? [],
    };
    putAlarm(world, alarm);
    const type = there ? "Update" : "Create";
    const done = there ? "updated" : "created";
    remember(world, alarm, now, "ConfigurationUpdate", `Alarm "${alarm.name}" ${done}`, {
      type,
      [`${done}Alarm`]: alarmView(alarm),
    });
    return undefined;
  },
  ({ call, input }) => [{ resource: alarmArn(placeOf(call), input.AlarmName) }],
);

function configured(call: Call, input: Input): Omit<Alarm, "state" | "tags"> {
  if (input.Metrics !== undefined) throw errors.notHere("alarms on metric math (Metrics)");
  if (input.EvaluationCriteria !== undefined || input.EvaluationInterval !== undefined)
    throw errors.notHere("alarms on queries (EvaluationCriteria)");
  if (input.ThresholdMetricId !== undefined) throw errors.notHere("anomaly detection (ThresholdMetricId)");
  const period = needed(input, "Period");
  const evaluationPeriods = needed(input, "EvaluationPeriods");
  const { DatapointsToAlarm: datapoints, TreatMissingData: treatMissingData } = input;
  checkPeriods(period, evaluationPeriods, datapoints);
  if (treatMissingData !== undefined && !missingData.includes(treatMissingData))
    throw errors.validation(
      `The value '${treatMissingData}' for parameter TreatMissingData must be one of [${missingData.join(", ")}]`,
    );
  const place = placeOf(call);
  return {
    ...place,
    name: input.AlarmName,
    arn: alarmArn(place, input.AlarmName),
    description: input.AlarmDescription,
    actionsEnabled: input.ActionsEnabled ?? true,
    okActions: topics(call, input.OKActions),
    alarmActions: topics(call, input.AlarmActions),
    insufficientDataActions: topics(call, input.InsufficientDataActions),
    namespace: needed(input, "Namespace"),
    metricName: needed(input, "MetricName"),
    dimensions: input.Dimensions ?? [],
    unit: input.Unit,
    statistic: statisticOf(input),
    period,
    evaluationPeriods,
    datapointsToAlarm: datapoints ?? evaluationPeriods,
    ...(datapoints === undefined ? {} : { givenDatapointsToAlarm: datapoints }),
    threshold: needed(input, "Threshold"),
    comparisonOperator: operatorOf(input),
    treatMissingData: (treatMissingData ?? "missing") as MissingData,
    saysHowToTreatMissingData: treatMissingData !== undefined,
    ...(input.EvaluateLowSampleCountPercentile === undefined
      ? {}
      : { evaluateLowSampleCountPercentile: input.EvaluateLowSampleCountPercentile }),
    configured: call.time.getTime(),
  };
}

function needed<M extends keyof Input>(input: Input, member: M): NonNullable<Input[M]> {
  const value = input[member];
  if (value === undefined || value === null)
    throw errors.missingParameter(`The parameter ${member} is required.`);
  return value;
}

function checkPeriods(period: number, evaluationPeriods: number, datapoints: number | undefined): void {
  if (![10, 20, 30].includes(period) && period % 60 !== 0)
    throw errors.validation("Period must be 10, 20, 30 or a multiple of 60");
  const longest = period >= 3600 ? 7 * 86_400 : 86_400;
  if (period * evaluationPeriods > longest)
    throw errors.validation(
      `Metrics cannot be checked across more than ${period >= 3600 ? "seven days" : "a day"} (EvaluationPeriods * Period must be <= ${longest}).`,
    );
  if (datapoints !== undefined && datapoints > evaluationPeriods)
    throw errors.validation("DatapointsToAlarm must be less than or equal to EvaluationPeriods");
}

function statisticOf({ Statistic, ExtendedStatistic }: Input): string {
  if (Statistic !== undefined && ExtendedStatistic !== undefined)
    throw errors.parameterCombination("Statistic and ExtendedStatistic cannot be specified together.");
  if (ExtendedStatistic !== undefined && !isPercentile(ExtendedStatistic))
    throw errors.notHere(`the statistic ${ExtendedStatistic}`);
  const statistic = Statistic ?? ExtendedStatistic;
  if (statistic === undefined) throw errors.missingParameter("The parameter Statistic is required.");
  return statistic;
}

function operatorOf(input: Input): ComparisonOperator {
  const operator = needed(input, "ComparisonOperator");
  if (!Object.hasOwn(comparisons, operator)) throw errors.notHere(`anomaly detection (${operator})`);
  return operator as ComparisonOperator;
}

/** The topics that are told; other actions are not here. */
function topics({ region }: Call, actions: readonly string[] = []): readonly string[] {
  for (const arn of actions) {
    const [, partition, service, at] = /^arn:([\w-]+):([\w-]+):([\w-]*):.*$/.exec(arn) ?? [];
    if (partition === undefined) throw errors.validation(`Invalid arn syntax: ${arn}`);
    if (service !== "sns") throw errors.notHere(`actions of ${service} (${arn})`);
    if (at !== region)
      throw errors.validation(`Invalid region ${at} specified. Only ${region} is supported.`);
  }
  return actions;
}
