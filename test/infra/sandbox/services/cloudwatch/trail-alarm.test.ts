import { expect, it, onTestFinished } from "vitest";
import { alarmAt } from "../../../../../infra/sandbox/services/cloudwatch/alarm-state.ts";
import { evaluate } from "../../../../../infra/sandbox/services/cloudwatch/evaluate-alarms.ts";
import { HandClock } from "../../../../../infra/sandbox/index.ts";
import { startBoto3Sandbox } from "../../../../helpers/boto3-sandbox.ts";
import { pythonTools } from "../../../../helpers/python-tools.ts";

it.skipIf(!pythonTools())(
  "tells a queue of a user who was denied: trail, log group, metric filter, alarm, topic",
  async () => {
    const clock = new HandClock(new Date("2026-11-20T12:00:00Z"));
    const python = await startBoto3Sandbox({ clock, deliveryMilliseconds: 60_000 });
    onTestFinished(() => python.close());
    await python.run(`
iam, s3, trails, logs = client("iam"), client("s3"), client("cloudtrail"), client("logs")
cw, sns, sqs = client("cloudwatch"), client("sns"), client("sqs")
topic, queue = "arn:aws:sns:us-east-1:111122223333:alerts", "arn:aws:sqs:us-east-1:111122223333:alerts"
sns.create_topic(Name="alerts")
sqs.create_queue(QueueName="alerts", Attributes={"Policy": allow({"Service": "sns.amazonaws.com"}, "sqs:SendMessage", queue)})
sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue, Attributes={"RawMessageDelivery": "true"})
s3.create_bucket(Bucket="trail-bucket")
s3.put_bucket_policy(Bucket="trail-bucket", Policy=allow({"Service": "cloudtrail.amazonaws.com"}, ["s3:GetBucketAcl", "s3:PutObject"],
    ["arn:aws:s3:::trail-bucket", "arn:aws:s3:::trail-bucket/*"]))
logs.create_log_group(logGroupName="trail")
trust = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"},
    "Action": "sts:AssumeRole"}]})
group = "arn:aws:logs:us-east-1:111122223333:log-group:trail"
role = iam.create_role(RoleName="delivery", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
iam.put_role_policy(RoleName="delivery", PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": group + ":log-stream:*"}]}))
trails.create_trail(Name="audit", S3BucketName="trail-bucket", CloudWatchLogsLogGroupArn=group + ":*", CloudWatchLogsRoleArn=role)
trails.start_logging(Name="audit")
logs.put_metric_filter(logGroupName="trail", filterName="denied",
    filterPattern='{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
    metricTransformations=[{"metricName": "Denied", "metricNamespace": "LogMetrics", "metricValue": "1"}])
cw.put_metric_alarm(AlarmName="denied", Namespace="LogMetrics", MetricName="Denied", Statistic="Sum", Period=300, EvaluationPeriods=1,
    Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold", TreatMissingData="notBreaching", AlarmActions=[topic])
iam.create_user(UserName="nobody")
keys = iam.create_access_key(UserName="nobody")["AccessKey"]
denied = boto3.client("iam", aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"])
out(error(denied.list_users))
`);
    await python.sandbox.delivered();
    clock.advance(60_000);
    const [messages, found] = (await python.run(`
sqs, logs = client("sqs"), client("logs")
url = os.environ["AWS_ENDPOINT_URL"] + "/111122223333/alerts"
out([json.loads(each["Body"]) for each in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])])
out([json.loads(each["message"])["eventName"] for each in logs.filter_log_events(logGroupName="trail",
    filterPattern='{ $.userIdentity.userName = "nobody" }')["events"]])
`)) as [{ AlarmName: string; OldStateValue: string; NewStateValue: string }[], string[]];
    expect(messages.map(({ AlarmName, NewStateValue }) => [AlarmName, NewStateValue])).toEqual([
      ["denied", "ALARM"],
    ]);
    expect(found).toEqual(["ListUsers"]);
  },
);

it.skipIf(!pythonTools())("changes its state and tells of it together, or not at all", async () => {
  const clock = new HandClock(new Date("2026-11-20T12:00:05Z"));
  const python = await startBoto3Sandbox({ clock });
  onTestFinished(() => python.close());
  await python.run(`
cw, sns, sqs = client("cloudwatch"), client("sns"), client("sqs")
topic, queue = "arn:aws:sns:us-east-1:111122223333:alerts", "arn:aws:sqs:us-east-1:111122223333:alerts"
sns.create_topic(Name="alerts")
sqs.create_queue(QueueName="alerts", Attributes={"Policy": allow({"Service": "sns.amazonaws.com"}, "sqs:SendMessage", queue)})
sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
cw.put_metric_data(Namespace="N", MetricData=[{"MetricName": "M", "Value": 5}])
cw.put_metric_alarm(AlarmName="large", Namespace="N", MetricName="M", Statistic="Sum", Period=60, EvaluationPeriods=1, Threshold=1,
    ComparisonOperator="GreaterThanThreshold", AlarmActions=[topic])
out(None)
`);
  const { world } = python.sandbox;
  const seen = async () => {
    const [state, messages] = await python.run(`
out(client("cloudwatch").describe_alarms()["MetricAlarms"][0]["StateValue"])
out(client("sqs").get_queue_attributes(QueueUrl=os.environ["AWS_ENDPOINT_URL"] + "/111122223333/alerts",
    AttributeNames=["ApproximateNumberOfMessages"])["Attributes"]["ApproximateNumberOfMessages"])
`);
    return [state, messages];
  };
  const place = { accountId: python.sandbox.accountId, region: "us-east-1" };
  const dies = () =>
    world.transaction(() => {
      evaluate(world, { ...place, name: "large" });
      expect(alarmAt(world, place, "large")?.state.value).toBe("ALARM");
      throw new Error("killed");
    });
  expect(dies).toThrow("killed");
  expect(await seen()).toEqual(["INSUFFICIENT_DATA", "0"]);
  clock.advance(10_000);
  expect(await seen()).toEqual(["ALARM", "1"]);
  clock.advance(60_000);
  expect(await seen()).toEqual(["ALARM", "1"]);
});
