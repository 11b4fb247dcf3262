import type { World } from "../../world.ts";
import { managedPolicy } from "./identity-policies.ts";
import type { AccessKey, Group, ManagedPolicy, PolicyHolder, Role, User } from "./state.ts";

/** Policy documents leave IAM URL-encoded after RFC 3986. */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** "User", as listings show it: without boundary and tags ("ListUsers", IAM API Reference). */
export function userView(user: User) {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: new Date(user.created),
  };
}

/** With what GetUser and CreateUser add over listings. */
export function userDetail(user: User) {
  return {
    ...userView(user),
    ...boundaryView(user.boundary),
    ...(user.tags.length > 0 ? { Tags: user.tags } : {}),
  };
}

/** "Group" of the IAM API Reference. */
export function groupView(group: Group) {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: group.arn,
    CreateDate: new Date(group.created),
  };
}

/** "Role", as listings show it (IAM API Reference). */
export function roleView(role: Role) {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.created),
    AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
    ...(role.description === undefined ? {} : { Description: role.description }),
    MaxSessionDuration: role.maxSessionDuration,
  };
}

/** With what GetRole adds over listings. */
export function roleDetail(role: Role) {
  return {
    ...roleView(role),
    ...boundaryView(role.boundary),
    ...(role.tags.length > 0 ? { Tags: role.tags } : {}),
    RoleLastUsed: role.lastUsed
      ? { LastUsedDate: new Date(role.lastUsed.date), Region: role.lastUsed.region }
      : {},
  };
}

/** "AccessKeyMetadata": everything of a key but its secret. */
export function accessKeyView(key: AccessKey) {
  return {
    UserName: key.userName,
    AccessKeyId: key.id,
    Status: key.status,
    CreateDate: new Date(key.created),
  };
}

/** "Policy" of the IAM API Reference; `uses` counts who it is attached to. */
export function policyView(policy: ManagedPolicy, uses: { attached: number; boundaries: number }) {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: uses.attached,
    PermissionsBoundaryUsageCount: uses.boundaries,
    IsAttachable: true,
    CreateDate: new Date(policy.created),
    UpdateDate: new Date(policy.updated),
  };
}

/** With what GetPolicy and CreatePolicy add over listings. */
export function policyDetail(policy: ManagedPolicy, uses: { attached: number; boundaries: number }) {
  return {
    ...policyView(policy, uses),
    ...(policy.description ? { Description: policy.description } : {}),
    ...(policy.tags.length > 0 ? { Tags: policy.tags } : {}),
  };
}

/** `{ PolicyName, PolicyArn }` of a holder's attached policies. */
export function attachedView(world: World, holder: PolicyHolder) {
  return holder.attached.map((arn) => ({
    PolicyName: managedPolicy(world, arn)?.name ?? arn.slice(arn.lastIndexOf("/") + 1),
    PolicyArn: arn,
  }));
}

/** "PolicyDetail" of each inline policy (GetAccountAuthorizationDetails). */
export function inlineView(holder: PolicyHolder) {
  return Object.entries(holder.inline).map(([PolicyName, document]) => ({
    PolicyName,
    PolicyDocument: encodeDocument(document),
  }));
}

/** "PolicyVersion"; listings leave the document out. */
export function versionView(policy: ManagedPolicy, id: string, withDocument: boolean) {
  const version = policy.versions.find((candidate) => candidate.id === id)!;
  return {
    ...(withDocument ? { Document: encodeDocument(version.document) } : {}),
    VersionId: version.id,
    IsDefaultVersion: version.id === policy.defaultVersion,
    CreateDate: new Date(version.created),
  };
}

function boundaryView(boundary: string | undefined) {
  return boundary === undefined
    ? {}
    : {
        PermissionsBoundary: {
          PermissionsBoundaryType: "PermissionsBoundaryPolicy",
          PermissionsBoundaryArn: boundary,
        },
      };
}
