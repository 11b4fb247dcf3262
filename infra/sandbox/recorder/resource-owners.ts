import type { Call, Permission } from "../service.ts";

const none: readonly string[] = [];

/**
 * The other accounts that hear of a call, because it needed leave for something of theirs: none for a call inside one
 * account; for a call of an AWS service, which has no account, all owners. A denial stays with the caller ("Denied
 * AssumeRole", CloudTrail User Guide), except that S3 tells a bucket's owner of everything ("Object-level actions in
 * cross-account scenarios", Amazon S3 User Guide).
 */
export function resourceOwners(
  { caller, service }: Call,
  permissions: readonly Pick<Permission, "resourceAccount">[],
  allowed: boolean,
): readonly string[] {
  const byService = caller.type === "AWSService";
  if (!allowed && !byService && service.name !== "s3") return none;
  let owners = none;
  for (const { resourceAccount } of permissions)
    if (
      resourceAccount !== undefined &&
      (byService || resourceAccount !== caller.accountId) &&
      !owners.includes(resourceAccount)
    )
      owners = [...owners, resourceAccount];
  return owners;
}
