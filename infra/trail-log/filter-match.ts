import type { Filter, FilterTerm, Pattern } from "./filter.ts";
import { type FilterRow, filterField } from "./filter-fields.ts";
import { fits } from "./wildcard.ts";

type Test = (row: FilterRow) => boolean;

/** A value fits as a whole; nothing but wildcards fits any value except none. */
function fieldTest(values: (row: FilterRow) => readonly string[], pattern: Pattern): Test {
  const anything = pattern.length > 1 && pattern.every((part) => part === "");
  if (anything) return (row) => values(row).some((value) => value !== "");
  const parts = pattern.map((part) => part.toLowerCase());
  return (row) => values(row).some((value) => fits(value.toLowerCase(), parts));
}

/** Values as they stand in JSON text: quotes, backslashes and control characters escaped, nothing else. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Text that a writer escaped more than needed (`\/`, `\u202f`) is brought to the usual form first. */
function searchable(json: string): string {
  if (!json.includes("\\") || !/\\[u/]/.test(json)) return json;
  return JSON.stringify(JSON.parse(json));
}

const literal = (text: string): RegExp =>
  new RegExp(inJson(text).replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"), "i");

/** Free text; a wildcard in it stays within one value, that is, between two quotes. */
function textTest(pattern: Pattern): Test {
  const literals = pattern.filter((part) => part !== "").map(literal);
  const parts = ["", ...pattern.map((part) => inJson(part).toLowerCase()), ""];
  return (row) => {
    const json = searchable(row.json);
    if (!literals.every((part) => part.test(json))) return false;
    return (
      literals.length === 1 ||
      json
        .toLowerCase()
        .split('"')
        .some((value) => fits(value, parts))
    );
  };
}

function termTest(term: FilterTerm): Test {
  const test =
    term.kind === "text"
      ? textTest(term.pattern)
      : fieldTest(filterField(term.field)?.values ?? (() => []), term.pattern);
  return term.negated ? (row) => !test(row) : test;
}

/** The filter as a function; cheap terms are asked before those that search the whole text. */
export function matcher(filter: Filter): Test {
  const rank = (term: FilterTerm): number => (term.kind === "text" ? 1 : 0);
  const tests = filter.terms.toSorted((a, b) => rank(a) - rank(b)).map(termTest);
  return (row) => tests.every((test) => test(row));
}

const prepared = new WeakMap<Filter, Test>();

/** Whether the record satisfies every term. */
export function matches(filter: Filter, row: FilterRow): boolean {
  let test = prepared.get(filter);
  if (!test) {
    test = matcher(filter);
    prepared.set(filter, test);
  }
  return test(row);
}
