import type { LinearRegex } from "./linear-regex.ts";
import type { Scanner } from "./scanner.ts";

/** How a field is compared. */
export type Operator = "=" | "!=" | "<" | ">" | "<=" | ">=";

/** What a field is compared with. */
export type Operand =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "number"; readonly text: string; readonly number: number }
  | { readonly kind: "regex"; readonly regex: LinearRegex };

const operators = ["!=", "<=", ">=", "=", "<", ">"] as const;
const numberText = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

export function takeOperator(scanner: Scanner): Operator | undefined {
  return operators.find((operator) => scanner.take(operator));
}

/** Reads what stands behind an operator. @param bare sticky expression for what needs no quotes */
export function readOperand(scanner: Scanner, operator: Operator, bare: RegExp): Operand {
  const isOrder = operator !== "=" && operator !== "!=";
  if (!isOrder && scanner.sees("%")) return { kind: "regex", regex: scanner.regex() };
  if (!isOrder && scanner.sees('"')) return { kind: "text", text: scanner.quoted() };
  const text = scanner.takeMatch(bare);
  if (text === undefined) throw scanner.trouble(isOrder ? "a number expected" : "a value expected");
  if (numberText.test(text)) return { kind: "number", text, number: Number(text) };
  if (isOrder) throw scanner.trouble("a number expected", scanner.at - text.length);
  return { kind: "text", text };
}

/**
 * Compares a field's value; false for what is no text, number or boolean, whatever the operator ("JSON special
 * considerations"). Asterisks at either end of a text stand for anything.
 */
export function compare(value: unknown, operator: Operator, operand: Operand): boolean {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return false;
  if (operator === "=" || operator === "!=") return equals(value, operand) === (operator === "=");
  if (operand.kind !== "number" || typeof value !== "number") return false;
  switch (operator) {
    case "<":
      return value < operand.number;
    case ">":
      return value > operand.number;
    case "<=":
      return value <= operand.number;
    case ">=":
      return value >= operand.number;
  }
}

/** A field of a space-delimited event is text that may be a number. */
export function compareField(value: string, operator: Operator, operand: Operand): boolean {
  const isNumber = operand.kind === "number" && numberText.test(value);
  return compare(isNumber ? Number(value) : value, operator, operand);
}

function equals(value: string | number | boolean, operand: Operand): boolean {
  if (operand.kind === "regex") return operand.regex.test(String(value));
  if (operand.kind === "number" && typeof value === "number") return value === operand.number;
  return matchesWildcard(String(value), operand.text);
}

function matchesWildcard(value: string, pattern: string): boolean {
  const open = pattern.startsWith("*");
  const ended = pattern.length > 1 && pattern.endsWith("*");
  const middle = pattern.slice(Number(open), ended ? -1 : undefined);
  if (open && ended) return value.includes(middle);
  if (open) return value.endsWith(middle);
  return ended ? value.startsWith(middle) : value === middle;
}
