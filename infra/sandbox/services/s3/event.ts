import type { ResourceReference } from "../../../cloudtrail/record.ts";
import { tls } from "../../recorder/tls.ts";
import type { AwsError, Call, EventParts, Reply } from "../../service.ts";
import { protocols } from "../../wire/protocols.ts";
import { hostId } from "../../wire/request-id.ts";
import { parseXml, type XmlValue } from "../../wire/xml.ts";
import type { World } from "../../world.ts";
import { bucketArn, buckets, objectArn } from "./state.ts";

/** CloudTrail's names where they differ from the API's ("Amazon S3 CloudTrail events", Amazon S3 User Guide). */
const eventNames: Readonly<Record<string, string>> = {
  GetBucketAccelerateConfiguration: "GetAccelerateConfiguration",
  GetBucketLifecycleConfiguration: "GetBucketLifecycle",
  GetBucketNotificationConfiguration: "GetBucketNotification",
  GetObjectLockConfiguration: "GetBucketObjectLockConfiguration",
  GetPublicAccessBlock: "GetBucketPublicAccessBlock",
  DeletePublicAccessBlock: "DeleteBucketPublicAccessBlock",
  ListObjectsV2: "ListObjects",
  PutBucketAccelerateConfiguration: "PutAccelerateConfiguration",
  PutBucketLifecycleConfiguration: "PutBucketLifecycle",
  PutBucketNotificationConfiguration: "PutBucketNotification",
  PutObjectLockConfiguration: "PutBucketObjectLockConfiguration",
  PutPublicAccessBlock: "PutBucketPublicAccessBlock",
};

/** What the answer's headers leave in responseElements. */
const recordedAnswerHeaders = [
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-server-side-encryption-bucket-key-enabled",
  "x-amz-version-id",
  "x-amz-delete-marker",
  "x-amz-copy-source-version-id",
];

/** Signing, framing and tracing, which are no parameters of the call, and what only the client is to know. */
const unrecordedHeaders =
  /^x-amz-(?:date|content-sha256|security-token|user-agent|decoded-content-length|trailer|te|id-2|request-id|mfa|(?:copy-source-)?server-side-encryption-customer-key)$/;
const unrecordedQuery =
  /^(?:X-Amz-(?:Signature|Credential|Security-Token)|x-amz-security-token|AWSAccessKeyId|Signature|x-amz-(?:copy-source-)?server-side-encryption-customer-key)$/i;

/** The record of an S3 call: names and parameters as CloudTrail writes them, which follow the HTTP request. */
export function event(call: Call, reply: Reply | undefined, world: World, error?: AwsError): EventParts {
  return {
    eventName: eventNames[call.operation] ?? call.operation,
    requestParameters: requestParameters(call),
    responseElements: reply ? responseElements(call, reply) : null,
    resources: resources(call, world),
    additionalEventData: additionalEventData(call, reply, error),
  };
}

function requestParameters(call: Call): Record<string, unknown> {
  const { request, input } = call;
  // Names are the client's: `__proto__` is one like any other.
  const parameters = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of request.query) if (!unrecordedQuery.test(name)) parameters[name] = value;
  for (const [name, value] of Object.entries(request.headers))
    if (name.startsWith("x-amz-") && !unrecordedHeaders.test(name)) parameters[name] = value;
  const bucket = input["Bucket"];
  if (typeof bucket === "string") parameters["bucketName"] = bucket;
  parameters["Host"] = request.headers["host"] ?? `${String(bucket)}.s3.${call.region}.amazonaws.com`;
  if (typeof input["Key"] === "string") parameters["key"] = input["Key"];
  Object.assign(parameters, document(call));
  return parameters;
}

/** The document of a configuration call, parsed. DeleteObjects' list of keys is not recorded. */
function document(call: Call): Record<string, unknown> {
  if (call.operation === "PutBucketPolicy") return { bucketPolicy: policyObject(call) };
  if (!/^(?:Put(?!Object$)|CreateBucket)/.test(call.operation) || call.request.body.size === 0) return {};
  const parsed = parseXml(call.request.body.bytes().toString("utf8"));
  return parsed ? { [parsed.name]: typed(parsed.value) } : {};
}

