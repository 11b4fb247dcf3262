import type { Operation } from "../../service.ts";
import { errors } from "./errors.ts";
import type { InputOf } from "./inputs.ts";
import { type AthenaCall, findWorkGroup, operation } from "./operation.ts";
import { keyOf, type WorkGroup, workGroupArn, workGroups } from "./state.ts";

type Tags = WorkGroup["tags"];

/** An operation on the tags of the workgroup that ResourceARN names. `change` returns them as they shall be. */
function onTags<N extends "ListTagsForResource" | "TagResource" | "UntagResource">(
  name: N,
  change?: (tags: Tags, input: InputOf<N>) => Tags,
): Operation {
  const resource = ({ input }: AthenaCall<N>) => input.ResourceARN;
  return operation(name, !change, resource, (athenaCall) => {
    const { world, place, input } = athenaCall;
    const begin = workGroupArn(place, "");
    if (!input.ResourceARN.startsWith(begin)) throw errors.noResource(input.ResourceARN);
    const group = findWorkGroup(athenaCall, input.ResourceARN.slice(begin.length));
    if (!change) return { Tags: Object.entries(group.tags).map(([Key, Value]) => ({ Key, Value })) };
    const tags = change(group.tags, input);
    if (Object.keys(tags).length > 50) throw errors.request("A resource can have 50 tags.");
    workGroups(world).put(keyOf(place, group.name), { ...group, tags });
    return {};
  });
}

export const listTagsForResource = onTags("ListTagsForResource");

export const tagResource = onTags("TagResource", (tags, { Tags }) => ({
  ...tags,
  ...Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
}));

export const untagResource = onTags("UntagResource", (tags, { TagKeys }) =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key))),
);
