import {
  evaluatePolicy,
  type Mismatch,
  type PolicyDecision,
  type PolicyPrincipal,
} from "../../iam-policy/evaluate-policy.ts";
import type { ConditionContext } from "../../iam-policy/policy-context.ts";
import { readPolicy } from "../../iam-policy/policy-document.ts";
import type { Call, Caller, Permission } from "../service.ts";
import { identityPolicies } from "../services/iam/identity-policies.ts";
import type { World } from "../world.ts";
import { globalContext } from "./request-context.ts";

/** The kinds of policy that take part, in AWS's words. */
type PolicyType =
  | "identity-based policy"
  | "resource-based policy"
  | "permissions boundary"
  | "session policy"
  | "VPC endpoint policy";

/** Allowed, or which permission was refused, by which kind of policy, and what did not match. */
export type Decision = { readonly allowed: true } | Denial;

/** What a denial's message is made of. */
export interface Denial {
  readonly allowed: false;
  readonly permission: Permission;
  /** The kind of policy that denies, or that would have to allow. */
  readonly policyType: PolicyType;
  /** True when a statement denies; false when none allows. */
  readonly explicit: boolean;
  /** Sid of the denying statement, when it has one. */
  readonly sid?: string;
  /** Statements of the deciding policies that did not apply, and why. */
  readonly mismatches: readonly Mismatch[];
}

/**
 * Decides whether a call may go ahead ("Policy evaluation logic", IAM User Guide). Within one account an identity
 * policy or the resource's policy suffices, across accounts both must allow; permissions boundaries and session
 * policies narrow what identity policies grant; the account's root needs no policy; AWS services are allowed by
 * resource policies only. The first permission that is refused is the answer.
 */
export function authorize(call: Call, permissions: readonly Permission[], world: World): Decision {
  if (permissions.length === 0) return { allowed: true };
  const policies = identityPolicies(world, call.caller);
  const global = globalContext(call, policies.tags);
  for (const permission of permissions) {
    const context = permission.context ? { ...global, ...permission.context } : global;
    const denial =
      refuse(call.caller, permission, context, policies) ?? refuseAtEndpoint(call, permission, context);
    if (denial) return { allowed: false, permission, ...denial };
  }
  return { allowed: true };
}

type Refusal = Omit<Denial, "allowed" | "permission">;

function refuse(
  caller: Caller,
  permission: Permission,
  context: ConditionContext,
  policies: ReturnType<typeof identityPolicies>,
): Refusal | undefined {
  const { action, resource } = permission;
  const judge = (documents: readonly string[], principal?: PolicyPrincipal) =>
    evaluateAll(documents, (text) =>
      evaluatePolicy(readPolicy(text), { action, resource, context, ...(principal ? { principal } : {}) }),
    );
  const byResource = judge(
    permission.resourcePolicy === undefined ? [] : [permission.resourcePolicy],
    principalOf(caller),
  );
  if (byResource.effect === "Deny" && !mayMendOwnBucket(caller, permission))
    return denied("resource-based policy", byResource);
  const resourceAllows = byResource.effect === "Allow";
  if (caller.type === "AWSService" || caller.type === "Anonymous")
    return resourceAllows ? undefined : missing("resource-based policy", byResource);

  const crossAccount =
    permission.resourceAccount !== undefined && permission.resourceAccount !== caller.accountId;
  const resourceMust = crossAccount || permission.resourcePolicyRequired === true;
  if (caller.type === "Root")
    return resourceMust && !resourceAllows ? missing("resource-based policy", byResource) : undefined;

  const byIdentity = judge(policies.identity);
  const byBoundary = policies.boundary === undefined ? undefined : judge([policies.boundary]);
  const bySession = policies.session === undefined ? undefined : judge(policies.session);
  if (byIdentity.effect === "Deny") return denied("identity-based policy", byIdentity);
  if (byBoundary?.effect === "Deny") return denied("permissions boundary", byBoundary);
  if (bySession?.effect === "Deny") return denied("session policy", bySession);

  if (resourceMust && !resourceAllows) return missing("resource-based policy", byResource);
  const resourceSuffices = resourceAllows && !crossAccount && byResource.grantedTo === "principal";
  if (byIdentity.effect !== "Allow" && !resourceSuffices) return missing("identity-based policy", byIdentity);
  // A resource policy that names a user reaches past the user's boundary; one that names a role does not.
  if (byBoundary && byBoundary.effect !== "Allow" && !(resourceSuffices && caller.type === "IAMUser"))
    return missing("permissions boundary", byBoundary);
  if (bySession && bySession.effect !== "Allow") return missing("session policy", bySession);
  return undefined;
}

/** What comes through a VPC endpoint needs leave of its policy, whatever else allows it. */
function refuseAtEndpoint(
  { caller, vpcEndpoint }: Call,
  { action, resource }: Permission,
  context: ConditionContext,
): Refusal | undefined {
  if (!vpcEndpoint) return undefined;
  const principal = principalOf(caller);
  const decision = evaluatePolicy(readPolicy(vpcEndpoint.policy), { action, resource, context, principal });
  if (decision.effect === "Deny") return denied("VPC endpoint policy", decision);
  return decision.effect === "Allow" ? undefined : missing("VPC endpoint policy", decision);
}

/** Several documents of one kind count as one: a Deny in any, else an Allow in any. */
function evaluateAll(
  documents: readonly string[],
  evaluate: (document: string) => PolicyDecision,
): PolicyDecision {
  const mismatches: Mismatch[] = [];
  let allow: PolicyDecision | undefined;
  for (const document of documents) {
    const decision = evaluate(document);
    if (decision.effect === "Deny") return decision;
    if (decision.effect === "Allow") allow ??= decision;
    mismatches.push(...decision.mismatches);
  }
  return allow ?? { effect: "None", mismatches };
}

/** Root of the owning account can always read and replace a bucket policy, also one that denies everything. */
function mayMendOwnBucket(caller: Caller, { action, resourceAccount }: Permission): boolean {
  return (
    caller.type === "Root" &&
    caller.accountId === resourceAccount &&
    /^s3:(Get|Put|Delete)BucketPolicy$/.test(action)
  );
}

function principalOf(caller: Caller): PolicyPrincipal {
  if (caller.type === "AWSService") return { arns: [], service: caller.service ?? "" };
  // Nobody's name, which a NotPrincipal does not except.
  if (caller.type === "Anonymous") return { arns: ["anonymous"] };
  const issuer = caller.sessionContext?.sessionIssuer?.arn;
  return { arns: issuer === undefined ? [caller.arn] : [caller.arn, issuer], accountId: caller.accountId };
}

function denied(policyType: PolicyType, decision: PolicyDecision): Refusal {
  const sid = decision.statement?.sid;
  return {
    policyType,
    explicit: true,
    ...(sid === undefined ? {} : { sid }),
    mismatches: decision.mismatches,
  };
}

function missing(policyType: PolicyType, decision: PolicyDecision): Refusal {
  return { policyType, explicit: false, mismatches: decision.mismatches };
}
