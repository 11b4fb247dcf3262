import { autoName, type NameSource } from "./auto-name.ts";
import { isProperties, type Properties, UNKNOWN, type Value } from "./property-value.ts";
import type { Failure, ResourceType } from "./resource-type.ts";
import { defaulted, defaultsKey, type Property, type Schema, type Shape } from "./schema.ts";

/** What a check needs to know besides the inputs. */
export interface CheckContext extends NameSource {
  /** The provider's region: what `region` is when the program leaves it out. */
  readonly region: string;
  /** Inputs of the last operation, when the resource exists. */
  readonly oldInputs?: Properties;
}

/**
 * Validates what a program gave and fills in defaults, the region and a name. Pure. The names of what was filled in
 * are kept under `__defaults`, as the real provider does, so that the next check knows them from the program's own.
 */
export function check(
  type: ResourceType,
  inputs: Properties,
  context: CheckContext,
): { readonly inputs: Properties; readonly failures: readonly Failure[] } {
  const failures: Failure[] = [];
  const given = Object.fromEntries(
    Object.entries(inputs).filter(
      ([name, value]) => name !== defaultsKey && value !== undefined && value !== null,
    ),
  );
  const checked: Record<string, Value> = {};
  const filled: string[] = [];
  refuseUnknownNames(type.schema, given, failures);
  for (const [name, property] of Object.entries(type.schema.inputs)) {
    const value = given[name];
    if (value !== undefined) checked[name] = conform(property.shape, value, name, failures);
    else if (property.default !== undefined) {
      checked[name] = property.default;
      filled.push(name);
    } else if (property.required) failures.push({ property: name, reason: "is required" });
  }
  if (type.schema.inputs["region"] && checked["region"] === undefined) {
    checked["region"] = context.region;
    filled.push("region");
  }
  const naming = type.naming;
  if (naming && checked[naming.property] === undefined && !given[`${naming.property}Prefix`]) {
    const old = context.oldInputs;
    const keep = old && defaulted(old).includes(naming.property) ? old[naming.property] : undefined;
    const name = keep ?? autoName(naming, context);
    if (name === undefined)
      failures.push({ property: naming.property, reason: "is required: auto-naming is off" });
    else {
      checked[naming.property] = name;
      filled.push(naming.property);
    }
  }
  if (failures.length === 0) failures.push(...(type.validate?.(checked) ?? []));
  return { inputs: { ...checked, ...(filled.length ? { [defaultsKey]: filled } : {}) }, failures };
}

function refuseUnknownNames(schema: Schema, given: Properties, failures: Failure[]): void {
  for (const name of Object.keys(given)) {
    const instead = schema.refused?.[name];
    if (instead) failures.push({ property: name, reason: `is not served by this provider: ${instead}` });
    else if (!schema.inputs[name])
      failures.push({ property: name, reason: "is not a property of this type" });
  }
}

/** The value in the form its shape asks for; what does not fit is reported. Unknown values pass as they are. */
function conform(shape: Shape, value: Value, path: string, failures: Failure[]): Value {
  if (value === UNKNOWN) return value;
  const fail = (reason: string): Value => {
    failures.push({ property: path, reason });
    return value;
  };
  switch (shape.kind) {
    case "string": {
      const text = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
      if (typeof text !== "string") return fail("must be a string");
      if (shape.oneOf && !shape.oneOf.includes(text))
        return fail(`must be one of ${shape.oneOf.join(", ")}, not "${text}"`);
      return text;
    }
    case "number": {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      return typeof number === "number" && Number.isFinite(number) ? number : fail("must be a number");
    }
    case "boolean":
      if (value === "true" || value === "false") return value === "true";
      return typeof value === "boolean" ? value : fail("must be true or false");
    case "json":
      return conformJson(value, fail);
    case "map":
      if (!isProperties(value)) return fail("must be a map");
      return conformEntries(value, () => ({ shape: { kind: "string" } }), path, failures);
    case "list":
    case "set":
      if (!Array.isArray(value)) return fail("must be a list");
      return value.map((item, index) => conform(shape.of, item, `${path}[${index}]`, failures));
    case "object": {
      if (!isProperties(value)) return fail("must be an object");
      for (const [name, property] of Object.entries(shape.of))
        if (property.required && (value[name] === undefined || value[name] === null))
          failures.push({ property: `${path}.${name}`, reason: "is required" });
      return conformEntries(value, (name) => shape.of[name], path, failures);
    }
  }
}

function conformEntries(
  value: Properties,
  propertyOf: (name: string) => Property | undefined,
  path: string,
  failures: Failure[],
): Properties {
  const result: Record<string, Value> = {};
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined || item === null || name === defaultsKey) continue;
    const property = propertyOf(name);
    if (property) result[name] = conform(property.shape, item, `${path}.${name}`, failures);
    else failures.push({ property: `${path}.${name}`, reason: "is not a property of this type" });
  }
  return result;
}

function conformJson(value: Value, fail: (reason: string) => Value): Value {
  if (isProperties(value)) return JSON.stringify(value);
  if (typeof value !== "string") return fail("must be a JSON document");
  try {
    JSON.parse(value);
    return value;
  } catch (error) {
    return fail(`is not valid JSON (${(error as Error).message})`);
  }
}
