import type { Call, Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { errors } from "./errors.ts";
import { arnHere, changeable, findKey } from "./find-key.ts";
import { inputOf } from "./inputs.ts";
import { onAll, onKeys } from "./key-operation.ts";
import { keyPermission } from "./key-permission.ts";
import { page } from "./page.ts";
import { aliases, aliasesOf, keyAt, placeKey } from "./state.ts";

const placeOf = ({ caller, region }: Call) => ({ accountId: caller.accountId, region });

/** An operation on an alias and the key it is, or is to be, a name of; both must be allowed. */
function onAlias(
  name: "CreateAlias" | "UpdateAlias" | "DeleteAlias",
  handle: (call: Call, world: World, alias: string, keyId: string) => void,
): Operation {
  const targetOf = (call: Call, world: World) => {
    const { AliasName, TargetKeyId } = inputOf(name, call) as { AliasName: string; TargetKeyId?: string };
    if (!AliasName.startsWith("alias/")) throw errors.aliasName("Alias must start with the prefix alias/");
    return findKey(world, call, TargetKeyId ?? AliasName);
  };
  return onKeys(name, false, {
    keys: (call, world) => [targetOf(call, world)],
    alias: (call) => ({
      accountId: call.caller.accountId,
      ARN: arnHere(call, inputOf(name, call).AliasName),
    }),
    permissions: (call, world) => [
      { action: `kms:${name}`, resource: arnHere(call, inputOf(name, call).AliasName) },
      keyPermission(call, world, targetOf(call, world), name),
    ],
    handle: (call, world) => {
      const { id } = name === "DeleteAlias" ? targetOf(call, world) : changeable(targetOf(call, world));
      handle(call, world, inputOf(name, call).AliasName, id);
      return undefined;
    },
  });
}

export const createAlias = onAlias("CreateAlias", (call, world, name, keyId) => {
  if (name.startsWith("alias/aws/"))
    throw errors.aliasName("Alias must not begin with alias/aws/, which is for keys that AWS manages.");
  if (!/^alias\/[\w/-]+$/.test(name))
    throw errors.aliasName(
      "Alias contains invalid characters. Alias must be alphanumeric and may contain -_/",
    );
  const at = placeKey(placeOf(call), name);
  const arn = arnHere(call, name);
  const there = aliases(world).get(at);
  if (there && keyAt(world, placeOf(call), there.keyId)) throw errors.aliasExists(arn);
  const now = call.time.toISOString();
  aliases(world).put(at, { name, arn, keyId, created: now, updated: now });
});

export const updateAlias = onAlias("UpdateAlias", (call, world, name, keyId) => {
  const at = placeKey(placeOf(call), name);
  const alias = aliases(world).get(at);
  if (!alias || !keyAt(world, placeOf(call), alias.keyId)) throw errors.aliasNotFound(arnHere(call, name));
  aliases(world).put(at, { ...alias, keyId, updated: call.time.toISOString() });
});

export const deleteAlias = onAlias("DeleteAlias", (call, world, name) => {
  aliases(world).delete(placeKey(placeOf(call), name));
});

export const listAliases = onAll("ListAliases", true, (call, world, input) => {
  const wanted = input.KeyId === undefined ? undefined : findKey(world, call, input.KeyId).id;
  const all = aliasesOf(world, placeOf(call)).filter(({ keyId }) => wanted === undefined || keyId === wanted);
  const { items, rest } = page(all, input, ({ name }) => name);
  return {
    Aliases: items.map(({ name, arn, keyId, created, updated }) => ({
      AliasName: name,
      AliasArn: arn,
      TargetKeyId: keyId,
      CreationDate: new Date(created),
      LastUpdatedDate: new Date(updated),
    })),
    ...rest,
  };
});
