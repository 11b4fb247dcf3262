import { z } from "zod";
import type { Call } from "../../service.ts";
import { brokenConstraint } from "../member-constraint.ts";
import { errors } from "./errors.ts";

// The query protocol carries everything as text.
const number = z.preprocess(
  (value) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value),
  z.number(),
);
const integer = (least: number, most = Number.MAX_SAFE_INTEGER) =>
  number.pipe(z.number().int().min(least).max(most));
const boolean = z.preprocess(
  (value) => (value === "true" ? true : value === "false" ? false : value),
  z.boolean(),
);
/** CBOR has dates, JSON seconds, the query protocol ISO 8601. */
const date = z.preprocess(
  (value) =>
    typeof value === "number"
      ? new Date(value * 1000)
      : typeof value === "string"
        ? new Date(/^\d+(?:\.\d+)?$/.test(value) ? Number(value) * 1000 : value)
        : value,
  z.date(),
);
/** The query protocol sends an empty list as an empty text. */
const list = <T extends z.ZodType>(item: T, most = 1000) =>
  z.preprocess((value) => (value === "" ? [] : value), z.array(item).max(most));

const text = (most: number) => z.string().min(1).max(most);
const name = text(255);
const namespace = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^:].*$/);
const dimensions = list(z.object({ Name: text(255), Value: text(1024) }), 30);
const unit = z.enum(
  "Seconds,Microseconds,Milliseconds,Bytes,Kilobytes,Megabytes,Gigabytes,Terabytes,Bits,Kilobits,Megabits,Gigabits,Terabits,Percent,Count,Bytes/Second,Kilobytes/Second,Megabytes/Second,Gigabytes/Second,Terabytes/Second,Bits/Second,Kilobits/Second,Megabits/Second,Gigabits/Second,Terabits/Second,Count/Second,None".split(
    ",",
  ),
);
const statistic = z.enum(["SampleCount", "Average", "Sum", "Minimum", "Maximum"]);
const stateValue = z.enum(["OK", "ALARM", "INSUFFICIENT_DATA"]);
const actions = list(text(1024), 5);
const alarmNames = list(name, 100);
const tags = list(z.object({ Key: text(128), Value: z.string().max(256) }));
const scanBy = z.enum(["TimestampDescending", "TimestampAscending"]);
const nextToken = z.string();
const metric = { Namespace: namespace, MetricName: name, Dimensions: dimensions.optional() };
const arn = text(1024);

