import { isConditionOperator } from "./conditions.ts";
import { list } from "./policy-document.ts";

/** What a document is attached to: the rules and AWS's wording differ. */
export type PolicyKind = "identity" | "trust" | "bucket";

type Json = Record<string, unknown>;

/** Wording by kind. IAM answers MalformedPolicyDocument, S3 MalformedPolicy, both with status 400. */
interface Wording {
  readonly notJson: string;
  readonly syntax: string;
  readonly version: string;
  readonly missing: (field: string) => string;
  readonly action: (action: string) => string;
}

const iamWording: Wording = {
  notJson: "Syntax errors in policy.",
  syntax: "Syntax errors in policy.",
  version: "The policy must contain a valid version string",
  missing: (field) =>
    field === "Action"
      ? "Policy statement must contain actions."
      : field === "Resource"
        ? "Policy statement must contain resources."
        : `Missing required field ${field}`,
  action: () => "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
};

const trustWording: Wording = { ...iamWording, notJson: "This policy contains invalid Json" };

const bucketWording: Wording = {
  notJson: "Policies must be valid JSON and the first byte must be '{'",
  syntax: "Policy has invalid syntax",
  version: "The policy must contain a valid version string",
  missing: (field) => `Missing required field ${field}`,
  action: () => "Policy has invalid action",
};

