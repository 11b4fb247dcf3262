import type { Operation } from "../../service.ts";
import { databaseOfArn } from "./databases.ts";
import { errors } from "./errors.ts";
import type { InputOf } from "./inputs.ts";
import { type GlueCall, operation } from "./operation.ts";
import { type Database, databaseKey, databases } from "./state.ts";

type Tags = Database["tags"];

/** An operation on the tags of the database that ResourceArn names. `change` returns them as they shall be. */
function onTags<N extends "GetTags" | "TagResource" | "UntagResource">(
  name: N,
  change?: (tags: Tags, input: InputOf<N>) => Tags,
): Operation {
  const pathOf = ({ ResourceArn }: InputOf<N>) => [ResourceArn.split(":").slice(5).join(":").split("/")];
  return operation(name, !change, pathOf, (glueCall: GlueCall<N>) => {
    const { world, catalog, input } = glueCall;
    const database = databaseOfArn(glueCall, input.ResourceArn);
    if (!change) return { Tags: database.tags };
    const tags = change(database.tags, input);
    if (Object.keys(tags).length > 50) throw errors.input("A resource can have 50 tags.");
    databases(world).put(databaseKey(catalog, database.name), { ...database, tags });
    return {};
  });
}

export const getTags = onTags("GetTags");

export const tagResource = onTags("TagResource", (tags, { TagsToAdd }) => ({ ...tags, ...TagsToAdd }));

export const untagResource = onTags("UntagResource", (tags, { TagsToRemove }) =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !TagsToRemove.includes(key))),
);
