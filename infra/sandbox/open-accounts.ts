import * as z from "zod";
import { accounts as defaults } from "./accounts.ts";
import type { OpenWorld } from "./open-world.ts";
import type { IdentifiedAccount } from "./account-definition.ts";
import { invalidAccounts } from "./invalid-accounts.ts";
import type { SandboxAccount } from "./sandbox.ts";
import { accountsWithCredentials, seedAccounts } from "./seed-accounts.ts";
import { users } from "./services/iam/state.ts";

const rememberedSchema = z.array(z.object({ id: z.string(), name: z.string(), users: z.array(z.string()) }));
type Remembered = z.infer<typeof rememberedSchema>;

/**
 * Settles which accounts a sandbox has, gives them their principals and remembers them for later starts: those defined
 * now, then those of earlier runs, whose resources are still there.
 * @throws TrailwrightError `InvalidInput`
 */
export function openAccounts(
  world: OpenWorld,
  definitions: readonly IdentifiedAccount[],
): readonly [SandboxAccount, ...SandboxAccount[]] {
  const earlier = remembered(world);
  const clashes = definitions.flatMap(({ id, name }) =>
    earlier
      .filter((each) => (each.id === id) !== (each.name === name))
      .map((each) => `${name} (${id}) was ${each.name} (${each.id}) in an earlier run of this sandbox`),
  );
  if (clashes.length > 0) throw invalidAccounts("accounts", clashes);
  const defined = definitions.map(({ id, name, users: given = [] }) => {
    const before = earlier.find((each) => each.id === id)?.users ?? [];
    return { id, name, users: [...new Set([...given.map((user) => user.name), ...before])] };
  });
  const others = earlier.filter(({ id }) => !defined.some((each) => each.id === id));
  const all = defined.length + others.length > 0 ? [...defined, ...others] : defaults.map(nobody);
  world.setAccounts(all.map(({ id, name }) => ({ id, name })));
  seedAccounts(world, definitions);
  world.remember("accounts", JSON.stringify(all));
  return accountsWithCredentials(world, all) as readonly [SandboxAccount, ...SandboxAccount[]];
}

function remembered(world: OpenWorld): Remembered {
  const text = world.recall("accounts");
  if (text !== undefined) return rememberedSchema.parse(JSON.parse(text));
  // A folder from before accounts could be chosen has the default ones.
  const isNew = users(world).entries().next().done === true;
  return isNew ? [] : defaults.map(nobody);
}

const nobody = ({ id, name }: { id: string; name: string }) => ({ id, name, users: [] as string[] });
