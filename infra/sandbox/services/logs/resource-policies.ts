import { randomUUID } from "node:crypto";
import { policyProblem } from "../../authorization/policy-problem.ts";
import type { Call, Permission } from "../../service.ts";
import type { Collection, World } from "../../world.ts";
import { errors } from "./errors.ts";
import { operation, placeOf } from "./operation.ts";
import { page } from "./page.ts";

/** What other services may do with the log groups of an account and region. */
interface ResourcePolicy {
  readonly name: string;
  /** JSON document. */
  readonly document: string;
  readonly revision: string;
  /** Epoch milliseconds. */
  readonly updated: number;
}

const policies = (world: World): Collection<ResourcePolicy> => world.collection("logs/resource-policies");
const keyOf = (call: Pick<Call, "caller" | "region">, name = ""): string =>
  `${placeOf(call).accountId}:${call.region}:${name}`;

const policiesOf = (call: Pick<Call, "caller" | "region">, world: World): readonly ResourcePolicy[] =>
  [...policies(world).entries(keyOf(call))].map(([, policy]) => policy);

/** The account's policies as one document, for calls that AWS services make. */
export function policyForServices(call: Call, world: World): Pick<Permission, "resourcePolicy"> {
  if (call.caller.type !== "AWSService") return {};
  const Statement = policiesOf(call, world).flatMap(({ document }) => {
    const { Statement: statements } = JSON.parse(document) as { Statement: unknown };
    return Array.isArray(statements) ? (statements as unknown[]) : [statements];
  });
  return Statement.length === 0
    ? {}
    : { resourcePolicy: JSON.stringify({ Version: "2012-10-17", Statement }) };
}

const shown = (policy: ResourcePolicy) => ({
  policyName: policy.name,
  policyDocument: policy.document,
  lastUpdatedTime: policy.updated,
  policyScope: "ACCOUNT",
  revisionId: policy.revision,
});

const all = { permission: () => ({ resource: "*" }) };

/** Policies of an account; those of one log group are not here. An account has ten of them in a region. */
export const putResourcePolicy = operation("PutResourcePolicy", false, {
  ...all,
  handle({ call, world, input }) {
    if (input.resourceArn !== undefined)
      throw errors.notHere("resource policies of one log group (resourceArn)");
    const { policyName, policyDocument, expectedRevisionId } = input;
    if (policyName === undefined || policyDocument === undefined)
      throw errors.parameter("policyName and policyDocument are required.");
    const problem = policyProblem(policyDocument, "resource");
    if (problem) throw errors.parameter(`Invalid policy document: ${problem}`);
    const there = policies(world).get(keyOf(call, policyName));
    checkRevision(there, expectedRevisionId);
    if (!there && policiesOf(call, world).length >= 10) throw errors.limit();
    const policy: ResourcePolicy = {
      name: policyName,
      document: policyDocument,
      revision: randomUUID(),
      updated: call.time.getTime(),
    };
    policies(world).put(keyOf(call, policyName), policy);
    return { resourcePolicy: shown(policy), revisionId: policy.revision };
  },
});

function checkRevision(there: ResourcePolicy | undefined, expected: string | undefined): void {
  if (expected !== undefined && expected !== there?.revision)
    throw errors.parameter("The expected revision ID does not match the policy's current revision.");
}

export const describeResourcePolicies = operation("DescribeResourcePolicies", true, {
  ...all,
  handle({ call, world, input }) {
    if (input.resourceArn !== undefined || input.policyScope === "RESOURCE") return { resourcePolicies: [] };
    const { items, rest } = page(policiesOf(call, world), input, ({ name }) => name);
    return { resourcePolicies: items.map(shown), ...rest };
  },
});

export const deleteResourcePolicy = operation("DeleteResourcePolicy", false, {
  ...all,
  handle({ call, world, input }) {
    if (input.resourceArn !== undefined)
      throw errors.notHere("resource policies of one log group (resourceArn)");
    const name = input.policyName ?? "";
    const there = policies(world).get(keyOf(call, name));
    if (!there) throw errors.noPolicy(name);
    checkRevision(there, input.expectedRevisionId);
    policies(world).delete(keyOf(call, name));
    return undefined;
  },
});
