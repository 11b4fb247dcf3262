import type { NotifiedAlarm } from "../../../cloudwatch/alarm-notification.ts";
import type { StateValue } from "../../../cloudwatch/alarm-rule.ts";
import type { Collection, World } from "../../world.ts";
import { dimensionsKey, type Metric, type Place } from "./metric-store.ts";

/** An alarm on one metric. Times are epoch milliseconds. */
export interface Alarm extends NotifiedAlarm {
  readonly actionsEnabled: boolean;
  readonly evaluateLowSampleCountPercentile?: string;
  /** As it was given; without it as many as there are periods. */
  readonly givenDatapointsToAlarm?: number;
  readonly state: AlarmState;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON. */
  readonly reasonData?: string | undefined;
  readonly updated: number;
  /** When the value was last another one before. */
  readonly transitioned: number;
}

const alarms = (world: World): Collection<Alarm> => world.collection("cloudwatch/alarms");

const placeKey = ({ accountId, region }: Place): string => `${accountId}/${region}/`;

export function alarmAt(world: World, place: Place, name: string): Alarm | undefined {
  return alarms(world).get(placeKey(place) + name);
}

/** In order of their names. */
export function alarmsOf(world: World, place: Place, prefix = ""): readonly Alarm[] {
  return [...alarms(world).entries(placeKey(place) + prefix)].map(([, alarm]) => alarm);
}

/** Of every account and region. */
export function allAlarms(world: World): readonly Alarm[] {
  return [...alarms(world).entries()].map(([, alarm]) => alarm);
}

export function putAlarm(world: World, alarm: Alarm): void {
  alarms(world).put(placeKey(alarm) + alarm.name, alarm);
}

export function removeAlarm(world: World, alarm: Alarm): void {
  alarms(world).delete(placeKey(alarm) + alarm.name);
}

/** Whether an alarm watches this metric. */
export function watches(alarm: Alarm, { namespace, name, dimensions }: Metric): boolean {
  return (
    alarm.namespace === namespace &&
    alarm.metricName === name &&
    dimensionsKey(alarm.dimensions) === dimensionsKey(dimensions)
  );
}

export const alarmArn = ({ region, accountId }: Place, name: string): string =>
  `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`;
