import type { Collection, World } from "../../world.ts";
import { errors } from "./errors.ts";
import { type Place } from "./metric-store.ts";
import { operation } from "./operation.ts";
import { alarmArn } from "./alarm-state.ts";
import { placeOf } from "./place-of.ts";

type ItemType = "ConfigurationUpdate" | "StateUpdate" | "Action";

interface HistoryItem {
  readonly alarmName: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly type: ItemType;
  readonly summary: string;
  /** JSON. */
  readonly data: string;
}

const day = 86_400_000;

/** The history reaches back this far ("DescribeAlarmHistory", Amazon CloudWatch API Reference). */
const historyDays = 30;

const history = (world: World): Collection<HistoryItem> => world.collection("cloudwatch/history");
const lastNumber = (world: World): Collection<number> => world.collection("cloudwatch/history-number");
const placeKey = ({ accountId, region }: Place): string => `${accountId}/${region}/`;

/** Adds to an alarm's history what happened at `time` (epoch milliseconds). */
export function remember(
  world: World,
  alarm: Place & { readonly name: string },
  time: number,
  type: ItemType,
  summary: string,
  data: object,
): void {
  const number = (lastNumber(world).get("") ?? 0) + 1;
  lastNumber(world).put("", number);
  const order = `${String(time).padStart(16, "0")}-${String(number).padStart(12, "0")}`;
  const text = JSON.stringify({ version: "1.0", ...data });
  history(world).put(placeKey(alarm) + order, {
    alarmName: alarm.name,
    time,
    type,
    summary: summary.slice(0, 255),
    data: text.length > 4095 ? JSON.stringify({ version: "1.0" }) : text,
  });
}

/** Forgets what is too old. */
export function pruneHistory(world: World): void {
  const since = world.clock.now().getTime() - historyDays * day;
  for (const [key, { time }] of [...history(world).entries()]) if (time < since) history(world).delete(key);
}

export const describeAlarmHistory = operation(
  "DescribeAlarmHistory",
  true,
  ({ call, world, input }) => {
    const { AlarmName, HistoryItemType, StartDate, EndDate, MaxRecords = 100, NextToken } = input;
    const place = placeOf(call);
    const since = world.clock.now().getTime() - historyDays * day;
    const items = [...history(world).entries(placeKey(place))]
      .filter(([, { alarmName }]) => AlarmName === undefined || alarmName === AlarmName)
      .filter(([, { type }]) => HistoryItemType === undefined || type === HistoryItemType)
      .filter(([, { time }]) => time >= Math.max(since, StartDate?.getTime() ?? 0))
      .filter(([, { time }]) => time <= (EndDate?.getTime() ?? Infinity));
    if (input.ScanBy !== "TimestampAscending") items.reverse();
    const start = NextToken === undefined ? 0 : items.findIndex(([key]) => key === opened(NextToken)) + 1;
    if (NextToken !== undefined && start === 0) throw errors.nextToken();
    const page = items.slice(start, start + MaxRecords);
    return {
      AlarmHistoryItems: page.map(([, item]) => ({
        AlarmName: item.alarmName,
        AlarmType: "MetricAlarm",
        Timestamp: new Date(item.time),
        HistoryItemType: item.type,
        HistorySummary: item.summary,
        HistoryData: item.data,
      })),
      ...(start + MaxRecords < items.length
        ? { NextToken: Buffer.from(page.at(-1)![0]).toString("base64url") }
        : {}),
    };
  },
  ({ call, input }) => [{ resource: alarmArn(placeOf(call), input.AlarmName ?? "*") }],
);

const opened = (token: string): string => Buffer.from(token, "base64url").toString();
