import type { z } from "zod";

/** Which rule of an API's model a member breaks, in the words that most services share. */
export interface BrokenConstraint {
  /** Where: `logEvents.1.member.timestamp`. */
  readonly path: string;
  /** The whole sentence. */
  readonly message: string;
  /** The member has a type that cannot even be read. */
  readonly isType: boolean;
}

/** Words for the first problem that a schema found in a call's input. */
export function brokenConstraint(error: z.ZodError, input: unknown): BrokenConstraint {
  const issue = error.issues[0]!;
  const path = issue.path
    .map((step, at) => (typeof step === "number" ? `${step + 1}.member` : lowerFirst(String(step), at)))
    .join(".");
  const value = issue.path.reduce<unknown>(
    (of, step) => (Object(of) as Record<PropertyKey, unknown>)[step],
    input,
  );
  const missing = issue.code === "invalid_type" && (value === undefined || value === null);
  const shown = missing ? "null" : `'${typeof value === "string" ? value : JSON.stringify(value)}'`;
  return {
    path,
    message: `1 validation error detected: Value ${shown} at '${path}' failed to satisfy constraint: ${missing ? "Member must not be null" : rule(issue)}`,
    isType: issue.code === "invalid_type" && !missing,
  };
}

const lowerFirst = (name: string, at: number): string =>
  at === 0 ? name.charAt(0).toLowerCase() + name.slice(1) : name;

function rule(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "too_small":
      return `Member must have ${sizeOf(issue.origin)} greater than or equal to ${issue.minimum}`;
    case "too_big":
      return `Member must have ${sizeOf(issue.origin)} less than or equal to ${issue.maximum}`;
    case "invalid_format":
      return `Member must satisfy regular expression pattern: ${issue.pattern?.replace(/^\/\^?|\$?\/[a-z]*$/g, "") ?? issue.format}`;
    case "invalid_value":
      return `Member must satisfy enum value set: [${issue.values.map(String).join(", ")}]`;
    default:
      return issue.message;
  }
}

const sizeOf = (origin: string): string => (/^(?:number|int|bigint)$/.test(origin) ? "value" : "length");
