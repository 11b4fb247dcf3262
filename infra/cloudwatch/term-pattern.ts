import type { LinearRegex } from "./linear-regex.ts";
import type { Scanner } from "./scanner.ts";

/** A word, phrase or regular expression to look for, case by case. */
type Term = string | LinearRegex;

/** What must be in an event's text, what must not, and of what one thing must be. */
export interface Terms {
  readonly all: readonly Term[];
  readonly none: readonly Term[];
  readonly any: readonly Term[];
}

/** Reads `ERROR -exit "exact phrase"` or `?a ?b`. */
export function readTerms(scanner: Scanner): Terms {
  const terms = { all: [] as Term[], none: [] as Term[], any: [] as Term[] };
  while (!scanner.isDone) {
    const into = scanner.take("-") ? terms.none : scanner.take("?") ? terms.any : terms.all;
    into.push(readTerm(scanner));
  }
  return terms;
}

function readTerm(scanner: Scanner): Term {
  if (scanner.sees('"')) return scanner.quoted();
  if (scanner.sees("%")) return scanner.regex();
  const start = scanner.next;
  const word = scanner.takeMatch(/[^\s"]+/uy);
  if (word === undefined) throw scanner.trouble("a term expected");
  if (!/^\w+$/u.test(word)) throw scanner.trouble(`Invalid character(s) in term '${word}'`, start);
  return word;
}

/** Terms with a question mark count only where there are no others ("Match terms in unstructured log events"). */
export function hasTerms({ all, none, any }: Terms, message: string): boolean {
  const found = (term: Term) => (typeof term === "string" ? message.includes(term) : term.test(message));
  if (all.length + none.length === 0) return any.length === 0 || any.some(found);
  return all.every(found) && !none.some(found);
}
