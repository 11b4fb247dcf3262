import type { Operation } from "../../service.ts";
import { type Alarm, alarmAt, putAlarm } from "./alarm-state.ts";
import { errors } from "./errors.ts";
import { type MonitoringCall, operation } from "./operation.ts";
import { placeOf } from "./place-of.ts";

/** Refuses tags that CloudWatch would not take ("TagResource", Amazon CloudWatch API Reference). */
export function checkTags(tags: Alarm["tags"]): void {
  if (tags.some(({ Key }) => Key.toLowerCase().startsWith("aws:")))
    throw errors.parameterValue("Tag keys that begin with aws: are reserved.");
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length)
    throw errors.parameterValue("Duplicate tag keys are not allowed.");
  if (tags.length > 50) throw errors.parameterValue("A resource can have 50 tags.");
}

type Name = "TagResource" | "UntagResource" | "ListTagsForResource";

function onTagged<N extends Name>(
  name: N,
  readOnly: boolean,
  handle: (tagged: MonitoringCall<N> & { readonly alarm: Alarm }) => Record<string, unknown>,
): Operation {
  return operation(
    name,
    readOnly,
    (monitoringCall) => {
      const { call, world, input } = monitoringCall;
      const [, region, accountId, alarmName] =
        /^arn:aws:cloudwatch:([\w-]+):(\d{12}):alarm:(.+)$/s.exec(input.ResourceARN) ?? [];
      const place = placeOf(call);
      const alarm =
        region === place.region && accountId === place.accountId
          ? alarmAt(world, place, alarmName!)
          : undefined;
      if (!alarm) throw errors.noResource(input.ResourceARN);
      return handle({ ...monitoringCall, alarm });
    },
    ({ input }) => [{ resource: input.ResourceARN }],
  );
}

export const tagResource = onTagged("TagResource", false, ({ world, alarm, input }) => {
  checkTags(input.Tags);
  const tags = [...new Map([...alarm.tags, ...input.Tags].map((tag) => [tag.Key, tag])).values()];
  checkTags(tags);
  putAlarm(world, { ...alarm, tags });
  return {};
});

export const untagResource = onTagged("UntagResource", false, ({ world, alarm, input }) => {
  putAlarm(world, { ...alarm, tags: alarm.tags.filter(({ Key }) => !input.TagKeys.includes(Key)) });
  return {};
});

export const listTagsForResource = onTagged("ListTagsForResource", true, ({ alarm }) => ({
  Tags: alarm.tags,
}));
