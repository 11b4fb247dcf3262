import type { Denial } from "./authorize.ts";
import type { Mismatch } from "./evaluate-policy.ts";

/** One line for people: which statement came nearest, and what it asks for against what the call had. */
export function explainDenial(denial: Denial): string {
  return printable(explanation(denial));
}

function explanation(denial: Denial): string {
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
export function explainMismatch(mismatch: Mismatch): string {
  const name = mismatch.sid ?? `number ${mismatch.statement + 1}`;
  const element =
    mismatch.element === "Condition" ? `condition ${mismatch.operator} on ${mismatch.key}` : mismatch.element;
  const given =
    mismatch.given.length === 0 ? "the call has none" : `the call has ${mismatch.given.join(", ")}`;
  return `Statement ${name} does not match by its ${element}: it asks for ${mismatch.expected.join(" or ")}, ${given}.`;
}

/** Elements are compared in this order, so a later one means that more of the statement matched. */
const order: readonly Mismatch["element"][] = ["Principal", "Action", "Resource", "Condition"];

function closeness(mismatch: Mismatch): number {
  return order.indexOf(mismatch.element);
}

/** Explanations travel in an HTTP header and may quote what somebody put into a policy. */
function printable(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]/g, "?");
  return plain.length > 1000 ? `${plain.slice(0, 999)}...` : plain;
}
