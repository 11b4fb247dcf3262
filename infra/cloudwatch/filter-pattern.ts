import { FilterPatternError } from "./filter-pattern-error.ts";
import { fieldsOf, readFields } from "./field-pattern.ts";
import { holds, readCondition, selectorsOf } from "./json-pattern.ts";
import type { LogText } from "./log-text.ts";
import { Scanner } from "./scanner.ts";
import { readSelector, select } from "./selector.ts";
import { hasTerms, readTerms } from "./term-pattern.ts";

/** A parsed filter pattern of CloudWatch Logs. */
export interface FilterPattern {
  matches(event: LogText): boolean;
  /** What the pattern finds in an event that matches, under the names it uses (`$.eventName`, `$status`, `$1`). */
  extract(event: LogText): Readonly<Record<string, string>>;
  /** The value of a field (`$.latency`, `$bytes`) of an event; undefined where it has none. */
  field(event: LogText, name: string): string | undefined;
}

/**
 * Parses a filter pattern: JSON (`{ $.errorCode = "AccessDenied*" }`), space-delimited (`[ip, ..., status = 4*]`) or
 * terms (`ERROR -exit "a phrase"`); nothing matches everything. ("Filter pattern syntax for metric filters, subscription
 * filters, filter log events, and Live Tail", CloudWatch Logs User Guide.)
 * @throws FilterPatternError
 */
export function parseFilterPattern(text: string): FilterPattern {
  const scanner = new Scanner(text);
  if (scanner.take("{")) return jsonPattern(enclosed(scanner, "}"));
  if (scanner.take("[")) return fieldPattern(enclosed(scanner, "]"));
  const terms = readTerms(scanner);
  return {
    matches: ({ message }) => hasTerms(terms, message),
    extract: () => ({}),
    field: jsonField,
  };
}

/** The part between brackets, of which the last closes the pattern. */
function enclosed(scanner: Scanner, close: string): Scanner {
  const end = scanner.text.trimEnd().length;
  if (end <= scanner.at || scanner.text[end - 1] !== close)
    throw new FilterPatternError(`'${close}' expected`, end);
  return new Scanner(scanner.text, scanner.at, end - 1);
}

function jsonPattern(scanner: Scanner): FilterPattern {
  const condition = readCondition(scanner);
  if (!scanner.isDone) throw scanner.trouble("&&, || or the end expected");
  const selectors = selectorsOf(condition);
  return {
    matches: ({ json }) => json !== undefined && holds(condition, json),
    extract: ({ json }) =>
      Object.fromEntries(
        selectors.flatMap((selector) => {
          const value = textOf(select(json, selector)[0]);
          return value === undefined ? [] : [[selector.text, value]];
        }),
      ),
    field: jsonField,
  };
}

function fieldPattern(scanner: Scanner): FilterPattern {
  const fields = readFields(scanner);
  if (!scanner.isDone) throw scanner.trouble("a comma or the end expected");
  return {
    matches: (event) => fieldsOf(fields, event.fields) !== undefined,
    extract: (event) => fieldsOf(fields, event.fields) ?? {},
    field: (event, name) => {
      const values = fieldsOf(fields, event.fields) ?? {};
      return Object.hasOwn(values, name) ? values[name] : undefined;
    },
  };
}

function jsonField({ json }: LogText, name: string): string | undefined {
  if (!name.startsWith("$.")) return undefined;
  const scanner = new Scanner(name);
  try {
    const selector = readSelector(scanner);
    return scanner.isDone ? textOf(select(json, selector)[0]) : undefined;
  } catch (error) {
    if (error instanceof FilterPatternError) return undefined;
    throw error;
  }
}

/** A value as text; objects, lists and null are none. */
const textOf = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
