import { createHash } from "node:crypto";

/**
 * Name of something that belongs to a stack: `trailwright-<stack>-<what>`, so that several stacks in one account do not
 * meet. Characters that not every service takes become hyphens, and what is longer than `longest` is cut; the stack's
 * name is then told by eight digits of its hash. Pure.
 */
export function resourceName(stack: string, what: string, longest: number): string {
  const plain = stack.replaceAll(/[^A-Za-z0-9_-]/g, "-");
  const room = longest - "trailwright--".length - what.length;
  if (plain === stack && stack.length <= room) return `trailwright-${stack}-${what}`;
  const digits = createHash("sha256").update(stack).digest("hex").slice(0, 8);
  return `trailwright-${plain.slice(0, room - digits.length - 1)}-${digits}-${what}`;
}
