/** Condition keys of one request and their values. Keys are compared without regard to case. */
export type ConditionContext = Readonly<Record<string, string | readonly string[]>>;

/** Values of a condition key, or undefined when the request does not have it. */
export function lookup(context: ConditionContext, key: string): readonly string[] | undefined {
  const value = folded(context).get(key.toLowerCase());
  return value === undefined ? undefined : typeof value === "string" ? [value] : value;
}

const foldedContexts = new WeakMap<ConditionContext, Map<string, string | readonly string[]>>();

function folded(context: ConditionContext): Map<string, string | readonly string[]> {
  let map = foldedContexts.get(context);
  if (!map) {
    map = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
    foldedContexts.set(context, map);
  }
  return map;
}
