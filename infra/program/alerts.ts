import { LogMetricFilter } from "@pulumi/aws/cloudwatch/logMetricFilter.js";
import { MetricAlarm } from "@pulumi/aws/cloudwatch/metricAlarm.js";
import { Topic } from "@pulumi/aws/sns/topic.js";
import { TopicPolicy } from "@pulumi/aws/sns/topicPolicy.js";
import { TopicSubscription } from "@pulumi/aws/sns/topicSubscription.js";
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
import { alerts } from "../alerts/catalogue.ts";
import { subscriptionProtocol } from "../alerts/settings-problems.ts";
import type { StackSettings } from "../stacks/settings.ts";
import { alarmTopicPolicy } from "./alert-policies.ts";
import { partName } from "./part-name.ts";
import { resourceName } from "./resource-name.ts";

/** Seconds; the period the benchmark's remediation uses. */
const period = 300;

/**
 * For each alert of the catalogue a metric filter on the log group and an alarm, which tells the topic; and who is
 * subscribed to that. Returns the topic.
 */
export function alarms(
  settings: StackSettings,
  accountId: string,
  logGroupName: Input<string>,
  options: CustomResourceOptions,
): Topic {
  const { stack, tags } = settings;
  const topic = new Topic(
    partName("alarms", options),
    { name: resourceName(stack, "alarms", 256), tags },
    options,
  );
  const policy = new TopicPolicy(
    partName("alarms", options),
    { arn: topic.arn, policy: topic.arn.apply((arn) => JSON.stringify(alarmTopicPolicy(arn, accountId))) },
    options,
  );
  for (const endpoint of new Set(settings.subscriptions))
    new TopicSubscription(
      partName(endpoint, options),
      { topic: topic.arn, protocol: subscriptionProtocol(endpoint), endpoint },
      options,
    );
  const tuned = settings.alarms === "tuned";
  const namespace = `Trailwright/${stack}`;
  for (const { id, title, cis, ...alert } of alerts) {
    const name = resourceName(stack, id, 255);
    const filter = new LogMetricFilter(
      partName(id, options),
      {
        name,
        logGroupName,
        pattern: tuned ? alert.tuned : alert.compliance,
        metricTransformation: { name: id, namespace, value: "1" },
      },
      options,
    );
    new MetricAlarm(
      partName(id, options),
      {
        name,
        alarmDescription: `${title} (CIS AWS Foundations Benchmark ${cis}${tuned ? ", tuned" : ""})`,
        namespace,
        metricName: id,
        statistic: "Sum",
        period,
        evaluationPeriods: 1,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        threshold: tuned ? alert.tunedThreshold : 1,
        treatMissingData: "notBreaching",
        alarmActions: [topic.arn],
        tags,
      },
      { ...options, dependsOn: [filter, policy] },
    );
  }
  return topic;
}
