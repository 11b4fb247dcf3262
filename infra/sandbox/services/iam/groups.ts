import type { Call, Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { deleteConflict } from "./errors.ts";
import {
  holderNamed,
  holderOf,
  holders,
  holdersIn,
  onHolder,
  onNew,
  putHolder,
  refuseTaken,
} from "./holders.ts";
import { uniqueId } from "./identifiers.ts";
import { name, optionalName, path, pathPrefix } from "./names.ts";
import { iamOperations, listing } from "./operation.ts";
import { byKey, page } from "./page.ts";
import { entityKey, type Group, type User } from "./state.ts";
import { groupView, userView } from "./views.ts";

export const groupOperations: Record<string, Operation> = iamOperations({
  reads: {
    GetGroup: { on: onHolder("group"), handle: getGroup },
    ListGroups: { on: listing("group"), handle: listGroups },
    ListGroupsForUser: { on: onHolder("user"), handle: listGroupsForUser },
  },
  writes: {
    CreateGroup: { on: onNew("group"), handle: createGroup },
    UpdateGroup: { on: onHolder("group"), handle: updateGroup },
    DeleteGroup: { on: onHolder("group"), handle: deleteGroup },
    AddUserToGroup: { on: onHolder("group"), handle: addUser },
    RemoveUserFromGroup: { on: onHolder("group"), handle: removeUser },
  },
});

/** The users in a group. */
function membersOf(world: World, group: Group): User[] {
  return holdersIn(world, "user", group.accountId).filter((user) => user.groups.includes(group.name));
}

function createGroup({ caller, input, time }: Call, world: World) {
  const groupName = name(input, "GroupName");
  refuseTaken(world, "group", caller.accountId, groupName);
  const groupPath = path(input) ?? "/";
  const group: Group = {
    accountId: caller.accountId,
    name: groupName,
    path: groupPath,
    id: uniqueId("AGPA"),
    arn: `arn:aws:iam::${caller.accountId}:group${groupPath}${groupName}`,
    created: time.toISOString(),
    inline: {},
    attached: [],
  };
  putHolder(world, "group", group);
  return { Group: groupView(group) };
}

function getGroup(call: Call, world: World) {
  const group = holderOf(call, world, "group");
  const { items, rest } = page(membersOf(world, group), call.input, (user) => user.name.toLowerCase());
  return { Group: groupView(group), Users: items.map(userView), ...rest };
}

function listGroups({ caller, input }: Call, world: World) {
  const prefix = pathPrefix(input);
  const found = holdersIn(world, "group", caller.accountId).filter((group) => group.path.startsWith(prefix));
  const { items, rest } = page(found, input, (group) => group.name.toLowerCase());
  return { Groups: items.map(groupView), ...rest };
}

function listGroupsForUser(call: Call, world: World) {
  const user = holderOf(call, world, "user");
  const found = byKey(
    user.groups.map((groupName) => holderNamed(world, "group", user.accountId, groupName)),
    (group) => group.name,
  );
  const { items, rest } = page(found, call.input, (group) => group.name);
  return { Groups: items.map(groupView), ...rest };
}

function updateGroup(call: Call, world: World) {
  const { caller, input } = call;
  const group = holderOf(call, world, "group");
  const newName = optionalName(input, "NewGroupName") ?? group.name;
  const newPath = path(input, "NewPath") ?? group.path;
  if (newName.toLowerCase() !== group.name.toLowerCase())
    refuseTaken(world, "group", caller.accountId, newName);
  for (const user of membersOf(world, group))
    putHolder(world, "user", {
      ...user,
      groups: user.groups.map((joined) => (joined === group.name ? newName : joined)),
    });
  holders(world, "group").delete(entityKey(group.accountId, group.name));
  const arn = `arn:aws:iam::${caller.accountId}:group${newPath}${newName}`;
  putHolder(world, "group", { ...group, name: newName, path: newPath, arn });
  return undefined;
}

function deleteGroup(call: Call, world: World) {
  const group = holderOf(call, world, "group");
  if (membersOf(world, group).length > 0)
    throw deleteConflict("Cannot delete entity, must remove users from group first.");
  if (group.attached.length > 0)
    throw deleteConflict("Cannot delete entity, must detach all policies first.");
  if (Object.keys(group.inline).length > 0)
    throw deleteConflict("Cannot delete entity, must delete policies first.");
  holders(world, "group").delete(entityKey(group.accountId, group.name));
  return undefined;
}

function addUser(call: Call, world: World) {
  const group = holderOf(call, world, "group");
  const user = holderOf(call, world, "user");
  if (!user.groups.includes(group.name))
    putHolder(world, "user", { ...user, groups: [...user.groups, group.name] });
  return undefined;
}

function removeUser(call: Call, world: World) {
  const group = holderOf(call, world, "group");
  const user = holderOf(call, world, "user");
  putHolder(world, "user", { ...user, groups: user.groups.filter((joined) => joined !== group.name) });
  return undefined;
}
