import { matchCondition } from "./conditions.ts";
import { arnPatternMatches, globMatches, type PatternScope } from "./pattern.ts";
import { type ConditionContext, lookup } from "./policy-context.ts";
import { list, type PolicyDocument, type PolicyStatement } from "./policy-document.ts";

/** Whom a resource policy's Principal element is compared with. */
export interface PolicyPrincipal {
  /** Every ARN the caller answers to: its own and, for a role session, its role's. */
  readonly arns: readonly string[];
  /** Twelve digits; absent for AWS services. */
  readonly accountId?: string;
  /** `cloudtrail.amazonaws.com` when an AWS service calls. */
  readonly service?: string;
}

/** One request as a policy sees it. */
export interface PolicyRequest {
  /** Given for resource policies and trust policies; identity policies have no Principal element. */
  readonly principal?: PolicyPrincipal;
  /** `s3:PutObject` */
  readonly action: string;
  /** ARN or `*`. Absent for trust policies, which name no resource. */
  readonly resource?: string;
  readonly context: ConditionContext;
}

/** Why one statement did not apply: the first element that did not match, what it asks for and what came. */
export interface Mismatch {
  /** Position in the document, from 0. */
  readonly statement: number;
  readonly sid?: string;
  readonly effect: "Allow" | "Deny";
  readonly element: "Principal" | "Action" | "Resource" | "Condition";
  /** `StringEquals`, for conditions. */
  readonly operator?: string;
  /** `aws:SourceArn`, for conditions. */
  readonly key?: string;
  readonly expected: readonly string[];
  /** Empty when the request has no such value. */
  readonly given: readonly string[];
}

/** What one policy says about one request. `None` is neither allowed nor denied. */
export interface PolicyDecision {
  readonly effect: "Allow" | "Deny" | "None";
  /** Position and Sid of the statement that decided. */
  readonly statement?: { readonly index: number; readonly sid?: string };
  /** `account` when an Allow names only the caller's account, which delegates to that account's identity policies. */
  readonly grantedTo?: "principal" | "account";
  /** One entry per statement that did not apply, in document order. */
  readonly mismatches: readonly Mismatch[];
}

/**
 * Evaluates one policy document ("Policy evaluation logic" and "IAM JSON policy elements reference", IAM User Guide).
 * Pure. An explicit Deny wins over any Allow, wherever it stands.
 */
export function evaluatePolicy(policy: PolicyDocument, request: PolicyRequest): PolicyDecision {
  const scope: PatternScope = { context: request.context, variables: policy.Version === "2012-10-17" };
  const mismatches: Mismatch[] = [];
  let allow: PolicyDecision | undefined;
  for (const [index, statement] of list(policy.Statement).entries()) {
    const about = {
      statement: index,
      ...(statement.Sid === undefined ? {} : { sid: statement.Sid }),
      effect: statement.Effect,
    };
    const grantedTo = matchPrincipal(statement, request.principal);
    const mismatch =
      (grantedTo ? undefined : principalMismatch(statement, request.principal)) ??
      matchAction(statement, request.action) ??
      matchResource(statement, request.resource, scope) ??
      matchConditions(statement, scope);
    if (mismatch) {
      mismatches.push({ ...about, ...mismatch });
      continue;
    }
    const decided = { index, ...(statement.Sid === undefined ? {} : { sid: statement.Sid }) };
    if (statement.Effect === "Deny") return { effect: "Deny", statement: decided, mismatches };
    if (!allow || (allow.grantedTo === "account" && grantedTo === "principal"))
      allow = { effect: "Allow", statement: decided, grantedTo: grantedTo ?? "principal", mismatches };
  }
  return allow ?? { effect: "None", mismatches };
}

type Miss = Omit<Mismatch, "statement" | "sid" | "effect">;

/** How the statement's Principal names the caller, or undefined when it does not. */
function matchPrincipal(
  statement: PolicyStatement,
  principal: PolicyPrincipal | undefined,
): "principal" | "account" | undefined {
  if (statement.NotPrincipal !== undefined) {
    if (!principal) return undefined;
    const { service, accountId, arns } = principal;
    const names = service
      ? [{ service, arns: [] }]
      : [...arns.map((arn) => ({ arns: [arn] })), ...(accountId ? [{ arns: [], accountId }] : [])];
    return names.every((name) => namedBy(statement.NotPrincipal, name)) ? undefined : "principal";
  }
  if (statement.Principal === undefined) return principal ? undefined : "principal";
  return principal ? namedBy(statement.Principal, principal) : undefined;
}

function namedBy(
  element: PolicyStatement["Principal"],
  principal: PolicyPrincipal,
): "principal" | "account" | undefined {
  if (element === "*") return "principal";
  if (element === undefined || typeof element === "string") return undefined;
  if (principal.service !== undefined) {
    const services = list(element.Service);
    return services.includes(principal.service) || services.includes("*") || list(element.AWS).includes("*")
      ? "principal"
      : undefined;
  }
  const names = list(element.AWS);
  if (names.includes("*") || names.some((name) => principal.arns.includes(name))) return "principal";
  return names.some((name) => accountOf(name) === principal.accountId) && principal.accountId !== undefined
    ? "account"
    : undefined;
}

/** The account that `123456789012` or `arn:aws:iam::123456789012:root` stands for. */
function accountOf(name: string): string | undefined {
  return /^(?:arn:aws[\w-]*:iam::(\d{12}):root|(\d{12}))$/.exec(name)?.slice(1).find(Boolean);
}

function principalMismatch(statement: PolicyStatement, principal: PolicyPrincipal | undefined): Miss {
  const element = statement.Principal ?? statement.NotPrincipal;
  const expected =
    element === undefined || typeof element === "string"
      ? list(element)
      : Object.values(element).flatMap((names) => list(names));
  const given = principal?.service ?? principal?.arns[0];
  return { element: "Principal", expected, given: given === undefined ? [] : [given] };
}

function matchAction(statement: PolicyStatement, action: string): Miss | undefined {
  const patterns = list(statement.Action ?? statement.NotAction);
  const named = patterns.some((pattern) => globMatches(pattern.toLowerCase(), action.toLowerCase()));
  return named === (statement.Action !== undefined)
    ? undefined
    : { element: "Action", expected: patterns, given: [action] };
}

function matchResource(
  statement: PolicyStatement,
  resource: string | undefined,
  scope: PatternScope,
): Miss | undefined {
  if (resource === undefined) return undefined;
  const patterns = list(statement.Resource ?? statement.NotResource);
  const named = patterns.some((pattern) => arnPatternMatches(pattern, resource, scope));
  return named === (statement.Resource !== undefined)
    ? undefined
    : { element: "Resource", expected: patterns, given: [resource] };
}

function matchConditions(statement: PolicyStatement, scope: PatternScope): Miss | undefined {
  for (const [operator, block] of Object.entries(statement.Condition ?? {})) {
    for (const [key, values] of Object.entries(block)) {
      const given = lookup(scope.context, key);
      const expected = list(values).map(String);
      if (!matchCondition(operator, expected, given, scope))
        return { element: "Condition", operator, key, expected, given: given ?? [] };
    }
  }
  return undefined;
}
