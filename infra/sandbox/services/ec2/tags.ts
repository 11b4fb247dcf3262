import type { Call, Operation, Permission } from "../../service.ts";
import { AwsError } from "../../service.ts";
import type { World } from "../../world.ts";
import { ec2Error, type IdKind, notFound } from "./errors.ts";
import { filtered } from "./filters.ts";
import { type Input, optionalText, requiredTexts, structures, texts } from "./input.ts";
import { ec2Operations } from "./operation.ts";
import { page } from "./page.ts";
import { items } from "./recording.ts";
import {
  arnOf,
  instances,
  keyPairs,
  type Place,
  placeOf,
  type SecurityGroup,
  type Shelf,
  securityGroups,
  subnets,
  type Tags,
  vpcEndpoints,
  vpcs,
} from "./state.ts";
import { limited, requestTags, resourceTags, tagsOf } from "./tagging.ts";

const byIdAndTag = { write: recorded };

export const tagOperations: Record<string, Operation> = ec2Operations({
  reads: {
    DescribeTags: {
      parameters: ["Filter", "MaxResults", "NextToken"],
      handle: describeTags,
    },
  },
  writes: {
    CreateTags: {
      parameters: ["ResourceId", "Tag"],
      handle: createTags,
      permissions: (call, world) => permissions(call, world, "ec2:CreateTags"),
      recording: byIdAndTag,
    },
    DeleteTags: {
      parameters: ["ResourceId", "Tag"],
      handle: deleteTags,
      permissions: (call, world) => permissions(call, world, "ec2:DeleteTags"),
      recording: byIdAndTag,
    },
  },
});

/** Something that carries tags, wherever it is stored. */
interface Tagged {
  readonly id: string;
  readonly type: string;
  readonly tags: Tags;
  readonly set: (tags: Tags) => void;
}

type Shelves = Readonly<
  Record<
    string,
    { readonly type: string; readonly kind: IdKind; readonly shelf: Shelf<{ id: string; tags: Tags }> }
  >
>;

/** By the prefix of their ids. */
function shelves(world: World, place: Place): Shelves {
  const one = <T extends { readonly id: string; readonly tags: Tags }>(
    type: string,
    kind: IdKind,
    shelf: Shelf<T>,
  ) => ({
    type,
    kind,
    shelf: shelf as unknown as Shelf<{ id: string; tags: Tags }>,
  });
  return {
    i: one("instance", "instance", instances(world, place)),
    sg: one("security-group", "group", securityGroups(world, place)),
    vpc: one("vpc", "vpc", vpcs(world, place)),
    subnet: one("subnet", "subnet", subnets(world, place)),
    vpce: one("vpc-endpoint", "vpcEndpoint", vpcEndpoints(world, place)),
    key: one("key-pair", "keyPair", keyPairs(world, place)),
  };
}

function tagged(world: World, place: Place, id: string): Tagged {
  const prefix = id.slice(0, id.lastIndexOf("-"));
  if (prefix === "sgr") return taggedRule(world, place, id);
  const known = shelves(world, place)[prefix];
  if (!known) throw ec2Error("InvalidID", `The ID '${id}' is not valid`);
  const { type, kind, shelf } = known;
  const resource = shelf.get(id);
  if (!resource) throw notFound(kind, [id]);
  return { id, type, tags: resource.tags, set: (tags) => shelf.put({ ...resource, tags }) };
}

function taggedRule(world: World, place: Place, id: string): Tagged {
  const shelf = securityGroups(world, place);
  const group = shelf.all().find((candidate) => candidate.rules.some((rule) => rule.id === id));
  const rule = group?.rules.find((candidate) => candidate.id === id);
  if (!group || !rule) throw notFound("rule", [id]);
  const withTags = (tags: Tags): SecurityGroup => ({
    ...group,
    rules: group.rules.map((candidate) => (candidate === rule ? { ...rule, tags } : candidate)),
  });
  return { id, type: "security-group-rule", tags: rule.tags, set: (tags) => shelf.put(withTags(tags)) };
}

function createTags(call: Call, world: World) {
  const added = tagsOf(call.input);
  if (Object.keys(added).length === 0)
    throw ec2Error("MissingParameter", "The request must contain the parameter Tag");
  for (const id of requiredTexts(call.input, "ResourceId")) {
    const resource = tagged(world, placeOf(call), id);
    resource.set(limited({ ...resource.tags, ...added }));
  }
  return { return: true };
}

/** A tag given with a value goes only if it has that value; without any tags all go. */
function deleteTags(call: Call, world: World) {
  const given = structures(call.input, "Tag");
  for (const id of requiredTexts(call.input, "ResourceId")) {
    const resource = tagged(world, placeOf(call), id);
    const goes = ([key, value]: [string, string]) =>
      given.length === 0 ||
      given.some((tag) => tag["Key"] === key && (tag["Value"] === undefined || tag["Value"] === value));
    resource.set(Object.fromEntries(Object.entries(resource.tags).filter((entry) => !goes(entry))));
  }
  return { return: true };
}

function describeTags(call: Call, world: World) {
  const place = placeOf(call);
  const rules = securityGroups(world, place)
    .all()
    .flatMap((group) =>
      group.rules.map((rule) => ({ id: rule.id, type: "security-group-rule", tags: rule.tags })),
    );
  const resources = Object.values(shelves(world, place)).flatMap(({ type, shelf }) =>
    shelf.all().map(({ id, tags }) => ({ id, type, tags })),
  );
  const rows = [...resources, ...rules].flatMap(({ id, type, tags }) =>
    Object.entries(tags).map(([key, value]) => ({ id, type, key, value, tags: { [key]: value } })),
  );
  const found = filtered(rows, call.input, {
    key: (row) => row.key,
    value: (row) => row.value,
    "resource-id": (row) => row.id,
    "resource-type": (row) => row.type,
  });
  const { items: shown, rest } = page(found, call.input);
  return {
    tagSet: shown.map(({ id, type, key, value }) => ({ resourceId: id, resourceType: type, key, value })),
    ...rest,
  };
}

function permissions(call: Call, world: World, action: string): Permission[] {
  const place = placeOf(call);
  return texts(call.input, "ResourceId").map((id) => {
    const resource = lookUp(world, place, id);
    return {
      action,
      resource: arnOf(place, resource?.type ?? "*", id),
      context: { ...requestTags(structures(call.input, "Tag")), ...resourceTags(resource?.tags) },
    };
  });
}

/** As `tagged`, without a word for what is not there: the permission comes first. */
function lookUp(world: World, place: Place, id: string): Tagged | undefined {
  try {
    return tagged(world, place, id);
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

function recorded({ input }: Call): Record<string, unknown> {
  const tag = (given: Input) => ({
    key: optionalText(given, "Key"),
    value: optionalText(given, "Value") ?? "",
  });
  return {
    resourcesSet: items(texts(input, "ResourceId").map((resourceId) => ({ resourceId }))),
    tagSet: items(structures(input, "Tag").map(tag)),
  };
}
