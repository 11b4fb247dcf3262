import type { Call, Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { checkLength, text, texts } from "../input.ts";
import { awsManagedPolicies } from "./aws-managed-policies.ts";
import { alreadyExists, noSuchEntity, validation } from "./errors.ts";
import { holdersIn } from "./holders.ts";
import { anything, iamOperations } from "./operation.ts";
import { page } from "./page.ts";
import { countUses } from "./policy-uses.ts";
import { accountSettings, policies } from "./state.ts";
import {
  attachedView,
  groupView,
  inlineView,
  policyDetail,
  roleDetail,
  userDetail,
  versionView,
} from "./views.ts";

export const accountOperations: Record<string, Operation> = iamOperations({
  reads: {
    GetAccountSummary: { on: anything, handle: summary },
    GetAccountAuthorizationDetails: { on: anything, handle: authorizationDetails },
    GetAccountPasswordPolicy: { on: anything, handle: passwordPolicy },
    ListAccountAliases: { on: anything, handle: aliases },
  },
  writes: {
    CreateAccountAlias: { on: anything, handle: createAlias },
    DeleteAccountAlias: { on: anything, handle: deleteAlias },
  },
});

/** Counts, and AWS's default quotas ("IAM and AWS STS quotas", IAM User Guide). */
function summary({ caller: { accountId } }: Call, world: World) {
  const users = holdersIn(world, "user", accountId);
  const own = [...policies(world).entries(`arn:aws:iam::${accountId}:`)].map(([, policy]) => policy);
  const inUse = [...own, ...awsManagedPolicies.values()].filter(
    (policy) => countUses(world, accountId, policy.arn).attached > 0,
  );
  return {
    SummaryMap: new Map(
      Object.entries({
        AccessKeysPerUserQuota: 2,
        AccountAccessKeysPresent: 0,
        AccountMFAEnabled: 0,
        AccountPasswordPresent: 1,
        AccountSigningCertificatesPresent: 0,
        AssumeRolePolicySizeQuota: 2048,
        AttachedPoliciesPerGroupQuota: 10,
        AttachedPoliciesPerRoleQuota: 10,
        AttachedPoliciesPerUserQuota: 10,
        GlobalEndpointTokenVersion: 1,
        GroupPolicySizeQuota: 5120,
        Groups: holdersIn(world, "group", accountId).length,
        GroupsPerUserQuota: 10,
        GroupsQuota: 300,
        InstanceProfiles: 0,
        InstanceProfilesQuota: 1000,
        MFADevices: 0,
        MFADevicesInUse: 0,
        Policies: own.length,
        PoliciesQuota: 1500,
        PolicySizeQuota: 6144,
        PolicyVersionsInUse: inUse.length,
        PolicyVersionsInUseQuota: 10000,
        Providers: 0,
        RolePolicySizeQuota: 10240,
        Roles: holdersIn(world, "role", accountId).length,
        RolesQuota: 1000,
        ServerCertificates: 0,
        ServerCertificatesQuota: 20,
        SigningCertificatesPerUserQuota: 2,
        UserPolicySizeQuota: 2048,
        Users: users.length,
        UsersQuota: 5000,
        VersionsPerPolicyQuota: 5,
      }),
    ),
  };
}

function authorizationDetails({ caller: { accountId }, input }: Call, world: World) {
  const filter = texts(input, "Filter");
  const wanted = (kind: string) => filter.length === 0 || filter.includes(kind);
  const own = [...policies(world).entries(`arn:aws:iam::${accountId}:`)].map(([, policy]) => policy);
  const users = wanted("User") ? holdersIn(world, "user", accountId) : [];
  const groups = wanted("Group") ? holdersIn(world, "group", accountId) : [];
  const roles = wanted("Role") ? holdersIn(world, "role", accountId) : [];
  const managed = [
    ...(wanted("LocalManagedPolicy") ? own : []),
    ...[...awsManagedPolicies.values()].filter(
      (policy) => wanted("AWSManagedPolicy") && countUses(world, accountId, policy.arn).attached > 0,
    ),
  ];
  const all = [
    ...groups.map((group) => ({
      key: `1/${group.name}`,
      list: "GroupDetailList",
      view: {
        ...groupView(group),
        GroupPolicyList: inlineView(group),
        AttachedManagedPolicies: attachedView(world, group),
      },
    })),
    ...managed.map((policy) => ({
      key: `2/${policy.arn}`,
      list: "Policies",
      view: {
        ...policyDetail(policy, countUses(world, accountId, policy.arn)),
        Tags: undefined,
        PolicyVersionList: policy.versions.map(({ id }) => versionView(policy, id, true)),
      },
    })),
    ...roles.map((role) => ({
      key: `3/${role.name}`,
      list: "RoleDetailList",
      view: {
        ...roleDetail(role),
        Tags: role.tags,
        Description: undefined,
        MaxSessionDuration: undefined,
        InstanceProfileList: [],
        RolePolicyList: inlineView(role),
        AttachedManagedPolicies: attachedView(world, role),
      },
    })),
    ...users.map((user) => ({
      key: `4/${user.name}`,
      list: "UserDetailList",
      view: {
        ...userDetail(user),
        Tags: user.tags,
        UserPolicyList: inlineView(user),
        GroupList: user.groups,
        AttachedManagedPolicies: attachedView(world, user),
      },
    })),
  ].sort((a, b) => (a.key < b.key ? -1 : 1));
  const { items, rest } = page(all, input, (item) => item.key);
  const listOf = (list: string) => items.filter((item) => item.list === list).map((item) => item.view);
  return {
    UserDetailList: listOf("UserDetailList"),
    GroupDetailList: listOf("GroupDetailList"),
    RoleDetailList: listOf("RoleDetailList"),
    Policies: listOf("Policies"),
    ...rest,
  };
}

function passwordPolicy({ caller }: Call): never {
  throw noSuchEntity(`The Password Policy with domain name ${caller.accountId} cannot be found.`);
}

function aliases({ caller, input }: Call, world: World) {
  const { alias } = accountSettings(world).get(caller.accountId) ?? {};
  const { items, rest } = page(alias === undefined ? [] : [alias], input, (item) => item);
  return { AccountAliases: items, ...rest };
}

function createAlias({ caller, input }: Call, world: World) {
  const alias = text(input, "AccountAlias");
  checkLength(alias, "AccountAlias", { min: 3, max: 63 });
  if (!/^[a-z0-9](?:-?[a-z0-9])*$/.test(alias) || /^\d{12}$/.test(alias))
    throw validation(
      "The specified value for accountAlias is invalid. It must contain only digits, lowercase letters, and hyphens (-), but cannot begin or end with a hyphen.",
    );
  for (const [accountId, settings] of accountSettings(world).entries())
    if (settings.alias === alias && accountId !== caller.accountId)
      throw alreadyExists(`The account alias ${alias} already exists.`);
  accountSettings(world).put(caller.accountId, { ...accountSettings(world).get(caller.accountId), alias });
  return undefined;
}

function deleteAlias({ caller, input }: Call, world: World) {
  const alias = text(input, "AccountAlias");
  const { alias: current, ...settings } = accountSettings(world).get(caller.accountId) ?? {};
  if (current !== alias) throw noSuchEntity(`The account alias with name ${alias} cannot be found.`);
  accountSettings(world).put(caller.accountId, settings);
  return undefined;
}
