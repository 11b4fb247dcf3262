import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { SignatureV4 } from "@smithy/signature-v4";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NodeSha256 } from "../../../../helpers/node-sha256.ts";
import { HandClock } from "../../../../../infra/sandbox/index.ts";
import { openSandboxClients, refusal, type SandboxClients } from "../../../../helpers/sandbox-clients.ts";
import { type Boto3Sandbox, startBoto3Sandbox } from "../../../../helpers/boto3-sandbox.ts";
import { pythonTools } from "../../../../helpers/python-tools.ts";

const start = new Date("2026-11-20T12:00:00Z");

describe("CloudWatch, as the AWS SDK for JavaScript sees it", () => {
  let box: SandboxClients;
  let client: CloudWatchClient;
  beforeAll(async () => {
    box = await openSandboxClients({ clock: new HandClock(start) });
    const { endpoint, region, credentials } = box.sandbox;
    client = new CloudWatchClient({ endpoint, region, credentials, maxAttempts: 1 });
  });
  afterAll(async () => {
    client.destroy();
    await box.close();
  });

  it("takes values, also compressed, and computes statistics of them", async () => {
    const MetricData = Array.from({ length: 1000 }, (_, index) => ({
      MetricName: "latency",
      Dimensions: [{ Name: "host", Value: "a" }],
      Value: index + 1,
    }));
    await client.send(new PutMetricDataCommand({ Namespace: "App", MetricData }));
    const query = (Id: string, Stat: string) => ({
      Id,
      MetricStat: {
        Metric: {
          Namespace: "App",
          MetricName: "latency",
          Dimensions: [{ Name: "host", Value: "a" }],
        },
        Period: 60,
        Stat,
      },
    });
    const answer = await client.send(
      new GetMetricDataCommand({
        StartTime: start,
        EndTime: new Date("2026-11-20T12:01:00Z"),
        MetricDataQueries: [
          query("sum", "Sum"),
          query("average", "Average"),
          query("p99", "p99"),
          query("most", "Maximum"),
          query("count", "SampleCount"),
        ],
      }),
    );
    expect(answer.MetricDataResults?.map(({ Id, Values }) => [Id, Values])).toEqual([
      ["sum", [500_500]],
      ["average", [500.5]],
      ["p99", [990]],
      ["most", [1000]],
      ["count", [1000]],
    ]);
    expect(answer.MetricDataResults?.[0]?.Timestamps).toEqual([start]);
  });

  it("makes alarms and says by name what it does not have", async () => {
    const alarm = {
      AlarmName: "js",
      Namespace: "App",
      MetricName: "latency",
      Statistic: "Average" as const,
      Period: 300,
      EvaluationPeriods: 2,
      Threshold: 0.5,
      ComparisonOperator: "LessThanThreshold" as const,
    };
    await client.send(new PutMetricAlarmCommand(alarm));
    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: ["js"] }));
    expect(MetricAlarms).toEqual([
      expect.objectContaining({
        ...alarm,
        StateValue: "INSUFFICIENT_DATA",
        AlarmConfigurationUpdatedTimestamp: start,
      }),
    ]);
    const metricMath = new PutMetricAlarmCommand({ ...alarm, Metrics: [{ Id: "m", Expression: "1" }] });
    expect(await refusal(client.send(metricMath))).toMatchObject({
      message: expect.stringContaining("does not have alarms on metric math") as string,
      status: 400,
    });
    const nobody = new SetAlarmStateCommand({ AlarmName: "none", StateValue: "OK", StateReason: "" });
    expect(await refusal(client.send(nobody))).toMatchObject({ name: "ResourceNotFound", status: 404 });
  });

  /** A call as older clients write it. */
  async function call(headers: Record<string, string>, body: string) {
    const { endpoint, region, credentials } = box.sandbox;
    const signer = new SignatureV4({
      service: "monitoring",
      region,
      credentials,
      sha256: NodeSha256 as never,
    });
    const { host, hostname, port } = new URL(endpoint);
    const request = {
      method: "POST",
      protocol: "http:",
      hostname,
      port: Number(port),
      path: "/",
      query: {},
      headers: { host, ...headers },
      body,
    };
    const signed = await signer.sign(request);
    const { host: _host, ...sent } = signed.headers;
    const response = await fetch(endpoint, { method: "POST", headers: sent, body });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  it("speaks the query protocol", async () => {
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const put = await call(
      form,
      "Action=PutMetricData&Version=2010-08-01&Namespace=Old&MetricData.member.1.MetricName=m&MetricData.member.1.Value=2.5&MetricData.member.1.Dimensions.member.1.Name=a&MetricData.member.1.Dimensions.member.1.Value=b",
    );
    expect(put.status).toBe(200);
    const listed = await call(form, "Action=ListMetrics&Version=2010-08-01&Namespace=Old");
    expect(listed.text).toContain(
      "<ListMetricsResult><Metrics><member><Namespace>Old</Namespace><MetricName>m</MetricName><Dimensions><member><Name>a</Name><Value>b</Value></member></Dimensions></member></Metrics></ListMetricsResult>",
    );
    const statistics = await call(
      form,
      "Action=GetMetricStatistics&Namespace=Old&MetricName=m&Dimensions.member.1.Name=a&Dimensions.member.1.Value=b&StartTime=2026-11-20T12:00:00Z&EndTime=2026-11-20T12:01:00Z&Period=60&Statistics.member.1=Sum&ExtendedStatistics.member.1=p50",
    );
    expect(statistics.text).toContain("<Sum>2.5</Sum>");
    expect(statistics.text).toContain("<entry><key>p50</key><value>2.5</value></entry>");
    const missing = await call(form, "Action=DeleteAlarms&AlarmNames.member.1=none");
    expect([missing.status, /<Code>(.*)<\/Code>/.exec(missing.text)?.[1]]).toEqual([404, "ResourceNotFound"]);
    const bad = await call(form, "Action=PutMetricData&Namespace=Old&MetricData.member.1.MetricName=m");
    expect(/<Code>(.*)<\/Code>/.exec(bad.text)?.[1]).toBe("MissingParameter");
  });

  it("speaks JSON", async () => {
    const headers = (operation: string) => ({
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `GraniteServiceVersion20100801.${operation}`,
    });
    const put = await call(
      headers("PutMetricData"),
      JSON.stringify({
        Namespace: "Json",
        MetricData: [{ MetricName: "m", Value: 1, Timestamp: start.getTime() / 1000 }],
      }),
    );
    expect(put.status).toBe(200);
    const listed = await call(headers("ListMetrics"), '{"Namespace":"Json"}');
    expect(JSON.parse(listed.text)).toEqual({
      Metrics: [{ Namespace: "Json", MetricName: "m", Dimensions: [] }],
    });
    const bad = await call(
      headers("PutMetricData"),
      '{"Namespace":"AWS/EC2","MetricData":[{"MetricName":"m","Value":1}]}',
    );
    expect(bad.headers.get("x-amzn-query-error")).toBe("InvalidParameterValue;Sender");
    expect(JSON.parse(bad.text)).toMatchObject({ __type: "InvalidParameterValueException" });
  });
});

