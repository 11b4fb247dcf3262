import type { Collection, World } from "../../world.ts";

/** A tag as the IAM API writes it. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What users, groups, roles and policies have in common. Dates are ISO 8601 text in UTC. */
interface Entity {
  readonly accountId: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly created: string;
}

/** What can hold policies. Inline documents by name, attached ones by ARN in the order of attachment. */
export interface PolicyHolder extends Entity {
  readonly name: string;
  readonly inline: Readonly<Record<string, string>>;
  readonly attached: readonly string[];
}

/** An IAM user. */
export interface User extends PolicyHolder {
  readonly tags: readonly Tag[];
  /** Names of the groups the user is in. */
  readonly groups: readonly string[];
  readonly boundary?: string;
  readonly loginProfile?: { readonly created: string; readonly passwordResetRequired: boolean };
  readonly passwordLastUsed?: string;
}

/** An IAM group; its members know of it, not it of them. */
export type Group = PolicyHolder;

/** An IAM role. */
export interface Role extends PolicyHolder {
  readonly tags: readonly Tag[];
  readonly trustPolicy: string;
  readonly description?: string;
  /** Seconds. */
  readonly maxSessionDuration: number;
  readonly boundary?: string;
  readonly lastUsed?: { readonly date: string; readonly region: string };
}

/** One version of a managed policy, `v1` and up. */
interface PolicyVersion {
  readonly id: string;
  readonly document: string;
  readonly created: string;
}

/** A managed policy; those of AWS belong to account `aws`. */
export interface ManagedPolicy extends Entity {
  readonly name: string;
  readonly description?: string;
  readonly tags: readonly Tag[];
  readonly defaultVersion: string;
  readonly versions: readonly PolicyVersion[];
  readonly updated: string;
  /** Number that the next version gets; numbers are never used twice. */
  readonly nextVersion: number;
}

/** A long-term access key of an IAM user. */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly accountId: string;
  readonly userName: string;
  readonly status: "Active" | "Inactive";
  readonly created: string;
  readonly lastUsed?: { readonly date: string; readonly region: string; readonly service: string };
}

/** Temporary credentials of a role or of an IAM user (GetSessionToken). */
export interface Session {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly token: string;
  readonly accountId: string;
  readonly created: string;
  readonly expires: string;
  readonly of:
    | { readonly kind: "user"; readonly userName: string; readonly userId: string }
    | {
        readonly kind: "role";
        readonly roleName: string;
        readonly roleId: string;
        readonly sessionName: string;
        readonly sourceIdentity?: string;
      };
  /** Session policies, documents in full. */
  readonly policies?: readonly string[];
  readonly tags: readonly Tag[];
}

/** Settings of one account. */
export interface AccountSettings {
  readonly alias?: string;
}

export const users = (world: World): Collection<User> => world.collection("iam/users");
export const groups = (world: World): Collection<Group> => world.collection("iam/groups");
export const roles = (world: World): Collection<Role> => world.collection("iam/roles");
export const policies = (world: World): Collection<ManagedPolicy> => world.collection("iam/policies");
export const accessKeys = (world: World): Collection<AccessKey> => world.collection("iam/access-keys");
export const sessions = (world: World): Collection<Session> => world.collection("sts/sessions");
export const accountSettings = (world: World): Collection<AccountSettings> =>
  world.collection("iam/accounts");

/** Key of a named entity: names differ in more than case within an account ("IAM and AWS STS quotas"). */
export function entityKey(accountId: string, name: string): string {
  return `${accountId}/${name.toLowerCase()}`;
}
