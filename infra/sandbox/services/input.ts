import { AwsError } from "../service.ts";

/** Decoded parameters of a query call: text, lists and structures under their API Reference names. */
export type Input = Readonly<Record<string, unknown>>;

/** A text parameter; empty counts as given. */
export function optionalText(input: Input, name: string): string | undefined {
  const value = input[name];
  return typeof value === "string" ? value : undefined;
}

/** A text parameter that must be there, as IAM and STS refuse its absence. */
export function text(input: Input, name: string): string {
  const value = optionalText(input, name);
  if (value === undefined) throw constraint("null", name, "Member must not be null");
  return value;
}

/** A whole number within its range; both ends belong to it. */
export function integer(input: Input, name: string, range: { min: number; max: number }): number | undefined {
  const value = optionalText(input, name);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!/^-?\d+$/.test(value))
    throw new AwsError("MalformedInput", "Start of number expected but not found.", { status: 400 });
  if (number < range.min)
    throw constraint(`'${value}'`, name, `Member must have value greater than or equal to ${range.min}`);
  if (number > range.max)
    throw constraint(`'${value}'`, name, `Member must have value less than or equal to ${range.max}`);
  return number;
}

/** A boolean parameter, in any case. @throws MalformedInput */
export function boolean(input: Input, name: string): boolean | undefined {
  const value = optionalText(input, name);
  if (value === undefined) return undefined;
  if (/^(true|false)$/i.test(value)) return value.toLowerCase() === "true";
  throw new AwsError("MalformedInput", `Invalid boolean value: ${value}`);
}

/** A list parameter; clients send an empty list as empty text. */
function list(input: Input, name: string): readonly unknown[] {
  const value = input[name];
  return Array.isArray(value) ? value : [];
}

/** A list of structures. */
export function structures(input: Input, name: string): readonly Input[] {
  return list(input, name).filter((item): item is Input => typeof item === "object" && item !== null);
}

/** A list of texts. */
export function texts(input: Input, name: string): readonly string[] {
  return list(input, name).filter((item): item is string => typeof item === "string");
}

/** One of the values the API knows. */
export function oneOf<T extends string>(input: Input, name: string, values: readonly T[]): T | undefined {
  const value = optionalText(input, name);
  if (value === undefined) return undefined;
  const found = values.find((candidate) => candidate === value);
  if (found === undefined)
    throw constraint(`'${value}'`, name, `Member must satisfy enum value set: [${values.join(", ")}]`);
  return found;
}

/** Refuses text that is too short or too long. */
export function checkLength(
  value: string,
  name: string,
  { min = 0, max }: { min?: number; max: number },
): void {
  if (value.length < min)
    throw constraint(`'${value}'`, name, `Member must have length greater than or equal to ${min}`);
  if (value.length > max)
    throw constraint(`'${value}'`, name, `Member must have length less than or equal to ${max}`);
}

/** A value that breaks a rule of the API's model, in the words IAM and STS share. `value` is quoted by the caller. */
export function constraint(value: string, name: string, rule: string): AwsError {
  const path = name.charAt(0).toLowerCase() + name.slice(1);
  return new AwsError(
    "ValidationError",
    `1 validation error detected: Value ${value} at '${path}' failed to satisfy constraint: ${rule}`,
  );
}
