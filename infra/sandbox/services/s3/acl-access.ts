import type { Call } from "../../service.ts";
import type { World } from "../../world.ts";
import { allUsers, authenticatedUsers } from "./acl.ts";
import { type Bucket, canonicalUser, type Grant, objectArn, type StoredObject } from "./state.ts";
import { versionsOf } from "./versions.ts";

type GrantedBy = { readonly on: "bucket" | "object"; readonly permission: Grant["permission"] };

/** What each grant allows ("Mapping of ACL permissions and access policy permissions", Amazon S3 User Guide). */
const grantedBy: Readonly<Record<string, GrantedBy>> = {
  "s3:ListBucket": { on: "bucket", permission: "READ" },
  "s3:ListBucketVersions": { on: "bucket", permission: "READ" },
  "s3:ListBucketMultipartUploads": { on: "bucket", permission: "READ" },
  "s3:PutObject": { on: "bucket", permission: "WRITE" },
  "s3:GetBucketAcl": { on: "bucket", permission: "READ_ACP" },
  "s3:PutBucketAcl": { on: "bucket", permission: "WRITE_ACP" },
  "s3:GetObject": { on: "object", permission: "READ" },
  "s3:GetObjectVersion": { on: "object", permission: "READ" },
  "s3:GetObjectAcl": { on: "object", permission: "READ_ACP" },
  "s3:GetObjectVersionAcl": { on: "object", permission: "READ_ACP" },
  "s3:PutObjectAcl": { on: "object", permission: "WRITE_ACP" },
  "s3:PutObjectVersionAcl": { on: "object", permission: "WRITE_ACP" },
};

/** What ACLs say of one permission. */
export interface AclAccess {
  /** Account that owns what the permission is about: an object's writer where the bucket lets writers own. */
  readonly owner: string;
  /** Whom a grant that the caller can use names: everybody, or the caller's account, whose policies decide further. */
  readonly granted: string | undefined;
}

/**
 * What ACLs say of a call's permission; undefined where they say nothing: they are off (BucketOwnerEnforced), the action
 * is none of theirs, or an AWS service calls.
 * @param versionId whose ACL counts; the current version's where it is undefined
 */
export function aclAccess(
  call: Call,
  world: World,
  action: string,
  resource: string,
  bucket: Bucket,
  versionId: unknown,
): AclAccess | undefined {
  if (bucket.ownership === "BucketOwnerEnforced" || call.caller.type === "AWSService") return undefined;
  const rule = Object.hasOwn(grantedBy, action) ? grantedBy[action]! : undefined;
  if (!rule) return undefined;
  if (rule.on === "bucket")
    return { owner: bucket.account, granted: grants(call, bucket.acl, rule.permission, bucket) };
  const object = objectOf(world, resource, bucket, versionId);
  if (!object || object.deleteMarker) return undefined;
  const acl = object.acl ?? [{ grantee: { id: canonicalUser(object.owner) }, permission: "FULL_CONTROL" }];
  return { owner: object.owner, granted: grants(call, acl, rule.permission, bucket) };
}

function objectOf(
  world: World,
  resource: string,
  bucket: Bucket,
  versionId: unknown,
): StoredObject | undefined {
  const key = resource.slice(objectArn(bucket.name, "").length);
  const versions = versionsOf(world, bucket, key);
  return versionId === undefined ? versions[0] : versions.find((version) => version.versionId === versionId);
}

function grants(
  { caller }: Call,
  acl: readonly Grant[],
  needed: Grant["permission"],
  bucket: Bucket,
): string | undefined {
  const id = canonicalUser(caller.accountId);
  const ignoresPublic = bucket.publicAccessBlock?.IgnorePublicAcls === true;
  const isPublic = ({ grantee }: Grant) =>
    "uri" in grantee &&
    !ignoresPublic &&
    (grantee.uri === allUsers.uri || (grantee.uri === authenticatedUsers.uri && caller.type !== "Anonymous"));
  const usable = acl.filter(({ permission }) => permission === needed || permission === "FULL_CONTROL");
  if (usable.some(isPublic)) return "*";
  const own = usable.some(({ grantee }) => "id" in grantee && grantee.id === id);
  return own && caller.type !== "Anonymous" ? `arn:aws:iam::${caller.accountId}:root` : undefined;
}

/**
 * A bucket's policy with what its ACLs grant as one more statement, so that one evaluation weighs both: a Deny of the
 * policy wins over a grant.
 * @param policy undefined where there is none; only its denials count for objects that others own
 */
export function withGrant(
  policy: string | undefined,
  { owner, granted }: AclAccess,
  action: string,
  resource: string,
  bucket: Bucket,
): string | undefined {
  const foreign = owner !== bucket.account;
  if (granted === undefined && !foreign) return policy;
  const document = (policy === undefined ? {} : JSON.parse(policy)) as {
    Statement?: unknown;
    Version?: string;
  };
  const statements = [document.Statement ?? []].flat() as { Effect?: string }[];
  const kept = foreign ? statements.filter(({ Effect }) => Effect === "Deny") : statements;
  const grant = {
    Sid: "acl",
    Effect: "Allow",
    Principal: { AWS: granted },
    Action: action,
    Resource: resource,
  };
  const Statement = granted !== undefined ? [...kept, grant] : kept;
  return Statement.length === 0
    ? undefined
    : JSON.stringify({ Version: document.Version ?? "2012-10-17", Statement });
}
