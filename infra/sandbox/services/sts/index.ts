import { decodeAuthorizationMessage } from "../../authorization/authorization-message.ts";
import { AwsError, type Operation, type Service } from "../../service.ts";
import { accountOfAccessKey } from "../iam/identifiers.ts";
import { checkLength, constraint, integer, optionalText, text } from "../input.ts";
import { assumeRole } from "./assume-role.ts";
import { openSession, sessionCredentials } from "./open-session.ts";

/** Needs no permission, and no policy can take it away. */
const getCallerIdentity: Operation = {
  readOnly: true,
  category: "Management",
  permissions: () => [],
  handle: ({ caller }) => ({
    output: { UserId: caller.principalId, Account: caller.accountId, Arn: caller.arn },
  }),
};

/** For users with long-term keys; a whole day and a half at most, twelve hours unless told. */
const getSessionToken: Operation = {
  readOnly: false,
  category: "Management",
  permissions: () => [],
  // Why a device is refused is told to the client only (measured).
  event: ({ input }, _reply, _world, error) =>
    error && "SerialNumber" in input ? { errorMessage: "An unknown error occurred" } : {},
  handle({ caller, input, time }, world) {
    const seconds = integer(input, "DurationSeconds", { min: 900, max: 129_600 }) ?? 43_200;
    if (caller.type !== "IAMUser" || caller.userName === undefined || caller.sessionContext)
      throw new AwsError("AccessDenied", "Cannot call GetSessionToken with session credentials", {
        status: 403,
      });
    if (optionalText(input, "SerialNumber") !== undefined || optionalText(input, "TokenCode") !== undefined)
      throw new AwsError("AccessDenied", "MultiFactorAuthentication failed, unable to validate MFA code.", {
        status: 403,
        explanation: "The Trailwright sandbox has no MFA devices, so none can be shown here.",
      });
    const session = openSession(world, time, seconds, {
      accountId: caller.accountId,
      of: { kind: "user", userName: caller.userName, userId: caller.principalId },
      tags: [],
    });
    return { output: { Credentials: sessionCredentials(session) } };
  },
};

/** Account ids are part of access key ids, so this answers for keys of other sandboxes and of AWS as well. */
const getAccessKeyInfo: Operation = {
  readOnly: true,
  category: "Management",
  permissions: () => [{ action: "sts:GetAccessKeyInfo", resource: "*" }],
  handle({ input }) {
    const id = text(input, "AccessKeyId");
    checkLength(id, "AccessKeyId", { min: 16, max: 128 });
    const account = accountOfAccessKey(id);
    if (account === undefined)
      throw constraint(`'${id}'`, "AccessKeyId", "Member must satisfy regular expression pattern: [\\w]*");
    return { output: { Account: account } };
  },
};

/** Explains the code at the end of EC2's denials. */
const decodeMessage: Operation = {
  readOnly: false,
  category: "Management",
  permissions: () => [{ action: "sts:DecodeAuthorizationMessage", resource: "*" }],
  // What was explained is the caller's alone.
  event: () => ({ responseElements: null }),
  handle({ input }) {
    const message = text(input, "EncodedMessage");
    checkLength(message, "EncodedMessage", { min: 1, max: 10_240 });
    const decoded = decodeAuthorizationMessage(message);
    if (decoded === undefined)
      throw new AwsError("InvalidAuthorizationMessageException", "Invalid EncodedMessage");
    return { output: { DecodedMessage: decoded } };
  },
};

/** STS. Not there: federation (GetFederationToken, SAML, web identity). */
export const sts: Service = {
  name: "sts",
  eventSource: "sts.amazonaws.com",
  protocol: "query",
  apiVersion: "2011-06-15",
  global: true,
  operations: {
    AssumeRole: assumeRole,
    DecodeAuthorizationMessage: decodeMessage,
    GetAccessKeyInfo: getAccessKeyInfo,
    GetCallerIdentity: getCallerIdentity,
    GetSessionToken: getSessionToken,
  },
};
