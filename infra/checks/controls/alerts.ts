// CloudWatch.1 to CloudWatch.14: severities and CIS numbers from "Security Hub CSPM controls for Amazon CloudWatch", AWS
// Security Hub User Guide, as of November 2026: exactly the benchmark's pattern, nothing added, on the log group of a
// trail of all regions; an alarm on its metric; a topic with a subscription.
import type { Alert } from "../../alerts/alert.ts";
import { alerts } from "../../alerts/catalogue.ts";
import { awsCli } from "../aws-cli.ts";
import { differences, likeness, samePattern } from "../compare-pattern.ts";
import type { Control } from "../control.ts";
import type { Alarm, LogGroupFacts, Metric, MetricFilter, SetUp, Unread } from "../facts.ts";
import type { Judgement, Mend } from "../finding.ts";
import { account, describedTrails, failed, passed, unknown, type Verdict } from "../judge.ts";
import { managementCoverage } from "../recorded-events.ts";

/** Below this two patterns have hardly more in common than that both are about CloudTrail. */
const alike = 0.4;

/** A verdict and how far it got, for the account is judged by the log group that gets furthest. */
type Step = Verdict & { readonly step: number };

/** The alert that the pattern is most like, by far enough. */
function nearestAlert(pattern: string): Alert | undefined {
  const rated = alerts.map((alert) => ({ alert, rate: likeness(alert.compliance, pattern) }));
  const best = rated.reduce((a, b) => (b.rate > a.rate ? b : a));
  return best.rate >= alike ? best.alert : undefined;
}

function judgeGroup(alert: Alert, group: LogGroupFacts, topics: SetUp["topics"]): Step {
  if ("unread" in group.filters) return { ...unknown(group.filters.unread), step: 0 };
  const filters = group.filters.value;
  const exact = filters.filter(({ pattern }) => samePattern(pattern, alert.compliance));
  if (exact.length === 0) return { ...withoutFilter(alert, group, filters), step: 1 };
  const names = exact.map(({ name }) => name).join(", ");
  if ("unread" in group.alarms) return { ...unknown(group.alarms.unread), step: 2 };
  const metrics = exact.flatMap((filter) => filter.metrics);
  const alarms = group.alarms.value.filter(({ metric }) => metrics.some((one) => same(one, metric)));
  if (alarms.length === 0) {
    const evidence = `Metric filter ${names} of ${group.name} is exact, but no alarm watches its metric.`;
    const [metric] = metrics;
    const advice = "Put an alarm on the metric, which tells a topic.";
    return {
      ...failed(evidence, {
        ...mend(advice),
        ...(metric ? { cli: [putAlarm(alert, group, metric)] } : {}),
      }),
      step: 3,
    };
  }
  return judgeAlarms(alert, group, alarms, topics);
}

function judgeAlarms(
  alert: Alert,
  group: LogGroupFacts,
  alarms: readonly Alarm[],
  topics: SetUp["topics"],
): Step {
  const told = alarms.flatMap(({ actions }) => actions.filter((arn) => topics.has(arn)));
  const names = alarms.map(({ name }) => name).join(", ");
  if (told.length === 0) {
    const [{ metric }] = alarms as [Alarm];
    const advice = "Let the alarm tell an SNS topic.";
    const more = { ...mend(advice), cli: [putAlarm(alert, group, metric)] };
    return { ...failed(`Alarm ${names} tells no SNS topic.`, more), step: 4 };
  }
  const heard = told.find((arn) => {
    const topic = topics.get(arn)!;
    return "value" in topic && topic.value.confirmed > 0;
  });
  if (heard)
    return {
      ...passed(`Filter, alarm (${names}) and topic are there, and ${heard} has subscribers.`),
      step: 6,
    };
  const unread = told.map((arn) => topics.get(arn)!).find((topic) => "unread" in topic);
  if (unread && "unread" in unread) return { ...unknown(unread.unread), step: 5 };
  const pending = told.some((arn) => {
    const topic = topics.get(arn)!;
    return "value" in topic && topic.value.pending > 0;
  });
  const [topic = ""] = told;
  const evidence = pending
    ? `Alarm ${names} tells ${topic}, where subscriptions wait to be confirmed: nobody hears of it.`
    : `Alarm ${names} tells ${topic}, which has no subscription: nobody hears of it.`;
  const advice = pending
    ? "Follow the link in the message that SNS sent to the subscriber."
    : "Subscribe somebody to the topic.";
  const cli = [
    awsCli(
      "sns",
      "subscribe",
      "--topic-arn",
      topic,
      "--protocol",
      "email",
      "--notification-endpoint",
      "ADDRESS",
      "--region",
      group.region,
    ),
  ];
  return {
    ...failed(evidence, {
      advice,
      setting: 'trailwright:subscriptions: ["security@example.com"]',
      ...(pending ? {} : { cli }),
    }),
    step: 5,
  };
}

