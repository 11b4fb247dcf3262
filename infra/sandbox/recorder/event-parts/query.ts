import type { Call, EventParts } from "../../service.ts";
import { localeDate, lowerCamel } from "../lower-camel.ts";
import type { Outcome } from "../outcome.ts";
import { readOnlyOf, record } from "./record-object.ts";

/** Parameters that CloudTrail writes as numbers, though the wire has text. */
const numbers = /^(durationSeconds|maxSessionDuration|maxItems|minimumPasswordLength|maxPasswordAge)$/;

/** Parameters that CloudTrail writes as booleans. */
const booleans = /^(setAsDefault|passwordResetRequired|onlyAttached)$/;

/** STS calls that read (or count as reading) and still show what they answered, measured in real records. */
const showsAnswer = new Set(["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"]);

/** IAM codes that records carry under the name of the error's shape. */
const shapeNames = new Set([
  "NoSuchEntity",
  "EntityAlreadyExists",
  "LimitExceeded",
  "DeleteConflict",
  "InvalidInput",
  "MalformedPolicyDocument",
  "EntityTemporarilyUnmodifiable",
]);

/** Query services (IAM, STS). */
export function queryEventParts(call: Call, outcome: Outcome): EventParts {
  const writing = { date: localeDate };
  const shown = !readOnlyOf(call) || showsAnswer.has(call.operation);
  const answer = "reply" in outcome && shown ? lowerCamel(outcome.reply.output, writing) : null;
  const code = "error" in outcome ? outcome.error.code : undefined;
  return {
    requestParameters: record(typed(lowerCamel(call.input, writing))),
    responseElements: record(answer),
    ...(code && call.service.name === "iam" && shapeNames.has(code) ? { errorCode: `${code}Exception` } : {}),
    ...roleResource(call),
  };
}

/** AssumeRole names the role as the call's resource. */
function roleResource(call: Call): EventParts {
  const arn = call.input["RoleArn"];
  const accountId = typeof arn === "string" ? arn.split(":")[4] : undefined;
  if (call.service.name !== "sts" || typeof arn !== "string" || !accountId) return {};
  return { resources: [{ accountId, type: "AWS::IAM::Role", ARN: arn }] };
}

function typed(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (typeof member !== "string") return [name, member];
      if (numbers.test(name) && /^\d+$/.test(member)) return [name, Number(member)];
      if (booleans.test(name) && /^(true|false)$/.test(member)) return [name, member === "true"];
      return [name, member];
    }),
  );
}
