import type { Call, Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { checkLength, type Input, integer, optionalText, text } from "../input.ts";
import { boundaryParameter } from "./boundaries.ts";
import { deleteConflict } from "./errors.ts";
import { holderOf, holders, holdersIn, onHolder, onNew, putHolder, refuseTaken } from "./holders.ts";
import { uniqueId } from "./identifiers.ts";
import { name, path, pathPrefix } from "./names.ts";
import { iamOperations, listing } from "./operation.ts";
import { byKey, page } from "./page.ts";
import { entityKey, type Role } from "./state.ts";
import { tagsOf, withoutTags, withTags } from "./tags.ts";
import { checkTrustPolicy } from "./trust-policy.ts";
import { roleDetail, roleView } from "./views.ts";

export const roleOperations: Record<string, Operation> = iamOperations({
  reads: {
    GetRole: { on: onHolder("role"), handle: getRole },
    ListRoles: { on: listing("role"), handle: listRoles },
    ListRoleTags: { on: onHolder("role"), handle: listTags },
  },
  writes: {
    CreateRole: { on: onNew("role"), handle: createRole },
    UpdateRole: { on: onHolder("role"), handle: updateRole },
    UpdateRoleDescription: { on: onHolder("role"), handle: updateDescription },
    UpdateAssumeRolePolicy: { on: onHolder("role"), handle: updateTrustPolicy },
    DeleteRole: { on: onHolder("role"), handle: deleteRole },
    TagRole: { on: onHolder("role"), handle: tag },
    UntagRole: { on: onHolder("role"), handle: untag },
  },
});

/** Seconds; an hour unless told. */
function maxSessionDuration(input: Input): number | undefined {
  return integer(input, "MaxSessionDuration", { min: 3600, max: 43200 });
}

function description(input: Input): { description?: string } {
  const given = optionalText(input, "Description");
  if (given !== undefined) checkLength(given, "Description", { max: 1000 });
  return given === undefined ? {} : { description: given };
}

function createRole({ caller, input, time }: Call, world: World) {
  const roleName = name(input, "RoleName");
  const trustPolicy = checkTrustPolicy(text(input, "AssumeRolePolicyDocument"), world);
  refuseTaken(world, "role", caller.accountId, roleName);
  const rolePath = path(input) ?? "/";
  const role: Role = {
    accountId: caller.accountId,
    name: roleName,
    path: rolePath,
    id: uniqueId("AROA"),
    arn: `arn:aws:iam::${caller.accountId}:role${rolePath}${roleName}`,
    created: time.toISOString(),
    trustPolicy,
    ...description(input),
    maxSessionDuration: maxSessionDuration(input) ?? 3600,
    tags: tagsOf(input),
    inline: {},
    attached: [],
    ...boundaryParameter(input, world),
  };
  putHolder(world, "role", role);
  const { RoleLastUsed: _, MaxSessionDuration: __, Description: ___, ...created } = roleDetail(role);
  return { Role: created };
}

function getRole(call: Call, world: World) {
  return { Role: roleDetail(holderOf(call, world, "role")) };
}

function listRoles({ caller, input }: Call, world: World) {
  const prefix = pathPrefix(input);
  const found = holdersIn(world, "role", caller.accountId).filter((role) => role.path.startsWith(prefix));
  const { items, rest } = page(found, input, (role) => role.name.toLowerCase());
  return { Roles: items.map(roleView), ...rest };
}

function updateRole(call: Call, world: World) {
  const role = holderOf(call, world, "role");
  putHolder(world, "role", {
    ...role,
    ...description(call.input),
    maxSessionDuration: maxSessionDuration(call.input) ?? 3600,
  });
  return undefined;
}

function updateDescription(call: Call, world: World) {
  const role = { ...holderOf(call, world, "role"), description: text(call.input, "Description") };
  putHolder(world, "role", role);
  return { Role: roleView(role) };
}

function updateTrustPolicy(call: Call, world: World) {
  const role = holderOf(call, world, "role");
  const trustPolicy = checkTrustPolicy(text(call.input, "PolicyDocument"), world);
  putHolder(world, "role", { ...role, trustPolicy });
  return undefined;
}

function deleteRole(call: Call, world: World) {
  const role = holderOf(call, world, "role");
  if (role.attached.length > 0) throw deleteConflict("Cannot delete entity, must detach all policies first.");
  if (Object.keys(role.inline).length > 0)
    throw deleteConflict("Cannot delete entity, must delete policies first.");
  holders(world, "role").delete(entityKey(role.accountId, role.name));
  return undefined;
}

function listTags(call: Call, world: World) {
  const tags = byKey(holderOf(call, world, "role").tags, (item) => item.Key);
  const { items, rest } = page(tags, call.input, (item) => item.Key);
  return { Tags: items, ...rest };
}

function tag(call: Call, world: World) {
  const role = holderOf(call, world, "role");
  putHolder(world, "role", { ...role, tags: withTags(role.tags, tagsOf(call.input)) });
  return undefined;
}

function untag(call: Call, world: World) {
  const role = holderOf(call, world, "role");
  putHolder(world, "role", { ...role, tags: withoutTags(role.tags, call.input) });
  return undefined;
}
