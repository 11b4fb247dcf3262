import { isProperties, type Properties, UNKNOWN, type Value } from "./property-value.ts";
import type { ResourceType } from "./resource-type.ts";
import { defaultsKey } from "./schema.ts";
import { allTags, type Tags } from "./tags.ts";

/**
 * The state a preview foretells: the inputs, what AWS adds as unknown (or, on update of `old`, as it was). Pure.
 */
export function plannedState(
  type: ResourceType,
  inputs: Properties,
  old: Properties | undefined,
  defaultTags: Tags,
): Properties {
  const { schema } = type;
  const result: Record<string, Value> = {};
  for (const [name, property] of Object.entries(schema.inputs)) {
    const value = inputs[name];
    if (value !== undefined && name !== defaultsKey) result[name] = value;
    else if (property.computed) result[name] = old ? old[name] : UNKNOWN;
  }
  for (const name of Object.keys(schema.outputs)) result[name] = old ? old[name] : UNKNOWN;
  if ("tags" in schema.inputs)
    result["tagsAll"] = inputs["tags"] === UNKNOWN ? UNKNOWN : plannedTags(defaultTags, inputs["tags"]);
  return result;
}

function plannedTags(defaultTags: Tags, tags: Value): Properties {
  return isProperties(tags) ? { ...defaultTags, ...tags } : allTags(defaultTags, undefined);
}
