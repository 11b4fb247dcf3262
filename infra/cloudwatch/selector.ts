import type { Scanner } from "./scanner.ts";

/** A step into JSON: a member, an element, or all of them. */
type Step = string | number | typeof everything;

const everything = Symbol("*");

/** A selector (`$.users[0].email`, `$.a[*]`, `$.["cluster.name"]`) and the places it leads to. */
export interface Selector {
  /** As it is written, for extracted values. */
  readonly text: string;
  readonly steps: readonly Step[];
}

const name = /[A-Za-z0-9_\-:@#]+/y;

/** Reads a selector, which begins with a dollar sign. */
export function readSelector(scanner: Scanner): Selector {
  if (!scanner.sees("$")) throw scanner.trouble("a selector ($.…) expected");
  const start = scanner.at;
  scanner.take("$");
  const steps: Step[] = [];
  for (;;) {
    const letter = scanner.text[scanner.at];
    if (letter === "[") steps.push(bracketed(scanner));
    else if (letter === ".") {
      scanner.at++;
      if (scanner.text[scanner.at] === "[") steps.push(bracketed(scanner));
      else if (scanner.text[scanner.at] === "*") {
        scanner.at++;
        steps.push(everything);
      } else {
        const member = scanner.takeMatch(name, false);
        if (member === undefined) throw scanner.trouble("a property name expected", scanner.at);
        steps.push(member);
      }
    } else break;
  }
  if (steps.length === 0) throw scanner.trouble("a property expected after $", scanner.at);
  return { text: scanner.text.slice(start, scanner.at), steps };
}

function bracketed(scanner: Scanner): Step {
  scanner.expect("[");
  let step: Step;
  const digits = scanner.takeMatch(/\d{1,15}/y);
  if (digits !== undefined) step = Number(digits);
  else if (scanner.take("*")) step = everything;
  else if (scanner.sees('"')) step = scanner.quoted();
  else {
    const quoted = scanner.takeMatch(/'[^']*'/y);
    if (quoted === undefined) throw scanner.trouble("an index, a quoted name or * expected");
    step = quoted.slice(1, -1);
  }
  scanner.expect("]");
  return step;
}

/** The values a selector leads to; none where there is no such place. */
export function select(root: unknown, { steps }: Pick<Selector, "steps">): readonly unknown[] {
  let values: readonly unknown[] = [root];
  for (const step of steps) values = values.flatMap((value) => stepInto(value, step));
  return values;
}

function stepInto(value: unknown, step: Step): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  if (step === everything) return Object.values(value);
  if (typeof step === "number") return Array.isArray(value) && step < value.length ? [value[step]] : [];
  return !Array.isArray(value) && Object.hasOwn(value, step)
    ? [(value as Record<string, unknown>)[step]]
    : [];
}
