import type { Filter, FilterTerm, Pattern } from "./filter.ts";

const bare = /^[^\s"*]+$/;
/** Read as a negation or a field if it stood at the beginning of a word. */
const special = /^-|^[A-Za-z]+:/;

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, "\\$&")}"`;

function printPattern(pattern: Pattern, isText: boolean): string {
  if (pattern.length === 1 && pattern[0] === "") return '""';
  return pattern
    .map((part, index) => {
      if (part === "") return "";
      return bare.test(part) && !(isText && index === 0 && special.test(part)) ? part : quoted(part);
    })
    .join("*");
}

function printTerm(term: FilterTerm): string {
  const field = term.kind === "field" ? `${term.field}:` : "";
  return `${term.negated ? "-" : ""}${field}${printPattern(term.pattern, term.kind === "text")}`;
}

/** The filter as text; parsing it gives the same filter again. */
export function printFilter(filter: Filter): string {
  return filter.terms.map(printTerm).join(" ");
}
