import type { Call } from "../../service.ts";
import { children, type XmlValue } from "../../wire/xml.ts";
import type { World } from "../../world.ts";
import { type NotificationRule, readNotificationRules } from "./notification-rules.ts";
import { tryDestinations } from "./notify.ts";
import type { Bucket } from "./state.ts";

/**
 * Checks a `<NotificationConfiguration>` and tries its destinations, unless the call waives that. Returns what to keep.
 * EventBridge is kept and shown only: the sandbox has none.
 */
export function checkNotification(root: XmlValue, call: Call, world: World, bucket: Bucket): XmlValue {
  const rules = readNotificationRules(root);
  if (call.request.headers["x-amz-skip-destination-validation"]?.toLowerCase() !== "true")
    tryDestinations(call, world, bucket, rules);
  const of = (kind: NotificationRule["kind"]) => rules.filter((rule) => rule.kind === kind).map(element);
  const kept = {
    ...(of("Topic").length > 0 ? { TopicConfiguration: of("Topic") } : {}),
    ...(of("Queue").length > 0 ? { QueueConfiguration: of("Queue") } : {}),
    ...(children(root, "EventBridgeConfiguration").length > 0 ? { EventBridgeConfiguration: "" } : {}),
  };
  return Object.keys(kept).length > 0 ? kept : "";
}

function element({ id, kind, destination, events, prefix, suffix }: NotificationRule): XmlValue {
  const filters = [
    ...(prefix === "" ? [] : [{ Name: "Prefix", Value: prefix }]),
    ...(suffix === "" ? [] : [{ Name: "Suffix", Value: suffix }]),
  ];
  return {
    Id: id,
    [kind]: destination,
    Event: events,
    ...(filters.length > 0 ? { Filter: { S3Key: { FilterRule: filters } } } : {}),
  };
}
