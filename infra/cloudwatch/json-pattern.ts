import { compare, type Operand, type Operator, readOperand, takeOperator } from "./operand.ts";
import type { Scanner } from "./scanner.ts";
import { readSelector, select, type Selector } from "./selector.ts";

type State = "IS NULL" | "IS TRUE" | "IS FALSE" | "NOT EXISTS" | "EXISTS";

/** What must hold of a JSON event. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly selector: Selector; readonly operator: Operator; readonly operand: Operand }
  | { readonly selector: Selector; readonly state: State };

/** Characters that need no quotes. */
const bare = /[\w.*+:-]+/y;

/** Reads the inside of `{ … }`: conditions with `&&` before `||`, and parentheses. */
export function readCondition(scanner: Scanner): Condition {
  const any = [readAll(scanner)];
  while (scanner.take("||")) any.push(readAll(scanner));
  return any.length === 1 ? any[0]! : { any };
}

function readAll(scanner: Scanner): Condition {
  const all = [readOne(scanner)];
  while (scanner.take("&&")) all.push(readOne(scanner));
  return all.length === 1 ? all[0]! : { all };
}

function readOne(scanner: Scanner): Condition {
  if (scanner.take("(")) {
    const condition = readCondition(scanner);
    scanner.expect(")");
    return condition;
  }
  const selector = readSelector(scanner);
  const operator = takeOperator(scanner);
  if (operator) return { selector, operator, operand: readOperand(scanner, operator, bare) };
  return { selector, state: readState(scanner) };
}

function readState(scanner: Scanner): State {
  if (scanner.takeWord("IS"))
    for (const state of ["NULL", "TRUE", "FALSE"] as const) if (scanner.takeWord(state)) return `IS ${state}`;
  if (scanner.takeWord("EXISTS")) return "EXISTS";
  if (scanner.takeWord("NOT") && scanner.takeWord("EXISTS")) return "NOT EXISTS";
  throw scanner.trouble("an operator, IS NULL, IS TRUE, IS FALSE or NOT EXISTS expected");
}

/** Whether a JSON event is as the condition says; where a selector leads to several values, one is enough. */
export function holds(condition: Condition, root: unknown): boolean {
  if ("all" in condition) return condition.all.every((each) => holds(each, root));
  if ("any" in condition) return condition.any.some((each) => holds(each, root));
  const values = select(root, condition.selector);
  if ("operator" in condition)
    return values.some((value) => compare(value, condition.operator, condition.operand));
  switch (condition.state) {
    case "EXISTS":
      return values.length > 0;
    case "NOT EXISTS":
      return values.length === 0;
    case "IS NULL":
      return values.includes(null);
    case "IS TRUE":
      return values.includes(true);
    case "IS FALSE":
      return values.includes(false);
  }
}

/** Every selector of a condition, in order. */
export function selectorsOf(condition: Condition): readonly Selector[] {
  if ("all" in condition) return condition.all.flatMap(selectorsOf);
  if ("any" in condition) return condition.any.flatMap(selectorsOf);
  return [condition.selector];
}
