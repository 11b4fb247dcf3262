import type { Database, DatabaseInput } from "@aws-sdk/client-glue";
import { partitionOf } from "../../../cloudtrail/partition.ts";
import { unlessAbsent } from "../aws-call-error.ts";
import type { Properties } from "../property-value.ts";
import type { Context, ResourceType } from "../resource-type.ts";
import { map, optional, region, string } from "../schema.ts";
import { allTags, tagChanges, tagState, tagsOf } from "../tags.ts";

/** `123456789012:name`, as the real provider's IDs are. */
const idOf = (catalogId: string, name: string) => `${catalogId}:${name}`;

const nameIn = (id: string) => id.slice(id.indexOf(":") + 1);

/** The ARN of a database in its catalog. */
const arnOf = ({ region: of }: Context, partition: string, catalogId: string, name: string) =>
  `arn:${partition}:glue:${of}:${catalogId}:database/${name}`;

function inputOf(given: Properties): DatabaseInput & { Name: string } {
  const { name, description, locationUri, parameters } = given as Record<string, string> & {
    parameters?: Record<string, string>;
  };
  return {
    Name: name!,
    ...(description ? { Description: description } : {}),
    ...(locationUri ? { LocationUri: locationUri } : {}),
    ...(parameters ? { Parameters: parameters } : {}),
  };
}

function shown(found: Database, context: Context) {
  const catalogId = found.CatalogId ?? "";
  return {
    name: found.Name,
    description: found.Description ?? "",
    locationUri: found.LocationUri ?? "",
    parameters: found.Parameters ?? {},
    catalogId,
    arn: arnOf(context, partitionOf(context.region).partition, catalogId, found.Name ?? ""),
    region: context.region,
  };
}

async function find(name: string, context: Context) {
  const glue = await context.aws.glue();
  const found = await unlessAbsent(glue.getDatabase({ Name: name }), "EntityNotFoundException");
  return found?.Database;
}

/** A database of Glue's data catalog. */
export const glueCatalogDatabase: ResourceType = {
  token: "aws:glue/catalogDatabase:CatalogDatabase",
  naming: { property: "name", maxLength: 255, lowerCase: true },
  schema: {
    inputs: {
      name: optional(string, { computed: true, replaces: true }),
      catalogId: optional(string, { computed: true, replaces: true }),
      description: optional(string),
      locationUri: optional(string, { computed: true }),
      parameters: optional(map),
      tags: optional(map),
      region,
    },
    outputs: { arn: string, tagsAll: map },
    refused: {
      createTableDefaultPermissions: "Lake Formation's permissions are not served",
      federatedDatabase: "use a database of the account's own",
      targetDatabase: "use a database of the account's own",
    },
  },
  async create(given, context) {
    const glue = await context.aws.glue();
    const tagsAll = allTags(context.defaultTags, given["tags"]);
    const input = inputOf(given);
    await glue.createDatabase({ DatabaseInput: input, Tags: { ...tagsAll } });
    const state = shown((await find(input.Name, context)) ?? input, context);
    return { id: idOf(state.catalogId, input.Name), state: { ...state, tags: given["tags"], tagsAll } };
  },
  async read(id, prior, context) {
    const found = await find(nameIn(id), context);
    if (!found) return undefined;
    const glue = await context.aws.glue();
    const state = shown(found, context);
    const { Tags = {} } = await glue.getTags({ ResourceArn: state.arn });
    const whole = { ...state, ...tagState(Tags, context.defaultTags, prior) };
    return { id: idOf(state.catalogId, nameIn(id)), state: whole };
  },
  async update(id, old, given, context) {
    const glue = await context.aws.glue();
    const name = nameIn(id);
    await glue.updateDatabase({ Name: name, DatabaseInput: { ...inputOf(given), Name: name } });
    const tagsAll = allTags(context.defaultTags, given["tags"]);
    const { put, gone } = tagChanges(tagsOf(old["tagsAll"]), tagsAll);
    const ResourceArn = old["arn"] as string;
    if (gone.length > 0) await glue.untagResource({ ResourceArn, TagsToRemove: [...gone] });
    if (Object.keys(put).length > 0) await glue.tagResource({ ResourceArn, TagsToAdd: { ...put } });
    const found = await find(name, context);
    return { ...old, ...(found ? shown(found, context) : {}), tags: given["tags"], tagsAll };
  },
  async delete(id, _state, context) {
    const glue = await context.aws.glue();
    await unlessAbsent(glue.deleteDatabase({ Name: nameIn(id) }), "EntityNotFoundException");
  },
};
