import type { Suite } from "../suite.ts";

const alarm = {
  AlarmName: "denied",
  Namespace: "LogMetrics",
  MetricName: "Denied",
  Statistic: "Sum",
  Period: 300,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: "GreaterThanOrEqualToThreshold",
  TreatMissingData: "missing",
  AlarmDescription: "Somebody was denied",
};
const metric = { Namespace: "App", MetricName: "latency" };
const hour = 3_600_000;
const range = {
  StartTime: { $date: new Date(Date.now() - hour).toISOString() },
  EndTime: { $date: new Date(Date.now() + hour).toISOString() },
};
const arn = "arn:aws:cloudwatch:${region}:${account}:alarm:denied";
const noCheck = "moto does not check this";
const noTag = "moto knows tags of alarms by another error";

/** CloudWatch: metrics, statistics, alarms and their history. */
export const cloudwatch: Suite = {
  service: "cloudwatch",
  steps: [
    // Metrics
    {
      operation: "PutMetricData",
      params: {
        Namespace: "App",
        MetricData: [
          { MetricName: "latency", Value: 2, Unit: "Seconds" },
          { MetricName: "latency", Values: [1, 4], Counts: [2, 1], Unit: "Seconds" },
          { MetricName: "size", Value: 7, Dimensions: [{ Name: "host", Value: "a" }] },
        ],
      },
    },
    {
      operation: "PutMetricData",
      params: {
        Namespace: "App",
        MetricData: [
          { MetricName: "sets", StatisticValues: { SampleCount: 2, Sum: 3, Minimum: 1, Maximum: 2 } },
        ],
      },
    },
    {
      operation: "PutMetricData",
      params: { Namespace: "AWS/EC2", MetricData: [{ MetricName: "m", Value: 1 }] },
      fails: "InvalidParameterValue",
      only: noCheck,
    },
    {
      operation: "PutMetricData",
      params: { Namespace: "App", MetricData: [{ MetricName: "m" }] },
      fails: "MissingParameter",
      only: noCheck,
    },
    {
      operation: "PutMetricData",
      params: { Namespace: "App", MetricData: [{ MetricName: "m", Value: 1 }] },
      as: "nobody",
      fails: "AccessDenied",
    },
    { operation: "ListMetrics", params: { Namespace: "App", MetricName: "size" } },
    { operation: "ListMetrics", params: { Namespace: "nothing" } },
    {
      operation: "GetMetricStatistics",
      params: {
        ...metric,
        ...range,
        Period: 7200,
        Statistics: ["Sum", "Average", "Minimum", "Maximum", "SampleCount"],
      },
      only: "moto's periods begin with the range",
    },
    {
      operation: "GetMetricStatistics",
      params: { ...metric, ...range, Period: 7200, ExtendedStatistics: ["p50"] },
      only: "moto does not compute percentiles",
    },
    {
      operation: "GetMetricStatistics",
      params: { ...metric, ...range, Period: 45, Statistics: ["Sum"] },
      fails: "InvalidParameterValue",
      only: noCheck,
    },
    {
      operation: "GetMetricData",
      params: {
        ...range,
        MetricDataQueries: [{ Id: "sum", MetricStat: { Metric: metric, Period: 7200, Stat: "Sum" } }],
      },
      only: "moto's periods begin with the range",
    },
    {
      operation: "GetMetricData",
      params: { ...range, MetricDataQueries: [{ Id: "sum", Expression: "1 + 1" }] },
      fails: "ValidationError",
      only: "metric math is not in the sandbox",
    },

    // Alarms
    { operation: "PutMetricAlarm", params: { ...alarm, Tags: [{ Key: "team", Value: "audit" }] } },
    {
      operation: "PutMetricAlarm",
      params: { ...alarm, Period: 45 },
      fails: "ValidationError",
      only: noCheck,
    },
    { operation: "PutMetricAlarm", params: alarm, as: "nobody", fails: "AccessDenied" },
    { operation: "DescribeAlarms", params: { AlarmNames: ["denied"] } },
    { operation: "DescribeAlarms", params: { AlarmNamePrefix: "none" } },
    { operation: "DescribeAlarmsForMetric", params: { Namespace: "LogMetrics", MetricName: "Denied" } },
    {
      operation: "SetAlarmState",
      params: { AlarmName: "denied", StateValue: "ALARM", StateReason: "a try" },
    },
    {
      operation: "SetAlarmState",
      params: { AlarmName: "none", StateValue: "OK", StateReason: "a try" },
      fails: "ResourceNotFound",
    },
    {
      operation: "SetAlarmState",
      params: { AlarmName: "denied", StateValue: "OK", StateReason: "a try", StateReasonData: "{" },
      fails: "InvalidFormat",
    },
    { operation: "DescribeAlarms", params: { StateValue: "ALARM" } },
    { operation: "DescribeAlarmHistory", params: { AlarmName: "denied" }, only: "moto does not have this" },
    {
      operation: "DescribeAlarmHistory",
      params: { NextToken: "nonsense" },
      fails: "InvalidNextToken",
      only: "moto does not have this",
    },
    { operation: "DisableAlarmActions", params: { AlarmNames: ["denied"] } },
    { operation: "EnableAlarmActions", params: { AlarmNames: ["denied"] } },

    // Tags
    { operation: "ListTagsForResource", params: { ResourceARN: arn } },
    { operation: "TagResource", params: { ResourceARN: arn, Tags: [{ Key: "stage", Value: "test" }] } },
    { operation: "UntagResource", params: { ResourceARN: arn, TagKeys: ["stage"] } },
    {
      operation: "TagResource",
      params: { ResourceARN: `${arn}-not`, Tags: [] },
      fails: "ResourceNotFoundException",
      only: noTag,
    },

    { operation: "DeleteAlarms", params: { AlarmNames: ["denied"] } },
    {
      operation: "DeleteAlarms",
      params: { AlarmNames: ["denied"] },
      fails: "ResourceNotFound",
      only: noCheck,
    },
  ],
};
