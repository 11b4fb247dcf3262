import { describe, expect, it, onTestFinished } from "vitest";
import { HandClock } from "../../../infra/sandbox/index.ts";
import { alerts } from "../../../infra/alerts/catalogue.ts";
import { savedQueries, savedQueryText } from "../../../infra/alerts/saved-queries.ts";
import { trailStack } from "../../../infra/program/trail-stack.ts";
import { checkSettings } from "../../../infra/stacks/config.ts";
import type { StackSettings } from "../../../infra/stacks/settings.ts";
import { type Boto3Sandbox, startBoto3Sandbox } from "../../helpers/boto3-sandbox.ts";
import { type ProviderStack, cloudAt, providerStack } from "../../helpers/provider-stack.ts";
import { awsCli, pythonTools } from "../../helpers/python-tools.ts";

const oncall = "arn:aws:sqs:us-east-1:111122223333:oncall";

const settingsWith = (more: Partial<StackSettings>): StackSettings =>
  checkSettings(
    { stack: "audit", bucketName: "logs-of-us", trailName: "watched", tags: { purpose: "audit" }, ...more },
    "The test",
  );

/** A sandbox whose clock stands, boto3 on it, and a stack that the engine drives through our provider. */
async function opened(
  settings: StackSettings,
): Promise<{ python: Boto3Sandbox; clock: HandClock; stack: ProviderStack }> {
  const clock = new HandClock(new Date("2026-11-20T12:00:00Z"));
  const python = await startBoto3Sandbox({ clock, deliveryMilliseconds: 60_000 });
  onTestFinished(() => python.close());
  const { endpoint, credentials, region, accountId } = python.sandbox;
  const config = {
    region,
    endpoint,
    forcePathStyle: true,
    credentials: async () => credentials,
    maxAttempts: 1,
  };
  const stack = await providerStack(cloudAt(config, accountId), async () => ({
    ...trailStack(settings, accountId),
  }));
  return { python, clock, stack };
}

const alarmSettings = settingsWith({
  logGroup: { retentionDays: 30 },
  alarms: "compliance",
  subscriptions: [oncall, "security@example.com"],
});

const makeQueue = `
client("sqs").create_queue(QueueName="oncall", Attributes={"Policy": allow({"Service": "sns.amazonaws.com"}, "sqs:SendMessage",
    "${oncall}", {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:trailwright-audit-alarms"}})})
out(None)`;

