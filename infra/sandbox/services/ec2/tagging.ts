import type { Permission } from "../../service.ts";
import { ec2Error, invalidValue } from "./errors.ts";
import { type Input, optionalText, structures } from "./input.ts";
import { arnOf, type Place, type Tags } from "./state.ts";

/** Tag.N parameters, checked ("Tag restrictions", EC2 User Guide). */
export function tagsOf(input: Input): Tags {
  const tags = new Map<string, string>();
  for (const tag of structures(input, "Tag")) {
    const key = optionalText(tag, "Key") ?? "";
    const value = optionalText(tag, "Value") ?? "";
    if (key === "") throw invalidValue("Tag keys must have between 1 and 128 characters");
    if (key.length > 128) throw invalidValue(`Tag key exceeds the maximum length of 128 characters`);
    if (value.length > 256) throw invalidValue(`Tag value exceeds the maximum length of 256 characters`);
    if (/^aws:/i.test(key)) throw invalidValue("Tag keys starting with 'aws:' are reserved for internal use");
    if (tags.has(key)) throw invalidValue("Duplicate tag keys are not allowed");
    tags.set(key, value);
  }
  return Object.fromEntries(tags);
}

/** Tags that TagSpecification.N gives to a new resource; only the types the operation creates are taken. */
export function specifiedTags(input: Input, type: string, alsoKnown: readonly string[] = []): Tags {
  let tags: Tags = {};
  for (const specification of structures(input, "TagSpecification")) {
    const given = optionalText(specification, "ResourceType") ?? "";
    if (given !== type && !alsoKnown.includes(given))
      throw invalidValue(`'${given}' is not a valid taggable resource type for this operation.`);
    const found = tagsOf(specification);
    if (given === type) tags = { ...tags, ...found };
  }
  return limited(tags);
}

/** Fifty tags at most. */
export function limited(tags: Tags): Tags {
  if (Object.keys(tags).length > 50)
    throw ec2Error("TagLimitExceeded", "The maximum number of Tags has been reached.");
  return tags;
}

/** `tagSet` of a resource. */
export function tagSet(tags: Tags): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** Tags given while creating need ec2:CreateTags on what is created. */
export function tagOnCreate(input: Input, place: Place, action: string, type: string): Permission[] {
  const context = requestTags(
    structures(input, "TagSpecification").flatMap((given) => structures(given, "Tag")),
  );
  return structures(input, "TagSpecification").length === 0
    ? []
    : [
        {
          action: "ec2:CreateTags",
          resource: arnOf(place, type, "*"),
          context: { ...context, "ec2:CreateAction": action },
        },
      ];
}

/** Condition keys of the tags in a request. */
export function requestTags(tags: readonly Input[]): Record<string, string | readonly string[]> {
  const given = tags.flatMap((tag) => {
    const key = optionalText(tag, "Key");
    return key === undefined ? [] : [[key, optionalText(tag, "Value") ?? ""] as const];
  });
  return given.length === 0
    ? {}
    : {
        ...Object.fromEntries(given.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
        "aws:TagKeys": given.map(([key]) => key),
      };
}

/** Condition keys of the tags a resource has. */
export function resourceTags(tags: Tags | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags ?? {}).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`ec2:ResourceTag/${key}`, value],
    ]),
  );
}
