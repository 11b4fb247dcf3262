import { globMatches } from "../../../iam-policy/pattern.ts";
import { invalidValue } from "./errors.ts";
import { type Input, optionalText, structures, texts } from "./input.ts";
import type { Tags } from "./state.ts";

/** Values of one filter for one item; several where the item has several (groups, tags). */
type FilterValues<T> = (item: T) => string | readonly string[] | undefined;

/** The filters an operation knows, by name. */
export type Filters<T> = Readonly<Record<string, FilterValues<T>>>;

/**
 * Items that pass every filter of the call: one of a filter's values must match, `*` and `?` are wildcards. A filter
 * that is not known is refused by its name.
 */
export function filtered<T extends { readonly tags?: Tags }>(
  items: readonly T[],
  input: Input,
  filters: Filters<T>,
): readonly T[] {
  return structures(input, "Filter").reduce<readonly T[]>((left, filter) => {
    const name = optionalText(filter, "Name") ?? "";
    const valuesOf = tagFilter<T>(name) ?? (Object.hasOwn(filters, name) ? filters[name] : undefined);
    if (!valuesOf) throw invalidValue(`The filter '${name}' is invalid`);
    const wanted = texts(filter, "Value");
    return left.filter((item) => {
      const given = valuesOf(item) ?? [];
      const values = typeof given === "string" ? [given] : given;
      return values.some((value) => wanted.some((pattern) => globMatches(pattern, value)));
    });
  }, items);
}

/** Filters that every tagged resource has. */
function tagFilter<T extends { readonly tags?: Tags }>(name: string): FilterValues<T> | undefined {
  if (name === "tag-key") return (item) => Object.keys(item.tags ?? {});
  if (name === "tag-value") return (item) => Object.values(item.tags ?? {});
  if (name.startsWith("tag:")) {
    const key = name.slice("tag:".length);
    return ({ tags = {} }) => (Object.hasOwn(tags, key) ? tags[key] : undefined);
  }
  return undefined;
}
