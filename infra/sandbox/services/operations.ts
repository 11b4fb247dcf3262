import type { Operation } from "../service.ts";

/** Operations of one area by name, those that read and those that write. `T` is how their service describes one. */
export interface Operations<T> {
  readonly reads?: Readonly<Record<string, T>>;
  readonly writes?: Readonly<Record<string, T>>;
}

/** The operations of an area as the sandbox calls them; `define` makes one out of its service's description. */
export function operationsOf<T>(
  { reads = {}, writes = {} }: Operations<T>,
  define: (name: string, operation: T, readOnly: boolean) => Operation,
): Record<string, Operation> {
  const defined = (area: Readonly<Record<string, T>>, readOnly: boolean) =>
    Object.entries(area).map(([name, operation]) => [name, define(name, operation, readOnly)] as const);
  return Object.fromEntries([...defined(reads, true), ...defined(writes, false)]);
}