/** The shape of each operation's input ("Amazon CloudWatch API Reference"). */
export const inputs = {
  PutMetricData: z.object({
    Namespace: namespace,
    MetricData: list(
      z.object({
        MetricName: name,
        Dimensions: dimensions.optional(),
        Timestamp: date.optional(),
        Value: number.optional(),
        StatisticValues: z
          .object({ SampleCount: number, Sum: number, Minimum: number, Maximum: number })
          .optional(),
        Values: list(number, 150).optional(),
        Counts: list(number, 150).optional(),
        Unit: unit.optional(),
        StorageResolution: integer(1, 60).optional(),
      }),
    ).optional(),
    EntityMetricData: z.unknown().optional(),
    StrictEntityValidation: boolean.optional(),
  }),
  GetMetricStatistics: z.object({
    ...metric,
    StartTime: date,
    EndTime: date,
    Period: integer(1),
    Statistics: list(statistic, 5).optional(),
    ExtendedStatistics: list(z.string(), 10).optional(),
    Unit: unit.optional(),
  }),
  GetMetricData: z.object({
    MetricDataQueries: list(
      z.object({
        Id: name.regex(/^[a-z]\w*$/),
        MetricStat: z
          .object({
            Metric: z.object(metric),
            Period: integer(1),
            Stat: z.string(),
            Unit: unit.optional(),
          })
          .optional(),
        Expression: text(2048).optional(),
        Label: z.string().optional(),
        ReturnData: boolean.optional(),
        Period: integer(1).optional(),
        AccountId: z.string().optional(),
      }),
      500,
    ),
    StartTime: date,
    EndTime: date,
    NextToken: nextToken.optional(),
    ScanBy: scanBy.optional(),
    MaxDatapoints: integer(1, 100_800).optional(),
    LabelOptions: z.object({ Timezone: z.string().optional() }).optional(),
  }),
  ListMetrics: z.object({
    Namespace: namespace.optional(),
    MetricName: name.optional(),
    Dimensions: list(z.object({ Name: text(255), Value: text(1024).optional() }), 10).optional(),
    NextToken: nextToken.optional(),
    RecentlyActive: z.enum(["PT3H"]).optional(),
    IncludeLinkedAccounts: boolean.optional(),
    OwningAccount: z.string().optional(),
  }),
  PutMetricAlarm: z.object({
    AlarmName: name,
    AlarmDescription: z.string().max(1024).optional(),
    ActionsEnabled: boolean.optional(),
    OKActions: actions.optional(),
    AlarmActions: actions.optional(),
    InsufficientDataActions: actions.optional(),
    MetricName: name.optional(),
    Namespace: namespace.optional(),
    Statistic: statistic.optional(),
    ExtendedStatistic: z.string().optional(),
    Dimensions: dimensions.optional(),
    Period: integer(1).optional(),
    Unit: unit.optional(),
    EvaluationPeriods: integer(1).optional(),
    DatapointsToAlarm: integer(1).optional(),
    Threshold: number.optional(),
    ComparisonOperator: z
      .enum([
        "GreaterThanOrEqualToThreshold",
        "GreaterThanThreshold",
        "LessThanThreshold",
        "LessThanOrEqualToThreshold",
        "LessThanLowerOrGreaterThanUpperThreshold",
        "LessThanLowerThreshold",
        "GreaterThanUpperThreshold",
      ])
      .optional(),
    TreatMissingData: text(255).optional(),
    EvaluateLowSampleCountPercentile: text(255).optional(),
    Metrics: list(z.unknown()).optional(),
    Tags: tags.optional(),
    ThresholdMetricId: name.optional(),
    EvaluationCriteria: z.unknown().optional(),
    EvaluationInterval: integer(10, 3600).optional(),
  }),
  DescribeAlarms: z.object({
    AlarmNames: alarmNames.optional(),
    AlarmNamePrefix: name.optional(),
    AlarmTypes: list(z.enum(["CompositeAlarm", "MetricAlarm"])).optional(),
    ChildrenOfAlarmName: name.optional(),
    ParentsOfAlarmName: name.optional(),
    StateValue: stateValue.optional(),
    ActionPrefix: text(1024).optional(),
    MaxRecords: integer(1, 100).optional(),
    NextToken: nextToken.optional(),
  }),
  DescribeAlarmsForMetric: z.object({
    ...metric,
    Statistic: statistic.optional(),
    ExtendedStatistic: z.string().optional(),
    Period: integer(1).optional(),
    Unit: unit.optional(),
  }),
  DescribeAlarmHistory: z.object({
    AlarmName: name.optional(),
    AlarmContributorId: z.string().optional(),
    AlarmTypes: list(z.enum(["CompositeAlarm", "MetricAlarm"])).optional(),
    HistoryItemType: z
      .enum([
        "ConfigurationUpdate",
        "StateUpdate",
        "Action",
        "AlarmContributorStateUpdate",
        "AlarmContributorAction",
      ])
      .optional(),
    StartDate: date.optional(),
    EndDate: date.optional(),
    MaxRecords: integer(1, 100).optional(),
    NextToken: nextToken.optional(),
    ScanBy: scanBy.optional(),
  }),
  DeleteAlarms: z.object({ AlarmNames: alarmNames }),
  SetAlarmState: z.object({
    AlarmName: name,
    StateValue: stateValue,
    StateReason: z.string().max(1023),
    StateReasonData: z.string().max(4000).optional(),
  }),
  EnableAlarmActions: z.object({ AlarmNames: alarmNames }),
  DisableAlarmActions: z.object({ AlarmNames: alarmNames }),
  TagResource: z.object({ ResourceARN: arn, Tags: tags }),
  UntagResource: z.object({ ResourceARN: arn, TagKeys: list(text(128)) }),
  ListTagsForResource: z.object({ ResourceARN: arn }),
} as const;

type Inputs = typeof inputs;
export type Name = keyof Inputs;
export type InputOf<N extends Name> = z.output<Inputs[N]>;

/** The call's input in its shape, whatever protocol it came in. */
export function inputOf<N extends Name>(name: N, call: Call): InputOf<N> {
  const result = inputs[name].safeParse(call.input);
  if (result.success) return result.data as InputOf<N>;
  throw errors.validation(brokenConstraint(result.error, call.input).message);
}
