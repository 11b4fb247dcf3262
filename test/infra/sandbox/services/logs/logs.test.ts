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
});