describe.skipIf(!pythonTools())("a stack with log group and alarms", () => {
  it("tells a queue of a user who was denied, from the call to the message", async () => {
    const { python, clock, stack } = await opened(alarmSettings);
    await python.run(makeQueue);
    const { outputs } = await stack.up();
    expect(outputs).toMatchObject({
      logGroupName: "trailwright-audit-events",
      alarmTopicArn: "arn:aws:sns:us-east-1:111122223333:trailwright-audit-alarms",
    });
    await python.run(`
iam = client("iam")
iam.create_user(UserName="nobody")
keys = iam.create_access_key(UserName="nobody")["AccessKey"]
denied = boto3.client("iam", aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"])
out(error(denied.list_users))`);
    await python.sandbox.delivered();
    clock.advance(60_000);
    const [messages] = (await python.run(`
url = os.environ["AWS_ENDPOINT_URL"] + "/111122223333/oncall"
out([json.loads(json.loads(each["Body"])["Message"]) for each in
    client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])])`)) as [
      { AlarmName: string; NewStateValue: string }[],
    ];
    const told = messages
      .filter(({ NewStateValue }) => NewStateValue === "ALARM")
      .map(({ AlarmName }) => AlarmName);
    expect(told).toContain("trailwright-audit-unauthorized-calls");
  });

  it("is what boto3 and the AWS CLI see, stays as it is, and leaves nothing", async () => {
    const { python, stack } = await opened(alarmSettings);
    await python.run(makeQueue);
    await stack.up();
    const [group, role, policy, trail, filters, queries, alarms, subscriptions] = (await python.run(`
logs, iam, sns = client("logs"), client("iam"), client("sns")
group = logs.describe_log_groups()["logGroups"][0]
out([group["logGroupName"], group["retentionInDays"], logs.list_tags_for_resource(resourceArn=group["arn"][:-2])["tags"]])
out(iam.get_role(RoleName="trailwright-audit-events")["Role"]["AssumeRolePolicyDocument"]["Statement"])
out(iam.get_role_policy(RoleName="trailwright-audit-events", PolicyName="write-events")["PolicyDocument"]["Statement"])
trail = client("cloudtrail").get_trail(Name="watched")["Trail"]
out([trail["CloudWatchLogsLogGroupArn"], trail["CloudWatchLogsRoleArn"]])
out({f["filterName"]: f["filterPattern"] for f in logs.describe_metric_filters(logGroupName=group["logGroupName"])["metricFilters"]})
out({q["name"]: [q["queryString"], q["logGroupNames"]] for q in
    logs.describe_query_definitions(queryDefinitionNamePrefix="trailwright/audit/")["queryDefinitions"]})
out([[a["AlarmName"], a["Threshold"], a["AlarmActions"]] for a in client("cloudwatch").describe_alarms()["MetricAlarms"]])
out(sorted([s["Protocol"], s["Endpoint"], s["SubscriptionArn"] == "PendingConfirmation"] for s in
    sns.list_subscriptions_by_topic(TopicArn="arn:aws:sns:us-east-1:111122223333:trailwright-audit-alarms")["Subscriptions"]))`)) as [
      unknown,
      unknown,
      { Resource: string }[],
      unknown,
      Record<string, string>,
      Record<string, unknown>,
      unknown[],
      unknown,
    ];
    expect(group).toEqual(["trailwright-audit-events", 30, { purpose: "audit" }]);
    expect(role).toEqual([
      {
        Sid: "AssumeAsCloudTrail",
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "sts:AssumeRole",
      },
    ]);
    expect(policy.map(({ Resource }) => Resource)).toEqual(
      Array(2).fill(
        "arn:aws:logs:us-east-1:111122223333:log-group:trailwright-audit-events:log-stream:111122223333_CloudTrail_us-east-1*",
      ),
    );
    expect(trail).toEqual([
      "arn:aws:logs:us-east-1:111122223333:log-group:trailwright-audit-events:*",
      "arn:aws:iam::111122223333:role/trailwright-audit-events",
    ]);
    expect(filters).toEqual(
      Object.fromEntries(alerts.map(({ id, compliance }) => [`trailwright-audit-${id}`, compliance])),
    );
    expect(Object.keys(queries)).toContain("trailwright/audit/denied-calls");
    expect(queries).toEqual(
      Object.fromEntries(
        savedQueries.map((query) => [
          `trailwright/audit/${query.id}`,
          [savedQueryText(query), ["trailwright-audit-events"]],
        ]),
      ),
    );
    expect(alarms).toHaveLength(15);
    expect(alarms).toContainEqual([
      "trailwright-audit-login-failures",
      1,
      ["arn:aws:sns:us-east-1:111122223333:trailwright-audit-alarms"],
    ]);
    expect(subscriptions).toEqual([
      ["email", "security@example.com", true],
      ["sqs", oncall, false],
    ]);
    const { endpoint, credentials, region } = python.sandbox;
    const environment = {
      AWS_ENDPOINT_URL: endpoint,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    };
    const cli = await awsCli(
      ["cloudwatch", "describe-alarms", "--query", "length(MetricAlarms)", "--output", "text"],
      environment,
    );
    expect(cli.stdout.trim()).toBe("15");

    expect(Object.keys((await stack.preview()).changes)).toEqual(["same"]);
    expect(Object.keys((await stack.refresh()).changes)).toEqual(["same"]);
    await stack.destroy();
    const [left] = await python.run(`
out([client("logs").describe_log_groups()["logGroups"], client("iam").list_roles()["Roles"], client("sns").list_topics()["Topics"],
    client("cloudwatch").describe_alarms()["MetricAlarms"], client("sns").list_subscriptions()["Subscriptions"],
    client("logs").describe_query_definitions()["queryDefinitions"]])`);
    expect(left).toEqual([[], [], [], [], [], []]);
  });
});

