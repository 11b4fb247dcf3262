import { type Input, integer, optionalText } from "../input.ts";
import { validation } from "./errors.ts";

/** One page of a listing, with the members that every IAM listing answers. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly rest: { readonly IsTruncated: boolean; readonly Marker?: string };
}

/**
 * Cuts a page out of `items`, which are in a stable order, after Marker and up to MaxItems (100 when not given).
 * `keyOf` gives each item's place in that order; the marker is the last one's, encoded.
 */
export function page<T>(items: readonly T[], input: Input, keyOf: (item: T) => string): Page<T> {
  const most = integer(input, "MaxItems", { min: 1, max: 1000 }) ?? 100;
  const marker = optionalText(input, "Marker");
  let start = 0;
  if (marker !== undefined) {
    const last = Buffer.from(marker, "base64url").toString();
    if (!last.startsWith("after:")) throw validation("Invalid Marker.");
    const at = items.findIndex((item) => keyOf(item) > last.slice("after:".length));
    start = at < 0 ? items.length : at;
  }
  const cut = items.slice(start, start + most);
  const truncated = start + most < items.length;
  return {
    items: cut,
    rest: {
      IsTruncated: truncated,
      ...(truncated ? { Marker: Buffer.from(`after:${keyOf(cut.at(-1)!)}`).toString("base64url") } : {}),
    },
  };
}

/** Entities in the order of their names, whatever the case; the order `page` relies on. */
export function byKey<T>(items: Iterable<T>, keyOf: (item: T) => string): T[] {
  return [...items].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
