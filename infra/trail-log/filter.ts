import { type FieldName, type FilterField, filterField, filterFields } from "./filter-fields.ts";
import { FilterText } from "./filter-text.ts";

export type { FilterRow } from "./filter-fields.ts";
export { matcher, matches } from "./filter-match.ts";
export { printFilter } from "./print-filter.ts";

/** Literal texts with a `*` between each two of them: `Run*` is `["Run", ""]`, `alice` is `["alice"]`. */
export type Pattern = readonly string[];

/** One condition: on a field, or on the whole text of the record. */
export type FilterTerm =
  | {
      readonly kind: "field";
      readonly field: FieldName;
      readonly pattern: Pattern;
      readonly negated: boolean;
    }
  | { readonly kind: "text"; readonly pattern: Pattern; readonly negated: boolean };

/** All terms must hold. */
export interface Filter {
  readonly terms: readonly FilterTerm[];
}

/** `position` is where in the text the mistake begins, counted as JavaScript counts (UTF-16). */
export type ParsedFilter =
  | { readonly ok: true; readonly filter: Filter }
  | { readonly ok: false; readonly error: string; readonly position: number };

/** How a filter is read. */
export interface ParseFilterOptions {
  /** The text is still being typed: its last term, if it may go on, matches as a beginning. */
  readonly typing?: boolean;
}

/**
 * Reads a filter: terms separated by spaces, all of which must hold; `field:value`, or words and "quoted text" sought in the
 * whole record; `*` stands for anything, `-` in front negates, nothing depends on upper and lower case. What is not
 * finished is no mistake: `event:` is passed over, an open quote matches as far as it goes. Never throws.
 */
export function parseFilter(text: string, { typing = false }: ParseFilterOptions = {}): ParsedFilter {
  const input = new FilterText(text);
  const terms: FilterTerm[] = [];
  while (input.skipSpace()) {
    const negated = input.take("-");
    const { name, position } = input.takeFieldName();
    const field = name === undefined ? undefined : filterField(name);
    if (name !== undefined && !field) return { ok: false, error: unknownField(name), position };
    const valueAt = input.position;
    const value = input.takeValue();
    const open = value.open || (typing && value.extensible && input.atEnd());
    if (field?.choices) {
      const choice = choose(field, value.pattern);
      if (choice === "wrong") return { ok: false, error: wrongChoice(field), position: valueAt };
      if (choice !== "unfinished")
        terms.push({ kind: "field", field: field.name, pattern: [choice], negated });
      continue;
    }
    if (value.open && negated) continue;
    const pattern = open && !negated ? begins(value.pattern) : value.pattern;
    if (field) {
      if (!value.empty) terms.push({ kind: "field", field: field.name, pattern, negated });
    } else if (value.pattern.some((part) => part !== "")) {
      terms.push({ kind: "text", pattern: value.pattern, negated });
    }
  }
  return { ok: true, filter: { terms } };
}

const begins = (pattern: Pattern): Pattern =>
  pattern.length > 1 && pattern.at(-1) === "" ? pattern : [...pattern, ""];

/** One of the field's choices; "unfinished" when it may still become one. */
function choose(field: FilterField, pattern: Pattern): string {
  const value = pattern.join("*").toLowerCase();
  if (field.choices?.includes(value)) return value;
  return field.choices?.some((choice) => choice.startsWith(value)) ? "unfinished" : "wrong";
}

function wrongChoice(field: FilterField): string {
  return `${field.name} is ${field.choices?.join(" or ")}.`;
}

function unknownField(name: string): string {
  const known = filterFields.map((field) => field.name).join(", ");
  return `There is no field "${name}". Fields: ${known}. Text with a colon goes in quotes.`;
}
