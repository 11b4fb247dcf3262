import { globMatches } from "../../../iam-policy/pattern.ts";
import {
  documentElements,
  list,
  type PolicyDocument,
  statementElements,
} from "../../../iam-policy/policy-document.ts";
import { malformedPolicy } from "./errors.ts";
import { bucketArn } from "./state.ts";

const principalKinds = new Set(["AWS", "Service", "Federated", "CanonicalUser"]);
const operators =
  /^(?:For(?:All|Any)Values:)?(?:String(?:Not)?(?:Equals(?:IgnoreCase)?|Like)|Numeric(?:(?:Not)?Equals|(?:Less|Greater)Than(?:Equals)?)|Date(?:(?:Not)?Equals|(?:Less|Greater)Than(?:Equals)?)|Bool|BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like)|Null)(?:IfExists)?$/;

/** Actions on the bucket itself rather than on its objects. */
const bucketAction =
  /^s3:(?:\*|(?:Get|Put|Delete|List|Create)[A-Za-z]*(?:Bucket|LifecycleConfiguration|EncryptionConfiguration|ReplicationConfiguration|AccelerateConfiguration|MetricsConfiguration|InventoryConfiguration|AnalyticsConfiguration)[A-Za-z]*)$/i;
const objectAction = /^s3:(?:[A-Za-z]*Object[A-Za-z]*|AbortMultipartUpload|ListMultipartUploadParts)$/i;

/**
 * Checks a bucket policy as S3 does when it is put. Wording after S3's own errors.
 * @throws AwsError `MalformedPolicy`
 */
export function checkBucketPolicy(text: string, bucket: string): void {
  const document = parse(text);
  for (const name of Object.keys(document))
    if (!documentElements.has(name)) throw malformedPolicy(`Unknown field ${name}`);
  if (document.Version !== undefined && !["2012-10-17", "2008-10-17"].includes(document.Version))
    throw malformedPolicy("The policy must contain a valid version string");
  if (document.Statement === undefined) throw malformedPolicy("Missing required field Statement");
  const statements = list(document.Statement);
  if (statements.length === 0) throw malformedPolicy("Could not parse the policy: Statement is empty!");
  const sids = new Set<string>();
  for (const statement of statements) {
    if (!isObject(statement))
      throw malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
    checkStatement(statement, bucket);
    const { Sid: sid } = statement as { Sid?: string };
    if (sid && sids.has(sid)) throw malformedPolicy("Statement IDs (SID) in a single policy must be unique.");
    if (sid) sids.add(sid);
  }
}

function parse(text: string): Partial<PolicyDocument> {
  let document: unknown;
  try {
    document = text.startsWith("{") ? JSON.parse(text) : undefined;
  } catch {
    document = undefined;
  }
  if (!isObject(document))
    throw malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
  return document as Partial<PolicyDocument>;
}

function checkStatement(statement: Record<string, unknown>, bucket: string): void {
  for (const name of Object.keys(statement))
    if (!statementElements.has(name)) throw malformedPolicy(`Unknown field ${name}`);
  const { Effect: effect, Sid: sid } = statement;
  if (sid !== undefined && typeof sid !== "string")
    throw malformedPolicy("Invalid policy syntax: Sid must be a string.");
  if (effect === undefined) throw malformedPolicy("Missing required field Effect");
  if (effect !== "Allow" && effect !== "Deny") throw malformedPolicy(`Invalid effect: ${String(effect)}`);
  checkPrincipal(oneOf(statement, "Principal", "NotPrincipal"));
  const actions = strings(oneOf(statement, "Action", "NotAction"), "Policy has invalid action");
  if (actions.some((action) => action !== "*" && !/^s3:[A-Za-z*?]+$/i.test(action)))
    throw malformedPolicy("Policy has invalid action");
  const resources = strings(oneOf(statement, "Resource", "NotResource"), "Policy has invalid resource");
  if (!resources.every((resource) => belongsTo(resource, bucket)))
    throw malformedPolicy("Policy has invalid resource");
  if ("Action" in statement && "Resource" in statement) checkMatch(actions, resources);
  checkCondition(statement["Condition"]);
}

function oneOf(statement: Record<string, unknown>, name: string, negated: string): unknown {
  if (name in statement && negated in statement)
    throw malformedPolicy(`A statement cannot have both ${name} and ${negated}`);
  if (!(name in statement) && !(negated in statement))
    throw malformedPolicy(`Missing required field ${name}`);
  return statement[name] ?? statement[negated];
}

function checkPrincipal(principal: unknown): void {
  const invalid = malformedPolicy("Invalid principal in policy");
  if (principal === "*") return;
  if (!isObject(principal) || Object.keys(principal).length === 0) throw invalid;
  for (const [kind, value] of Object.entries(principal)) {
    if (!principalKinds.has(kind)) throw invalid;
    for (const name of strings(value, invalid.message)) if (!isPrincipal(kind, name)) throw invalid;
  }
}

function isPrincipal(kind: string, name: string): boolean {
  if (kind === "AWS")
    return /^(?:\*|\d{12}|(?:AIDA|AROA)[A-Z0-9]+|arn:aws[\w-]*:(?:iam|sts)::\d{12}:(?:root|user\/.+|role\/.+|assumed-role\/.+|federated-user\/.+))$/.test(
      name,
    );
  if (kind === "Service") return /^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/.test(name);
  return name.length > 0;
}

/** `*`, or this bucket's ARN, or one below it; wildcards may stand in the name. */
function belongsTo(resource: string, bucket: string): boolean {
  const [, name] = /^arn:(?:aws|aws-cn|aws-us-gov|\*):s3:::([^/]+)(?:\/.*)?$/s.exec(resource) ?? [];
  if (name === undefined) return false;
  return globMatches(name, bucket);
}

/** Every action needs a resource it can apply to: the bucket for bucket actions, keys for object actions. */
function checkMatch(actions: readonly string[], resources: readonly string[]): void {
  const onBucket = resources.some((resource) => !resource.slice(bucketArn("").length).includes("/"));
  const onObjects = resources.some((resource) => /[/*]/.test(resource.slice(bucketArn("").length)));
  for (const action of actions) {
    if (/[*?]/.test(action)) continue;
    const object = objectAction.test(action) && !/Bucket/i.test(action);
    if ((object && !onObjects) || (!object && bucketAction.test(action) && !onBucket))
      throw malformedPolicy("Action does not apply to any resource(s) in statement");
  }
}

function checkCondition(condition: unknown): void {
  if (condition === undefined) return;
  if (!isObject(condition)) throw malformedPolicy("Invalid policy syntax: Condition must be an object.");
  for (const [operator, block] of Object.entries(condition)) {
    if (!operators.test(operator)) throw malformedPolicy(`Invalid Condition type : ${operator}`);
    if (!isObject(block)) throw malformedPolicy("Invalid policy syntax: a condition must be an object.");
    for (const [key, values] of Object.entries(block)) {
      if (!/^(?:aws|s3|kms|sts|saml|[\w.-]+):[\w./:@-]+$/i.test(key))
        throw malformedPolicy(`Policy has an invalid condition key - ${key}`);
      if (!list(values).every((value) => ["string", "number", "boolean"].includes(typeof value)))
        throw malformedPolicy("Invalid policy syntax: condition values must be strings.");
    }
  }
}

function strings(value: unknown, message: string): readonly string[] {
  const values = Array.isArray(value) ? (value as unknown[]) : [value];
  if (values.length === 0 || !values.every((entry) => typeof entry === "string"))
    throw malformedPolicy(message);
  return values as string[];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
