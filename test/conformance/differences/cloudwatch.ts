import type { IntendedDifference } from "./index.ts";

const inListings = (path: string, ours: string, moto: string, why: string): readonly IntendedDifference[] =>
  ["DescribeAlarms", "DescribeAlarmsForMetric"].map((operation) => ({
    operation,
    path: `MetricAlarms.[].${path}`,
    ours,
    moto,
    why,
  }));

const broken = "the operation is there; moto fails inside";

/** CloudWatch: where we differ from moto, and why. */
export const cloudwatch: readonly IntendedDifference[] = [
  ...inListings(
    "StateValue",
    "INSUFFICIENT_DATA",
    "OK",
    "PutMetricAlarm, API Reference: a new alarm's state is INSUFFICIENT_DATA until it is evaluated",
  ),
  ...inListings("StateTransitionedTimestamp", "<date>", "absent", "MetricAlarm, API Reference (2022)"),
  ...inListings("StateReasonData", "absent", "{}", "there is none before the first evaluation"),
  ...inListings("Metrics", "absent", "[]", "MetricAlarm, API Reference: for alarms on metric math only"),
  { operation: "DisableAlarmActions", path: "error", ours: "answered", moto: "500 500", why: broken },
  { operation: "EnableAlarmActions", path: "error", ours: "answered", moto: "500 500", why: broken },
];
