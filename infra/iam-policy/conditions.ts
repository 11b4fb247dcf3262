import { BlockList, isIP } from "node:net";
import { arnPatternMatches, type PatternScope, patternMatches, substitute } from "./pattern.ts";

/** Compares one value of the request with one value of the policy. */
type Comparison = (wanted: string, given: string, scope: PatternScope) => boolean;

const exact: Comparison = (wanted, given, scope) => substitute(wanted, scope) === given;
const ignoreCase: Comparison = (wanted, given, scope) =>
  substitute(wanted, scope)?.toLowerCase() === given.toLowerCase();
const numeric =
  (compare: (given: number, wanted: number) => boolean): Comparison =>
  (wanted, given) =>
    wanted.trim() !== "" && given.trim() !== "" && compare(Number(given), Number(wanted));
const date =
  (compare: (given: number, wanted: number) => boolean): Comparison =>
  (wanted, given) =>
    compare(instant(given), instant(wanted));

/** Operators that look for a match, without the negated ones ("IAM JSON policy elements: Condition operators"). */
const comparisons: Readonly<Record<string, Comparison>> = {
  StringEquals: exact,
  StringEqualsIgnoreCase: ignoreCase,
  StringLike: patternMatches,
  ArnEquals: arnPatternMatches,
  ArnLike: arnPatternMatches,
  NumericEquals: numeric((given, wanted) => given === wanted),
  NumericLessThan: numeric((given, wanted) => given < wanted),
  NumericLessThanEquals: numeric((given, wanted) => given <= wanted),
  NumericGreaterThan: numeric((given, wanted) => given > wanted),
  NumericGreaterThanEquals: numeric((given, wanted) => given >= wanted),
  DateEquals: date((given, wanted) => given === wanted),
  DateLessThan: date((given, wanted) => given < wanted),
  DateLessThanEquals: date((given, wanted) => given <= wanted),
  DateGreaterThan: date((given, wanted) => given > wanted),
  DateGreaterThanEquals: date((given, wanted) => given >= wanted),
  Bool: ignoreCase,
  BinaryEquals: (wanted, given) => wanted === given,
  IpAddress: inRange,
};

const negated: Readonly<Record<string, string>> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
  NumericNotEquals: "NumericEquals",
  DateNotEquals: "DateEquals",
  NotIpAddress: "IpAddress",
};

/** An operator as written, taken apart: `ForAnyValue:StringNotLikeIfExists`. */
interface Operator {
  readonly set: "ForAnyValue" | "ForAllValues" | undefined;
  readonly comparison: Comparison | "Null";
  readonly negated: boolean;
  readonly ifExists: boolean;
}

const operators = new Map<string, Operator | undefined>();

/** Whether this is an operator of the policy grammar. */
export function isConditionOperator(text: string): boolean {
  return parse(text) !== undefined;
}

/**
 * Whether one condition holds. `given` is undefined when the request lacks the key: then a negated operator and
 * `…IfExists` hold, ForAllValues holds, everything else does not. An unknown operator never holds.
 */
export function matchCondition(
  text: string,
  expected: readonly string[],
  given: readonly string[] | undefined,
  scope: PatternScope,
): boolean {
  const operator = parse(text);
  if (!operator) return false;
  const { comparison } = operator;
  if (comparison === "Null")
    return expected.some((value) => (value.toLowerCase() === "true") === !given?.length);
  if (given === undefined || given.length === 0) {
    if (operator.set) return operator.set === "ForAllValues" || operator.ifExists;
    return operator.ifExists || operator.negated;
  }
  const named = (value: string) => expected.some((wanted) => comparison(wanted, value, scope));
  const holds = (value: string) => named(value) !== operator.negated;
  if (operator.set === "ForAnyValue") return given.some(holds);
  if (operator.set === "ForAllValues" || operator.negated) return given.every(holds);
  return given.some(holds);
}

function parse(text: string): Operator | undefined {
  if (operators.has(text)) return operators.get(text);
  const parts = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(text);
  const name = parts?.[2] ?? "";
  const positive = Object.hasOwn(negated, name) ? negated[name]! : name;
  const comparison: Operator["comparison"] | undefined =
    name === "Null" ? "Null" : Object.hasOwn(comparisons, positive) ? comparisons[positive] : undefined;
  const operator = comparison && {
    set: parts?.[1] as Operator["set"],
    comparison,
    negated: positive !== name,
    ifExists: parts?.[3] !== undefined,
  };
  if (operators.size < 1000) operators.set(text, operator);
  return operator;
}

/** Milliseconds since 1970 from ISO 8601 text or seconds since 1970. */
function instant(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function inRange(wanted: string, given: string): boolean {
  const [network = "", prefix] = wanted.split("/");
  const family = isIP(network);
  if (!family || isIP(given) !== family) return false;
  const bits = prefix === undefined ? (family === 4 ? 32 : 128) : Number(prefix);
  if (!(Number.isInteger(bits) && bits >= 0 && bits <= (family === 4 ? 32 : 128))) return false;
  const type = family === 4 ? "ipv4" : "ipv6";
  const range = new BlockList();
  range.addSubnet(network, bits, type);
  return range.check(given, type);
}
