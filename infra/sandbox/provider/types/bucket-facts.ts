import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  type Grant,
} from "@aws-sdk/client-s3";
import { AwsCallError, unlessAbsent } from "../aws-call-error.ts";
import type { Properties, Value } from "../property-value.ts";
import type { Context } from "../resource-type.ts";
import { noObjectLock } from "./bucket-object-lock.ts";
import { fromEncryptionRule } from "./bucket-server-side-encryption.ts";

// What the bucket resource shows besides what it manages. A caller who may not ask, or a service that does not have
// the call, leaves the fact out: the real provider does the same.

/** The `versioning` output. */
export async function versioningOf(Bucket: string, { aws }: Context): Promise<Value> {
  const found = await ifAllowed(aws.s3.send(new GetBucketVersioningCommand({ Bucket })));
  return found && { enabled: found.Status === "Enabled", mfaDelete: found.MFADelete === "Enabled" };
}

/** The `serverSideEncryptionConfiguration` output. */
export async function encryptionOf(Bucket: string, { aws }: Context): Promise<Value> {
  const call = aws.s3.send(new GetBucketEncryptionCommand({ Bucket }));
  const found = await ifAllowed(unlessAbsent(call, "ServerSideEncryptionConfigurationNotFoundError"));
  const rule = found?.ServerSideEncryptionConfiguration?.Rules?.[0];
  return rule && { rule: fromEncryptionRule(rule) };
}

/** Whether the bucket has Object Lock; false as well where the caller may not ask. */
export async function hasObjectLock(Bucket: string, { aws }: Context): Promise<boolean> {
  const call = aws.s3.send(new GetObjectLockConfigurationCommand({ Bucket }));
  const found = await ifAllowed(unlessAbsent(call, ...noObjectLock));
  return found?.ObjectLockConfiguration?.ObjectLockEnabled === "Enabled";
}

/** The `policy` output; "" without a policy. */
export async function policyOf(Bucket: string, { aws }: Context): Promise<Value> {
  const call = aws.s3.send(new GetBucketPolicyCommand({ Bucket }));
  return (await ifAllowed(unlessAbsent(call, "NoSuchBucketPolicy")))?.Policy ?? "";
}

/** The `grants` output: the ACL, one entry per grantee. */
export async function grantsOf(Bucket: string, { aws }: Context): Promise<Value> {
  const found = await ifAllowed(aws.s3.send(new GetBucketAclCommand({ Bucket })));
  const byGrantee = new Map<string, { id?: string; type: string; uri?: string; permissions: string[] }>();
  for (const { Grantee, Permission } of (found?.Grants ?? []) as Grant[]) {
    if (!Grantee || !Permission) continue;
    const key = Grantee.ID ?? Grantee.URI ?? "";
    const grant = byGrantee.get(key) ?? {
      type: Grantee.Type ?? "CanonicalUser",
      permissions: [],
      ...(Grantee.ID ? { id: Grantee.ID } : {}),
      ...(Grantee.URI ? { uri: Grantee.URI } : {}),
    };
    grant.permissions.push(Permission);
    byGrantee.set(key, grant);
  }
  return [...byGrantee.values()] as unknown as readonly Properties[];
}

async function ifAllowed<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof AwsCallError && [403, 405, 501].includes(error.details.status ?? 0))
      return undefined;
    throw error;
  }
}
