import { randomUUID } from "node:crypto";
import type { CloudTrailRecord, UserIdentity } from "../../cloudtrail/record.ts";
import type { Call } from "../service.ts";

/**
 * The copies of a call's record, one per account that gets it ("sharedEventID", CloudTrail User Guide): the caller's,
 * and one for each other account that owns something the call was about. An AWS service has no account of its own, so
 * its calls are the owners' alone; so are those of whoever did not sign.
 * @param record the caller's copy, with the sharedEventID that all copies have
 * @param owners from `resourceOwners`
 */
export function copiesOf(
  record: CloudTrailRecord,
  call: Call,
  owners: readonly string[],
): readonly CloudTrailRecord[] {
  const anonymous = call.caller.type === "Anonymous";
  if (owners.length === 0) return anonymous ? [] : [record];
  if (call.caller.type === "AWSService")
    return owners.map((account, index) => ({
      ...record,
      eventID: index === 0 ? record.eventID : randomUUID(),
      recipientAccountId: account,
    }));
  const callers = anonymous ? [] : [callersCopy(record, call)];
  return [...callers, ...owners.map((account) => ownersCopy(record, call, account))];
}

/** S3 does not tell strangers whose bucket it is. */
function callersCopy(record: CloudTrailRecord, { service, caller }: Call): CloudTrailRecord {
  if (service.name !== "s3" || !record.resources) return record;
  const resources = record.resources.map((resource) =>
    resource.accountId === undefined || resource.accountId === caller.accountId
      ? resource
      : { ...resource, accountId: "HIDDEN_DUE_TO_SECURITY_REASONS" },
  );
  return { ...record, resources };
}

/** Tells of the caller no more than its account and principal id. */
function ownersCopy(record: CloudTrailRecord, call: Call, account: string): CloudTrailRecord {
  return {
    ...record,
    userIdentity: strangerIdentity(call),
    requestParameters: withoutGrants(record, call),
    eventID: randomUUID(),
    recipientAccountId: account,
  };
}

/** A caller as other accounts see it. */
export function strangerIdentity({ caller }: Call): UserIdentity {
  const { principalId, accountId, invokedBy } = caller;
  return {
    type: "AWSAccount",
    principalId,
    accountId,
    ...(invokedBy === undefined ? {} : { invokedBy }),
  };
}

/** Whom an object's ACL grants what is not passed on ("Object-level actions in cross-account scenarios", S3 User Guide). */
function withoutGrants({ requestParameters }: CloudTrailRecord, call: Call) {
  if (call.operation !== "PutObjectAcl" || !requestParameters) return requestParameters ?? null;
  return Object.fromEntries(
    Object.entries(requestParameters).filter(
      ([name]) => name !== "AccessControlPolicy" && !name.startsWith("x-amz-grant-"),
    ),
  );
}
