import type { Call } from "../../service.ts";
import type { Collection, World } from "../../world.ts";
import type { Input } from "../input.ts";
import { holderExists, type Kind, noSuchHolder } from "./errors.ts";
import { name, optionalName, path } from "./names.ts";
import type { Subject } from "./operation.ts";
import { entityKey, type Group, groups, type Role, roles, type User, users } from "./state.ts";
import { resourceTagContext } from "./tags.ts";

/** What each kind of holder is stored as. */
export interface HolderOf {
  readonly user: User;
  readonly group: Group;
  readonly role: Role;
}

const nameParameters = { user: "UserName", group: "GroupName", role: "RoleName" } as const;

/** The collection of one kind. */
export function holders<K extends Kind>(world: World, kind: K): Collection<HolderOf[K]> {
  return { user: users, group: groups, role: roles }[kind](world) as Collection<HolderOf[K]>;
}

/** All of one kind in an account, in the order of their names. */
export function holdersIn<K extends Kind>(world: World, kind: K, accountId: string): HolderOf[K][] {
  return [...holders(world, kind).entries(`${accountId}/`)].map(([, holder]) => holder);
}

/** A holder by its name, or AWS's NoSuchEntity. */
export function holderNamed<K extends Kind>(
  world: World,
  kind: K,
  accountId: string,
  wanted: string,
): HolderOf[K] {
  const holder = holders(world, kind).get(entityKey(accountId, wanted));
  if (!holder) throw noSuchHolder(kind, wanted);
  return holder;
}

/** The holder that a call's UserName, GroupName or RoleName names. */
export function holderOf<K extends Kind>(call: Call, world: World, kind: K): HolderOf[K] {
  return holderNamed(world, kind, call.caller.accountId, name(call.input, nameParameters[kind]));
}

/** Stores a changed (or new) holder. */
export function putHolder<K extends Kind>(world: World, kind: K, holder: HolderOf[K]): void {
  holders(world, kind).put(entityKey(holder.accountId, holder.name), holder);
}

/** Refuses a name that is taken. */
export function refuseTaken(world: World, kind: Kind, accountId: string, wanted: string): void {
  if (holders(world, kind).has(entityKey(accountId, wanted))) throw holderExists(kind, wanted);
}

/** Subject of a call on an existing holder: its ARN if it is there, the words `user alice` in messages. */
export const onHolder =
  (kind: Kind, context?: (input: Input) => Subject["context"]) =>
  ({ caller, input }: Call, world: World): Subject => {
    const wanted =
      optionalName(input, nameParameters[kind]) ?? (kind === "user" ? caller.userName : undefined);
    const holder: User | Group | Role | undefined =
      wanted === undefined ? undefined : holders(world, kind).get(entityKey(caller.accountId, wanted));
    return {
      arn: holder?.arn ?? `arn:aws:iam::${caller.accountId}:${kind}/${wanted ?? ""}`,
      label: `${kind} ${wanted ?? ""}`,
      context: {
        ...resourceTagContext(holder && kind !== "group" ? (holder as User | Role).tags : []),
        ...context?.(input),
      },
    };
  };

/** Subject of a call that creates one: the ARN it will have. */
export const onNew =
  (kind: Kind) =>
  ({ caller, input }: Call): Subject => ({
    arn: `arn:aws:iam::${caller.accountId}:${kind}${path(input) ?? "/"}${name(input, nameParameters[kind])}`,
  });
