import { type Input, optionalText, structures, texts } from "../input.ts";
import { invalidValue, missingParameter } from "./errors.ts";

export { type Input, optionalText, structures, texts };

/** A text that must be there. EC2 names parameters with a small first letter in its messages. */
export function requiredText(input: Input, name: string): string {
  const value = optionalText(input, name);
  if (value === undefined || value === "") throw missingParameter(lowerFirst(name));
  return value;
}

/** A list that must have an entry. */
export function requiredTexts(input: Input, name: string): readonly string[] {
  const values = texts(input, name);
  if (values.length === 0) throw missingParameter(name);
  return values;
}

/** A whole number parameter. @throws InvalidParameterValue */
export function integer(input: Input, name: string): number | undefined {
  const value = optionalText(input, name);
  if (value === undefined) return undefined;
  if (!/^-?\d+$/.test(value))
    throw invalidValue(`Value (${value}) for parameter ${lowerFirst(name)} is invalid. `);
  return Number(value);
}

/** A boolean parameter, in any case. @throws InvalidParameterValue */
export function boolean(input: Input, name: string): boolean | undefined {
  const value = optionalText(input, name);
  if (value === undefined) return undefined;
  if (/^(true|false)$/i.test(value)) return value.toLowerCase() === "true";
  throw invalidValue(
    `Value (${value}) for parameter ${lowerFirst(name)} is invalid. The value must be a boolean.`,
  );
}

/** A structure parameter such as `Placement.AvailabilityZone`. */
export function structure(input: Input, name: string): Input {
  const value = input[name];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Input) : {};
}

/** `InstanceId` → `instanceId`, as EC2's messages and answers write names. */
export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
