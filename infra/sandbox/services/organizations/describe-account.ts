import type { Account, World } from "../../world.ts";
import { managementAccount, organizationArn, organizationOf } from "./organization.ts";

/** Example addresses (RFC 2606): nobody's. */
export const emailOf = ({ name }: Account) => `${name.replace(/[^\w.-]+/g, "-")}@example.com`;

/** The Account structure of the API. */
export function describeAccount(world: World, account: Account): Record<string, unknown> {
  const { id, rootId } = organizationOf(world);
  return { ...membership(world, account), Paths: [`${id}/${rootId}/${account.id}/`] };
}

/** What Account and DelegatedAdministrator structures share. */
export function membership(world: World, account: Account): Record<string, unknown> {
  return {
    Id: account.id,
    Arn: organizationArn(world, "account", account.id),
    Email: emailOf(account),
    Name: account.name,
    Status: "ACTIVE",
    State: "ACTIVE",
    JoinedMethod: account === managementAccount(world) ? "INVITED" : "CREATED",
    JoinedTimestamp: new Date(organizationOf(world).created),
  };
}
