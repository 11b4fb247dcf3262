import type { Collection, World } from "../../world.ts";

/** A tag as the KMS API writes it. */
export interface KeyTag {
  readonly TagKey: string;
  readonly TagValue: string;
}

/** A symmetric encryption key. Times are ISO 8601 text in UTC. */
export interface Key {
  readonly id: string;
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly created: string;
  readonly description: string;
  readonly enabled: boolean;
  /** Set on keys that AWS manages for one of its services (`aws/s3`); all others are the customer's. */
  readonly manager?: "AWS";
  /** When a key that is scheduled for deletion goes. */
  readonly deletion?: string;
  /** Document of the key policy `default`, the only one a key has. */
  readonly policy: string;
  /** Days between two rotations while automatic rotation is on. */
  readonly rotationDays?: number;
  readonly rotationSince?: string;
  readonly tags: readonly KeyTag[];
  /** 256 bits, base 64. Never leaves the sandbox. */
  readonly material: string;
}

/** A name for a key. */
export interface Alias {
  /** `alias/…` */
  readonly name: string;
  readonly arn: string;
  readonly keyId: string;
  readonly created: string;
  readonly updated: string;
}

const keys = (world: World): Collection<Key> => world.collection("kms/keys");
export const aliases = (world: World): Collection<Alias> => world.collection("kms/aliases");

/** Where something of KMS is: `account/region/`, the beginning of its key in the collections. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

export const placeKey = ({ accountId, region }: Place, name = ""): string => `${accountId}/${region}/${name}`;

export function putKey(world: World, key: Key): void {
  keys(world).put(placeKey(key, key.id), key);
}

/** The key, unless its time has come. */
export function keyAt(world: World, place: Place, id: string): Key | undefined {
  const key = keys(world).get(placeKey(place, id));
  return key && !gone(world, key) ? key : undefined;
}

/** The keys of a place in order of their ids. */
export function keysOf(world: World, place: Place): readonly Key[] {
  return [...keys(world).entries(placeKey(place))].map(([, key]) => key).filter((key) => !gone(world, key));
}

/** The aliases of a place in order of their names; those of deleted keys went with them. */
export function aliasesOf(world: World, place: Place): readonly Alias[] {
  const all = [...aliases(world).entries(placeKey(place))].map(([, alias]) => alias);
  return all.filter(({ keyId }) => keyAt(world, place, keyId) !== undefined);
}

function gone(world: World, { deletion }: Key): boolean {
  return deletion !== undefined && new Date(deletion) <= world.clock.now();
}
