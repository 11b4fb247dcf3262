import {
  notificationMessage,
  notificationSubject,
  type StateChange,
  zoned,
} from "../../../cloudwatch/alarm-notification.ts";
import type { StateValue } from "../../../cloudwatch/alarm-rule.ts";
import { AwsError } from "../../service.ts";
import { serviceCaller } from "../../service-caller.ts";
import type { World } from "../../world.ts";
import { remember } from "./alarm-history.ts";
import { type Alarm, type AlarmState, putAlarm } from "./alarm-state.ts";

/** A state an alarm gets. */
export interface NewState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON. */
  readonly reasonData?: string | undefined;
}

/**
 * Gives an alarm a state; one with another value goes into its history and to the topics of its actions, in the same
 * transaction: whoever is told is told once.
 */
export function changeState(world: World, alarm: Alarm, next: NewState): void {
  const now = world.clock.now().getTime();
  const from = alarm.state.value;
  const isTransition = from !== next.value;
  const state: AlarmState = {
    ...next,
    updated: now,
    transitioned: isTransition ? now : alarm.state.transitioned,
  };
  const changed = { ...alarm, state };
  putAlarm(world, changed);
  if (!isTransition) return;
  remember(world, alarm, now, "StateUpdate", `Alarm updated from ${from} to ${next.value}`, {
    oldState: shown(alarm.state),
    newState: shown(state),
  });
  if (!alarm.actionsEnabled) return;
  const change = { from, to: next.value, reason: next.reason, time: now };
  for (const action of actionsOf(alarm, next.value)) perform(world, changed, change, action);
}

function shown({ value, reason, reasonData }: AlarmState): object {
  return {
    stateValue: value,
    stateReason: reason,
    ...(reasonData === undefined ? {} : { stateReasonData: asJson(reasonData) }),
  };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function actionsOf(alarm: Alarm, value: StateValue): readonly string[] {
  if (value === "OK") return alarm.okActions;
  return value === "ALARM" ? alarm.alarmActions : alarm.insufficientDataActions;
}

/**
 * Publishes to a topic as CloudWatch does: the topic's policy decides, and the default one lets the alarms of its account
 * in, for which `aws:SourceOwner` stands. What is refused is in the alarm's history.
 */
function perform(world: World, alarm: Alarm, change: StateChange, topicArn: string): void {
  const { accountId, arn } = alarm;
  const message = notificationMessage(alarm, change);
  let failure: string | undefined;
  try {
    world.internalCall(serviceCaller("cloudwatch.amazonaws.com", accountId), "sns", "Publish", {
      region: topicArn.split(":")[3]!,
      input: { TopicArn: topicArn, Subject: notificationSubject(alarm, change), Message: message },
      context: { "aws:SourceArn": arn, "aws:SourceAccount": accountId, "aws:SourceOwner": accountId },
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    failure = error.message;
  }
  remember(
    world,
    alarm,
    change.time,
    "Action",
    failure === undefined
      ? `Successfully executed action ${topicArn}`
      : `Failed to execute action ${topicArn}. Received error: "${failure}"`,
    {
      actionState: failure === undefined ? "Succeeded" : "Failed",
      stateUpdateTimestamp: zoned(change.time),
      notificationResource: topicArn,
      ...(failure === undefined ? { publishedMessage: message } : { error: failure }),
    },
  );
}
