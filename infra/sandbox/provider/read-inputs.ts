import { sameValue } from "./diff.ts";
import { isZero, type Properties, type Value } from "./property-value.ts";
import type { ResourceType } from "./resource-type.ts";
import { defaultsKey } from "./schema.ts";

/**
 * The inputs that would have made `state`: the old ones where they still mean the same, what AWS says where not.
 * Without old inputs (import) everything that is not AWS's own doing is named. Pure.
 */
export function readInputs(
  type: ResourceType,
  state: Properties,
  oldInputs: Properties | undefined,
): Properties {
  const result: Record<string, Value> = {};
  for (const [name, property] of Object.entries(type.schema.inputs)) {
    const is = state[name];
    const was = oldInputs?.[name];
    if (was !== undefined && was !== null) {
      const keep = sameValue(property.shape, is, was) || (property.local && is === undefined);
      const value = keep ? was : is;
      if (value !== undefined && value !== null) result[name] = value;
    } else if (
      property.required ||
      (!property.computed && !isZero(is)) ||
      (!oldInputs && isName(type, name))
    ) {
      if (is === undefined || is === null) continue;
      if (property.default !== undefined && oldInputs && sameValue(property.shape, is, property.default))
        continue;
      result[name] = is;
    }
  }
  const defaults = oldInputs?.[defaultsKey];
  return defaults === undefined ? result : { ...result, [defaultsKey]: defaults };
}

const isName = (type: ResourceType, name: string) => name === type.naming?.property || name === "region";
