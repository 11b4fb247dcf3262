import { adopts } from "../adopt/adopted-options.ts";
import type { EngineEvent, Resource } from "../engine/engine-event.ts";
import type { OperationRequest } from "../engine/operation.ts";
import { emptiesOnDestroy, type StackSettings } from "../stacks/settings.ts";

/**
 * Whether destroy leaves a resource in AWS and only forgets it: the log bucket and what belongs to it, where it is kept,
 * and a trail that was adopted.
 */
function keptOnDestroy(settings: StackSettings, resource: Resource): boolean {
  if (resource.type === "aws:cloudtrail/trail:Trail") return adopts(settings, "trail");
  return resource.type.startsWith("aws:s3/") && !emptiesOnDestroy(settings);
}

/** The engine calls forgetting a deletion; to people it is `same`. Other events come back as they are. */
export function truthfulEvent(event: EngineEvent, { kind, settings }: OperationRequest): EngineEvent {
  if (kind !== "destroy" || !("operation" in event) || event.operation !== "delete") return event;
  return keptOnDestroy(settings, event.resource) ? { ...event, operation: "same" } : event;
}
