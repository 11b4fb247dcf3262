import type { AwsError } from "../service.ts";

/** Encodes an output for the JSON protocols: dates become epoch seconds, Maps objects, `undefined` is left out. */
export function encodeJson(output: Record<string, unknown>): string {
  return JSON.stringify(output, function (this: Record<string, unknown>, name, value: unknown) {
    const original = this[name];
    if (original instanceof Date) return original.getTime() / 1000;
    return original instanceof Map ? (Object.fromEntries(original) as unknown) : value;
  });
}

/** No input of AWS's nests as deep; whoever walks it may recurse. */
const deepest = 64;

/** Decodes the body of a JSON call. Returns undefined for anything that is not a JSON object, or nests without end. */
export function decodeJson(body: Buffer): Record<string, unknown> | undefined {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) && nestsWithin(value, deepest)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function nestsWithin(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((member) => nestsWithin(member, levels - 1));
}

/** An error as the JSON protocols word it. */
export function encodeJsonError(error: AwsError): string {
  return JSON.stringify({ __type: error.code, message: error.message, ...error.extra });
}
