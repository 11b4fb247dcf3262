import type { Operation, Permission } from "../../service.ts";
import { remember } from "./alarm-history.ts";
import { alarmArn, alarmAt, alarmsOf, putAlarm, removeAlarm, watches } from "./alarm-state.ts";
import { alarmView } from "./alarm-view.ts";
import { changeState } from "./change-state.ts";
import { errors } from "./errors.ts";
import { type MonitoringCall, operation } from "./operation.ts";
import { placeOf } from "./place-of.ts";

/** Leave to do something with each of the alarms a call names. */
const onAlarms = ({
  call,
  input,
}: MonitoringCall<"DeleteAlarms" | "EnableAlarmActions" | "DisableAlarmActions">): Omit<
  Permission,
  "action"
>[] => input.AlarmNames.map((name) => ({ resource: alarmArn(placeOf(call), name) }));

export const describeAlarms = operation(
  "DescribeAlarms",
  true,
  ({ call, world, input }) => {
    const { AlarmNames, AlarmNamePrefix, AlarmTypes, StateValue, ActionPrefix, MaxRecords = 50 } = input;
    if (AlarmNames && AlarmNamePrefix !== undefined)
      throw errors.parameterCombination("AlarmNamePrefix and AlarmNames are mutually exclusive");
    if (input.ChildrenOfAlarmName !== undefined || input.ParentsOfAlarmName !== undefined)
      throw errors.notHere("composite alarms");
    const isWanted =
      AlarmTypes === undefined || AlarmTypes.length === 0 || AlarmTypes.includes("MetricAlarm");
    const found = alarmsOf(world, placeOf(call), AlarmNamePrefix)
      .filter(({ name }) => isWanted && (AlarmNames?.includes(name) ?? true))
      .filter(({ state }) => state.value === (StateValue ?? state.value))
      .filter(
        ({ okActions, alarmActions, insufficientDataActions }) =>
          ActionPrefix === undefined ||
          [...okActions, ...alarmActions, ...insufficientDataActions].some((arn) =>
            arn.startsWith(ActionPrefix),
          ),
      );
    const after = input.NextToken === undefined ? undefined : opened(input.NextToken);
    const left = found.filter(({ name }) => after === undefined || name > after);
    const page = left.slice(0, MaxRecords);
    return {
      MetricAlarms: page.map(alarmView),
      CompositeAlarms: [],
      ...(left.length > page.length ? { NextToken: sealed(page.at(-1)!.name) } : {}),
    };
  },
  ({ call, input }) => {
    const names = input.AlarmNames ?? ["*"];
    return names.map((name) => ({ resource: alarmArn(placeOf(call), name) }));
  },
);

const sealed = (name: string): string => Buffer.from(`after:${name}`).toString("base64url");

function opened(token: string): string {
  const text = Buffer.from(token, "base64url").toString();
  if (!text.startsWith("after:")) throw errors.nextToken();
  return text.slice("after:".length);
}

export const describeAlarmsForMetric = operation(
  "DescribeAlarmsForMetric",
  true,
  ({ call, world, input }) => {
    const { Namespace, MetricName, Dimensions, Statistic, ExtendedStatistic, Period, Unit } = input;
    const metric = { namespace: Namespace, name: MetricName, dimensions: Dimensions ?? [] };
    const statistic = Statistic ?? ExtendedStatistic;
    const found = alarmsOf(world, placeOf(call))
      .filter((alarm) => watches(alarm, metric))
      .filter((alarm) => statistic === undefined || alarm.statistic === statistic)
      .filter((alarm) => Period === undefined || alarm.period === Period)
      .filter((alarm) => Unit === undefined || alarm.unit === Unit);
    return { MetricAlarms: found.map(alarmView) };
  },
);

/** All of them or none. */
export const deleteAlarms = operation(
  "DeleteAlarms",
  false,
  ({ call, world, input }) => {
    for (const name of new Set(input.AlarmNames)) {
      const alarm = alarmAt(world, placeOf(call), name);
      if (!alarm) throw errors.noAlarm();
      removeAlarm(world, alarm);
      remember(world, alarm, call.time.getTime(), "ConfigurationUpdate", `Alarm "${name}" deleted`, {
        type: "Delete",
        deletedAlarm: alarmView(alarm),
      });
    }
    return undefined;
  },
  onAlarms,
);

/** Sets a state until the next evaluation, which may find another; its actions are performed. */
export const setAlarmState = operation(
  "SetAlarmState",
  false,
  ({ call, world, input }) => {
    const { AlarmName, StateValue: value, StateReason: reason, StateReasonData: reasonData } = input;
    const alarm = alarmAt(world, placeOf(call), AlarmName);
    if (!alarm) throw errors.noAlarm();
    if (reasonData !== undefined && !isJson(reasonData))
      throw errors.format("StateReasonData must be valid JSON.");
    changeState(world, alarm, { value, reason, reasonData });
    return undefined;
  },
  ({ call, input }) => [{ resource: alarmArn(placeOf(call), input.AlarmName) }],
);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Names that no alarm has are passed over. */
const switchActions = (
  name: "EnableAlarmActions" | "DisableAlarmActions",
  actionsEnabled: boolean,
): Operation =>
  operation(
    name,
    false,
    ({ call, world, input }) => {
      for (const alarmName of input.AlarmNames) {
        const alarm = alarmAt(world, placeOf(call), alarmName);
        if (alarm) putAlarm(world, { ...alarm, actionsEnabled, configured: call.time.getTime() });
      }
      return undefined;
    },
    onAlarms,
  );

export const enableAlarmActions = switchActions("EnableAlarmActions", true);
export const disableAlarmActions = switchActions("DisableAlarmActions", false);
