import { isConditionOperator } from "../../iam-policy/conditions.ts";
import { documentElements, list, statementElements } from "../../iam-policy/policy-document.ts";

/**
 * What a document is attached to: what a principal may do, who may assume a role, or who may use a key, topic or queue.
 * Bucket policies are S3's matter.
 */
export type PolicyKind = "identity" | "trust" | "resource";

type Json = Record<string, unknown>;

const syntax = "Syntax errors in policy.";
const noVendor = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";

/**
 * What is wrong with a policy document, in IAM's words for MalformedPolicyDocument; undefined when nothing is
 * ("Grammar of the IAM JSON policy language", IAM User Guide).
 */
export function policyProblem(text: string, kind: PolicyKind): string | undefined {
  const document = parsed(text);
  if (!isObject(document)) return kind === "trust" ? "This policy contains invalid Json" : syntax;
  if (Object.keys(document).some((field) => !documentElements.has(field))) return syntax;
  const { Version, Statement } = document;
  if (Version !== undefined && Version !== "2012-10-17" && Version !== "2008-10-17")
    return "The policy must contain a valid version string";
  if (kind === "identity" && Version !== "2012-10-17")
    return "Policy document must be version 2012-10-17 or greater.";
  const statements = list<unknown>(Statement);
  if (statements.length === 0) return syntax;
  for (const statement of statements) {
    const problem = isObject(statement) ? statementProblem(statement, kind) : syntax;
    if (problem) return problem;
  }
  // Statement IDs of resource policies may be anything.
  return kind === "resource" ? undefined : sidProblem(statements.filter(isObject));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function statementProblem(statement: Json, kind: PolicyKind): string | undefined {
  if (Object.keys(statement).some((field) => !statementElements.has(field))) return syntax;
  const { Sid, Effect, Condition } = statement;
  if (Sid !== undefined && typeof Sid !== "string") return syntax;
  if (Effect === undefined) return "Missing required field Effect";
  if (Effect !== "Allow" && Effect !== "Deny") return syntax;
  return (
    principalProblem(statement, kind) ??
    actionProblem(statement, kind) ??
    resourceProblem(statement, kind) ??
    conditionProblem(Condition)
  );
}

function principalProblem(statement: Json, kind: PolicyKind): string | undefined {
  const given = ["Principal", "NotPrincipal"].filter((field) => statement[field] !== undefined);
  if (kind === "identity")
    return given.length > 0 ? "Policy document should not specify a principal." : undefined;
  if (given.length === 0) return "Missing required field Principal";
  if (given.length > 1) return syntax;
  const element = statement[given[0]!];
  if (element === "*") return undefined;
  if (!isObject(element) || Object.keys(element).length === 0) return syntax;
  for (const [type, names] of Object.entries(element)) {
    const values = texts(names);
    if (!principalTypes.has(type) || !values || values.length === 0) return syntax;
    const bad = values.find((value) => !isPrincipal(type, value));
    if (bad !== undefined) return `Invalid principal in policy: "${type}":"${bad}"`;
  }
  return undefined;
}

const principalTypes = new Set(["AWS", "Service", "Federated", "CanonicalUser"]);
const principalArn =
  /^arn:aws[\w-]*:(?:iam|sts)::\d{12}:(?:root|user\/.+|role\/.+|assumed-role\/.+|federated-user\/.+)$/;

function isPrincipal(type: string, value: string): boolean {
  if (value === "*") return true;
  if (type === "AWS") return /^\d{12}$/.test(value) || principalArn.test(value);
  return type !== "Service" || /^[\w.-]+\.amazonaws\.com(?:\.cn)?$/.test(value);
}

function actionProblem(statement: Json, kind: PolicyKind): string | undefined {
  const given = ["Action", "NotAction"].filter((field) => statement[field] !== undefined);
  const actions = texts(statement[given[0] ?? ""]);
  if (given.length > 1 || !actions) return syntax;
  if (actions.length === 0)
    return kind === "trust" ? "Missing required field Action" : "Policy statement must contain actions.";
  if (!actions.every((action) => /^(?:\*|[\w-]+:[\w*?]+)$/.test(action))) return noVendor;
  return kind === "trust" && !actions.every((action) => /^(?:\*|sts:[\w*?]+)$/i.test(action))
    ? "AssumeRole policy may only specify STS AssumeRole actions."
    : undefined;
}

function resourceProblem(statement: Json, kind: PolicyKind): string | undefined {
  const given = ["Resource", "NotResource"].filter((field) => statement[field] !== undefined);
  if (kind === "trust") return given.length > 0 ? `Has prohibited field ${given[0]}` : undefined;
  const resources = texts(statement[given[0] ?? ""]);
  if (given.length > 1 || !resources) return syntax;
  if (resources.length === 0) return "Policy statement must contain resources.";
  const bad = resources.find((resource) => resource !== "*" && !resource.startsWith("arn:"));
  return bad === undefined ? undefined : `Resource ${bad} must be in ARN format or "*".`;
}

function conditionProblem(condition: unknown): string | undefined {
  if (condition === undefined) return undefined;
  if (!isObject(condition)) return syntax;
  for (const [operator, block] of Object.entries(condition)) {
    if (!isConditionOperator(operator) || !isObject(block)) return syntax;
    for (const [key, values] of Object.entries(block)) {
      if (!key.includes(":")) return noVendor;
      if (!list<unknown>(values).every((value) => ["string", "number", "boolean"].includes(typeof value)))
        return syntax;
    }
  }
  return undefined;
}

function sidProblem(statements: readonly Json[]): string | undefined {
  const sids = statements.map(({ Sid }) => Sid).filter((sid) => sid !== undefined && sid !== "");
  if (!sids.every((sid) => /^[A-Za-z0-9]+$/.test(String(sid))))
    return "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*";
  return new Set(sids).size < sids.length
    ? "Statement IDs (SID) in a single policy must be unique."
    : undefined;
}

/** One text or several; undefined when anything else is among them. */
function texts(value: unknown): readonly string[] | undefined {
  const values = list<unknown>(value);
  return values.every((item) => typeof item === "string") ? values : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
