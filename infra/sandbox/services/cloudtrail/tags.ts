import { parseTrailArn } from "../../../cloudtrail/trail-arn.ts";
import type { Call, Reply } from "../../service.ts";
import type { World } from "../../world.ts";
import { errors } from "./errors.ts";
import { inputOf } from "./inputs.ts";
import { administersTrails } from "./organization-trails.ts";
import { putTrail, type Trail, trailByArn } from "./trails.ts";

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Tags a resource may hold ("AddTags", CloudTrail API Reference). */
const mostTags = 50;

/** Refuses tags that CloudTrail would ("AddTags"). @throws InvalidTagParameterException, TagsLimitExceededException */
export function checkTags(tags: readonly Tag[]): void {
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length)
    throw errors.badTag("A tag key may appear only once.");
  for (const { Key, Value } of tags) {
    if (Key.length < 1 || Key.length > 128) throw errors.badTag("A tag key has 1 to 128 characters.");
    if (Value.length > 256) throw errors.badTag("A tag value has at most 256 characters.");
    if (Key.toLowerCase().startsWith("aws:"))
      throw errors.badTag("Tag keys that begin with aws: are reserved.");
  }
  if (tags.length > mostTags) throw errors.tooManyTags();
}

/** AddTags: a tag with the key of an old one replaces its value. */
export function addTags(call: Call, world: World): Reply {
  const input = inputOf("AddTags", call);
  const trail = taggable(world, call, input.ResourceId);
  checkTags(input.TagsList);
  const added = new Set(input.TagsList.map(({ Key }) => Key));
  const tags = [...trail.tags.filter(({ Key }) => !added.has(Key)), ...input.TagsList];
  if (tags.length > mostTags) throw errors.tooManyTags();
  putTrail(world, { ...trail, tags });
  return { output: {} };
}

/** RemoveTags: by key; keys that are not there do not matter. */
export function removeTags(call: Call, world: World): Reply {
  const input = inputOf("RemoveTags", call);
  const trail = taggable(world, call, input.ResourceId);
  const removed = new Set(input.TagsList.map(({ Key }) => Key));
  putTrail(world, { ...trail, tags: trail.tags.filter(({ Key }) => !removed.has(Key)) });
  return { output: {} };
}

/** ListTags: of several trails at once. */
export function listTags(call: Call, world: World): Reply {
  const { ResourceIdList } = inputOf("ListTags", call);
  const trails = ResourceIdList.map((id) => taggable(world, call, id));
  return {
    output: { ResourceTagList: trails.map(({ arn, tags }) => ({ ResourceId: arn, TagsList: tags })) },
  };
}

function taggable(world: World, call: Call, id: string): Trail {
  if (/^arn:[^:]*:cloudtrail:[^:]*:\d{12}:(channel|eventdatastore|dashboard)\//.test(id))
    throw errors.resourceType(id);
  const parsed = parseTrailArn(id);
  if (!parsed) throw errors.badArn(id);
  const trail = trailByArn(world, id);
  const { accountId } = call.caller;
  const isOurs = trail?.organizationId !== undefined && administersTrails(world, accountId);
  if (parsed.accountId !== accountId && !isOurs) throw errors.otherAccount(accountId);
  if (!trail) throw errors.resourceNotFound(id);
  return trail;
}
