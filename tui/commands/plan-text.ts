import type { PlannedChange } from "../../infra/index.ts";
import { changedProperty, changeCount, resourceType } from "../present/operation-lines.ts";
import { planText } from "./engine-text.ts";

/** What a preview found for one stack. */
export interface StackPlan {
  readonly stack: string;
  readonly plan: readonly PlannedChange[];
}

/**
 * The plans of several stacks as one text: stacks with the very same changes are told together, those without any
 * last, in one line. Under each plan why something is replaced or deleted.
 */
export function plansText(plans: readonly StackPlan[]): string {
  const groups = new Map<string, StackPlan[]>();
  for (const one of plans) {
    const key = changeCount(one.plan) === 0 ? "" : JSON.stringify(one.plan.map(essence).sort());
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const unchanged = groups.get("") ?? [];
  groups.delete("");
  const parts = [...groups.values()].map((group) => {
    const stacks = group.map(({ stack }) => stack);
    const title = stacks.length === 1 ? `Stack ${stacks[0]}` : `Each of the stacks ${stacks.join(", ")}`;
    return `${title}\n${stackPlanText(group[0]!.plan)}`;
  });
  if (unchanged.length) parts.push(`Nothing to change: ${unchanged.map(({ stack }) => stack).join(", ")}.`);
  return parts.join("\n\n");
}

/** One stack's plan, and why. */
export function stackPlanText(plan: readonly PlannedChange[]): string {
  return [planText(plan), ...reasons(plan)].join("\n");
}

/** Why a resource is replaced or deleted; why one is created or updated stands in its own line. */
function reasons(plan: readonly PlannedChange[]): string[] {
  return plan.flatMap(({ resource, operation, detail }) => {
    const what = `${resourceType(resource)} ${resource.name}`;
    if (operation === "replace") {
      const forced = detail.filter(({ kind }) => kind.endsWith("-replace")).map(changedProperty);
      const because = forced.length
        ? `${forced.join(", ")} cannot be changed in place`
        : "it must be made anew";
      return [`  why: ${what} is replaced, for ${because}.`];
    }
    return operation === "delete"
      ? [`  why: ${what} is deleted, for the settings do not ask for it any more.`]
      : [];
  });
}

/** What is the same about two stacks' changes though their names differ; the order is chance. */
const essence = ({ resource: { type, name }, operation, detail }: PlannedChange) => [
  type,
  name,
  operation,
  detail,
];
