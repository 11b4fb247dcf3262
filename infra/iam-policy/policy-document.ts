/** One value or several, as the policy grammar allows nearly everywhere. */
export type OneOrMany<T> = T | readonly T[];

/** `"*"` or names by kind. */
type PrincipalElement =
  string | Readonly<Partial<Record<"AWS" | "Service" | "Federated" | "CanonicalUser", OneOrMany<string>>>>;

/** One statement ("Grammar of the IAM JSON policy language", IAM User Guide). */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: PrincipalElement;
  readonly NotPrincipal?: PrincipalElement;
  readonly Action?: OneOrMany<string>;
  readonly NotAction?: OneOrMany<string>;
  readonly Resource?: OneOrMany<string>;
  readonly NotResource?: OneOrMany<string>;
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, OneOrMany<string | number | boolean>>>>
  >;
}

/** A policy document as parsed JSON. */
export interface PolicyDocument {
  readonly Version?: "2012-10-17" | "2008-10-17";
  readonly Id?: string;
  readonly Statement: OneOrMany<PolicyStatement>;
}

/** The elements a document may have, and a statement; any other is a syntax error. */
export const documentElements: ReadonlySet<string> = new Set(["Version", "Id", "Statement"]);
export const statementElements: ReadonlySet<string> = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);

const parsed = new Map<string, PolicyDocument>();

/** A stored (already validated) document from its text. Keeps the last few hundred, as every call asks for them. */
export function readPolicy(text: string): PolicyDocument {
  let document = parsed.get(text);
  if (!document) {
    document = JSON.parse(text) as PolicyDocument;
    if (parsed.size >= 500) parsed.delete(parsed.keys().next().value!);
    parsed.set(text, document);
  }
  return document;
}

/** The one or many as many; none when absent. */
export function list<T>(value: OneOrMany<T> | undefined): readonly T[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value as T];
}
