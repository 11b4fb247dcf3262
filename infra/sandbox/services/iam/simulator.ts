import {
  evaluatePolicy,
  type PolicyDecision,
  type PolicyPrincipal,
} from "../../../iam-policy/evaluate-policy.ts";
import { type ConditionContext, lookup } from "../../../iam-policy/policy-context.ts";
import { list, readPolicy } from "../../../iam-policy/policy-document.ts";

/** A policy that takes part in a simulation: where it comes from, as the simulator names it, and its text. */
export interface PolicySource {
  readonly id: string;
  readonly type: "user" | "group" | "role" | "aws-managed" | "user-managed" | "resource" | "none";
  readonly document: string;
}

/** Everything that a simulated call is judged by. */
export interface Simulation {
  readonly identity: readonly PolicySource[];
  /** Undefined where nothing limits the identity. */
  readonly boundary: readonly PolicySource[] | undefined;
  readonly resourcePolicy: PolicySource | undefined;
  /** Whom the resource's policy is to see. */
  readonly principal: PolicyPrincipal | undefined;
  readonly context: ConditionContext;
}

/** What the simulator says of one action on one resource ("EvaluationResult", IAM API Reference). */
export interface Evaluation {
  readonly decision: "allowed" | "explicitDeny" | "implicitDeny";
  /** The policies whose statements decided. */
  readonly matched: readonly PolicySource[];
  /** Condition keys of the policies that the simulation was given no value for. */
  readonly missing: readonly string[];
  /** Undefined without a boundary. */
  readonly withinBoundary: boolean | undefined;
}

type Effect = PolicyDecision["effect"];

/** Judges one action on one resource as policy evaluation does, within one account. Pure. */
export function simulate(simulation: Simulation, action: string, resource: string): Evaluation {
  const { identity, boundary, resourcePolicy, principal, context } = simulation;
  const judge = (sources: readonly PolicySource[], who?: PolicyPrincipal) =>
    sources.map((source) => {
      const request = { action, resource, context, ...(who ? { principal: who } : {}) };
      return { source, decision: evaluatePolicy(readPolicy(source.document), request) };
    });
  const byIdentity = judge(identity);
  const byBoundary = boundary && judge(boundary);
  const byResource = resourcePolicy ? judge([resourcePolicy], principal ?? { arns: [] }) : [];
  const all = [...byIdentity, ...(byBoundary ?? []), ...byResource];
  const matching = (effect: Effect, among = all) =>
    among.filter(({ decision }) => decision.effect === effect).map(({ source }) => source);
  const withinBoundary =
    byBoundary && matching("Allow", byBoundary).length > 0 && matching("Deny", byBoundary).length === 0;
  const rest = {
    missing: missingKeys(
      [...identity, ...(boundary ?? []), ...(resourcePolicy ? [resourcePolicy] : [])],
      context,
    ),
    withinBoundary,
  };
  const denials = matching("Deny");
  if (denials.length > 0) return { decision: "explicitDeny", matched: denials, ...rest };
  const named = byResource.filter(
    ({ decision }) => decision.effect === "Allow" && decision.grantedTo === "principal",
  );
  const granting = [...matching("Allow", byIdentity), ...matching("Allow", named)];
  return granting.length > 0 && withinBoundary !== false
    ? { decision: "allowed", matched: granting, ...rest }
    : { decision: "implicitDeny", matched: [], ...rest };
}

function missingKeys(sources: readonly PolicySource[], context: ConditionContext): readonly string[] {
  const keys = sources
    .flatMap(({ document }) => list(readPolicy(document).Statement))
    .flatMap(({ Condition = {} }) => Object.values(Condition).flatMap((block) => Object.keys(block)));
  return [...new Set(keys)].filter((key) => lookup(context, key) === undefined);
}