describe.skipIf(!pythonTools())("a stack with everything", () => {
  it("shows what others changed, mends it, and leaves nothing", async () => {
    const { python, stack } = await opened(
      settingsWith({ logGroup: { retentionDays: 30 }, alarms: "tuned", deliveryNotifications: true }),
    );
    const { outputs } = await stack.up();
    expect(outputs["queueUrl"]).toMatch(/\/111122223333\/trailwright-audit-deliveries$/);
    await python.run(`
logs, iam, sqs, sns, cw = client("logs"), client("iam"), client("sqs"), client("sns"), client("cloudwatch")
group = "trailwright-audit-events"
logs.put_retention_policy(logGroupName=group, retentionInDays=7)
f = logs.describe_metric_filters(logGroupName=group, filterNamePrefix="trailwright-audit-root-use")["metricFilters"][0]
logs.put_metric_filter(logGroupName=group, filterName=f["filterName"], filterPattern="", metricTransformations=f["metricTransformations"])
cw.put_metric_alarm(AlarmName="trailwright-audit-root-use", Namespace="Trailwright/audit", MetricName="root-use", Statistic="Sum",
    Period=300, EvaluationPeriods=1, Threshold=99, ComparisonOperator="GreaterThanOrEqualToThreshold")
cw.delete_alarms(AlarmNames=["trailwright-audit-vpc-changes"])
iam.update_assume_role_policy(RoleName=group, PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}]}))
iam.delete_role_policy(RoleName=group, PolicyName="write-events")
topic = "arn:aws:sns:us-east-1:111122223333:trailwright-audit-deliveries"
saved = {q["name"]: q for q in logs.describe_query_definitions()["queryDefinitions"]}
root, denied = saved["trailwright/audit/root-use"], saved["trailwright/audit/denied-calls"]
logs.put_query_definition(name="renamed", queryString=root["queryString"], queryDefinitionId=root["queryDefinitionId"])
logs.delete_query_definition(queryDefinitionId=denied["queryDefinitionId"])
sns.unsubscribe(SubscriptionArn=sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"][0]["SubscriptionArn"])
sns.tag_resource(ResourceArn=topic, Tags=[{"Key": "purpose", "Value": "changed"}])
queue = os.environ["AWS_ENDPOINT_URL"] + "/111122223333/trailwright-audit-deliveries"
sqs.set_queue_attributes(QueueUrl=queue, Attributes={"ReceiveMessageWaitTimeSeconds": "0", "Policy": ""})
out(None)`);
    const drift = await stack.refresh();
    // Changed: group, filter, alarm, role, topic, queue, query. Gone: alarm, role policy, subscription, queue policy, query.
    expect(drift.changes).toMatchObject({ update: 7, delete: 5 });
    await stack.up();
    expect(Object.keys((await stack.preview()).changes)).toEqual(["same"]);
    const [mended] = await python.run(`
alarms = {a["AlarmName"]: a for a in client("cloudwatch").describe_alarms()["MetricAlarms"]}
queue = os.environ["AWS_ENDPOINT_URL"] + "/111122223333/trailwright-audit-deliveries"
out([client("logs").describe_log_groups()["logGroups"][0]["retentionInDays"], len(alarms),
    alarms["trailwright-audit-unauthorized-calls"]["Threshold"], alarms["trailwright-audit-root-use"]["Threshold"],
    client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]["ReceiveMessageWaitTimeSeconds"],
    sorted(q["name"] for q in client("logs").describe_query_definitions()["queryDefinitions"] if q["logGroupNames"])])`);
    expect(mended).toEqual([
      ...[30, 15, 5, 1, "20"],
      savedQueries.map(({ id }) => `trailwright/audit/${id}`).sort(),
    ]);
    await stack.destroy();
    const [left] = await python.run(`
out([client("logs").describe_log_groups()["logGroups"], client("iam").list_roles()["Roles"], client("sns").list_topics()["Topics"],
    client("cloudwatch").describe_alarms()["MetricAlarms"], client("sns").list_subscriptions()["Subscriptions"],
    client("sqs").list_queues().get("QueueUrls", [])])`);
    expect(left).toEqual([[], [], [], [], [], []]);
  });
});
