import type { World } from "../../world.ts";

/** When an account became a service's administrator: ISO 8601 text in UTC, by `<account> <service principal>`. */
export const delegations = (world: World) =>
  world.collection<string>("organizations/delegatedAdministrators");

/** Ids of the accounts that administer a service (`cloudtrail.amazonaws.com`) for the organization. */
export function administratorsFor(world: World, principal: string): readonly string[] {
  return [...delegations(world).entries()]
    .map(([key]) => key.split(" "))
    .filter(([, service]) => service === principal)
    .map(([account]) => account!);
}

/** Whether an account administers some service for the organization, which lets it read of the organization. */
export function administersSomething(world: World, accountId: string): boolean {
  return !delegations(world).entries(`${accountId} `).next().done;
}

/** When each trusted service was let in: ISO 8601 text in UTC, by service principal. */
export const trustedServices = (world: World) => world.collection<string>("organizations/serviceAccess");

/** Whether a service (`cloudtrail.amazonaws.com`) has trusted access to the organization. */
export function hasServiceAccess(world: World, principal: string): boolean {
  return trustedServices(world).has(principal);
}
