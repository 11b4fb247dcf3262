import type { ConditionContext } from "../../iam-policy/policy-context.ts";
import type { Call } from "../service.ts";
import type { Tag } from "../services/iam/state.ts";

/**
 * The global condition keys of a call ("AWS global condition context keys", IAM User Guide).
 * `aws:SecureTransport` is true although the sandbox speaks plain HTTP: it listens on loopback only, where nobody
 * else can read along, and a bucket's TLS-only statement would otherwise shut out every client of the sandbox.
 */
export function globalContext(call: Call, principalTags: readonly Tag[]): ConditionContext {
  const { caller, request, time } = call;
  const context: Record<string, string | readonly string[]> = {
    "aws:CurrentTime": time.toISOString(),
    "aws:EpochTime": String(Math.floor(time.getTime() / 1000)),
    "aws:RequestedRegion": call.service.global ? "us-east-1" : call.region,
    "aws:SecureTransport": "true",
    "aws:PrincipalIsAWSService": String(caller.type === "AWSService"),
    "aws:ViaAWSService": String(caller.invokedBy !== undefined),
  };
  const userAgent = request.headers["user-agent"];
  const referer = request.headers["referer"];
  if (userAgent !== undefined) context["aws:UserAgent"] = userAgent;
  if (referer !== undefined) context["aws:Referer"] = referer;
  if (caller.type === "AWSService") {
    if (caller.service !== undefined) {
      context["aws:PrincipalServiceName"] = caller.service;
      context["aws:PrincipalServiceNamesList"] = [caller.service];
    }
    return Object.assign(context, call.context);
  }
  const { vpcEndpoint } = call;
  if (vpcEndpoint) {
    context["aws:SourceVpce"] = vpcEndpoint.id;
    context["aws:SourceVpc"] = vpcEndpoint.vpcId;
    context["aws:VpceAccount"] = vpcEndpoint.accountId;
    context["aws:VpcSourceIp"] = plainAddress(request.sourceIp);
  } else if (caller.invokedBy === undefined) context["aws:SourceIp"] = plainAddress(request.sourceIp);
  if (caller.type === "Anonymous") {
    for (const key of ["aws:PrincipalAccount", "aws:userid"]) context[key] = "anonymous";
    context["aws:PrincipalType"] = "Anonymous";
    return Object.assign(context, call.context);
  }
  context["aws:PrincipalArn"] = caller.sessionContext?.sessionIssuer?.arn ?? caller.arn;
  context["aws:PrincipalAccount"] = caller.accountId;
  context["aws:PrincipalType"] = { Root: "Account", IAMUser: "User", AssumedRole: "AssumedRole" }[
    caller.type
  ];
  context["aws:userid"] = caller.principalId;
  if (caller.userName !== undefined) context["aws:username"] = caller.userName;
  for (const tag of principalTags) context[`aws:PrincipalTag/${tag.Key}`] = tag.Value;
  const { sessionContext } = caller;
  if (sessionContext) {
    const { attributes, sourceIdentity } = sessionContext;
    if (attributes?.mfaAuthenticated) context["aws:MultiFactorAuthPresent"] = attributes.mfaAuthenticated;
    if (attributes?.creationDate) context["aws:TokenIssueTime"] = attributes.creationDate;
    if (sourceIdentity !== undefined) context["aws:SourceIdentity"] = sourceIdentity;
  }
  return Object.assign(context, call.context);
}

/** IPv4 addresses arrive as `::ffff:127.0.0.1` on sockets that serve both families. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, "");
}
