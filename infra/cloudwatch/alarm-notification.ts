import type { AlarmRule, StateValue } from "./alarm-rule.ts";

/** What a notification tells of an alarm. */
export interface NotifiedAlarm extends AlarmRule {
  readonly name: string;
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly description?: string | undefined;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly unit?: string | undefined;
  /** Epoch milliseconds. */
  readonly configured: number;
  readonly okActions: readonly string[];
  readonly alarmActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
  /** False where the alarm was made without saying. */
  readonly saysHowToTreatMissingData: boolean;
}

/** A change of state; `time` is epoch milliseconds. */
export interface StateChange {
  readonly from: StateValue;
  readonly to: StateValue;
  readonly reason: string;
  readonly time: number;
}

/** `ALARM: "name" in US East (N. Virginia)`, cut to what a subject may hold. */
export function notificationSubject({ name, region }: NotifiedAlarm, { to }: StateChange): string {
  const subject = `${to}: "${name}" in ${longRegionName(region)}`;
  return subject.replace(/[^\x20-\x7e]/g, "?").slice(0, 100);
}

/** The JSON text that CloudWatch publishes ("Notifying users on alarm changes", Amazon CloudWatch User Guide). */
export function notificationMessage(alarm: NotifiedAlarm, change: StateChange): string {
  const isPercentile = /^p\d/i.test(alarm.statistic);
  return JSON.stringify({
    AlarmName: alarm.name,
    AlarmDescription: alarm.description ?? null,
    AWSAccountId: alarm.accountId,
    AlarmConfigurationUpdatedTimestamp: zoned(alarm.configured),
    NewStateValue: change.to,
    NewStateReason: change.reason,
    StateChangeTime: zoned(change.time),
    Region: longRegionName(alarm.region),
    AlarmArn: alarm.arn,
    OldStateValue: change.from,
    OKActions: alarm.okActions,
    AlarmActions: alarm.alarmActions,
    InsufficientDataActions: alarm.insufficientDataActions,
    Trigger: {
      MetricName: alarm.metricName,
      Namespace: alarm.namespace,
      StatisticType: isPercentile ? "ExtendedStatistic" : "Statistic",
      ...(isPercentile
        ? { ExtendedStatistic: alarm.statistic }
        : { Statistic: alarm.statistic.replace(/(?<=[a-z])[A-Z]/g, "_$&").toUpperCase() }),
      Unit: alarm.unit ?? null,
      Dimensions: alarm.dimensions.map(({ Name, Value }) => ({ value: Value, name: Name })),
      Period: alarm.period,
      EvaluationPeriods: alarm.evaluationPeriods,
      DatapointsToAlarm: alarm.datapointsToAlarm,
      ComparisonOperator: alarm.comparisonOperator,
      Threshold: alarm.threshold,
      TreatMissingData: alarm.saysHowToTreatMissingData ? alarm.treatMissingData : "",
      EvaluateLowSampleCountPercentile: "",
    },
  });
}

/** `2026-11-20T12:00:00.000+0000` */
export const zoned = (time: number): string => new Date(time).toISOString().replace("Z", "+0000");

const longNames: Readonly<Record<string, string>> = {
  "ap-northeast-1": "Asia Pacific (Tokyo)",
  "ap-northeast-2": "Asia Pacific (Seoul)",
  "ap-northeast-3": "Asia Pacific (Osaka)",
  "ap-south-1": "Asia Pacific (Mumbai)",
  "ap-southeast-1": "Asia Pacific (Singapore)",
  "ap-southeast-2": "Asia Pacific (Sydney)",
  "ca-central-1": "Canada (Central)",
  "eu-central-1": "EU (Frankfurt)",
  "eu-north-1": "EU (Stockholm)",
  "eu-west-1": "EU (Ireland)",
  "eu-west-2": "EU (London)",
  "eu-west-3": "EU (Paris)",
  "sa-east-1": "South America (Sao Paulo)",
  "us-east-1": "US East (N. Virginia)",
  "us-east-2": "US East (Ohio)",
  "us-west-1": "US West (N. California)",
  "us-west-2": "US West (Oregon)",
};

const longRegionName = (region: string): string => longNames[region] ?? region;