describe.skipIf(!pythonTools())("CloudWatch, as boto3 sees it", () => {
  let python: Boto3Sandbox;
  beforeAll(async () => {
    python = await startBoto3Sandbox({ clock: new HandClock(start) });
  });
  afterAll(() => python.close());

  it("records calls on metrics as data events without their values, and alarms as management events", async () => {
    const [unknown] = (await python.run(`
s3, cw, trails = client("s3"), client("cloudwatch"), client("cloudtrail")
s3.create_bucket(Bucket="trail-bucket")
s3.put_bucket_policy(Bucket="trail-bucket", Policy=allow({"Service": "cloudtrail.amazonaws.com"}, ["s3:GetBucketAcl", "s3:PutObject"],
    ["arn:aws:s3:::trail-bucket", "arn:aws:s3:::trail-bucket/*"]))
trails.create_trail(Name="metrics", S3BucketName="trail-bucket")
trails.put_event_selectors(TrailName="metrics", AdvancedEventSelectors=[{"FieldSelectors": [
    {"Field": "eventCategory", "Equals": ["Data"]}, {"Field": "resources.type", "Equals": ["AWS::CloudWatch::Metric"]}]}])
trails.start_logging(Name="metrics")
cw.put_metric_data(Namespace="Secret", MetricData=[{"MetricName": "m", "Value": 4711, "Dimensions": [{"Name": "a", "Value": "b"}]}])
cw.get_metric_statistics(Namespace="Secret", MetricName="m", StartTime=${start.getTime() / 1000}, EndTime=${start.getTime() / 1000 + 60},
    Period=60, Statistics=["Sum"])
cw.put_metric_alarm(AlarmName="a", Namespace="Secret", MetricName="m", Statistic="Sum", Period=60, EvaluationPeriods=3, Threshold=50,
    ComparisonOperator="GreaterThanThreshold")
cw.describe_alarms()
out(error(lambda: cw.put_dashboard(DashboardName="d", DashboardBody="{}")))
`)) as string[][];
    expect(unknown![1]).toContain("monitoring:PutDashboard");
    await python.sandbox.delivered();
    const delivered = await python.sandbox.records({ deliveredBy: "metrics" });
    // As the examples of the user guide show them ("CloudWatch data events in CloudTrail").
    expect(delivered).toMatchObject([
      {
        eventName: "PutMetricData",
        eventSource: "monitoring.amazonaws.com",
        readOnly: false,
        managementEvent: false,
        eventCategory: "Data",
        requestParameters: {
          namespace: "Secret",
          metricData: [{ metricName: "m", dimensions: [{ name: "a", value: "b" }] }],
        },
        responseElements: null,
        resources: [{ type: "AWS::CloudWatch::Metric" }],
      },
      {
        eventName: "GetMetricStatistics",
        readOnly: true,
        requestParameters: { startTime: expect.stringMatching(/^Nov 20, 2026, 12:00:00\sPM$/) as string },
      },
    ]);
    expect(JSON.stringify(delivered)).not.toContain("4711");
    const [alarm] = await python.sandbox.records({ eventName: "PutMetricAlarm" });
    expect(alarm).toMatchObject({
      managementEvent: true,
      requestParameters: {
        threshold: 50,
        period: 60,
        metricName: "m",
        evaluationPeriods: 3,
        comparisonOperator: "GreaterThanThreshold",
        namespace: "Secret",
        alarmName: "a",
        statistic: "Sum",
      },
      responseElements: null,
    });
    // Measured: without parameters there are none.
    const [described] = await python.sandbox.records({ eventName: "DescribeAlarms" });
    expect(described).toMatchObject({ requestParameters: null, responseElements: null, readOnly: true });
  });

  it("denies what no policy allows, in the words of a real record", async () => {
    const [denied] = (await python.run(`
iam = client("iam")
iam.create_user(UserName="nobody")
keys = iam.create_access_key(UserName="nobody")["AccessKey"]
cw = boto3.client("cloudwatch", aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"])
out(error(lambda: cw.delete_alarms(AlarmNames=["Mine"])))
`)) as string[][];
    const message =
      "User: arn:aws:iam::111122223333:user/nobody is not authorized to perform: cloudwatch:DeleteAlarms on resource: arn:aws:cloudwatch:us-east-1:111122223333:alarm:Mine because no identity-based policy allows the cloudwatch:DeleteAlarms action";
    expect(denied).toEqual(["AccessDenied", message]);
    const [record] = await python.sandbox.records({ eventName: "DeleteAlarms" });
    expect(record).toMatchObject({
      errorCode: "AccessDenied",
      errorMessage: message,
      requestParameters: null,
      responseElements: null,
    });
  });

  it("checks alarms and values", async () => {
    const problems = (await python.run(`
cw = client("cloudwatch")
alarm = dict(AlarmName="x", Namespace="N", MetricName="M", Statistic="Sum", Period=60, EvaluationPeriods=1, Threshold=1,
    ComparisonOperator="GreaterThanThreshold")
for change in [{"Period": 45}, {"EvaluationPeriods": 1441}, {"DatapointsToAlarm": 2}, {"TreatMissingData": "maybe"},
    {"AlarmActions": ["arn:aws:lambda:us-east-1:111122223333:function:f"]}, {"AlarmActions": ["arn:aws:sns:eu-west-1:111122223333:t"]},
    {"ExtendedStatistic": "p90"}]:
    out(error(lambda: cw.put_metric_alarm(**{**alarm, **change}))[0])
value = {"MetricName": "M", "Value": 1.0}
for change in [{"Timestamp": ${start.getTime() / 1000 - 15 * 86_400}}, {"Timestamp": ${start.getTime() / 1000 + 3 * 3600}},
    {"Values": [1.0]}, {"Value": float("nan")}]:
    out(error(lambda: cw.put_metric_data(Namespace="N", MetricData=[{**value, **change}]))[0])
`)) as string[];
    expect(problems).toEqual([
      ...Array<string>(6).fill("ValidationError"),
      "InvalidParameterCombination",
      "InvalidParameterValue",
      "InvalidParameterValue",
      "InvalidParameterCombination",
      expect.stringMatching(/^(?:ValidationError|InvalidParameterValue)$/) as string,
    ]);
  });
});