function withoutFilter(alert: Alert, group: LogGroupFacts, filters: readonly MetricFilter[]): Verdict {
  const tuned = filters.find(({ pattern }) => samePattern(pattern, alert.tuned));
  const near = filters.find(({ pattern }) => nearestAlert(pattern)?.id === alert.id);
  const advice = "Make a metric filter with exactly the benchmark's pattern; tuned ones may stand beside it.";
  const put = { ...mend(advice), cli: [putFilter(alert, group)] };
  if (tuned)
    return failed(
      `Metric filter ${tuned.name} of ${group.name} has our tuned pattern, made for paging; the benchmark's counts alone.`,
      put,
    );
  if (near)
    return failed(
      `Metric filter ${near.name} of ${group.name} looks like it but was changed: ${differences(alert.compliance, near.pattern)}.`,
      put,
    );
  return failed(
    `None of ${filters.length} metric filters of ${group.name} has the benchmark's pattern.`,
    put,
  );
}

const mend = (advice: string): Mend => ({
  advice,
  setting: "trailwright:alarms: compliance",
});

const putFilter = (alert: Alert, group: LogGroupFacts): string =>
  awsCli(
    "logs",
    "put-metric-filter",
    "--log-group-name",
    group.name,
    "--filter-name",
    alert.id,
    "--filter-pattern",
    alert.compliance,
    "--metric-transformations",
    `metricName=${alert.id},metricNamespace=LogMetrics,metricValue=1`,
    "--region",
    group.region,
  );

const putAlarm = (alert: Alert, group: LogGroupFacts, metric: Metric): string =>
  awsCli(
    ...["cloudwatch", "put-metric-alarm", "--alarm-name", alert.id],
    ...["--namespace", metric.namespace, "--metric-name", metric.name],
    ...["--statistic", "Sum", "--period", "300", "--evaluation-periods", "1", "--threshold", "1"],
    ...["--comparison-operator", "GreaterThanOrEqualToThreshold", "--treat-missing-data", "notBreaching"],
    ...["--alarm-actions", "TOPIC_ARN", "--region", group.region],
  );

const same = (a: Metric, b: Metric): boolean => a.name === b.name && a.namespace === b.namespace;

/** Log groups of trails that record every management event of all regions, and what keeps others from counting. */
function eligibleGroups(setUp: SetUp): {
  readonly groups: readonly LogGroupFacts[];
  readonly unread: Unread | undefined;
} {
  const groups = new Set<LogGroupFacts>();
  let unread: Unread | undefined;
  for (const { trail, description } of describedTrails(setUp)) {
    const group = description.logGroupArn && setUp.logGroups.get(description.logGroupArn);
    if (!group || !description.multiRegion) continue;
    if ("unread" in trail.status) unread ??= trail.status.unread;
    else if ("unread" in trail.selection) unread ??= trail.selection.unread;
    else if (
      trail.status.value.logging &&
      managementCoverage(trail.selection.value, "read").extent !== "none" &&
      managementCoverage(trail.selection.value, "write").extent !== "none"
    )
      groups.add(group);
  }
  return { groups: [...groups], unread };
}

/** The account's judgement on one alert: that of the log group that gets furthest. */
export function judgeAlert(setUp: SetUp, alert: Alert): Judgement {
  const resource = account(setUp);
  if ("unread" in setUp.trails) return { ...unknown(setUp.trails.unread), resource };
  const { groups, unread } = eligibleGroups(setUp);
  const steps = groups.map((group) => judgeGroup(alert, group, setUp.topics));
  const best = steps.reduce<Step | undefined>((a, b) => (a && a.step >= b.step ? a : b), undefined);
  if (best?.status === "passed") return { ...withoutStep(best), resource };
  const hidden = unread ?? setUp.trails.value.map(({ description }) => description).find(isUnread)?.unread;
  const blind = steps.find(({ status }) => status === "unknown");
  if (blind) return { ...withoutStep(blind), resource };
  if (hidden) return { ...unknown(hidden), resource };
  if (best) return { ...withoutStep(best), resource };
  const advice = "Let a trail of all regions, with all management events, deliver to a log group too.";
  return {
    ...failed("No trail of all regions delivers its management events to CloudWatch Logs.", {
      ...mend(advice),
      setting: 'trailwright:logGroup: { "retentionDays": 365 }, trailwright:alarms: compliance',
    }),
    resource,
  };
}

const isUnread = (read: object): read is { unread: Unread } => "unread" in read;

const withoutStep = ({ status, evidence, mend }: Step): Verdict => ({
  status,
  evidence,
  ...(mend ? { mend } : {}),
});

/** Security Hub's numbers in the benchmark: 1.2.0 counts in section 3, 1.4.0 in section 4 and without the first two. */
function cisOf({ cis }: Alert): readonly string[] {
  const [, number = ""] = cis.split(".");
  if (cis === "4.3") return ["1.4.0/1.7", "1.4.0/4.3", "1.2.0/1.1", "1.2.0/3.3"];
  if (cis === "4.1" || cis === "4.2") return [`1.2.0/3.${number}`];
  return [`1.4.0/${cis}`, `1.2.0/3.${number}`];
}

export const alertControls: readonly Control[] = alerts.flatMap((alert) =>
  alert.securityHub
    ? [
        {
          id: alert.securityHub,
          title: `Alert: ${alert.title}`,
          severity: "low" as const,
          cis: cisOf(alert),
          asks: `Is there a metric filter with exactly the pattern \`${alert.compliance}\`, an alarm on its metric, and a topic with a confirmed subscription?`,
          mends: "`logGroup`, `alarms: compliance` and `subscriptions`.",
          evaluate: (setUp: SetUp) => [judgeAlert(setUp, alert)],
        },
      ]
    : [],
);
