import { isPercentile } from "../../../cloudwatch/statistics.ts";
import type { Alarm } from "./alarm-state.ts";

/** An alarm as DescribeAlarms shows it. */
export function alarmView(alarm: Alarm): Record<string, unknown> {
  const { state } = alarm;
  return {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    AlarmDescription: alarm.description,
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.configured),
    ActionsEnabled: alarm.actionsEnabled,
    OKActions: alarm.okActions,
    AlarmActions: alarm.alarmActions,
    InsufficientDataActions: alarm.insufficientDataActions,
    StateValue: state.value,
    StateReason: state.reason,
    StateReasonData: state.reasonData,
    StateUpdatedTimestamp: new Date(state.updated),
    MetricName: alarm.metricName,
    Namespace: alarm.namespace,
    ...(isPercentile(alarm.statistic)
      ? { ExtendedStatistic: alarm.statistic }
      : { Statistic: alarm.statistic }),
    Dimensions: alarm.dimensions,
    Period: alarm.period,
    Unit: alarm.unit,
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.givenDatapointsToAlarm,
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparisonOperator,
    TreatMissingData: alarm.saysHowToTreatMissingData ? alarm.treatMissingData : undefined,
    EvaluateLowSampleCountPercentile: alarm.evaluateLowSampleCountPercentile,
    StateTransitionedTimestamp: new Date(state.transitioned),
  };
}
