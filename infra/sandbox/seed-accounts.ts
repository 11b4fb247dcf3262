import { policyProblem } from "./authorization/policy-problem.ts";
import type {
  IdentifiedAccount,
  PolicyDefinition,
  PrincipalDefinition,
  RoleDefinition,
} from "./account-definition.ts";
import { invalidAccounts } from "./invalid-accounts.ts";
import type { SandboxAccount } from "./sandbox.ts";
import { AwsError } from "./service.ts";
import { awsManagedPolicies } from "./services/iam/aws-managed-policies.ts";
import { managedPolicy } from "./services/iam/identity-policies.ts";
import { uniqueId } from "./services/iam/identifiers.ts";
import { administratorCredentials, administratorName, userCredentials } from "./services/iam/principals.ts";
import { type AccessKey, accessKeys, entityKey, roles, users } from "./services/iam/state.ts";
import { checkTrustPolicy } from "./services/iam/trust-policy.ts";
import type { Account, World } from "./world.ts";

/**
 * Gives every account its administrator, and the principals that are defined for it: made where they are not there,
 * else their policies and trust set as defined (ids, keys and tags stay). All or nothing.
 * @throws TrailwrightError `InvalidInput`
 */
export function seedAccounts(world: World, definitions: readonly IdentifiedAccount[]): void {
  world.transaction(() => {
    for (const account of world.accounts) administratorCredentials(world, account.id);
    for (const account of definitions) {
      for (const user of account.users ?? []) seedUser(world, account, user);
      for (const role of account.roles ?? []) seedRole(world, account, role);
    }
    // Roles may trust each other: looked at when all are there.
    for (const account of definitions)
      for (const role of account.roles ?? []) checkTrust(world, account, role);
  });
}

/** The accounts with the credentials of the users of these names; those deleted since are left out. */
export function accountsWithCredentials(
  world: World,
  accounts: readonly (Account & { readonly users?: readonly string[] })[],
): readonly SandboxAccount[] {
  return world.transaction(() =>
    accounts.map(({ id, name, users: names = [] }) => ({
      id,
      name,
      credentials: administratorCredentials(world, id),
      users: Object.fromEntries(
        names
          .filter((user) => users(world).has(entityKey(id, user)))
          .map((user) => [user, userCredentials(world, id, user)]),
      ),
    })),
  );
}

/** Puts back the keys that the sandbox handed out, so that a reset keeps them. */
export function restoreKeys(world: World, accounts: readonly SandboxAccount[]): void {
  const put = (accountId: string, userName: string, credentials: SandboxAccount["credentials"]) => {
    const key: AccessKey = {
      id: credentials.accessKeyId,
      secret: credentials.secretAccessKey,
      accountId,
      userName,
      status: "Active",
      created: world.clock.now().toISOString(),
    };
    accessKeys(world).put(key.id, key);
  };
  world.transaction(() => {
    for (const { id, credentials, users: known } of accounts) {
      put(id, administratorName, credentials);
      for (const [name, each] of Object.entries(known)) put(id, name, each);
    }
  });
}

function seedUser(world: World, account: Account, definition: PrincipalDefinition): void {
  const at = `${account.name}/user/${definition.name}`;
  const key = entityKey(account.id, definition.name);
  const before = users(world).get(key);
  const path = definition.path ?? "/";
  users(world).put(key, {
    id: uniqueId("AIDA"),
    created: world.clock.now().toISOString(),
    tags: [],
    groups: [],
    ...before,
    accountId: account.id,
    name: definition.name,
    path,
    arn: `arn:aws:iam::${account.id}:user${path}${definition.name}`,
    ...policiesOf(world, at, definition),
  });
  userCredentials(world, account.id, definition.name);
}

function seedRole(world: World, account: Account, definition: RoleDefinition): void {
  const at = `${account.name}/role/${definition.name}`;
  const key = entityKey(account.id, definition.name);
  const before = roles(world).get(key);
  const path = definition.path ?? "/";
  roles(world).put(key, {
    id: uniqueId("AROA"),
    created: world.clock.now().toISOString(),
    tags: [],
    ...before,
    accountId: account.id,
    name: definition.name,
    path,
    arn: `arn:aws:iam::${account.id}:role${path}${definition.name}`,
    trustPolicy: JSON.stringify(trustPolicy(world, at, definition.trust)),
    maxSessionDuration: definition.maxSessionDuration ?? 3600,
    ...policiesOf(world, at, definition),
  });
}

function policiesOf(world: World, at: string, { policies = [], inline = {} }: PrincipalDefinition) {
  const attached = policies.map((policy) => {
    const arn = policy.startsWith("arn:")
      ? policy
      : [...awsManagedPolicies.values()].find(({ name }) => name === policy)?.arn;
    if (arn !== undefined && managedPolicy(world, arn)) return arn;
    const known = [...awsManagedPolicies.values()].map(({ name }) => name).join(", ");
    throw invalidAccounts(at, [`there is no managed policy ${policy}; AWS's in the sandbox are ${known}`]);
  });
  const documents = Object.entries(inline).map(([name, document]) => {
    const text = JSON.stringify(document);
    const problem = policyProblem(text, "identity");
    if (problem) throw invalidAccounts(at, [`the policy ${name}: ${problem}`]);
    return [name, text];
  });
  return { attached, inline: Object.fromEntries(documents) as Record<string, string> };
}

function trustPolicy(world: World, at: string, trust: RoleDefinition["trust"]): PolicyDefinition {
  if (!isList(trust)) return trust;
  const services = trust.filter((name) => name.endsWith(".amazonaws.com"));
  const others = trust
    .filter((name) => !services.includes(name))
    .map((name) => principalArn(world, at, name));
  const Principal = {
    ...(others.length > 0 ? { AWS: others } : {}),
    ...(services.length > 0 ? { Service: services } : {}),
  };
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }] };
}

const isList = (trust: RoleDefinition["trust"]): trust is readonly string[] => Array.isArray(trust);

function principalArn(world: World, at: string, name: string): string {
  if (name.startsWith("arn:")) return name;
  const [, accountName = "", rest = ""] = /^([^/]+)(?:\/((?:user|role)\/.+))?$/.exec(name) ?? [];
  const account = world.accounts.find((each) => each.name === accountName || each.id === accountName);
  if (account) return `arn:aws:iam::${account.id}:${rest === "" ? "root" : rest}`;
  throw invalidAccounts(at, [
    `it trusts ${name}, which is no account, principal (ACCOUNT/user/NAME, ACCOUNT/role/NAME), ARN or service`,
  ]);
}

function checkTrust(world: World, account: Account, { name }: RoleDefinition): void {
  try {
    checkTrustPolicy(roles(world).get(entityKey(account.id, name))!.trustPolicy, world);
  } catch (error) {
    if (error instanceof AwsError) throw invalidAccounts(`${account.name}/role/${name}`, [error.message]);
    throw error;
  }
}