function policyObject(call: Call): unknown {
  const text = call.request.body.bytes().toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Numbers and booleans are recorded as such, attributes under their bare name. */
function typed(value: XmlValue | readonly XmlValue[]): unknown {
  if (Array.isArray(value)) return value.map(typed);
  if (typeof value === "string") {
    if (value === "true" || value === "false") return value === "true";
    return /^(?:0|-?[1-9]\d{0,14})$/.test(value) ? Number(value) : value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name.replace(/^@/, ""), typed(child)]),
  );
}

function responseElements(call: Call, reply: Reply): Record<string, unknown> | null {
  const writes = !/^(?:Get|Head|List)/.test(call.operation);
  if (!writes) return null;
  const elements = recordedAnswerHeaders
    .filter((name) => reply.headers?.[name] !== undefined)
    .map((name) => [name, reply.headers![name]]);
  return elements.length > 0 ? Object.fromEntries(elements) : null;
}

/** A bucket as records name it. */
export function bucketResource(name: string, account: string | undefined): ResourceReference {
  return {
    ...(account === undefined ? {} : { accountId: account }),
    type: "AWS::S3::Bucket",
    ARN: bucketArn(name),
  };
}

function resources(call: Call, world: World): ResourceReference[] {
  const { Bucket: name, Key: key } = call.input as { Bucket?: string; Key?: string };
  if (name === undefined || call.operation === "CreateBucket") return [];
  const account = buckets(world).get(name)?.account;
  // A bucket that is not there is not named (measured in management events); selectors of data events look for it.
  if (account === undefined && call.service.operations[call.operation]?.category === "Management") return [];
  const bucket = bucketResource(name, account);
  if (key !== undefined) return [{ type: "AWS::S3::Object", ARN: objectArn(name, key) }, bucket];
  if (/^(?:HeadBucket|ListObject|DeleteObjects)/.test(call.operation))
    return [
      { type: "AWS::S3::Object", ARNPrefix: objectArn(name, call.request.query.get("prefix") ?? "") },
      bucket,
    ];
  return [bucket];
}

function additionalEventData(
  call: Call,
  reply: Reply | undefined,
  error: AwsError | undefined,
): Record<string, unknown> {
  const { request, requestId } = call;
  const unsigned = call.caller.type === "Anonymous";
  const sse = reply?.headers?.["x-amz-server-side-encryption"];
  return {
    ...(unsigned ? {} : { SignatureVersion: request.query.has("AWSAccessKeyId") ? "SigV2" : "SigV4" }),
    CipherSuite: tls.cipherSuite,
    bytesTransferredIn: request.body.size,
    ...(sse === undefined ? {} : { SSEApplied: sseApplied(call, sse) }),
    ...(unsigned ? {} : { AuthenticationMethod: isPresigned(request) ? "QueryString" : "AuthHeader" }),
    "x-amz-id-2": hostId(requestId),
    bytesTransferredOut: bytesOut(call, reply, error),
  };
}

/** `Default_…` where the bucket's default decided. */
function sseApplied(call: Call, algorithm: string): string {
  const asked = call.request.headers["x-amz-server-side-encryption"] !== undefined;
  if (algorithm === "AES256") return asked ? "SSE_S3" : "Default_SSE_S3";
  const applied = algorithm === "aws:kms" ? "SSE_KMS" : "DSSE_KMS";
  return asked || call.service.operations[call.operation]?.readOnly ? applied : `Default_${applied}`;
}

function isPresigned({ query }: Call["request"]): boolean {
  return query.has("X-Amz-Signature") || query.has("AWSAccessKeyId");
}

function bytesOut(call: Call, reply: Reply | undefined, error: AwsError | undefined): number {
  if (call.request.method === "HEAD") return 0;
  if (error) {
    const { body } = protocols["rest-xml-s3"].encodeError(call.service, error, call.requestId, call.request);
    return Buffer.byteLength(body);
  }
  const body = reply?.body;
  return !body ? 0 : Buffer.isBuffer(body) ? body.length : body.end - body.start;
}
