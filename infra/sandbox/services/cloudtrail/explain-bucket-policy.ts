import { familyPrefix } from "../../../cloudtrail/object-key.ts";
import { evaluatePolicy, type Mismatch } from "../../authorization/evaluate-policy.ts";
import { list, type PolicyDocument, type PolicyStatement } from "../../authorization/policy-document.ts";
import { cloudTrailPrincipal } from "../../recorder/cloudtrail-caller.ts";

/** The trail a bucket policy has to let in; its ARN is known before it exists. */
export interface PolicyNeeds {
  readonly trailArn: string;
  readonly accountId: string;
  readonly bucketName: string;
  readonly keyPrefix?: string;
}

/** One thing the policy has to allow and does not. */
export interface PolicyFinding {
  readonly action: "s3:GetBucketAcl" | "s3:PutObject";
  readonly resource: string;
  readonly problem:
    "no policy" | "not JSON" | "not allowed" | "wrong resource" | "wrong condition" | "denied";
  /** Sid or number of the statement that comes closest, or that denies. */
  readonly statement?: string;
  /** What is wrong, one sentence. */
  readonly why: string;
  /** How to mend it, one sentence. */
  readonly advice: string;
}

/**
 * Says what in a bucket policy keeps CloudTrail out ("Amazon S3 bucket policy for CloudTrail", CloudTrail User Guide).
 * Pure: policy text (undefined when the bucket has none) in, findings out; none when the trail can deliver.
 */
export function explainBucketPolicy(
  policyText: string | undefined,
  needs: PolicyNeeds,
): readonly PolicyFinding[] {
  const policy = policyText === undefined ? undefined : parsePolicy(policyText);
  return requests(needs).flatMap((request) =>
    explainRequest(policy, policyText === undefined, request, needs),
  );
}

/** The findings as one line of plain ASCII, short enough for a header. */
export function explanationText(findings: readonly PolicyFinding[]): string {
  const text = findings.map(({ why, advice }) => `${why} ${advice}`).join(" ");
  return text.replaceAll(/[^\x20-\x7e]+/g, "?").slice(0, 4000);
}

/** The statement that would allow what a finding asks for, as AWS's user guide writes it. */
export function missingStatement(finding: PolicyFinding, needs: PolicyNeeds): PolicyStatement {
  const writes = finding.action === "s3:PutObject";
  return {
    Sid: writes ? "AWSCloudTrailWrite" : "AWSCloudTrailAclCheck",
    Effect: "Allow",
    Principal: { Service: cloudTrailPrincipal },
    Action: finding.action,
    Resource: finding.resource,
    Condition: {
      StringEquals: {
        "aws:SourceArn": needs.trailArn,
        ...(writes ? { "s3:x-amz-acl": "bucket-owner-full-control" } : {}),
      },
    },
  };
}

interface Request {
  readonly action: PolicyFinding["action"];
  /** What CloudTrail asks for now, and the Resource a statement should name. */
  readonly resource: string;
  readonly wanted: string;
  readonly context: Readonly<Record<string, string>>;
}

function requests({ trailArn, accountId, bucketName, keyPrefix }: PolicyNeeds): readonly Request[] {
  const bucket = `arn:aws:s3:::${bucketName}`;
  const location = { ...(keyPrefix === undefined ? {} : { prefix: keyPrefix }), accountId };
  const folder = familyPrefix(location, "CloudTrail");
  const context = {
    "aws:SourceArn": trailArn,
    "aws:SourceAccount": accountId,
    "aws:SecureTransport": "true",
    "aws:PrincipalIsAWSService": "true",
    "aws:PrincipalServiceName": cloudTrailPrincipal,
  };
  const writing = {
    ...context,
    "s3:x-amz-acl": "bucket-owner-full-control",
    "s3:x-amz-server-side-encryption": "AES256",
  };
  return [
    { action: "s3:GetBucketAcl", resource: bucket, wanted: bucket, context },
    {
      action: "s3:PutObject",
      resource: `${bucket}/${folder}`,
      wanted: `${bucket}/${folder.slice(0, -"CloudTrail/".length)}*`,
      context: writing,
    },
  ];
}

function explainRequest(
  policy: PolicyDocument | undefined,
  none: boolean,
  request: Request,
  needs: PolicyNeeds,
): readonly PolicyFinding[] {
  const { action, wanted: resource, context } = request;
  const about = { action, resource };
  const finding = (rest: Omit<PolicyFinding, "action" | "resource">) => [{ ...about, ...rest }];
  const add = `Add a statement that allows Service ${cloudTrailPrincipal} the action ${action} on ${resource}.`;
  if (none)
    return finding({
      problem: "no policy",
      why: `Bucket ${needs.bucketName} has no policy, so nothing allows ${action}.`,
      advice: add,
    });
  if (!policy)
    return finding({
      problem: "not JSON",
      why: "The bucket policy is not a JSON policy document.",
      advice: add,
    });
  const decision = evaluatePolicy(policy, {
    principal: { arns: [], service: cloudTrailPrincipal },
    action,
    resource: request.resource,
    context,
  });
  if (decision.effect === "Allow") return [];
  if (decision.effect === "Deny") {
    const statement = nameOf(decision.statement?.index ?? 0, decision.statement?.sid);
    return finding({
      problem: "denied",
      statement,
      why: `Statement ${statement} denies ${cloudTrailPrincipal} ${action}.`,
      advice: `Take ${cloudTrailPrincipal} out of that Deny; a Deny wins over every Allow.`,
    });
  }
  const closest = decision.mismatches.filter(({ effect }) => effect === "Allow").sort(byCloseness)[0];
  if (closest?.element === "Resource") {
    const statement = nameOf(closest.statement, closest.sid);
    return finding({
      problem: "wrong resource",
      statement,
      why: `Statement ${statement} allows ${action} on ${closest.expected.join(", ")} only, which does not cover ${request.resource}.`,
      advice: `Let its Resource be ${resource}.`,
    });
  }
  if (closest?.element === "Condition") {
    const statement = nameOf(closest.statement, closest.sid);
    const given = closest.given.join(", ");
    return finding({
      problem: "wrong condition",
      statement,
      why: `Statement ${statement} allows ${action}, but its condition ${closest.operator} ${closest.key} wants ${closest.expected.join(" or ")} and CloudTrail ${given ? `sends ${given}` : "sends no such key"}.`,
      advice: given
        ? `Let ${closest.key} be ${given}, or take that condition out.`
        : `Take the condition ${closest.key} out.`,
    });
  }
  const others =
    list(policy.Statement).length > 0
      ? "No statement of the bucket policy"
      : "The bucket policy is empty: it never";
  return finding({
    problem: "not allowed",
    why: `${others} allows ${cloudTrailPrincipal} the action ${action} on ${resource}.`,
    advice: add,
  });
}

const closeness = ["Principal", "Action", "Resource", "Condition"];

function byCloseness(a: Mismatch, b: Mismatch): number {
  return closeness.indexOf(b.element) - closeness.indexOf(a.element) || a.statement - b.statement;
}

function nameOf(index: number, sid: string | undefined): string {
  return sid ? `"${sid}"` : `number ${index + 1}`;
}

function parsePolicy(text: string): PolicyDocument | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && "Statement" in parsed
      ? (parsed as PolicyDocument)
      : undefined;
  } catch {
    return undefined;
  }
}
