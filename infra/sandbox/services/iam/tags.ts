import { checkLength, constraint, type Input, structures, text, texts } from "../input.ts";
import { invalidInput, limitExceeded } from "./errors.ts";
import type { Tag } from "./state.ts";

/** The Tags parameter, checked ("Rules for tagging in IAM and AWS STS", IAM User Guide). */
export function tagsOf(input: Input): readonly Tag[] {
  const tags = structures(input, "Tags").map((tag, index) => {
    const at = `Tags.${index + 1}.member`;
    const Key = text(tag, "Key");
    const Value = text(tag, "Value");
    checkLength(Key, `${at}.key`, { min: 1, max: 128 });
    checkLength(Value, `${at}.value`, { max: 256 });
    for (const [member, value] of [
      ["key", Key],
      ["value", Value],
    ])
      if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(value!))
        throw constraint(
          `'${value}'`,
          `${at}.${member}`,
          "Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*",
        );
    if (/^aws:/i.test(Key))
      throw invalidInput("aws: prefixed tag key names are not allowed for external use.");
    return { Key, Value };
  });
  if (new Set(tags.map((tag) => tag.Key.toLowerCase())).size < tags.length)
    throw invalidInput("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  if (tags.length > 50) throw limitExceeded("TagsPerEntity", 50);
  return tags;
}

/** Tags with `added` over those of the same key. */
export function withTags(tags: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const keys = new Set(added.map((tag) => tag.Key.toLowerCase()));
  const result = [...tags.filter((tag) => !keys.has(tag.Key.toLowerCase())), ...added];
  if (result.length > 50) throw limitExceeded("TagsPerEntity", 50);
  return result;
}

/** Tags without those that TagKeys names. */
export function withoutTags(tags: readonly Tag[], input: Input): readonly Tag[] {
  const keys = new Set(texts(input, "TagKeys").map((key) => key.toLowerCase()));
  return tags.filter((tag) => !keys.has(tag.Key.toLowerCase()));
}

/** Condition keys of the tags a request carries. */
export function requestTagContext(input: Input): Record<string, string | readonly string[]> {
  const tags = structures(input, "Tags").flatMap(({ Key, Value }) =>
    typeof Key === "string" && typeof Value === "string" ? [{ Key, Value }] : [],
  );
  const keys = [...tags.map((tag) => tag.Key), ...texts(input, "TagKeys")];
  return {
    ...Object.fromEntries(tags.map((tag) => [`aws:RequestTag/${tag.Key}`, tag.Value])),
    ...(keys.length > 0 ? { "aws:TagKeys": keys } : {}),
  };
}

/** Condition keys of the tags a resource has. */
export function resourceTagContext(tags: readonly Tag[]): Record<string, string> {
  return Object.fromEntries(
    tags.flatMap((tag) => [
      [`aws:ResourceTag/${tag.Key}`, tag.Value],
      [`iam:ResourceTag/${tag.Key}`, tag.Value],
    ]),
  );
}
