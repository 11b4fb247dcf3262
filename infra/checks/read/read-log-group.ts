import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeMetricFiltersCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from "@aws-sdk/client-cloudwatch";
import type { Alarm, LogGroup, LogGroupFacts, Metric, MetricFilter, Read } from "../facts.ts";
import { allPages, type Reader } from "./reading.ts";

/** A log group by its ARN without `:*`, its metric filters, and the alarms on their metrics. */
export async function readLogGroup(reader: Reader, arn: string): Promise<LogGroupFacts> {
  const [, , , region = "", accountId = "", , ...rest] = arn.split(":");
  const name = rest.join(":");
  const { target, read } = reader;
  const at = { arn, name, region };
  if (accountId !== target.identity.accountId) {
    const why = `the log group belongs to account ${accountId}`;
    const unread: Read<never> = { unread: { action: "logs:DescribeLogGroups", why } };
    return { ...at, group: unread, filters: unread, alarms: unread };
  }
  const logs = new CloudWatchLogsClient(target.clientConfig(region));
  const cloudwatch = new CloudWatchClient(target.clientConfig(region));
  try {
    const [group, filters] = await Promise.all([
      read("logs:DescribeLogGroups", async (options): Promise<LogGroup | undefined> => {
        const groups = await allPages(
          (nextToken) =>
            logs.send(
              new DescribeLogGroupsCommand({ logGroupNamePrefix: name, ...(nextToken ? { nextToken } : {}) }),
              options,
            ),
          ({ logGroups }) => logGroups,
          ({ nextToken }) => nextToken,
        );
        const found = groups.find(({ logGroupName }) => logGroupName === name);
        return found && { retentionDays: found.retentionInDays };
      }),
      read(
        "logs:DescribeMetricFilters",
        async (options): Promise<readonly MetricFilter[]> => {
          const found = await allPages(
            (nextToken) =>
              logs.send(
                new DescribeMetricFiltersCommand({ logGroupName: name, ...(nextToken ? { nextToken } : {}) }),
                options,
              ),
            ({ metricFilters }) => metricFilters,
            ({ nextToken }) => nextToken,
          );
          return found.map(({ filterName, filterPattern, metricTransformations }) => ({
            name: filterName ?? "",
            pattern: filterPattern ?? "",
            metrics: (metricTransformations ?? []).map(({ metricName, metricNamespace }) => ({
              name: metricName ?? "",
              namespace: metricNamespace ?? "",
            })),
          }));
        },
        { ResourceNotFoundException: [] },
      ),
    ]);
    const fed = "value" in filters ? filters.value.flatMap(({ metrics }) => metrics) : [];
    const alarms: Read<readonly Alarm[]> =
      "unread" in filters
        ? filters
        : await read("cloudwatch:DescribeAlarms", async (options) => {
            if (fed.length === 0) return [];
            const found = await allPages(
              (NextToken) =>
                cloudwatch.send(
                  new DescribeAlarmsCommand({
                    AlarmTypes: ["MetricAlarm"],
                    ...(NextToken ? { NextToken } : {}),
                  }),
                  options,
                ),
              ({ MetricAlarms }) => MetricAlarms,
              ({ NextToken }) => NextToken,
            );
            return found.map(alarmOf).filter(({ metric }) => fed.some((one) => sameMetric(one, metric)));
          });
    return { ...at, group, filters, alarms };
  } finally {
    logs.destroy();
    cloudwatch.destroy();
  }
}

const sameMetric = (a: Metric, b: Metric): boolean => a.name === b.name && a.namespace === b.namespace;

function alarmOf(alarm: MetricAlarm): Alarm {
  return {
    name: alarm.AlarmName ?? "",
    arn: alarm.AlarmArn ?? "",
    metric: { namespace: alarm.Namespace ?? "", name: alarm.MetricName ?? "" },
    actions: alarm.AlarmActions ?? [],
    actionsEnabled: alarm.ActionsEnabled ?? false,
  };
}
