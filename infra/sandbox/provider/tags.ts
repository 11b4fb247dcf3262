import { isProperties, type Properties, type Value } from "./property-value.ts";

/** Tags by key. */
export type Tags = Readonly<Record<string, string>>;

/** A resource's own tags over the provider's default ones. */
export function allTags(defaultTags: Tags, own: Value): Tags {
  return { ...defaultTags, ...tagsOf(own) };
}

/** A property as tags; absent is none. */
export function tagsOf(value: Value): Tags {
  return isProperties(value) ? (value as Tags) : {};
}

/** What AWS says, as `tags` (without the defaults that the resource does not repeat) and `tagsAll`. AWS's own tags are left out. */
export function tagState(found: Tags, defaultTags: Tags, prior: Properties): { tags: Tags; tagsAll: Tags } {
  const tagsAll = Object.fromEntries(Object.entries(found).filter(([key]) => !key.startsWith("aws:")));
  const known = tagsOf(prior["tags"]);
  const tags = Object.fromEntries(
    Object.entries(tagsAll).filter(([key, value]) => key in known || defaultTags[key] !== value),
  );
  return { tags, tagsAll };
}

/** AWS's list form (`Key`, `Value`) and back. */
export function toTagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** The reverse of `toTagList`; no list is no tags. */
export function fromTagList(
  list: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Tags {
  return Object.fromEntries((list ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
}

/** What makes `before` into `after`: tags to put, keys to take away. */
export function tagChanges(
  before: Tags,
  after: Tags,
): { readonly put: Tags; readonly gone: readonly string[] } {
  return {
    put: Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value)),
    gone: Object.keys(before).filter((key) => !(key in after)),
  };
}
