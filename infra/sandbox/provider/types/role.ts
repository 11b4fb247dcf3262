import type { IAM } from "@aws-sdk/client-iam";
import { unlessAbsent } from "../aws-call-error.ts";
import { samePolicy } from "../policy-equivalence.ts";
import type { Properties } from "../property-value.ts";
import type { ResourceType } from "../resource-type.ts";
import { boolean, map, number, optional, refusedFor, required, string } from "../schema.ts";
import { allTags, fromTagList, tagChanges, tagState, tagsOf, toTagList } from "../tags.ts";

/** IAM's own word for what is not there, as the SDK and as the wire have it. */
const absent = ["NoSuchEntity", "NoSuchEntityException"] as const;

/** An IAM role. Its ID is its name; IAM is the same in every region. */
export const role: ResourceType = {
  token: "aws:iam/role:Role",
  naming: { property: "name", maxLength: 64 },
  schema: {
    inputs: {
      name: optional(string, { computed: true, replaces: true }),
      assumeRolePolicy: required({ kind: "json", same: samePolicy }),
      description: optional(string),
      forceDetachPolicies: optional(boolean, { default: false, local: true }),
      maxSessionDuration: optional(number, { default: 3600 }),
      path: optional(string, { default: "/", replaces: true }),
      permissionsBoundary: optional(string),
      tags: optional(map),
    },
    outputs: { arn: string, createDate: string, uniqueId: string, tagsAll: map },
    refused: {
      namePrefix: "use name",
      ...refusedFor("use aws.iam.RolePolicy", "inlinePolicies", "managedPolicyArns"),
    },
  },
  async create(given, context) {
    const iam = await context.aws.iam();
    const tagsAll = allTags(context.defaultTags, given["tags"]);
    const id = given["name"] as string;
    const { description, permissionsBoundary } = given as Record<string, string | undefined>;
    const { Role: made } = await iam.createRole({
      RoleName: id,
      AssumeRolePolicyDocument: given["assumeRolePolicy"] as string,
      Path: given["path"] as string,
      MaxSessionDuration: given["maxSessionDuration"] as number,
      ...(description ? { Description: description } : {}),
      ...(permissionsBoundary ? { PermissionsBoundary: permissionsBoundary } : {}),
      ...(Object.keys(tagsAll).length > 0 ? { Tags: toTagList(tagsAll) } : {}),
    });
    const facts = {
      arn: made?.Arn,
      createDate: made?.CreateDate?.toISOString(),
      uniqueId: made?.RoleId,
    };
    return { id, state: { ...given, __defaults: undefined, ...facts, tagsAll } };
  },
  async read(id, prior, context) {
    const iam = await context.aws.iam();
    const found = (await unlessAbsent(iam.getRole({ RoleName: id }), ...absent))?.Role;
    if (!found) return undefined;
    const policy = decodeURIComponent(found.AssumeRolePolicyDocument ?? "");
    const known = prior["assumeRolePolicy"];
    const state = {
      name: id,
      assumeRolePolicy: typeof known === "string" && samePolicy(known, policy) ? known : policy,
      description: found.Description ?? "",
      maxSessionDuration: found.MaxSessionDuration,
      path: found.Path,
      permissionsBoundary: found.PermissionsBoundary?.PermissionsBoundaryArn ?? "",
      arn: found.Arn,
      createDate: found.CreateDate?.toISOString(),
      uniqueId: found.RoleId,
      ...tagState(fromTagList(found.Tags), context.defaultTags, prior),
    };
    return { id, state };
  },
  async update(id, old, given, context) {
    const iam = await context.aws.iam();
    const RoleName = id;
    if (!samePolicy(String(old["assumeRolePolicy"]), String(given["assumeRolePolicy"])))
      await iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: given["assumeRolePolicy"] as string });
    if (["description", "maxSessionDuration"].some((name) => old[name] !== given[name]))
      await iam.updateRole({
        RoleName,
        Description: (given["description"] as string | undefined) ?? "",
        MaxSessionDuration: given["maxSessionDuration"] as number,
      });
    await setBoundary(iam, id, old, given);
    const tagsAll = allTags(context.defaultTags, given["tags"]);
    const { put, gone } = tagChanges(tagsOf(old["tagsAll"]), tagsAll);
    if (gone.length > 0) await iam.untagRole({ RoleName, TagKeys: [...gone] });
    if (Object.keys(put).length > 0) await iam.tagRole({ RoleName, Tags: toTagList(put) });
    return {
      ...old,
      ...given,
      description: given["description"],
      tags: given["tags"],
      tagsAll,
      __defaults: undefined,
    };
  },
  async delete(id, state, context) {
    const iam = await context.aws.iam();
    if (state["forceDetachPolicies"] === true) await detachAll(iam, id);
    await unlessAbsent(iam.deleteRole({ RoleName: id }), ...absent);
  },
};

async function setBoundary(iam: IAM, RoleName: string, old: Properties, given: Properties): Promise<void> {
  const [was, shall] = [old["permissionsBoundary"] || "", given["permissionsBoundary"] || ""];
  if (was === shall) return;
  if (shall) await iam.putRolePermissionsBoundary({ RoleName, PermissionsBoundary: String(shall) });
  else await iam.deleteRolePermissionsBoundary({ RoleName });
}

/** Takes away what would keep IAM from deleting the role. */
async function detachAll(iam: IAM, RoleName: string): Promise<void> {
  const attached = await unlessAbsent(iam.listAttachedRolePolicies({ RoleName }), ...absent);
  for (const { PolicyArn } of attached?.AttachedPolicies ?? [])
    await iam.detachRolePolicy({ RoleName, PolicyArn });
  const inline = await unlessAbsent(iam.listRolePolicies({ RoleName }), ...absent);
  for (const PolicyName of inline?.PolicyNames ?? []) await iam.deleteRolePolicy({ RoleName, PolicyName });
}
