import type { Call } from "../../service.ts";
import type { World } from "../../world.ts";
import { errors } from "./errors.ts";
import { aliases, type Key, keyAt, placeKey } from "./state.ts";

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** ARN of a key or alias (`key/…`, `alias/…`) in the call's account and region. */
export function arnHere({ caller, region }: Call, resource: string): string {
  return `arn:aws:kms:${region}:${caller.accountId}:${resource}`;
}

/**
 * The key that a key id, key ARN, alias name or alias ARN means. Names are the caller's own; an ARN may be of another
 * account, never of another region.
 * @throws AwsError `NotFoundException`, `InvalidArnException`
 */
export function findKey(world: World, call: Call, given: string): Key {
  const arn = given.startsWith("arn:") ? given : undefined;
  if (arn === undefined && !given.startsWith("alias/") && !uuid.test(given)) throw errors.badKeyId(given);
  const full = arn ?? arnHere(call, given.startsWith("alias/") ? given : `key/${given}`);
  const [, partition, service, region = "", accountId = "", resource = ""] = full.split(":");
  const [kind, ...rest] = resource.split("/");
  if (partition !== "aws" || service !== "kms" || (kind !== "key" && kind !== "alias") || rest.length === 0)
    throw errors.badArn(`Invalid arn ${given}`);
  if (region !== call.region) throw errors.badArn(`Invalid arn ${region}`);
  const place = { region, accountId };
  const id = kind === "key" ? rest.join("/") : aliases(world).get(placeKey(place, resource))?.keyId;
  const key = id === undefined ? undefined : keyAt(world, place, id);
  if (!key) throw kind === "key" ? errors.keyNotFound(full) : errors.aliasNotFound(full);
  return key;
}

/** A key that is to work now. */
export function usable(key: Key): Key {
  if (key.deletion !== undefined) throw errors.pendingDeletion(key.arn);
  if (!key.enabled) throw errors.disabled(key.arn);
  return key;
}

/** A key whose settings are to change. */
export function changeable(key: Key): Key {
  if (key.deletion !== undefined) throw errors.pendingDeletion(key.arn);
  return key;
}
