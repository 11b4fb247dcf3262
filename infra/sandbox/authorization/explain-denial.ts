import type { Mismatch } from "../../iam-policy/evaluate-policy.ts";
import type { Denial } from "./authorize.ts";

/** For people: which statement came nearest, and what it asks for against what the call had. */
export function explainDenial(denial: Denial): string {
  const { action, resource } = denial.permission;
  if (denial.explicit)
    return `The ${denial.policyType} denies ${action} on ${resource}${denial.sid ? ` (statement ${denial.sid})` : ""}.`;
  const nearest = denial.mismatches
    .filter((mismatch) => mismatch.effect === "Allow")
    .sort((a, b) => closeness(b) - closeness(a))[0];
  const start = `No ${denial.policyType} allows ${action} on ${resource}.`;
  return nearest ? `${start} ${explainMismatch(nearest)}` : start;
}

/** What one statement asks for, and what the call had instead. */
function explainMismatch(mismatch: Mismatch): string {
  const name = mismatch.sid ?? `number ${mismatch.statement + 1}`;
  const element =
    mismatch.element === "Condition" ? `condition ${mismatch.operator} on ${mismatch.key}` : mismatch.element;
  const given = mismatch.given.length === 0 ? "none" : few(mismatch.given, ", ");
  return `Statement ${name} does not match by its ${element}: the policy has ${few(mismatch.expected, " or ")}, the call has ${given}.`;
}

/** Policies may list hundreds of values; a sentence names five. */
function few(values: readonly string[], separator: string): string {
  const more = values.length - 5;
  return values.slice(0, 5).join(separator) + (more > 0 ? `${separator}${more} more` : "");
}

/** Elements are compared in this order, so a later one means that more of the statement matched. */
const order: readonly Mismatch["element"][] = ["Principal", "Action", "Resource", "Condition"];

function closeness(mismatch: Mismatch): number {
  return order.indexOf(mismatch.element);
}
