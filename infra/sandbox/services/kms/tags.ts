import { errors } from "./errors.ts";
import { changeable } from "./find-key.ts";
import { onKey } from "./key-operation.ts";
import { page } from "./page.ts";
import { type KeyTag, putKey } from "./state.ts";

/** Refuses tags that KMS would not take ("Tag", AWS KMS API Reference). */
export function checkTags(tags: readonly KeyTag[]): void {
  for (const { TagKey, TagValue } of tags) {
    if (TagKey.length < 1 || TagKey.length > 128 || TagValue.length > 256)
      throw errors.tag("A tag key has 1 to 128 characters, its value 256 at most.");
    if (TagKey.toLowerCase().startsWith("aws:")) throw errors.tag("Tags that begin with aws: are reserved.");
  }
  if (new Set(tags.map(({ TagKey }) => TagKey)).size < tags.length) throw errors.tag("Duplicate tag keys");
  if (tags.length > 50) throw errors.tooMany("A key can have 50 tags.");
}

export const tagResource = onKey("TagResource", false, ({ world, key, input }) => {
  checkTags(input.Tags);
  const tags = new Map([...changeable(key).tags, ...input.Tags].map((tag) => [tag.TagKey, tag]));
  checkTags([...tags.values()]);
  putKey(world, { ...key, tags: [...tags.values()] });
  return undefined;
});

export const untagResource = onKey("UntagResource", false, ({ world, key, input }) => {
  const tags = changeable(key).tags.filter(({ TagKey }) => !input.TagKeys.includes(TagKey));
  putKey(world, { ...key, tags });
  return undefined;
});

export const listResourceTags = onKey("ListResourceTags", true, ({ key, input }) => {
  const sorted = [...key.tags].sort((a, b) => (a.TagKey < b.TagKey ? -1 : 1));
  const { items, rest } = page(sorted, input, ({ TagKey }) => TagKey);
  return { Tags: items, ...rest };
});
