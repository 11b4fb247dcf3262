import { AwsError } from "../../service.ts";
import { childText, type XmlValue } from "../../wire/xml.ts";
import { malformedXml } from "./errors.ts";
import type { Tag } from "./state.ts";

const invalidTag = (message: string) => new AwsError("InvalidTag", message);

/**
 * Reads `<Tag>` elements and checks them ("Using cost allocation S3 bucket tags", Amazon S3 User Guide).
 * @throws AwsError `InvalidTag`, `MalformedXML`, `BadRequest` (too many)
 */
export function requireTags(elements: readonly XmlValue[], most = 50): readonly Tag[] {
  return checkTags(
    elements.map((element) => {
      const key = childText(element, "Key");
      const value = childText(element, "Value");
      if (key === undefined || value === undefined) throw malformedXml();
      return { Key: key, Value: value };
    }),
    most,
  );
}

/** Object tags from the `x-amz-tagging` header: `a=1&b=2`. */
export function tagsFromHeader(header: string | undefined): readonly Tag[] {
  if (!header) return [];
  return checkTags(
    [...new URLSearchParams(header)].map(([key, value]) => ({ Key: key, Value: value })),
    10,
  );
}

function checkTags(tags: readonly Tag[], most: number): readonly Tag[] {
  if (tags.length > most)
    throw new AwsError(
      "BadRequest",
      `${most === 10 ? "Object" : "Bucket"} tags cannot be greater than ${most}`,
    );
  const seen = new Set<string>();
  for (const { Key: key, Value: value } of tags) {
    if (key.length === 0 || key.length > 128) throw invalidTag("The TagKey you have provided is invalid");
    if (value.length > 256) throw invalidTag("The TagValue you have provided is invalid");
    if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(key + value))
      throw invalidTag("The TagValue you have provided is invalid");
    if (key.toLowerCase().startsWith("aws:"))
      throw invalidTag("System tags cannot be added/updated by requester");
    if (seen.has(key)) throw invalidTag("Cannot provide multiple Tags with the same key");
    seen.add(key);
  }
  return tags;
}
