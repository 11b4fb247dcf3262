import { randomBytes } from "node:crypto";
import type { Account, World } from "../../world.ts";

/** The organization that the sandbox's accounts make up. */
export interface Organization {
  /** `o-…` */
  readonly id: string;
  /** `r-…` */
  readonly rootId: string;
  /** ISO 8601 text in UTC: when it was first asked for; its accounts joined with it. */
  readonly created: string;
}

/** The organization's account in charge: the one named `management`, else the first. */
export function managementAccount(world: World): Account {
  return world.accounts.find(({ name }) => name === "management") ?? world.accounts[0]!;
}

/** The sandbox's one organization, with ids that stay. */
export function organizationOf(world: World): Organization {
  const collection = world.collection<Organization>("organizations/organization");
  const known = collection.get("organization");
  if (known) return known;
  const made = {
    id: `o-${letters(10)}`,
    rootId: `r-${letters(4)}`,
    created: world.clock.now().toISOString(),
  };
  collection.put("organization", made);
  return made;
}

/** `arn:aws:organizations::<management account>:<kind>/<organization>…` */
export function organizationArn(
  world: World,
  kind: "organization" | "root" | "ou" | "account",
  id?: string,
): string {
  const end = id === undefined ? "" : `/${id}`;
  return `arn:aws:organizations::${managementAccount(world).id}:${kind}/${organizationOf(world).id}${end}`;
}

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

function letters(count: number): string {
  return [...randomBytes(count)].map((byte) => alphabet[byte % alphabet.length]).join("");
}
