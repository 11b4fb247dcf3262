import { AwsError, type Call, type Permission } from "../service.ts";
import { encodeAuthorizationMessage } from "./authorization-message.ts";
import type { Denial } from "./authorize.ts";
import { explainDenial } from "./explain-denial.ts";

/**
 * The error a service gives for a refused call ("Troubleshoot access denied error messages", IAM User Guide).
 * EC2 words it as UnauthorizedOperation, and adds the details in code where a resource was asked for.
 */
export function accessDenied(call: Call, permission: Permission, denial: Denial): AwsError {
  const explanation = explainDenial(denial);
  const { service, caller } = call;
  switch (service.protocol) {
    case "rest-xml-s3":
      return new AwsError("AccessDenied", s3Message(call, permission, denial), { status: 403, explanation });
    case "ec2":
      return new AwsError(
        "UnauthorizedOperation",
        `You are not authorized to perform this operation. ${sentence(call, permission.resourceLabel ?? permission.resource, permission, denial)}${encoded(call, permission, denial)}`,
        { status: 403, explanation },
      );
    case "json-1.0":
    case "json-1.1":
    case "rpc-v2-cbor":
      return new AwsError("AccessDeniedException", sentence(call, permission.resource, permission, denial), {
        explanation,
        // SQS and CloudWatch kept the code and the status that they had in the query protocol.
        ...(/^(?:sqs|monitoring)$/.test(service.name) ? { status: 403, queryCode: "AccessDenied" } : {}),
      });
    case "query": {
      // A role that does not exist and one that does not trust the caller look alike.
      const message =
        permission.action === "sts:AssumeRole" && !denial.explicit
          ? `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${permission.resource}`
          : sentence(call, permission.resourceLabel ?? permission.resource, permission, denial);
      const code = service.name === "sns" ? "AuthorizationError" : "AccessDenied";
      return new AwsError(code, message, { status: 403, explanation });
    }
  }
}

/** For sts:DecodeAuthorizationMessage; denials of actions that know no resources have none (measured). */
function encoded({ caller }: Call, permission: Permission, denial: Denial): string {
  if (permission.resource === "*") return "";
  return `. Encoded authorization failure message: ${encodeAuthorizationMessage(caller, permission, denial)}`;
}

/** S3 gives reasons inside an account only, and quotes the resource. */
function s3Message(call: Call, permission: Permission, denial: Denial): string {
  const { caller } = call;
  const foreign = permission.resourceAccount !== undefined && permission.resourceAccount !== caller.accountId;
  if (caller.type === "AWSService" || foreign) return "Access Denied";
  const resource = permission.resource === "*" ? "*" : `"${permission.resource}"`;
  return sentence(call, resource, permission, denial);
}

function sentence(
  { caller, service }: Call,
  resource: string,
  { action }: Permission,
  denial: Denial,
): string {
  const reason = denial.explicit
    ? `with an explicit deny in ${denial.policyType === "identity-based policy" ? "an" : "a"} ${denial.policyType}`
    : `because no ${denial.policyType} allows the ${action} action`;
  // EC2 and S3 name no resource for actions that have none.
  const on =
    resource === "*" && (service.name === "ec2" || service.name === "s3") ? "" : ` on resource: ${resource}`;
  return `User: ${caller.arn} is not authorized to perform: ${action}${on} ${reason}`;
}
