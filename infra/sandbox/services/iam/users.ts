import type { Call, Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { boundaryParameter } from "./boundaries.ts";
import { deleteConflict, validation } from "./errors.ts";
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
import { type AccessKey, accessKeys, entityKey, sessions, type User } from "./state.ts";
import { tagsOf, withoutTags, withTags } from "./tags.ts";
import { userDetail, userView } from "./views.ts";

export const userOperations: Record<string, Operation> = iamOperations({
  reads: {
    GetUser: { on: onHolder("user"), handle: getUser },
    ListUsers: { on: listing("user"), handle: listUsers },
    ListUserTags: { on: onHolder("user"), handle: listTags },
  },
  writes: {
    CreateUser: { on: onNew("user"), handle: createUser },
    UpdateUser: { on: onHolder("user"), handle: updateUser },
    DeleteUser: { on: onHolder("user"), handle: deleteUser },
    TagUser: { on: onHolder("user"), handle: tag },
    UntagUser: { on: onHolder("user"), handle: untag },
  },
});

/** The access keys of a user, by id. */
export function keysOf(world: World, user: User): AccessKey[] {
  return [...accessKeys(world).entries()]
    .map(([, key]) => key)
    .filter((key) => key.accountId === user.accountId && key.userName === user.name);
}

function createUser({ caller, input, time }: Call, world: World) {
  const userName = name(input, "UserName");
  refuseTaken(world, "user", caller.accountId, userName);
  const userPath = path(input) ?? "/";
  const user: User = {
    accountId: caller.accountId,
    name: userName,
    path: userPath,
    id: uniqueId("AIDA"),
    arn: `arn:aws:iam::${caller.accountId}:user${userPath}${userName}`,
    created: time.toISOString(),
    tags: tagsOf(input),
    groups: [],
    inline: {},
    attached: [],
    ...boundaryParameter(input, world),
  };
  putHolder(world, "user", user);
  return { User: userDetail(user) };
}

/** Without a name: the user who asks. Sessions of roles have none. */
export function namedOrCaller({ caller, input }: Call, world: World): User {
  const wanted = optionalName(input, "UserName") ?? caller.userName;
  if (wanted === undefined) throw validation("Must specify userName when calling with non-User credentials");
  return holderNamed(world, "user", caller.accountId, wanted);
}

function getUser(call: Call, world: World) {
  return { User: userDetail(namedOrCaller(call, world)) };
}

function listUsers({ caller, input }: Call, world: World) {
  const prefix = pathPrefix(input);
  const found = holdersIn(world, "user", caller.accountId).filter((user) => user.path.startsWith(prefix));
  const { items, rest } = page(found, input, (user) => user.name.toLowerCase());
  return { Users: items.map(userView), ...rest };
}

function updateUser(call: Call, world: World) {
  const { caller, input } = call;
  const user = holderOf(call, world, "user");
  const newName = optionalName(input, "NewUserName") ?? user.name;
  const newPath = path(input, "NewPath") ?? user.path;
  if (newName.toLowerCase() !== user.name.toLowerCase())
    refuseTaken(world, "user", caller.accountId, newName);
  holders(world, "user").delete(entityKey(user.accountId, user.name));
  putHolder(world, "user", {
    ...user,
    name: newName,
    path: newPath,
    arn: `arn:aws:iam::${caller.accountId}:user${newPath}${newName}`,
  });
  for (const key of keysOf(world, user)) accessKeys(world).put(key.id, { ...key, userName: newName });
  for (const [id, session] of [...sessions(world).entries()])
    if (session.of.kind === "user" && session.of.userId === user.id)
      sessions(world).put(id, { ...session, of: { ...session.of, userName: newName } });
  return undefined;
}

function deleteUser(call: Call, world: World) {
  const user = holderOf(call, world, "user");
  if (keysOf(world, user).length > 0)
    throw deleteConflict("Cannot delete entity, must delete access keys first.");
  if (user.loginProfile) throw deleteConflict("Cannot delete entity, must delete login profile first.");
  if (user.groups.length > 0)
    throw deleteConflict("Cannot delete entity, must remove users from group first.");
  if (user.attached.length > 0) throw deleteConflict("Cannot delete entity, must detach all policies first.");
  if (Object.keys(user.inline).length > 0)
    throw deleteConflict("Cannot delete entity, must delete policies first.");
  holders(world, "user").delete(entityKey(user.accountId, user.name));
  return undefined;
}

function listTags(call: Call, world: World) {
  const tags = byKey(holderOf(call, world, "user").tags, (item) => item.Key);
  const { items, rest } = page(tags, call.input, (item) => item.Key);
  return { Tags: items, ...rest };
}

function tag(call: Call, world: World) {
  const user = holderOf(call, world, "user");
  putHolder(world, "user", { ...user, tags: withTags(user.tags, tagsOf(call.input)) });
  return undefined;
}

function untag(call: Call, world: World) {
  const user = holderOf(call, world, "user");
  putHolder(world, "user", { ...user, tags: withoutTags(user.tags, call.input) });
  return undefined;
}
