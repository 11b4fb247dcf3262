import type { World } from "../../world.ts";
import { holdersIn } from "./holders.ts";
import type { Group, Role, User } from "./state.ts";

/** Who has a managed policy attached or as permissions boundary, in one account. */
export function usesOf(world: World, accountId: string, arn: string) {
  const users = holdersIn(world, "user", accountId);
  const groups = holdersIn(world, "group", accountId);
  const roles = holdersIn(world, "role", accountId);
  const attached = (holder: User | Group | Role) => holder.attached.includes(arn);
  const bounded = (holder: User | Role) => holder.boundary === arn;
  return {
    users: users.filter(attached),
    groups: groups.filter(attached),
    roles: roles.filter(attached),
    boundedUsers: users.filter(bounded),
    boundedRoles: roles.filter(bounded),
  };
}

/** The numbers of those, as policies are described with them. */
export function countUses(world: World, accountId: string, arn: string) {
  const uses = usesOf(world, accountId, arn);
  return {
    attached: uses.users.length + uses.groups.length + uses.roles.length,
    boundaries: uses.boundedUsers.length + uses.boundedRoles.length,
  };
}
