import { policyProblem } from "../../authorization/policy-problem.ts";
import type { Call, Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { checkLength, optionalText, structures, text, texts } from "../input.ts";
import { type Kind, invalidInput, noSuchEntity } from "./errors.ts";
import { holderNamed } from "./holders.ts";
import { defaultDocument, managedPolicy } from "./identity-policies.ts";
import { anything, iamOperations, type Subject } from "./operation.ts";
import { page } from "./page.ts";
import { type Evaluation, type PolicySource, type Simulation, simulate } from "./simulator.ts";
import type { PolicyHolder } from "./state.ts";

/** Judged in one call; more would keep everybody else waiting. */
const mostEvaluations = 10_000;

/** The policy simulator. Answers do not say where in a document a statement stands; service control policies do not take part. */
export const simulatorOperations: Record<string, Operation> = iamOperations({
  reads: {
    SimulatePrincipalPolicy: { on: onSource, handle: simulatePrincipal },
    SimulateCustomPolicy: { on: anything, handle: simulateCustom },
  },
  writes: {},
});

function onSource({ input }: Call): Subject {
  const arn = text(input, "PolicySourceArn");
  return { arn, label: arn };
}

function simulatePrincipal(call: Call, world: World) {
  const { input, caller } = call;
  const arn = text(input, "PolicySourceArn");
  checkLength(arn, "PolicySourceArn", { min: 20, max: 2048 });
  const [, accountId, kind, name] =
    /^arn:aws[\w-]*:iam::(\d{12}):(user|group|role)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if (name === undefined || accountId !== caller.accountId) throw invalidInput(`Invalid Entity Arn: ${arn}`);
  const holder = holderNamed(world, kind as Kind, accountId, name);
  if (holder.arn !== arn) throw noSuchEntity(`The entity ${arn} cannot be found.`);
  const groups =
    "groups" in holder ? holder.groups.map((group) => holderNamed(world, "group", accountId, group)) : [];
  const own = [
    ...sourcesOf(world, kind as Kind, holder),
    ...groups.flatMap((group) => sourcesOf(world, "group", group)),
  ];
  const limit = "boundary" in holder ? holder.boundary : undefined;
  const boundary = limit === undefined ? undefined : managedSources(world, [limit]);
  return answer(call, own, boundary, kind === "group" ? undefined : arn);
}

function simulateCustom(call: Call) {
  if (texts(call.input, "PolicyInputList").length === 0)
    throw invalidInput("PolicyInputList must not be empty.");
  return answer(call, [], undefined, undefined);
}

function answer(
  { input, caller }: Call,
  own: readonly PolicySource[],
  attachedBoundary: readonly PolicySource[] | undefined,
  source: string | undefined,
) {
  const actions = texts(input, "ActionNames");
  if (actions.length === 0) throw invalidInput("ActionNames must not be empty.");
  for (const action of actions)
    if (!/^[\w-]+:\w+$/.test(action)) throw invalidInput(`Invalid action name: ${action}`);
  const resources = texts(input, "ResourceArns");
  if (actions.length * Math.max(1, resources.length) > mostEvaluations)
    throw invalidInput(`Actions times resources must not exceed ${mostEvaluations}.`);
  const limits = documents(input, "PermissionsBoundaryPolicyInputList");
  const resourcePolicy = optionalText(input, "ResourcePolicy");
  const callerArn = optionalText(input, "CallerArn") ?? source;
  if (resourcePolicy !== undefined && callerArn === undefined)
    throw invalidInput("CallerArn is required when a ResourcePolicy is given.");
  const simulation: Simulation = {
    identity: [...own, ...documents(input, "PolicyInputList")],
    boundary: limits.length > 0 ? limits : attachedBoundary,
    resourcePolicy:
      resourcePolicy === undefined
        ? undefined
        : { id: "ResourcePolicy", type: "resource", document: checked(resourcePolicy, "resource") },
    principal:
      callerArn === undefined
        ? undefined
        : { arns: [callerArn], accountId: callerArn.split(":")[4] || caller.accountId },
    context: contextOf(input),
  };
  const results = actions.flatMap((action) =>
    (resources.length > 0 ? resources : ["*"]).map((resource) =>
      resultOf(action, resource, simulate(simulation, action, resource)),
    ),
  );
  const keyed = results.map((result, index) => ({ result, key: String(index).padStart(6, "0") }));
  const { items, rest } = page(keyed, input, ({ key }) => key);
  return { EvaluationResults: items.map(({ result }) => result), ...rest };
}

const resultOf = (action: string, resource: string, evaluation: Evaluation) => ({
  EvalActionName: action,
  EvalResourceName: resource,
  EvalDecision: evaluation.decision,
  MatchedStatements: evaluation.matched.map(({ id, type }) => ({
    SourcePolicyId: id,
    SourcePolicyType: type,
  })),
  MissingContextValues: evaluation.missing,
  ...(evaluation.withinBoundary === undefined
    ? {}
    : { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: evaluation.withinBoundary } }),
});

/** Policies given with the call, named after their place as the simulator does. */
const documents = (input: Call["input"], parameter: string): readonly PolicySource[] =>
  texts(input, parameter).map((document, index) => ({
    id: `${parameter}.${index + 1}`,
    type: "none",
    document: checked(document, "identity"),
  }));

function checked(document: string, kind: "identity" | "resource"): string {
  const problem = policyProblem(document, kind);
  if (problem) throw invalidInput(problem);
  return document;
}

function sourcesOf(
  world: World,
  kind: Kind,
  holder: PolicyHolder & { readonly name: string },
): PolicySource[] {
  const inline = Object.entries(holder.inline).map(([name, document]) => ({
    id: `${kind}_${holder.name}_${name}`,
    type: kind,
    document,
  }));
  return [...inline, ...managedSources(world, holder.attached)];
}

/** Managed policies by ARN; those that are gone allow nothing. */
function managedSources(world: World, arns: readonly string[]): PolicySource[] {
  return arns.flatMap((arn) => {
    const policy = managedPolicy(world, arn);
    const type = policy?.accountId === "aws" ? "aws-managed" : "user-managed";
    return policy ? [{ id: policy.name, type, document: defaultDocument(policy) } as const] : [];
  });
}

function contextOf(input: Call["input"]): Simulation["context"] {
  return Object.fromEntries(
    structures(input, "ContextEntries").map((entry) => [
      text(entry, "ContextKeyName"),
      texts(entry, "ContextKeyValues"),
    ]),
  );
}
