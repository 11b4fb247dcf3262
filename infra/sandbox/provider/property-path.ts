import { isProperties, type Properties, type Value } from "./property-value.ts";

/** Steps from the top of a resource's properties: names and list positions. */
export type PropertyPath = readonly (string | number)[];

/** The path as Pulumi writes it: `rules[0].expiration.days`, `tags["a.b"]`. */
export function formatPath(path: PropertyPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (!/^[^.[\]"\s]+$/.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

/** Reads a path as Pulumi writes it. `*` stands for any step. */
export function parsePath(text: string): PropertyPath {
  const steps: (string | number)[] = [];
  for (const match of text.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g)) {
    if (match[1] !== undefined) steps.push(JSON.parse(`"${match[1]}"`) as string);
    else if (match[2] !== undefined) steps.push(match[2] === "*" ? "*" : Number(match[2]));
    else steps.push(match[3]!);
  }
  return steps;
}

/** `target` with what lies at `path` taken from `source`, also when it is absent there (ignoreChanges). */
export function copyAt(target: Properties, source: Properties, path: PropertyPath): Properties {
  return copy(target, source, path) as Properties;
}

function copy(target: Value, source: Value, path: PropertyPath): Value {
  const [step, ...rest] = path;
  if (step === undefined) return source;
  if (Array.isArray(target) && Array.isArray(source)) {
    const from: readonly Value[] = source;
    return target.map((item: Value, index) =>
      step === "*" || step === index ? copy(item, from[index], rest) : item,
    );
  }
  if (!isProperties(target) && !isProperties(source)) return target;
  const to = isProperties(target) ? target : {};
  const from = isProperties(source) ? source : {};
  const names = step === "*" ? [...new Set([...Object.keys(to), ...Object.keys(from)])] : [String(step)];
  const result: Record<string, Value> = { ...to };
  for (const name of names) {
    const value = copy(to[name], from[name], rest);
    if (value === undefined) delete result[name];
    else result[name] = value;
  }
  return result;
}
