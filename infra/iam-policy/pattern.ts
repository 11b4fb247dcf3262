import { type ConditionContext, lookup } from "./policy-context.ts";

/** Where policy variables take their values from; `variables` is false for documents before version 2012-10-17. */
export interface PatternScope {
  readonly context: ConditionContext;
  readonly variables: boolean;
}

const anything = Symbol("*");
const oneCharacter = Symbol("?");
type Token = string | typeof anything | typeof oneCharacter;

/** Whether `text` matches `pattern`, where `*` is any run of characters and `?` any one. Linear in practice, no regex. */
export function globMatches(pattern: string, text: string): boolean {
  return pattern === text || matchTokens(tokens(pattern, undefined)!, text);
}

/** globMatches with policy variables (`${aws:username}`); a variable without a value matches nothing. */
export function patternMatches(pattern: string, text: string, scope: PatternScope): boolean {
  const parsed = tokens(pattern, scope);
  return parsed !== undefined && matchTokens(parsed, text);
}

/** The pattern with its variables filled in and no wildcards, for exact comparison; undefined without a value. */
export function substitute(pattern: string, scope: PatternScope): string | undefined {
  if (!pattern.includes("${")) return pattern;
  return tokens(pattern, scope)
    ?.map((token) => (token === anything ? "*" : token === oneCharacter ? "?" : token))
    .join("");
}

/**
 * Compares ARNs part by part: a wildcard does not reach over the first five colons, missing parts count as `*`
 * ("IAM JSON policy elements: Resource", IAM User Guide).
 */
export function arnPatternMatches(pattern: string, arn: string, scope: PatternScope): boolean {
  if (pattern === "*" || (pattern === arn && !pattern.includes("${"))) return true;
  const wanted = arnParts(pattern);
  const given = arnParts(arn);
  if (given.length < wanted.length) return false;
  return given.every((part, index) => patternMatches(wanted[index] ?? "*", part, scope));
}

/** Splits at the first five colons that are not inside a policy variable. */
function arnParts(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let inVariable = false;
  for (let at = 0; at < text.length && parts.length < 5; at++) {
    if (text.startsWith("${", at)) inVariable = true;
    else if (text[at] === "}") inVariable = false;
    else if (text[at] === ":" && !inVariable) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

function tokens(pattern: string, scope: PatternScope | undefined): Token[] | undefined {
  const found: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const end = scope?.variables && pattern.startsWith("${", at) ? pattern.indexOf("}", at) : -1;
    if (scope && end > 0) {
      const value = variable(pattern.slice(at + 2, end), scope.context);
      if (value === undefined) return undefined;
      // By UTF-16 unit, as the text it is compared with.
      found.push(...value.split(""));
      at = end;
    } else {
      const character = pattern[at]!;
      found.push(character === "*" ? anything : character === "?" ? oneCharacter : character);
    }
  }
  return found;
}

/** `${*}`, `${?}` and `${$}` stand for the character; `${key, 'default'}` has a default ("Variables and tags"). */
function variable(content: string, context: ConditionContext): string | undefined {
  if (content === "*" || content === "?" || content === "$") return content;
  const [key = "", ...rest] = content.split(",");
  const values = lookup(context, key.trim());
  if (values?.length === 1) return values[0];
  return /^\s*'(.*)'\s*$/s.exec(rest.join(","))?.[1];
}

function matchTokens(pattern: readonly Token[], text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    const token = pattern[p];
    if (token === anything) {
      star = p++;
      resume = t;
    } else if (token !== undefined && (token === oneCharacter || token === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === anything) p++;
  return p === pattern.length;
}
