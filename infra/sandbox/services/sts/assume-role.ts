import { policyProblem } from "../../authorization/policy-problem.ts";
import { AwsError, type Call, type Operation, type Permission } from "../../service.ts";
import type { World } from "../../world.ts";
import { malformedPolicy, validation } from "../iam/errors.ts";
import { defaultDocument, managedPolicy } from "../iam/identity-policies.ts";
import { assumedRoleArn } from "../iam/principals.ts";
import { entityKey, type Role, roles } from "../iam/state.ts";
import { requestTagContext, tagsOf } from "../iam/tags.ts";
import { checkLength, constraint, integer, optionalText, structures, text } from "../input.ts";
import { openSession, sessionCredentials } from "./open-session.ts";
import { packedPolicySize } from "./packed-policy-size.ts";

/** A role that is not there and one that does not trust the caller are told apart by nobody outside. */
export const assumeRole: Operation = {
  readOnly: true,
  category: "Management",
  permissions,
  // A refused call names no resource (measured in real records).
  event: (_, reply) => (reply ? {} : { resources: [] }),
  handle(call, world) {
    const { input, caller } = call;
    if (caller.type === "Root")
      throw new AwsError("AccessDenied", "Roles may not be assumed by root accounts.", { status: 403 });
    const role = roleNamed(world, text(input, "RoleArn"))!;
    const sessionName = sessionNameOf(call);
    const sourceIdentity = sourceIdentityOf(call);
    const policies = sessionPolicies(call, world);
    const session = openSession(world, call.time, durationOf(call, role), {
      accountId: role.accountId,
      of: {
        kind: "role",
        roleName: role.name,
        roleId: role.id,
        sessionName,
        ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
      },
      ...(policies.length > 0 ? { policies } : {}),
      tags: tagsOf(input),
    });
    const lastUsed = { date: call.time.toISOString(), region: call.region };
    roles(world).put(entityKey(role.accountId, role.name), { ...role, lastUsed });
    const packed = packedPolicySize(packedParts(call));
    return {
      output: {
        Credentials: sessionCredentials(session),
        AssumedRoleUser: {
          AssumedRoleId: `${role.id}:${sessionName}`,
          Arn: assumedRoleArn(role.accountId, role.name, sessionName),
        },
        ...(packed === undefined ? {} : { PackedPolicySize: packed }),
        ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
      },
    };
  },
};

function permissions(call: Call, world: World): Permission[] {
  const { input } = call;
  const resource = text(input, "RoleArn");
  const role = roleNamed(world, resource);
  const externalId = optionalText(input, "ExternalId");
  const sourceIdentity = sourceIdentityOf(call);
  const permission = (action: string): Permission => ({
    action,
    resource,
    resourceAccount: resource.split(":")[4] ?? call.caller.accountId,
    ...(role ? { resourcePolicy: role.trustPolicy } : {}),
    resourcePolicyRequired: true,
    context: {
      ...requestTagContext(input),
      "sts:RoleSessionName": sessionNameOf(call),
      ...(externalId === undefined ? {} : { "sts:ExternalId": externalId }),
      ...(sourceIdentity === undefined ? {} : { "sts:SourceIdentity": sourceIdentity }),
      ...Object.fromEntries((role?.tags ?? []).map((tag) => [`aws:ResourceTag/${tag.Key}`, tag.Value])),
    },
  });
  return [
    permission("sts:AssumeRole"),
    ...(structures(input, "Tags").length > 0 ? [permission("sts:TagSession")] : []),
    ...(sourceIdentity === undefined ? [] : [permission("sts:SetSourceIdentity")]),
  ];
}

function roleNamed(world: World, arn: string): Role | undefined {
  checkLength(arn, "RoleArn", { min: 20, max: 2048 });
  const [, accountId = "", path = ""] = /^arn:aws[\w-]*:iam::(\d{12}):role\/(.+)$/.exec(arn) ?? [];
  if (path === "") throw validation(`${arn} is invalid`);
  const role = roles(world).get(entityKey(accountId, path.slice(path.lastIndexOf("/") + 1)));
  return role?.arn === arn ? role : undefined;
}

function sessionNameOf({ input }: Call): string {
  const name = text(input, "RoleSessionName");
  checkLength(name, "RoleSessionName", { min: 2, max: 64 });
  if (!/^[\w+=,.@-]*$/.test(name))
    throw constraint(
      `'${name}'`,
      "RoleSessionName",
      "Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    );
  return name;
}

/** Given in the call, or handed on by the session that calls. */
function sourceIdentityOf({ input, caller }: Call): string | undefined {
  return optionalText(input, "SourceIdentity") ?? caller.sessionContext?.sourceIdentity;
}

/** Seconds. A session that assumes a role (chaining) gets an hour at most. */
function durationOf({ input, caller }: Call, role: Role): number {
  const seconds = integer(input, "DurationSeconds", { min: 900, max: 43200 }) ?? 3600;
  if (caller.type === "AssumedRole" && seconds > 3600)
    throw validation(
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    );
  if (seconds > role.maxSessionDuration)
    throw validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  return seconds;
}

/** What AWS packs with a session: its policy, policies' ARNs, tags. */
function packedParts({ input }: Call): string[] {
  const policy = optionalText(input, "Policy");
  const arns = structures(input, "PolicyArns").map(({ arn }) => String(arn));
  const tags = tagsOf(input).map(({ Key, Value }) => `${Key}=${Value}`);
  return [...(policy === undefined ? [] : [policy]), ...arns, ...tags];
}

/** The Policy and PolicyArns parameters, as documents. */
function sessionPolicies({ input }: Call, world: World): string[] {
  const inline = optionalText(input, "Policy");
  const problem = inline === undefined ? undefined : policyProblem(inline, "identity");
  if (problem) throw malformedPolicy(problem);
  const managed = structures(input, "PolicyArns").map((item) => {
    const arn = optionalText(item, "arn") ?? "";
    const policy = managedPolicy(world, arn);
    if (!policy) throw malformedPolicy(`Invalid policy ARN: ${arn}`);
    return defaultDocument(policy);
  });
  return inline === undefined ? managed : [inline, ...managed];
}
