import { AwsError, type Call, type Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { boolean, checkLength, oneOf, optionalText, text } from "../input.ts";
import { awsManagedPolicies } from "./aws-managed-policies.ts";
import { alreadyExists, deleteConflict, invalidInput, noSuchEntity } from "./errors.ts";
import { uniqueId } from "./identifiers.ts";
import { managedPolicy } from "./identity-policies.ts";
import { checkedDocument } from "./inline-policies.ts";
import { name, path, pathPrefix } from "./names.ts";
import { iamOperations, type Subject } from "./operation.ts";
import { byKey, page } from "./page.ts";
import { countUses, usesOf } from "./policy-uses.ts";
import { type ManagedPolicy, policies } from "./state.ts";
import { resourceTagContext, tagsOf, withoutTags, withTags } from "./tags.ts";
import { policyDetail, policyView, versionView } from "./views.ts";

/** Versions of one policy ("Versioning IAM policies", IAM User Guide). */
const mostVersions = 5;

export const managedPolicyOperations: Record<string, Operation> = iamOperations({
  reads: {
    GetPolicy: { on: onPolicy, handle: getPolicy },
    ListPolicies: { on: onPolicyPath, handle: listPolicies },
    GetPolicyVersion: { on: onPolicy, handle: getVersion },
    ListPolicyVersions: { on: onPolicy, handle: listVersions },
    ListEntitiesForPolicy: { on: onPolicy, handle: listEntities },
    ListPolicyTags: { on: onPolicy, handle: listTags },
  },
  writes: {
    CreatePolicy: { on: onNewPolicy, handle: createPolicy },
    DeletePolicy: { on: onPolicy, handle: deletePolicy },
    CreatePolicyVersion: { on: onPolicy, handle: createVersion },
    DeletePolicyVersion: { on: onPolicy, handle: deleteVersion },
    SetDefaultPolicyVersion: { on: onPolicy, handle: setDefaultVersion },
    TagPolicy: { on: onPolicy, handle: tag },
    UntagPolicy: { on: onPolicy, handle: untag },
  },
});

function onPolicy({ input }: Call, world: World): Subject {
  const arn = text(input, "PolicyArn");
  const version = optionalText(input, "VersionId");
  return {
    arn,
    label: `policy ${arn}${version === undefined ? "" : ` version ${version}`}`,
    context: resourceTagContext(managedPolicy(world, arn)?.tags ?? []),
  };
}

function onPolicyPath({ caller, input }: Call): Subject {
  const prefix = pathPrefix(input);
  return { arn: `arn:aws:iam::${caller.accountId}:policy${prefix}`, label: `policy path ${prefix}` };
}

function onNewPolicy({ caller, input }: Call): Subject {
  const policyName = name(input, "PolicyName");
  return {
    arn: `arn:aws:iam::${caller.accountId}:policy${path(input) ?? "/"}${policyName}`,
    label: `policy ${policyName}`,
  };
}

function policyOf({ caller, input }: Call, world: World): ManagedPolicy {
  const arn = text(input, "PolicyArn");
  if (!/^arn:aws[\w-]*:iam::(?:aws|\d{12}):policy\/.+$/.test(arn))
    throw invalidInput(`ARN ${arn} is not valid.`);
  const policy = managedPolicy(world, arn);
  if (!policy || (policy.accountId !== "aws" && policy.accountId !== caller.accountId))
    throw noSuchEntity(`Policy ${arn} was not found.`);
  return policy;
}

/** For changes: AWS's own policies cannot be changed. */
function ownPolicyOf(call: Call, world: World): ManagedPolicy {
  const policy = policyOf(call, world);
  if (policy.accountId === "aws")
    throw new AwsError("AccessDenied", "Policy is outside your own account.", { status: 403 });
  return policy;
}

function createPolicy({ caller, input, time }: Call, world: World) {
  const policyName = name(input, "PolicyName");
  const policyPath = path(input) ?? "/";
  const document = checkedDocument(text(input, "PolicyDocument"));
  const description = optionalText(input, "Description");
  if (description !== undefined) checkLength(description, "Description", { max: 1000 });
  const arn = `arn:aws:iam::${caller.accountId}:policy${policyPath}${policyName}`;
  const same = ownPolicies(world, caller.accountId).some(
    (policy) => policy.name.toLowerCase() === policyName.toLowerCase(),
  );
  if (same)
    throw alreadyExists(`A policy called ${policyName} already exists. Duplicate names are not allowed.`);
  const created = time.toISOString();
  const policy: ManagedPolicy = {
    accountId: caller.accountId,
    name: policyName,
    path: policyPath,
    id: uniqueId("ANPA"),
    arn,
    created,
    updated: created,
    ...(description === undefined ? {} : { description }),
    tags: tagsOf(input),
    defaultVersion: "v1",
    nextVersion: 2,
    versions: [{ id: "v1", document, created }],
  };
  policies(world).put(arn, policy);
  const { Description: _, ...view } = policyDetail(policy, { attached: 0, boundaries: 0 });
  return { Policy: view };
}

function ownPolicies(world: World, accountId: string): ManagedPolicy[] {
  return [...policies(world).entries(`arn:aws:iam::${accountId}:`)].map(([, policy]) => policy);
}

function getPolicy(call: Call, world: World) {
  const policy = policyOf(call, world);
  return { Policy: policyDetail(policy, countUses(world, call.caller.accountId, policy.arn)) };
}

function listPolicies({ caller, input }: Call, world: World) {
  const scope = oneOf(input, "Scope", ["All", "AWS", "Local"] as const) ?? "All";
  const onlyAttached = boolean(input, "OnlyAttached") ?? false;
  const usage = oneOf(input, "PolicyUsageFilter", ["PermissionsPolicy", "PermissionsBoundary"] as const);
  const prefix = pathPrefix(input);
  const candidates = [
    ...(scope === "AWS" ? [] : ownPolicies(world, caller.accountId)),
    ...(scope === "Local" ? [] : awsManagedPolicies.values()),
  ];
  const found = byKey(candidates, (policy) => policy.arn)
    .filter((policy) => policy.path.startsWith(prefix))
    .map((policy) => ({ policy, uses: countUses(world, caller.accountId, policy.arn) }))
    .filter(({ uses }) => !onlyAttached || uses.attached > 0)
    .filter(({ uses }) =>
      usage === "PermissionsBoundary"
        ? uses.boundaries > 0
        : usage === "PermissionsPolicy"
          ? uses.attached > 0
          : true,
    );
  const { items, rest } = page(found, input, ({ policy }) => policy.arn);
  return { Policies: items.map(({ policy, uses }) => policyView(policy, uses)), ...rest };
}

function deletePolicy(call: Call, world: World) {
  const policy = ownPolicyOf(call, world);
  const uses = countUses(world, call.caller.accountId, policy.arn);
  if (uses.attached > 0 || uses.boundaries > 0)
    throw deleteConflict("Cannot delete a policy attached to entities.");
  if (policy.versions.length > 1)
    throw deleteConflict(
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
    );
  policies(world).delete(policy.arn);
  return undefined;
}

function versionIdOf(call: Call, policy: ManagedPolicy): string {
  const id = text(call.input, "VersionId");
  if (!policy.versions.some((version) => version.id === id))
    throw noSuchEntity(`Policy ${policy.arn} version ${id} does not exist or is not attachable.`);
  return id;
}

function getVersion(call: Call, world: World) {
  const policy = policyOf(call, world);
  return { PolicyVersion: versionView(policy, versionIdOf(call, policy), true) };
}

function listVersions(call: Call, world: World) {
  const policy = policyOf(call, world);
  const order = ({ id }: { id: string }) => String(999_999 - Number(id.slice(1))).padStart(6, "0");
  const { items, rest } = page(byKey(policy.versions, order), call.input, order);
  return { Versions: items.map(({ id }) => versionView(policy, id, false)), ...rest };
}

function createVersion(call: Call, world: World) {
  const policy = ownPolicyOf(call, world);
  const document = checkedDocument(text(call.input, "PolicyDocument"));
  if (policy.versions.length >= mostVersions)
    throw new AwsError(
      "LimitExceeded",
      `A managed policy can have up to ${mostVersions} versions. Before you create a new version, you must delete an existing version.`,
      { status: 409 },
    );
  const created = call.time.toISOString();
  const id = `v${policy.nextVersion}`;
  const next: ManagedPolicy = {
    ...policy,
    versions: [...policy.versions, { id, document, created }],
    nextVersion: policy.nextVersion + 1,
    updated: created,
    defaultVersion: boolean(call.input, "SetAsDefault") ? id : policy.defaultVersion,
  };
  policies(world).put(policy.arn, next);
  return { PolicyVersion: versionView(next, id, false) };
}

function deleteVersion(call: Call, world: World) {
  const policy = ownPolicyOf(call, world);
  const id = versionIdOf(call, policy);
  if (id === policy.defaultVersion) throw deleteConflict("Cannot delete the default version of a policy.");
  const versions = policy.versions.filter((version) => version.id !== id);
  policies(world).put(policy.arn, { ...policy, versions, updated: call.time.toISOString() });
  return undefined;
}

function setDefaultVersion(call: Call, world: World) {
  const policy = ownPolicyOf(call, world);
  const defaultVersion = versionIdOf(call, policy);
  policies(world).put(policy.arn, { ...policy, defaultVersion, updated: call.time.toISOString() });
  return undefined;
}

function listEntities(call: Call, world: World) {
  const { caller, input } = call;
  const policy = policyOf(call, world);
  const filter = oneOf(input, "EntityFilter", ["User", "Role", "Group"] as const);
  const usage = oneOf(input, "PolicyUsageFilter", ["PermissionsPolicy", "PermissionsBoundary"] as const);
  const uses = usesOf(world, caller.accountId, policy.arn);
  const prefix = pathPrefix(input);
  const bounded = usage === "PermissionsBoundary";
  const entities = [
    ...(bounded ? [] : uses.groups).map((holder) => ({ kind: "Group", holder })),
    ...(bounded ? uses.boundedRoles : uses.roles).map((holder) => ({ kind: "Role", holder })),
    ...(bounded ? uses.boundedUsers : uses.users).map((holder) => ({ kind: "User", holder })),
  ].filter(({ kind, holder }) => (!filter || filter === kind) && holder.path.startsWith(prefix));
  const order = ({ kind, holder }: (typeof entities)[number]) => `${kind}/${holder.name}`;
  const { items, rest } = page(byKey(entities, order), input, order);
  const views = (wanted: string) =>
    items
      .filter(({ kind }) => kind === wanted)
      .map(({ holder }) => ({ [`${wanted}Name`]: holder.name, [`${wanted}Id`]: holder.id }));
  return { PolicyGroups: views("Group"), PolicyUsers: views("User"), PolicyRoles: views("Role"), ...rest };
}

function listTags(call: Call, world: World) {
  const tags = byKey(policyOf(call, world).tags, (item) => item.Key);
  const { items, rest } = page(tags, call.input, (item) => item.Key);
  return { Tags: items, ...rest };
}

function tag(call: Call, world: World) {
  const policy = ownPolicyOf(call, world);
  policies(world).put(policy.arn, { ...policy, tags: withTags(policy.tags, tagsOf(call.input)) });
  return undefined;
}

function untag(call: Call, world: World) {
  const policy = ownPolicyOf(call, world);
  policies(world).put(policy.arn, { ...policy, tags: withoutTags(policy.tags, call.input) });
  return undefined;
}
