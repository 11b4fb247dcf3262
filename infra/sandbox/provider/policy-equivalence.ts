/**
 * Whether two policy documents mean the same: order of statements, actions, resources and principals does not
 * matter, nor whether a single value stands in a list; an account stands for its root ARN. Pure. Texts that are not
 * JSON are the same only when they are equal. (Source: "IAM JSON policy elements reference", IAM User Guide.)
 */
export function samePolicy(a: string, b: string): boolean {
  if (a === b) return true;
  try {
    return canonical(JSON.parse(a)) === canonical(JSON.parse(b));
  } catch {
    return false;
  }
}

type Json = null | string | number | boolean | Json[] | { [key: string]: Json };

function canonical(document: Json): string {
  if (!isObject(document)) return stable(document);
  const { Statement, ...rest } = document;
  const statements = asList(Statement ?? [])
    .map(canonicalStatement)
    .sort();
  return stable({ ...rest, Statement: statements });
}

function canonicalStatement(statement: Json): string {
  if (!isObject(statement)) return stable(statement);
  const result: { [key: string]: Json } = {};
  for (const [element, value] of Object.entries(statement)) {
    if (element === "Action" || element === "NotAction")
      result[element] = asSet(value, (text) => text.toLowerCase());
    else if (element === "Resource" || element === "NotResource") result[element] = asSet(value);
    else if (element === "Principal" || element === "NotPrincipal")
      result[element] = canonicalPrincipal(value);
    else if (element === "Condition") result[element] = canonicalCondition(value);
    else if (element !== "Sid" || value !== "") result[element] = value;
  }
  return stable(result);
}

function canonicalPrincipal(principal: Json): Json {
  if (!isObject(principal)) return principal === "*" ? { AWS: ["*"] } : principal;
  return Object.fromEntries(
    Object.entries(principal).map(([kind, value]) => [
      kind,
      asSet(value, kind === "AWS" ? rootOfAccount : undefined),
    ]),
  );
}

function rootOfAccount(principal: string): string {
  return /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal;
}

/** Operators and keys are not case-sensitive; values may be written as strings, numbers or booleans. */
function canonicalCondition(condition: Json): Json {
  if (!isObject(condition)) return condition;
  return Object.fromEntries(
    Object.entries(condition).map(([operator, keys]) => [
      operator.toLowerCase(),
      isObject(keys)
        ? Object.fromEntries(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), asSet(value)]))
        : keys,
    ]),
  );
}

function asSet(value: Json, normalize: (text: string) => string = (text) => text): Json {
  return [
    ...new Set(asList(value).map((item) => (isObject(item) ? stable(item) : normalize(String(item))))),
  ].sort();
}

function asList(value: Json): Json[] {
  return Array.isArray(value) ? value : [value];
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON with sorted keys. */
function stable(value: Json): string {
  return JSON.stringify(value, (_key, item: Json) =>
    isObject(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  );
}
