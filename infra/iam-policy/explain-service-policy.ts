import { cloudTrailPrincipal } from "../cloudtrail/service-principal.ts";
import { evaluatePolicy, type Mismatch } from "./evaluate-policy.ts";
import { list, type PolicyDocument } from "./policy-document.ts";

/** One thing a resource's policy has to allow CloudTrail and does not. */
export interface PolicyFinding<Action extends string = string> {
  readonly action: Action;
  readonly resource: string;
  readonly problem:
    "no policy" | "not JSON" | "not allowed" | "wrong resource" | "wrong condition" | "denied";
  /** Sid or number of the statement that comes closest, or that denies. */
  readonly statement?: string;
  /** What is wrong, one sentence. */
  readonly why: string;
  /** How to mend it, one sentence. */
  readonly advice: string;
}

/** What CloudTrail asks for. */
export interface NeededAccess<Action extends string = string> {
  readonly action: Action;
  readonly resource: string;
  /** The Resource a statement should name; with several calls it is wider than the one asked for. */
  readonly wanted: string;
  readonly context: Readonly<Record<string, string>>;
}

/** Whose policy it is: `{ kind: "bucket policy", of: "Bucket my-logs" }`. */
export interface PolicyOwner {
  readonly kind: string;
  readonly of: string;
}

/** Condition keys that every call of CloudTrail's for a trail carries. */
export function callerContext(trailArn: string, accountId: string): Readonly<Record<string, string>> {
  return {
    "aws:SourceArn": trailArn,
    "aws:SourceAccount": accountId,
    "aws:SecureTransport": "true",
    "aws:PrincipalIsAWSService": "true",
    "aws:PrincipalServiceName": cloudTrailPrincipal,
  };
}

/**
 * Says what in a resource's policy keeps CloudTrail from doing one thing. Pure: policy text (undefined when there is
 * none) in, the findings out; none when it is allowed.
 */
export function explainServicePolicy<Action extends string>(
  policyText: string | undefined,
  request: NeededAccess<Action>,
  owner: PolicyOwner,
): readonly PolicyFinding<Action>[] {
  const policy = policyText === undefined ? undefined : parsePolicy(policyText);
  const { action, wanted: resource, context } = request;
  const finding = (rest: Omit<PolicyFinding, "action" | "resource">) => [{ action, resource, ...rest }];
  const add = `Add a statement that allows Service ${cloudTrailPrincipal} the action ${action} on ${resource}.`;
  if (policyText === undefined)
    return finding({
      problem: "no policy",
      why: `${owner.of} has no policy, so nothing allows ${action}.`,
      advice: add,
    });
  if (!policy)
    return finding({
      problem: "not JSON",
      why: `The ${owner.kind} is not a JSON policy document.`,
      advice: add,
    });
  const decision = evaluatePolicy(policy, {
    principal: { arns: [], service: cloudTrailPrincipal },
    action,
    resource: request.resource,
    context,
  });
  if (decision.effect === "Allow") return [];
  if (decision.effect === "Deny") {
    const statement = nameOf(decision.statement?.index ?? 0, decision.statement?.sid);
    return finding({
      problem: "denied",
      statement,
      why: `Statement ${statement} denies ${cloudTrailPrincipal} ${action}.`,
      advice: `Take ${cloudTrailPrincipal} out of that Deny; a Deny wins over every Allow.`,
    });
  }
  const closest = decision.mismatches.filter(({ effect }) => effect === "Allow").sort(byCloseness)[0];
  if (closest?.element === "Resource") {
    const statement = nameOf(closest.statement, closest.sid);
    return finding({
      problem: "wrong resource",
      statement,
      why: `Statement ${statement} allows ${action} on ${closest.expected.join(", ")} only, which does not cover ${request.resource}.`,
      advice: `Let its Resource be ${resource}.`,
    });
  }
  if (closest?.element === "Condition") {
    const statement = nameOf(closest.statement, closest.sid);
    const given = closest.given.join(", ");
    return finding({
      problem: "wrong condition",
      statement,
      why: `Statement ${statement} allows ${action}, but its condition ${closest.operator} ${closest.key} wants ${closest.expected.join(" or ")} and CloudTrail ${given ? `sends ${given}` : "sends no such key"}.`,
      advice: given
        ? `Let ${closest.key} be ${given}, or take that condition out.`
        : `Take the condition ${closest.key} out.`,
    });
  }
  const others =
    list(policy.Statement).length > 0
      ? `No statement of the ${owner.kind}`
      : `The ${owner.kind} is empty: it never`;
  return finding({
    problem: "not allowed",
    why: `${others} allows ${cloudTrailPrincipal} the action ${action} on ${resource}.`,
    advice: add,
  });
}

/** The findings as one line of plain ASCII, short enough for a header. */
export function explanationText(findings: readonly PolicyFinding[]): string {
  const text = findings.map(({ why, advice }) => `${why} ${advice}`).join(" ");
  return text.replaceAll(/[^\x20-\x7e]+/g, "?").slice(0, 4000);
}

const closeness = ["Principal", "Action", "Resource", "Condition"];

function byCloseness(a: Mismatch, b: Mismatch): number {
  return closeness.indexOf(b.element) - closeness.indexOf(a.element) || a.statement - b.statement;
}

function nameOf(index: number, sid: string | undefined): string {
  return sid ? `"${sid}"` : `number ${index + 1}`;
}

function parsePolicy(text: string): PolicyDocument | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && "Statement" in parsed
      ? (parsed as PolicyDocument)
      : undefined;
  } catch {
    return undefined;
  }
}
