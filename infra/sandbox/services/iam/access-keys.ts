import type { Call, Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { oneOf, text } from "../input.ts";
import { limitExceeded, noSuchEntity } from "./errors.ts";
import { onHolder } from "./holders.ts";
import { newAccessKeyId, newSecretAccessKey } from "./identifiers.ts";
import { anything, iamOperations } from "./operation.ts";
import { byKey, page } from "./page.ts";
import { type AccessKey, accessKeys } from "./state.ts";
import { keysOf, namedOrCaller } from "./users.ts";
import { accessKeyView } from "./views.ts";

/** Of one user ("IAM and AWS STS quotas"). */
const mostKeys = 2;

export const accessKeyOperations: Record<string, Operation> = iamOperations({
  reads: {
    ListAccessKeys: { on: onHolder("user"), handle: listAccessKeys },
    GetAccessKeyLastUsed: { on: anything, handle: lastUsed },
  },
  writes: {
    CreateAccessKey: { on: onHolder("user"), handle: createAccessKey },
    UpdateAccessKey: { on: onHolder("user"), handle: updateAccessKey },
    DeleteAccessKey: { on: onHolder("user"), handle: deleteAccessKey },
  },
});

function createAccessKey(call: Call, world: World) {
  const user = namedOrCaller(call, world);
  if (keysOf(world, user).length >= mostKeys) throw limitExceeded("AccessKeysPerUser", mostKeys);
  const key: AccessKey = {
    id: newAccessKeyId("AKIA", user.accountId),
    secret: newSecretAccessKey(),
    accountId: user.accountId,
    userName: user.name,
    status: "Active",
    created: call.time.toISOString(),
  };
  accessKeys(world).put(key.id, key);
  const { CreateDate, ...view } = accessKeyView(key);
  return { AccessKey: { ...view, SecretAccessKey: key.secret, CreateDate } };
}

function listAccessKeys(call: Call, world: World) {
  const user = namedOrCaller(call, world);
  const keys = byKey(keysOf(world, user), (key) => key.id);
  const { items, rest } = page(keys, call.input, (key) => key.id);
  return { AccessKeyMetadata: items.map(accessKeyView), ...rest };
}

function keyOf(call: Call, world: World): AccessKey {
  const id = text(call.input, "AccessKeyId");
  const user = namedOrCaller(call, world);
  const key = accessKeys(world).get(id);
  if (!key || key.accountId !== user.accountId || key.userName !== user.name)
    throw noSuchEntity(`The Access Key with id ${id} cannot be found.`);
  return key;
}

function updateAccessKey(call: Call, world: World) {
  const status = oneOf(call.input, "Status", ["Active", "Inactive"] as const);
  if (status === undefined) text(call.input, "Status");
  else {
    const key = keyOf(call, world);
    accessKeys(world).put(key.id, { ...key, status });
  }
  return undefined;
}

function deleteAccessKey(call: Call, world: World) {
  accessKeys(world).delete(keyOf(call, world).id);
  return undefined;
}

/** Uses are not kept: the records tell them better. AWS answers N/A for a key that was never used. */
function lastUsed({ caller, input }: Call, world: World) {
  const id = text(input, "AccessKeyId");
  const key = accessKeys(world).get(id);
  if (!key || key.accountId !== caller.accountId)
    throw noSuchEntity(`The Access Key with id ${id} cannot be found.`);
  return { UserName: key.userName, AccessKeyLastUsed: { ServiceName: "N/A", Region: "N/A" } };
}
