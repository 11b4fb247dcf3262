import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HandClock } from "../../../../../infra/sandbox/index.ts";
import { type Boto3Sandbox, startBoto3Sandbox } from "../../../../helpers/boto3-sandbox.ts";
import { awsCli, pythonTools } from "../../../../helpers/python-tools.ts";

const start = new Date("2026-11-20T12:00:30Z");
const minute = 60_000;

interface Notice {
  readonly Subject: string;
  readonly Message: string;
}

const setUp = `
sns, sqs, logs, cw = client("sns"), client("sqs"), client("logs"), client("cloudwatch")
topic = "arn:aws:sns:us-east-1:111122223333:alerts"
queue = "arn:aws:sqs:us-east-1:111122223333:alerts"
url = os.environ["AWS_ENDPOINT_URL"] + "/111122223333/alerts"
def notices():
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    for message in messages: sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return [json.loads(message["Body"]) for message in messages]
def state(name): return cw.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["StateValue"]
`;

describe.skipIf(!pythonTools())("from a denied call to a queue, by boto3", () => {
  let python: Boto3Sandbox;
  let clock: HandClock;
  beforeAll(async () => {
    clock = new HandClock(start);
    python = await startBoto3Sandbox({ clock });
    await python.run(`${setUp}
sns.create_topic(Name="alerts")
sqs.create_queue(QueueName="alerts", Attributes={"Policy": allow({"Service": "sns.amazonaws.com"}, "sqs:SendMessage", queue)})
sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
logs.create_log_group(logGroupName="trail")
logs.create_log_stream(logGroupName="trail", logStreamName="s")
logs.put_metric_filter(logGroupName="trail", filterName="denied",
    filterPattern='{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
    metricTransformations=[{"metricName": "Denied", "metricNamespace": "LogMetrics", "metricValue": "1", "defaultValue": 0}])
out(None)
`);
  });
  afterAll(() => python.close());

  it("tells the topic at once, and again when all is quiet", async () => {
    const record = (errorCode: string) =>
      `{"timestamp": ${clock.now().getTime()}, "message": json.dumps({"eventName": "ListUsers", "errorCode": "${errorCode}"})}`;
    const [before, unchecked] = await python.run(`${setUp}
cw.put_metric_alarm(AlarmName="denied", AlarmDescription="Somebody was denied", Namespace="LogMetrics", MetricName="Denied",
    Statistic="Sum", Period=60, EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold",
    TreatMissingData="notBreaching", AlarmActions=[topic], OKActions=[topic])
out(state("denied"))
out(cw.describe_alarms()["MetricAlarms"][0]["StateReason"])
`);
    expect([before, unchecked]).toEqual(["INSUFFICIENT_DATA", "Unchecked: Initial alarm creation"]);
    clock.advance(10_000);
    const [quiet, told, after, notices] = (await python.run(`${setUp}
out(state("denied")); notices()
logs.put_log_events(logGroupName="trail", logStreamName="s", logEvents=[${record("AccessDenied")}])
out(cw.get_metric_statistics(Namespace="LogMetrics", MetricName="Denied", Statistics=["Sum"], Period=60,
    StartTime="2026-11-20T12:00:00Z", EndTime="2026-11-20T12:01:00Z")["Datapoints"])
out(state("denied"))
out(notices())
`)) as [string, object[], string, Notice[]];
    expect([quiet, after]).toEqual(["OK", "ALARM"]);
    expect(told).toEqual([{ Timestamp: "2026-11-20T12:00:00+00:00", Sum: 1, Unit: "None" }]);
    expect(notices.map(({ Subject }) => Subject)).toEqual(['ALARM: "denied" in US East (N. Virginia)']);
    expect(JSON.parse(notices[0]!.Message)).toEqual({
      AlarmName: "denied",
      AlarmDescription: "Somebody was denied",
      AWSAccountId: "111122223333",
      AlarmConfigurationUpdatedTimestamp: "2026-11-20T12:00:30.000+0000",
      NewStateValue: "ALARM",
      NewStateReason:
        "Threshold Crossed: 1 out of the last 1 datapoints [1.0 (20/11/26 12:00:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).",
      StateChangeTime: "2026-11-20T12:00:40.000+0000",
      Region: "US East (N. Virginia)",
      AlarmArn: "arn:aws:cloudwatch:us-east-1:111122223333:alarm:denied",
      OldStateValue: "OK",
      OKActions: ["arn:aws:sns:us-east-1:111122223333:alerts"],
      AlarmActions: ["arn:aws:sns:us-east-1:111122223333:alerts"],
      InsufficientDataActions: [],
      Trigger: {
        MetricName: "Denied",
        Namespace: "LogMetrics",
        StatisticType: "Statistic",
        Statistic: "SUM",
        Unit: null,
        Dimensions: [],
        Period: 60,
        EvaluationPeriods: 1,
        DatapointsToAlarm: 1,
        ComparisonOperator: "GreaterThanOrEqualToThreshold",
        Threshold: 1,
        TreatMissingData: "notBreaching",
        EvaluateLowSampleCountPercentile: "",
      },
    });
    clock.advance(5 * minute);
    const [again, history] = (await python.run(`${setUp}
logs.put_log_events(logGroupName="trail", logStreamName="s", logEvents=[${record("NoSuchEntity")}])
out(notices())
out([[item["HistoryItemType"], item["HistorySummary"]] for item in cw.describe_alarm_history(AlarmName="denied")["AlarmHistoryItems"]])
`)) as [Notice[], string[][]];
    expect(again.map(({ Subject }) => Subject)).toEqual(['OK: "denied" in US East (N. Virginia)']);
    expect(history).toEqual([
      ["Action", "Successfully executed action arn:aws:sns:us-east-1:111122223333:alerts"],
      ["StateUpdate", "Alarm updated from ALARM to OK"],
      ["Action", "Successfully executed action arn:aws:sns:us-east-1:111122223333:alerts"],
      ["StateUpdate", "Alarm updated from OK to ALARM"],
      ["Action", "Successfully executed action arn:aws:sns:us-east-1:111122223333:alerts"],
      ["StateUpdate", "Alarm updated from INSUFFICIENT_DATA to OK"],
      ["ConfigurationUpdate", 'Alarm "denied" created'],
    ]);
  });

  it("asks the topic's policy, which sees the alarm's ARN", async () => {
    const [refused, allowed] = (await python.run(`${setUp}
name = lambda arn: [item["HistorySummary"] for item in cw.describe_alarm_history(AlarmName=arn, HistoryItemType="Action")["AlarmHistoryItems"]]
for each in ("one", "two"):
    cw.put_metric_alarm(AlarmName=each, Namespace="N", MetricName="M", Statistic="Sum", Period=60, EvaluationPeriods=1, Threshold=1,
        ComparisonOperator="GreaterThanThreshold", AlarmActions=[topic])
sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=allow({"Service": "cloudwatch.amazonaws.com"}, "SNS:Publish", topic,
    {"ArnEquals": {"aws:SourceArn": "arn:aws:cloudwatch:us-east-1:111122223333:alarm:two"}}))
for each in ("one", "two"): cw.set_alarm_state(AlarmName=each, StateValue="ALARM", StateReason="a try")
out(name("one")); out(name("two"))
`)) as string[][];
    expect(refused).toEqual([expect.stringMatching(/^Failed to execute action .*alerts\. Received error: /)]);
    expect(allowed).toEqual([expect.stringMatching(/^Successfully executed action/)]);
  });

  it("answers the AWS CLI", async () => {
    const keys = python.sandbox.credentials;
    const aws = (...args: string[]) =>
      awsCli(args, {
        AWS_ENDPOINT_URL: python.sandbox.endpoint,
        AWS_ACCESS_KEY_ID: keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
        AWS_DEFAULT_REGION: "us-east-1",
        AWS_DEFAULT_OUTPUT: "json",
      });
    const put = await aws(
      "cloudwatch",
      "put-metric-data",
      "--namespace",
      "CLI",
      "--metric-name",
      "m",
      "--value",
      "3",
    );
    expect(put).toMatchObject({ code: 0, stderr: "" });
    const listed = await aws("cloudwatch", "list-metrics", "--namespace", "CLI");
    expect(JSON.parse(listed.stdout)).toEqual({
      Metrics: [{ Namespace: "CLI", MetricName: "m", Dimensions: [] }],
    });
    const missing = await aws("cloudwatch", "delete-alarms", "--alarm-names", "nobody's");
    expect(missing.stderr).toContain("(ResourceNotFound)");
    const tailed = await aws(
      "logs",
      "filter-log-events",
      "--log-group-name",
      "trail",
      "--filter-pattern",
      "AccessDenied",
    );
    expect(JSON.parse(tailed.stdout)).toMatchObject({ events: [{ logStreamName: "s" }] });
  });
});
