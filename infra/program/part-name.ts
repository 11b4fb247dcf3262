import type { CustomResourceOptions } from "@pulumi/pulumi";

/** A parent under which others may have children of the same names: it says what those begin with. */
export interface NamesParts {
  readonly partPrefix: string;
}

/**
 * A resource's name in the program: `logs` in a stack of its own, `audit-logs` under a parent that names its parts.
 * Pulumi tells resources of one type under one type of parent by their names alone.
 */
export function partName(name: string, { parent }: CustomResourceOptions): string {
  const prefix = (parent as Partial<NamesParts> | undefined)?.partPrefix;
  return prefix === undefined ? name : `${prefix}-${name}`;
}
