import type { CustomResourceOptions, Input, Output, Resource } from "@pulumi/pulumi";
import type { StackSettings } from "../stacks/settings.ts";
import { alarms } from "./alerts.ts";
import { logGroup } from "./log-group.ts";
import { deliveryNotifications } from "./notifications.ts";
import { saveQueries } from "./saved-queries.ts";

/** What a trail is told of where its events and notices go, besides the bucket. */
export interface DestinationInputs {
  readonly cloudWatchLogsGroupArn?: Input<string>;
  readonly cloudWatchLogsRoleArn?: Input<string>;
  readonly snsTopicName?: Input<string>;
}

/** Where a trail's events and notices go besides the bucket, what must precede the trail, and the stack's outputs of it. */
export interface Destinations {
  readonly inputs: DestinationInputs;
  readonly before: readonly Resource[];
  readonly outputs: {
    readonly logGroupName?: Output<string>;
    readonly alarmTopicArn?: Output<string>;
    readonly queueUrl?: Output<string>;
  };
}

/** Log group with its saved queries, alarms and delivery notifications, as far as the settings have them. */
export function destinations(
  settings: StackSettings,
  accountId: string,
  options: CustomResourceOptions,
): Destinations {
  const log = settings.logGroup && logGroup(settings, accountId, options);
  if (log) saveQueries(settings.stack, log.group.name, options);
  const topic = log && settings.alarms && alarms(settings, accountId, log.group.name, options);
  const notices = settings.deliveryNotifications && deliveryNotifications(settings, accountId, options);
  return {
    inputs: { ...log?.inputs, ...(notices ? notices.inputs : {}) },
    before: [...(log ? [log.before] : []), ...(notices ? notices.before : [])],
    outputs: {
      ...(log ? { logGroupName: log.group.name } : {}),
      ...(topic ? { alarmTopicArn: topic.arn } : {}),
      ...(notices ? { queueUrl: notices.queue.url } : {}),
    },
  };
}
