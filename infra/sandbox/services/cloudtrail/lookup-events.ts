import { createHash } from "node:crypto";
import { journalOf } from "../../recorder/journal.ts";
import { historyDays } from "../../recorder/prune-journal.ts";
import type { Call, Reply } from "../../service.ts";
import type { World } from "../../world.ts";
import { errors } from "./errors.ts";
import { inputOf } from "./inputs.ts";

/** The attribute keys of "LookupAttribute" (CloudTrail API Reference), and how each is looked for. */
const conditions: Readonly<Record<string, string>> = {
  EventId: "event_id = ?",
  EventName: "event_name = ?",
  ReadOnly: "read_only = ?",
  Username: "username = ?",
  ResourceType: "EXISTS (SELECT 1 FROM json_each(resources) WHERE value ->> 'ResourceType' = ?)",
  ResourceName: "EXISTS (SELECT 1 FROM json_each(resources) WHERE value ->> 'ResourceName' = ?)",
  EventSource: "event_source = ?",
  AccessKeyId: "access_key_id = ?",
};

/** Insights are looked for by these only. */
const insightKeys = new Set(["EventId", "EventName", "EventSource"]);

/** LookupEvents: this account's and region's management events, or insights, of the last 90 days, newest first. */
export function lookupEvents(call: Call, world: World): Reply {
  const input = inputOf("LookupEvents", call);
  const [attribute, ...more] = input.LookupAttributes ?? [];
  if (more.length > 0) throw errors.lookupAttributes("Only one lookup attribute may be given.");
  const condition =
    attribute && Object.hasOwn(conditions, attribute.AttributeKey)
      ? conditions[attribute.AttributeKey]
      : undefined;
  if (attribute && !condition)
    throw errors.lookupAttributes(`${attribute.AttributeKey} is no attribute key.`);
  const insights = input.EventCategory === "insight";
  if (attribute && insights && !insightKeys.has(attribute.AttributeKey))
    throw errors.lookupAttributes(`${attribute.AttributeKey} is no attribute key for Insights events.`);
  if (attribute && (attribute.AttributeValue.length < 1 || attribute.AttributeValue.length > 2000))
    throw errors.lookupAttributes("An attribute value has 1 to 2000 characters.");
  const most = input.MaxResults ?? 50;
  if (most < 1 || most > 50) throw errors.maxResults("MaxResults must be between 1 and 50.");
  if (input.EventCategory !== undefined && !insights)
    throw errors.eventCategory(`${input.EventCategory} is no event category; valid is insight.`);
  const now = call.time.getTime();
  const start = Math.max(input.StartTime?.getTime() ?? 0, now - historyDays * 86_400_000);
  const end = input.EndTime?.getTime() ?? now;
  if (input.StartTime && input.StartTime.getTime() > end)
    throw errors.timeRange("The start time must not be later than the end time.");
  const fingerprint = fingerprintOf(call);
  const before = input.NextToken === undefined ? undefined : readToken(input.NextToken, fingerprint);
  const rows = journalOf(world).search({
    account: call.caller.accountId,
    region: call.service.global ? "us-east-1" : call.region,
    from: Math.ceil(start / 1000),
    to: Math.floor(end / 1000),
    insights,
    ...(condition && attribute ? { condition, value: attribute.AttributeValue } : {}),
    ...(before ? { before } : {}),
    limit: most + 1,
  });
  const page = rows.slice(0, most);
  const last = page.at(-1);
  return {
    output: {
      Events: page.map((row) => ({
        EventId: row.eventId,
        EventName: row.eventName,
        ...(row.readOnly ? { ReadOnly: row.readOnly } : {}),
        ...(row.accessKeyId ? { AccessKeyId: row.accessKeyId } : {}),
        EventTime: row.time,
        EventSource: row.eventSource,
        ...(row.username ? { Username: row.username } : {}),
        Resources: row.resources,
        CloudTrailEvent: row.record,
      })),
      ...(rows.length > most && last ? { NextToken: token(last, fingerprint) } : {}),
    },
  };
}

/** A token goes on only with the parameters it came from. */
function fingerprintOf(call: Call): string {
  const { NextToken: _, MaxResults: __, ...rest } = call.input;
  const text = JSON.stringify([call.caller.accountId, call.region, rest]);
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}

function token({ time, id }: { time: number; id: number }, fingerprint: string): string {
  return Buffer.from(JSON.stringify([fingerprint, time, id])).toString("base64");
}

function readToken(text: string, fingerprint: string): { time: number; id: number } {
  try {
    const [of, time, id] = JSON.parse(Buffer.from(text, "base64").toString()) as unknown[];
    if (of === fingerprint && Number.isSafeInteger(time) && Number.isSafeInteger(id))
      return { time: time as number, id: id as number };
  } catch {
    // Not one of ours: answered below like any other wrong token.
  }
  throw errors.nextToken();
}
