import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HandClock } from "../../../../../infra/sandbox/index.ts";
import { type Boto3Sandbox, startBoto3Sandbox } from "../../../../helpers/boto3-sandbox.ts";
import { pythonTools } from "../../../../helpers/python-tools.ts";

const start = new Date("2026-11-20T12:00:00Z");
const now = start.getTime();
const hour = 3_600_000;
const day = 24 * hour;

describe.skipIf(!pythonTools())("CloudWatch Logs, as boto3 sees it", () => {
  let python: Boto3Sandbox;
  let clock: HandClock;
  beforeAll(async () => {
    clock = new HandClock(start);
    python = await startBoto3Sandbox({ clock });
  });
  afterAll(() => python.close());

  it("keeps events of a stream, from both ends, page by page", async () => {
    const [stream, group, forward, backward, tail] = (await python.run(`
logs = client("logs")
logs.create_log_group(logGroupName="/app", tags={"Team": "A"})
logs.create_log_stream(logGroupName="/app", logStreamName="one")
place = {"logGroupName": "/app", "logStreamName": "one"}
events = [{"timestamp": ${now} + at, "message": "event %d" % at} for at in range(5)]
assert logs.put_log_events(**place, logEvents=events)["nextSequenceToken"]
out(logs.describe_log_streams(logGroupName="/app")["logStreams"][0])
out(logs.describe_log_groups()["logGroups"][0])
def walk(token, head):
    pages = []
    while True:
        page = logs.get_log_events(**place, limit=2, startFromHead=head, **({"nextToken": token} if token else {}))
        following = page["nextForwardToken" if head else "nextBackwardToken"]
        if following == token: return pages
        pages.append([event["message"] for event in page["events"]]); token = following
out(walk(None, True))
out(walk(None, False))
last = logs.get_log_events(**place)["nextForwardToken"]
logs.put_log_events(**place, logEvents=[{"timestamp": ${now} + 9, "message": "later"}])
out([event["message"] for event in logs.get_log_events(**place, nextToken=last, startFromHead=True)["events"]])
`)) as Record<string, unknown>[];
    expect(stream).toMatchObject({
      logStreamName: "one",
      firstEventTimestamp: now,
      lastEventTimestamp: now + 4,
      lastIngestionTime: now,
      arn: "arn:aws:logs:us-east-1:111122223333:log-group:/app:log-stream:one",
    });
    expect(group).toMatchObject({
      logGroupName: "/app",
      arn: "arn:aws:logs:us-east-1:111122223333:log-group:/app:*",
      storedBytes: 5 * (7 + 26),
      metricFilterCount: 0,
    });
    expect(forward).toEqual([["event 0", "event 1"], ["event 2", "event 3"], ["event 4"]]);
    expect(backward).toEqual([["event 3", "event 4"], ["event 1", "event 2"], ["event 0"]]);
    expect(tail).toEqual(["later"]);
  });

  it("leaves out events that are too old, too new or expired, and says which", async () => {
    const [rejected, order, span, kept] = (await python.run(`
logs = client("logs")
logs.create_log_group(logGroupName="times")
place = {"logGroupName": "times", "logStreamName": "s"}
logs.create_log_stream(**place)
def put(*times): return logs.put_log_events(**place, logEvents=[{"timestamp": time, "message": "m%d" % time} for time in times])
out([put(${now - 15 * day}, ${now - 14 * day}).get("rejectedLogEventsInfo"), put(${now + 2 * hour}, ${now + 2 * hour + 1}).get("rejectedLogEventsInfo")])
out(error(lambda: put(2, 1)))
out(error(lambda: put(${now - 2 * day}, ${now})))
logs.put_retention_policy(logGroupName="times", retentionInDays=3)
out([put(${now - 4 * day}, ${now - 3 * day}).get("rejectedLogEventsInfo"), logs.get_log_events(**place)["events"]])
`)) as unknown[][];
    expect(rejected).toEqual([{ tooOldLogEventEndIndex: 1 }, { tooNewLogEventStartIndex: 1 }]);
    expect(order).toEqual(["InvalidParameterException", expect.stringContaining("chronological")]);
    expect(span).toEqual(["InvalidParameterException", expect.stringContaining("24 hours")]);
    expect(kept![0]).toEqual({ expiredLogEventEndIndex: 1 });
    expect((kept![1] as { timestamp: number }[]).map(({ timestamp }) => timestamp)).toEqual([
      now - 3 * day,
      now + 2 * hour,
    ]);
  });

  it("finds events of many streams by patterns, page by page, each once", async () => {
    const [pages, json, one, wrong] = (await python.run(`
logs = client("logs")
logs.create_log_group(logGroupName="many")
for name in ("a1", "a2", "b1"):
    logs.create_log_stream(logGroupName="many", logStreamName=name)
    logs.put_log_events(logGroupName="many", logStreamName=name, logEvents=[
        {"timestamp": ${now} + at, "message": json.dumps({"n": at, "from": name})} for at in range(4)])
pages = logs.get_paginator("filter_log_events").paginate(logGroupName="many", logStreamNamePrefix="a", PaginationConfig={"PageSize": 3})
out([[[event["logStreamName"], event["timestamp"] - ${now}] for event in page["events"]] for page in pages])
found = logs.filter_log_events(logGroupName="many", filterPattern='{ $.n >= 2 && $.from = "b*" }')["events"]
out([[event["message"], len(event["eventId"])] for event in found])
out(len(logs.filter_log_events(logGroupIdentifier="arn:aws:logs:us-east-1:111122223333:log-group:many", startTime=${now} + 3,
    endTime=${now} + 3)["events"]))
out(error(lambda: logs.filter_log_events(logGroupName="many", filterPattern="{ $.n = }")))
`)) as [[string, number][][], [string, number][], number, string[]];
    expect(pages).toEqual([
      [
        ["a1", 0],
        ["a2", 0],
        ["a1", 1],
      ],
      [
        ["a2", 1],
        ["a1", 2],
        ["a2", 2],
      ],
      [
        ["a1", 3],
        ["a2", 3],
      ],
    ]);
    expect(json).toEqual([
      ['{"n": 2, "from": "b1"}', 56],
      ['{"n": 3, "from": "b1"}', 56],
    ]);
    expect(one).toBe(3);
    expect(wrong).toEqual([
      "InvalidParameterException",
      "Invalid filter pattern: a value expected at position 8.",
    ]);
  });

  it("makes metrics of fields, with dimensions, units and values for quiet minutes", async () => {
    const [latency, hosts, quiet, refused] = (await python.run(`
logs, cw = client("logs"), client("cloudwatch")
logs.create_log_group(logGroupName="web")
logs.create_log_stream(logGroupName="web", logStreamName="s")
put = lambda name, pattern, **change: logs.put_metric_filter(logGroupName="web", filterName=name, filterPattern=pattern,
    metricTransformations=[{"metricName": name, "metricNamespace": "Web", "metricValue": "1", **change}])
put("latency", "{ $.ms = * }", metricValue="$.ms", dimensions={"host": "$.host"}, unit="Milliseconds")
put("errors", "[time, level = ERROR, size]", metricValue="$size", defaultValue=0)
messages = ['{"ms": 5, "host": "a"}', '{"ms": 7, "host": "a"}', '{"ms": 9, "host": "b"}', '{"ms": 1}', '{"ms": "x", "host": "a"}']
logs.put_log_events(logGroupName="web", logStreamName="s", logEvents=[{"timestamp": ${now}, "message": each} for each in messages])
logs.put_log_events(logGroupName="web", logStreamName="s", logEvents=[{"timestamp": ${now} + 60000, "message": "12:01 ERROR 42"}])
read = lambda name, dimensions=[]: [[point["Sum"], point["SampleCount"], point["Unit"]] for point in sorted(cw.get_metric_statistics(Namespace="Web",
    MetricName=name, Dimensions=dimensions, StartTime=${now / 1000}, EndTime=${now / 1000 + 120}, Period=60, Statistics=["Sum", "SampleCount"])["Datapoints"],
    key=lambda point: point["Timestamp"])]
out(read("latency", [{"Name": "host", "Value": "a"}]))
out(sorted(metric["Dimensions"][0]["Value"] for metric in cw.list_metrics(Namespace="Web", MetricName="latency")["Metrics"]))
out(read("errors"))
out(error(lambda: put("both", "", dimensions={"a": "$.a"}, defaultValue=0)))
`)) as unknown[];
    expect(latency).toEqual([[12, 2, "Milliseconds"]]);
    expect(hosts).toEqual(["a", "b"]);
    expect(quiet).toEqual([
      [0, 1, "None"],
      [42, 1, "None"],
    ]);
    expect(refused).toEqual(["InvalidParameterException", expect.stringContaining("mutually exclusive")]);
  });

  it("asks identity policies for streams, and the account's policy for services", async () => {
    const [denied, other] = (await python.run(`
iam, sts, logs = client("iam"), client("sts"), client("logs")
logs.create_log_group(logGroupName="roles")
trust = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
    "Action": "sts:AssumeRole"}]})
role = iam.create_role(RoleName="writer", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
stream = "arn:aws:logs:us-east-1:111122223333:log-group:roles:log-stream:mine*"
iam.put_role_policy(RoleName="writer", PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": stream}]}))
keys = sts.assume_role(RoleArn=role, RoleSessionName="me")["Credentials"]
writer = boto3.client("logs", aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"],
    aws_session_token=keys["SessionToken"])
writer.create_log_stream(logGroupName="roles", logStreamName="mine-1")
writer.put_log_events(logGroupName="roles", logStreamName="mine-1", logEvents=[{"timestamp": ${now}, "message": "secret text"}])
out(error(lambda: writer.create_log_stream(logGroupName="roles", logStreamName="other")))
out(error(lambda: writer.describe_log_streams(logGroupName="roles")))
`)) as string[][];
    const sentence = (action: string, stream: string) =>
      `User: arn:aws:sts::111122223333:assumed-role/writer/me is not authorized to perform: logs:${action} on resource: arn:aws:logs:us-east-1:111122223333:log-group:roles:log-stream:${stream} because no identity-based policy allows the logs:${action} action`;
    expect(denied).toEqual(["AccessDeniedException", sentence("CreateLogStream", "other")]);
    expect(other).toEqual(["AccessDeniedException", sentence("DescribeLogStreams", "")]);
  });

  it("writes records as CloudTrail does, and none of what is put", async () => {
    const all = await python.sandbox.records({ eventSource: "logs.amazonaws.com" });
    expect(all.map(({ eventName }) => eventName)).not.toContain("PutLogEvents");
    expect(JSON.stringify(all)).not.toContain("secret text");
    const recordOf = (eventName: string, failed = false) =>
      all.findLast((record) => record.eventName === eventName && (record.errorCode !== undefined) === failed);
    // As in invictus-ir_aws_dataset.
    expect(all.find(({ eventName }) => eventName === "CreateLogGroup")).toMatchObject({
      requestParameters: { logGroupName: "/app", tags: { Team: "A" } },
      responseElements: null,
      readOnly: false,
      managementEvent: true,
      eventCategory: "Management",
    });
    expect(recordOf("CreateLogStream")).toMatchObject({
      requestParameters: { logGroupName: "roles", logStreamName: "mine-1" },
      responseElements: null,
    });
    // As in traildiscover.
    expect(recordOf("DescribeLogStreams", true)).toMatchObject({
      errorCode: "AccessDenied",
      requestParameters: null,
      responseElements: null,
      readOnly: true,
    });
    expect(recordOf("GetLogEvents")).toMatchObject({
      requestParameters: { logGroupName: "times", logStreamName: "s" },
      responseElements: null,
      readOnly: true,
    });
  });

  it("keeps events in snapshots, and forgets what is past its retention", async () => {
    const count = async (group: string) => {
      const [found] = await python.run(
        `out(len(client("logs").filter_log_events(logGroupName="${group}")["events"]))`,
      );
      return found;
    };
    const snapshot = await python.sandbox.snapshot();
    await python.run(`client("logs").delete_log_group(logGroupName="many"); out(0)`);
    await python.sandbox.restore(snapshot);
    expect(await count("many")).toBe(12);
    expect(await count("times")).toBe(2);
    clock.advance(4 * day);
    expect(await count("times")).toBe(0);
    const kept = python.sandbox.world.db
      .prepare("SELECT COUNT(*) AS kept FROM logs_events WHERE message LIKE 'm1%'")
      .get();
    expect(kept).toEqual({ kept: 0 });
  });
});
