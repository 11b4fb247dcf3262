import type { Caller } from "../../service.ts";
import type { World } from "../../world.ts";
import { awsManagedPolicies } from "./aws-managed-policies.ts";
import {
  entityKey,
  groups,
  type ManagedPolicy,
  type PolicyHolder,
  policies,
  roles,
  sessions,
  type Tag,
  users,
} from "./state.ts";

/** Every policy document that limits or grants what a caller may do, apart from resource policies. */
export interface IdentityPolicies {
  readonly identity: readonly string[];
  readonly boundary?: string;
  /** Present for role sessions that were given session policies. */
  readonly session?: readonly string[];
  /** The principal's tags, with those of the session. */
  readonly tags: readonly Tag[];
}

/** The policies of a user (own and of the groups), or of a role session. Root and AWS services have none. */
export function identityPolicies(world: World, caller: Caller): IdentityPolicies {
  if (caller.type === "IAMUser" && caller.userName !== undefined) {
    const user = users(world).get(entityKey(caller.accountId, caller.userName));
    if (!user) return { identity: [], tags: [] };
    const memberships = user.groups.flatMap(
      (name) => groups(world).get(entityKey(user.accountId, name)) ?? [],
    );
    return {
      identity: [user, ...memberships].flatMap((holder) => documentsOf(world, holder)),
      ...boundaryOf(world, user.boundary),
      tags: user.tags,
    };
  }
  if (caller.type === "AssumedRole") {
    const session = sessions(world).get(caller.accessKeyId ?? "");
    const role = roles(world).get(
      entityKey(caller.accountId, caller.sessionContext?.sessionIssuer?.userName ?? ""),
    );
    if (!role) return { identity: [], tags: [] };
    return {
      identity: documentsOf(world, role),
      ...boundaryOf(world, role.boundary),
      ...(session?.policies ? { session: session.policies } : {}),
      tags: [...role.tags, ...(session?.tags ?? [])],
    };
  }
  return { identity: [], tags: [] };
}

/** A managed policy, AWS's or one of an account's, by ARN. */
export function managedPolicy(world: World, arn: string): ManagedPolicy | undefined {
  return awsManagedPolicies.get(arn) ?? policies(world).get(arn);
}

/** The document in force of a managed policy. */
export function defaultDocument(policy: ManagedPolicy): string {
  return policy.versions.find((version) => version.id === policy.defaultVersion)!.document;
}

function documentsOf(world: World, holder: PolicyHolder): string[] {
  const attached = holder.attached.flatMap((arn) => {
    const policy = managedPolicy(world, arn);
    return policy ? [defaultDocument(policy)] : [];
  });
  return [...Object.values(holder.inline), ...attached];
}

/** A boundary whose policy is gone allows nothing. */
function boundaryOf(world: World, arn: string | undefined): { boundary?: string } {
  if (arn === undefined) return {};
  const policy = managedPolicy(world, arn);
  return { boundary: policy ? defaultDocument(policy) : '{"Version":"2012-10-17","Statement":[]}' };
}
