import type { UserIdentity } from "../../cloudtrail/record.ts";
import type { Caller } from "../service.ts";

/** The record's userIdentity for a caller ("CloudTrail userIdentity element", AWS CloudTrail User Guide). */
export function userIdentity(caller: Caller): UserIdentity {
  if (caller.type === "AWSService") return { type: caller.type, invokedBy: caller.service ?? "AWS Internal" };
  if (caller.type === "Anonymous")
    return { type: "AWSAccount", principalId: caller.principalId, accountId: caller.accountId };
  const { type, principalId, arn, accountId, accessKeyId, userName, sessionContext, invokedBy } = caller;
  return {
    type,
    principalId,
    arn,
    accountId,
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    ...(userName === undefined || type !== "IAMUser" ? {} : { userName }),
    ...(sessionContext === undefined ? {} : { sessionContext }),
    ...(invokedBy === undefined ? {} : { invokedBy }),
  };
}
