import { errors } from "./errors.ts";

/** Cuts a page out of `items`, which are in the order of `keyOf`, with the members that KMS listings answer. */
export function page<T>(
  items: readonly T[],
  { Limit = 100, Marker }: { Limit?: number | undefined; Marker?: string | undefined },
  keyOf: (item: T) => string,
): { readonly items: readonly T[]; readonly rest: Record<string, unknown> } {
  const after = Marker === undefined ? undefined : Buffer.from(Marker, "base64url").toString();
  if (after !== undefined && !after.startsWith("after:")) throw errors.marker();
  const left =
    after === undefined ? items : items.filter((item) => keyOf(item) > after.slice("after:".length));
  const cut = left.slice(0, Limit);
  const Truncated = left.length > cut.length;
  const next = Truncated
    ? { NextMarker: Buffer.from(`after:${keyOf(cut.at(-1)!)}`).toString("base64url") }
    : {};
  return { items: cut, rest: { Truncated, ...next } };
}
