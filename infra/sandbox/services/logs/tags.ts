import { errors } from "./errors.ts";
import type { InputOf, Name } from "./inputs.ts";
import { findGroup, groupOfArn, groupPermission, type LogsCall, onGroup, operation } from "./operation.ts";
import { type LogGroup, putGroup } from "./state.ts";
import type { Operation } from "../../service.ts";
import type { World } from "../../world.ts";

/** Refuses tags that CloudWatch Logs would not take ("TagResource", CloudWatch Logs API Reference). */
export function checkTags(arn: string, tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).some((key) => key.toLowerCase().startsWith("aws:")))
    throw errors.parameter("Tag keys starting with aws: are reserved for system use.");
  if (Object.keys(tags).length > 50) throw errors.tooManyTags(arn);
}

function addTags(world: World, group: LogGroup, more: Readonly<Record<string, string>>): undefined {
  const tags = { ...group.tags, ...more };
  checkTags(group.arn, more);
  checkTags(group.arn, tags);
  putGroup(world, { ...group, tags });
}

function removeTags(world: World, group: LogGroup, keys: readonly string[]): undefined {
  const tags = Object.entries(group.tags).filter(([key]) => !keys.includes(key));
  putGroup(world, { ...group, tags: Object.fromEntries(tags) });
}

/** An operation on the group that resourceArn names; the permission is for the group itself, without a stream. */
function onTagged<N extends Name & ("TagResource" | "UntagResource" | "ListTagsForResource")>(
  name: N,
  readOnly: boolean,
  handle: (logsCall: LogsCall<N> & { readonly group: LogGroup }) => Record<string, unknown> | undefined,
): Operation {
  const groupName = ({ resourceArn }: InputOf<N>) => {
    const named = groupOfArn(resourceArn);
    if (!named || resourceArn.endsWith("*")) throw errors.noResource();
    return named;
  };
  return operation(name, readOnly, {
    permission: (_call, world, input) => ({
      ...groupPermission(world, groupName(input)),
      resource: input.resourceArn,
    }),
    handle: (logsCall) =>
      handle({ ...logsCall, group: findGroup(logsCall.world, groupName(logsCall.input)) }),
  });
}

export const tagResource = onTagged("TagResource", false, ({ world, group, input }) =>
  addTags(world, group, input.tags),
);

export const untagResource = onTagged("UntagResource", false, ({ world, group, input }) =>
  removeTags(world, group, input.tagKeys),
);

export const listTagsForResource = onTagged("ListTagsForResource", true, ({ group }) => ({
  tags: group.tags,
}));

export const tagLogGroup = onGroup("TagLogGroup", false, ({ world, group, input }) =>
  addTags(world, group, input.tags),
);

export const untagLogGroup = onGroup("UntagLogGroup", false, ({ world, group, input }) =>
  removeTags(world, group, input.tags),
);

export const listTagsLogGroup = onGroup("ListTagsLogGroup", true, ({ group }) => ({ tags: group.tags }));