const documentFields = new Set(["Version", "Id", "Statement"]);
const statementFields = new Set([
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

/**
 * What is wrong with a policy document, in AWS's words; undefined when nothing is ("Grammar of the IAM JSON policy
 * language", IAM User Guide). For bucket policies `bucket` is the bucket whose ARN every resource must name.
 */
export function policyProblem(
  text: string,
  kind: PolicyKind,
  options: { bucket?: string } = {},
): string | undefined {
  const words = { identity: iamWording, trust: trustWording, bucket: bucketWording }[kind];
  if (!/^\s*\{/.test(text) || (kind === "bucket" && !text.startsWith("{"))) return words.notJson;
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return words.notJson;
  }
  if (!isObject(document)) return words.syntax;
  const unknown = Object.keys(document).find((field) => !documentFields.has(field));
  if (unknown !== undefined) return kind === "bucket" ? `Unknown field ${unknown}` : words.syntax;
  const { Version, Statement } = document;
  if (Version !== undefined && Version !== "2012-10-17" && Version !== "2008-10-17") return words.version;
  if (kind === "identity" && Version !== "2012-10-17")
    return "Policy document must be version 2012-10-17 or greater.";
  if (Statement === undefined) return kind === "bucket" ? words.missing("Statement") : words.syntax;
  const statements = list<Json>(Statement as Json | Json[]);
  if (statements.length === 0) return kind === "bucket" ? words.missing("Statement") : words.syntax;
  for (const statement of statements) {
    const problem = statementProblem(statement, kind, words, options);
    if (problem) return problem;
  }
  return sidProblem(statements, kind);
}

function statementProblem(
  statement: Json,
  kind: PolicyKind,
  words: Wording,
  options: { bucket?: string },
): string | undefined {
  if (!isObject(statement)) return words.syntax;
  const unknown = Object.keys(statement).find((field) => !statementFields.has(field));
  if (unknown !== undefined) return kind === "bucket" ? `Unknown field ${unknown}` : words.syntax;
  if (statement["Sid"] !== undefined && typeof statement["Sid"] !== "string") return words.syntax;
  const { Effect } = statement;
  if (Effect === undefined) return words.missing("Effect");
  if (Effect !== "Allow" && Effect !== "Deny")
    return kind === "bucket" ? `Invalid effect: ${Effect}` : words.syntax;
  return (
    principalProblem(statement, kind, words) ??
    actionProblem(statement, kind, words) ??
    resourceProblem(statement, kind, words, options) ??
    conditionProblem(statement["Condition"], kind, words)
  );
}

function principalProblem(statement: Json, kind: PolicyKind, words: Wording): string | undefined {
  const given = ["Principal", "NotPrincipal"].filter((field) => statement[field] !== undefined);
  if (kind === "identity")
    return given.length > 0 ? "Policy document should not specify a principal." : undefined;
  if (given.length === 0) return words.missing("Principal");
  if (given.length > 1) return words.syntax;
  const element = statement[given[0]!];
  if (element === "*") return undefined;
  if (!isObject(element) || Object.keys(element).length === 0) return invalidPrincipal(kind, element);
  for (const [type, names] of Object.entries(element)) {
    const values = list(names as string | string[]);
    if (!["AWS", "Service", "Federated", "CanonicalUser"].includes(type) || values.length === 0)
      return invalidPrincipal(kind, element);
    for (const value of values) {
      const valid =
        typeof value === "string" &&
        (type === "AWS"
          ? /^(?:\*|\d{12}|arn:aws[\w-]*:(?:iam|sts)::\d{12}:(?:root|user\/.+|role\/.+|assumed-role\/.+|federated-user\/.+))$/.test(
              value,
            )
          : type !== "Service" || /^(?:\*|[\w.-]+\.amazonaws\.com(?:\.cn)?)$/.test(value));
      if (!valid) return invalidPrincipal(kind, { [type]: value });
    }
  }
  return undefined;
}

function invalidPrincipal(kind: PolicyKind, element: unknown): string {
  if (kind === "bucket") return "Invalid principal in policy";
  const [type, value] = isObject(element) ? (Object.entries(element)[0] ?? []) : ["AWS", element];
  return `Invalid principal in policy: "${type}":"${value}"`;
}

function actionProblem(statement: Json, kind: PolicyKind, words: Wording): string | undefined {
  const given = ["Action", "NotAction"].filter((field) => statement[field] !== undefined);
  if (given.length === 0) return words.missing("Action");
  const actions = texts(statement[given[0]!]);
  if (given.length > 1 || !actions) return words.syntax;
  if (actions.length === 0) return words.missing("Action");
  for (const action of actions) {
    if (kind === "bucket" ? !/^(?:\*|s3:[\w*?]+)$/i.test(action) : !/^(?:\*|[\w-]+:[\w*?]+)$/.test(action))
      return words.action(action);
    if (kind === "trust" && !/^(?:\*|sts:[\w*?]+)$/i.test(action))
      return "AssumeRole policy may only specify STS AssumeRole actions.";
  }
  return undefined;
}

function resourceProblem(
  statement: Json,
  kind: PolicyKind,
  words: Wording,
  { bucket }: { bucket?: string },
): string | undefined {
  const given = ["Resource", "NotResource"].filter((field) => statement[field] !== undefined);
  if (kind === "trust") return given.length > 0 ? `Has prohibited field ${given[0]}` : undefined;
  if (given.length === 0) return words.missing("Resource");
  const resources = texts(statement[given[0]!]);
  if (given.length > 1 || !resources) return words.syntax;
  if (resources.length === 0) return words.missing("Resource");
  for (const resource of resources) {
    if (kind === "identity") {
      if (resource !== "*" && !/^arn:/.test(resource))
        return `Resource ${resource} must be in ARN format or "*".`;
    } else if (bucket !== undefined && !namesBucket(resource, bucket)) return "Policy has invalid resource";
  }
  return undefined;
}

function namesBucket(resource: string, bucket: string): boolean {
  const named = /^arn:aws[\w-]*:s3:::([^/]+)(?:\/.*)?$/s.exec(resource)?.[1];
  return named === bucket;
}

function conditionProblem(condition: unknown, kind: PolicyKind, words: Wording): string | undefined {
  if (condition === undefined) return undefined;
  if (!isObject(condition)) return words.syntax;
  for (const [operator, block] of Object.entries(condition)) {
    if (!isConditionOperator(operator))
      return kind === "bucket" ? `Invalid Condition type : ${operator}` : words.syntax;
    if (!isObject(block)) return words.syntax;
    for (const [key, values] of Object.entries(block)) {
      if (!key.includes(":"))
        return kind === "bucket" ? "Policy has an invalid condition key" : words.action(key);
      if (!list(values as unknown[]).every((value) => ["string", "number", "boolean"].includes(typeof value)))
        return words.syntax;
    }
  }
  return undefined;
}

function sidProblem(statements: readonly Json[], kind: PolicyKind): string | undefined {
  const seen = new Set<unknown>();
  for (const { Sid } of statements) {
    if (Sid === undefined || Sid === "") continue;
    if (kind !== "bucket" && !/^[A-Za-z0-9]+$/.test(String(Sid))) {
      return "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*";
    }
    if (seen.has(Sid)) return "Statement IDs (SID) in a single policy must be unique.";
    seen.add(Sid);
  }
  return undefined;
}

/** One text or several; undefined when anything else is among them. */
function texts(value: unknown): readonly string[] | undefined {
  const values = list(value as string | string[]);
  return values.every((item) => typeof item === "string") ? values : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
