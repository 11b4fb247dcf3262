import type { ResourceReference } from "../../../cloudtrail/record.ts";
import type { Call, EventParts, Reply } from "../../service.ts";
import type { Outcome } from "../outcome.ts";

/** S3 operations whose events have another name than the API (measured; "Amazon S3 CloudTrail events", S3 User Guide). */
const eventNames: Readonly<Record<string, string>> = {
  ListObjectsV2: "ListObjects",
  GetPublicAccessBlock: "GetBucketPublicAccessBlock",
  PutPublicAccessBlock: "PutBucketPublicAccessBlock",
  DeletePublicAccessBlock: "DeleteBucketPublicAccessBlock",
  GetBucketLifecycleConfiguration: "GetBucketLifecycle",
  PutBucketLifecycleConfiguration: "PutBucketLifecycle",
  GetBucketNotificationConfiguration: "GetBucketNotification",
  PutBucketNotificationConfiguration: "PutBucketNotification",
  GetBucketAccelerateConfiguration: "GetAccelerateConfiguration",
  PutBucketAccelerateConfiguration: "PutAccelerateConfiguration",
  GetObjectLockConfiguration: "GetBucketObjectLockConfiguration",
  PutObjectLockConfiguration: "PutBucketObjectLockConfiguration",
};

/** Data events on a bucket's contents as a whole: they name the objects by a prefix. */
const overAllObjects = new Set(["ListObjects", "HeadBucket", "ListObjectVersions", "ListMultipartUploads"]);

/** Headers that are parts of the signature or of the transport, and no parameters. */
const transport =
  /^x-amz-(date|content-sha256|security-token|user-agent|decoded-content-length|trailer|sdk-.*|checksum-.*|id-2|request-id)$/;

/** Query parameters that carry the signature of a presigned URL. */
const signature = /^x-amz-(signature|credential|security-token)$/i;

/** S3: parameters come from the wire (host, query, x-amz-* headers), bodies under their document's name. */
export function s3EventParts(call: Call, outcome: Outcome): EventParts {
  const eventName = eventNames[call.operation] ?? call.operation;
  return {
    eventName,
    requestParameters: requestParameters(call),
    responseElements: "reply" in outcome ? responseElements(outcome.reply) : null,
    additionalEventData: additionalEventData(call, outcome),
    resources: resources(call, eventName),
  };
}

function requestParameters(call: Call): Record<string, unknown> {
  const { Bucket, Key, Policy, ...rest } = call.input;
  const parameters: Record<string, unknown> = {};
  for (const [name, value] of call.request.query) if (!signature.test(name)) parameters[name] = value;
  if (typeof Policy === "string") parameters["bucketPolicy"] = parsed(Policy);
  for (const [name, value] of Object.entries(rest))
    if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) parameters[name] = value;
  if (typeof Bucket === "string") parameters["bucketName"] = Bucket;
  parameters["Host"] =
    call.request.headers["host"] ?? `${Bucket ? `${Bucket}.` : ""}s3.${call.region}.amazonaws.com`;
  if (typeof Key === "string" && Key !== "") parameters["key"] = Key;
  for (const [name, value] of Object.entries(call.request.headers))
    if (name.startsWith("x-amz-") && !transport.test(name)) parameters[name] = value;
  return parameters;
}

/** A document that does not parse is shown as it came. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Writes that answer in headers (encryption, version) show those, everything else shows null. */
function responseElements(reply: Reply): Record<string, unknown> | null {
  const shown = Object.entries(reply.headers ?? {}).filter(([name]) =>
    /^x-amz-(server-side-encryption|version-id|delete-marker|copy-source-version-id|expiration)/i.test(name),
  );
  return reply.body === undefined && shown.length > 0 ? Object.fromEntries(shown) : null;
}

function additionalEventData(call: Call, outcome: Outcome): Record<string, unknown> {
  const { headers, query, body } = call.request;
  const presigned = query.has("X-Amz-Signature");
  const hostId = "reply" in outcome ? outcome.reply.headers?.["x-amz-id-2"] : undefined;
  const sent = "reply" in outcome ? bytesOf(outcome.reply) : undefined;
  return {
    SignatureVersion: "SigV4",
    CipherSuite: "TLS_AES_128_GCM_SHA256",
    bytesTransferredIn: body.size,
    AuthenticationMethod: presigned ? "QueryString" : "AuthHeader",
    ...(hostId ? { "x-amz-id-2": hostId } : {}),
    ...(sent === undefined ? {} : { bytesTransferredOut: sent }),
    ...(headers["x-amz-server-side-encryption"] === "AES256" ? { SSEApplied: "SSE_S3" } : {}),
  };
}

/** Bytes of the answer's body; undefined when only the encoder knows. */
function bytesOf(reply: Reply): number | undefined {
  if (reply.output) return undefined;
  if (!reply.body) return 0;
  return Buffer.isBuffer(reply.body) ? reply.body.length : reply.body.end - reply.body.start;
}

function resources(call: Call, eventName: string): ResourceReference[] {
  const { Bucket, Key } = call.input;
  if (typeof Bucket !== "string") return [];
  const arn = `arn:aws:s3:::${Bucket}`;
  const bucket = { accountId: call.caller.accountId, type: "AWS::S3::Bucket", ARN: arn };
  if (overAllObjects.has(eventName)) return [{ type: "AWS::S3::Object", ARNPrefix: `${arn}/` }, bucket];
  if (typeof Key === "string" && Key !== "")
    return [{ type: "AWS::S3::Object", ARN: `${arn}/${Key}` }, bucket];
  return [bucket];
}
