import type { Service } from "../../service.ts";
import { describeAlarmHistory } from "./alarm-history.ts";
import {
  deleteAlarms,
  describeAlarms,
  describeAlarmsForMetric,
  disableAlarmActions,
  enableAlarmActions,
  setAlarmState,
} from "./alarms.ts";
import { putMetricAlarm } from "./put-metric-alarm.ts";
import { putMetricData } from "./put-metric-data.ts";
import { getMetricData, getMetricStatistics, listMetrics } from "./read-metrics.ts";
import { listTagsForResource, tagResource, untagResource } from "./tags.ts";

/**
 * Amazon CloudWatch: metrics, their statistics and alarms on one metric that tell SNS topics. Not here: metric math,
 * composite alarms, anomaly detection, dashboards, metric streams, actions other than SNS's.
 */
export const cloudwatch: Service = {
  name: "monitoring",
  eventSource: "monitoring.amazonaws.com",
  protocol: "rpc-v2-cbor",
  alsoSpeaks: ["json-1.0", "query"],
  apiVersion: "2010-08-01",
  global: false,
  operations: {
    DeleteAlarms: deleteAlarms,
    DescribeAlarmHistory: describeAlarmHistory,
    DescribeAlarms: describeAlarms,
    DescribeAlarmsForMetric: describeAlarmsForMetric,
    DisableAlarmActions: disableAlarmActions,
    EnableAlarmActions: enableAlarmActions,
    GetMetricData: getMetricData,
    GetMetricStatistics: getMetricStatistics,
    ListMetrics: listMetrics,
    ListTagsForResource: listTagsForResource,
    PutMetricAlarm: putMetricAlarm,
    PutMetricData: putMetricData,
    SetAlarmState: setAlarmState,
    TagResource: tagResource,
    UntagResource: untagResource,
  },
};
