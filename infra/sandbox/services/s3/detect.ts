import { AwsError, type WireRequest } from "../../service.ts";
import { bucketInHost } from "../../wire/bucket-in-host.ts";
import { invalidArgument } from "./errors.ts";

/** Sub-resources of a bucket by query key: the operation of each method. */
const bucketSubresources: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  accelerate: { GET: "GetBucketAccelerateConfiguration", PUT: "PutBucketAccelerateConfiguration" },
  acl: { GET: "GetBucketAcl", PUT: "PutBucketAcl" },
  analytics: {
    GET: "ListBucketAnalyticsConfigurations",
    PUT: "PutBucketAnalyticsConfiguration",
    DELETE: "DeleteBucketAnalyticsConfiguration",
  },
  cors: { GET: "GetBucketCors", PUT: "PutBucketCors", DELETE: "DeleteBucketCors" },
  delete: { POST: "DeleteObjects" },
  encryption: { GET: "GetBucketEncryption", PUT: "PutBucketEncryption", DELETE: "DeleteBucketEncryption" },
  "intelligent-tiering": {
    GET: "ListBucketIntelligentTieringConfigurations",
    PUT: "PutBucketIntelligentTieringConfiguration",
    DELETE: "DeleteBucketIntelligentTieringConfiguration",
  },
  inventory: {
    GET: "ListBucketInventoryConfigurations",
    PUT: "PutBucketInventoryConfiguration",
    DELETE: "DeleteBucketInventoryConfiguration",
  },
  lifecycle: {
    GET: "GetBucketLifecycleConfiguration",
    PUT: "PutBucketLifecycleConfiguration",
    DELETE: "DeleteBucketLifecycle",
  },
  location: { GET: "GetBucketLocation" },
  logging: { GET: "GetBucketLogging", PUT: "PutBucketLogging" },
  metrics: {
    GET: "ListBucketMetricsConfigurations",
    PUT: "PutBucketMetricsConfiguration",
    DELETE: "DeleteBucketMetricsConfiguration",
  },
  notification: { GET: "GetBucketNotificationConfiguration", PUT: "PutBucketNotificationConfiguration" },
  "object-lock": { GET: "GetObjectLockConfiguration", PUT: "PutObjectLockConfiguration" },
  ownershipControls: {
    GET: "GetBucketOwnershipControls",
    PUT: "PutBucketOwnershipControls",
    DELETE: "DeleteBucketOwnershipControls",
  },
  policy: { GET: "GetBucketPolicy", PUT: "PutBucketPolicy", DELETE: "DeleteBucketPolicy" },
  policyStatus: { GET: "GetBucketPolicyStatus" },
  publicAccessBlock: {
    GET: "GetPublicAccessBlock",
    PUT: "PutPublicAccessBlock",
    DELETE: "DeletePublicAccessBlock",
  },
  replication: {
    GET: "GetBucketReplication",
    PUT: "PutBucketReplication",
    DELETE: "DeleteBucketReplication",
  },
  requestPayment: { GET: "GetBucketRequestPayment", PUT: "PutBucketRequestPayment" },
  tagging: { GET: "GetBucketTagging", PUT: "PutBucketTagging", DELETE: "DeleteBucketTagging" },
  uploads: { GET: "ListMultipartUploads" },
  versioning: { GET: "GetBucketVersioning", PUT: "PutBucketVersioning" },
  versions: { GET: "ListObjectVersions" },
  website: { GET: "GetBucketWebsite", PUT: "PutBucketWebsite", DELETE: "DeleteBucketWebsite" },
};

const objectSubresources: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  acl: { GET: "GetObjectAcl", PUT: "PutObjectAcl" },
  attributes: { GET: "GetObjectAttributes" },
  "legal-hold": { GET: "GetObjectLegalHold", PUT: "PutObjectLegalHold" },
  restore: { POST: "RestoreObject" },
  retention: { GET: "GetObjectRetention", PUT: "PutObjectRetention" },
  select: { POST: "SelectObjectContent" },
  tagging: { GET: "GetObjectTagging", PUT: "PutObjectTagging", DELETE: "DeleteObjectTagging" },
  torrent: { GET: "GetObjectTorrent" },
  uploads: { POST: "CreateMultipartUpload" },
};

const bucketMethods: Readonly<Record<string, string>> = {
  GET: "ListObjects",
  HEAD: "HeadBucket",
  PUT: "CreateBucket",
  DELETE: "DeleteBucket",
  POST: "PostObject",
};

const objectMethods: Readonly<Record<string, string>> = {
  GET: "GetObject",
  HEAD: "HeadObject",
  PUT: "PutObject",
  DELETE: "DeleteObject",
};

/**
 * The operation a request means, by method, path and query, with bucket and key from the path (or the host, for
 * virtual-host style addresses).
 */
export function detect(request: WireRequest): { operation: string; input: Record<string, unknown> } {
  const { bucket, key } = target(request);
  if (bucket === "") {
    if (request.method === "GET") return { operation: "ListBuckets", input: {} };
    return { operation: `${request.method} on the service`, input: {} };
  }
  if (key === "") return { operation: bucketOperation(request), input: { Bucket: bucket } };
  const versionId = request.query.get("versionId");
  return {
    operation: objectOperation(request),
    input: { Bucket: bucket, Key: key, ...(versionId === null ? {} : { VersionId: versionId }) },
  };
}

function bucketOperation({ method, query }: WireRequest): string {
  for (const [name, methods] of Object.entries(bucketSubresources))
    if (query.has(name)) {
      const operation = methods[method] ?? `${method} with ?${name}`;
      // One of several configurations is told by its id.
      return query.has("id") && method === "GET" ? operation.replace(/^List(.*)s$/, "Get$1") : operation;
    }
  if (method === "GET" && query.get("list-type") === "2") return "ListObjectsV2";
  return bucketMethods[method] ?? `${method} on a bucket`;
}

function objectOperation({ method, query, headers }: WireRequest): string {
  for (const [name, methods] of Object.entries(objectSubresources))
    if (query.has(name)) return methods[method] ?? `${method} with ?${name}`;
  const copies = headers["x-amz-copy-source"] !== undefined;
  if (query.has("uploadId")) {
    if (method === "PUT") return copies ? "UploadPartCopy" : "UploadPart";
    return (
      { GET: "ListParts", POST: "CompleteMultipartUpload", DELETE: "AbortMultipartUpload" }[method] ?? method
    );
  }
  if (method === "PUT" && copies) return "CopyObject";
  return objectMethods[method] ?? `${method} on an object`;
}

/** Bucket and key that a request names; empty where it names none. @throws AwsError `InvalidURI`, `InvalidArgument` */
export function target({ rawPath, headers }: WireRequest): { bucket: string; key: string } {
  const path = decodePath(rawPath.slice(1));
  const bucket = bucketInHost(headers["host"]);
  if (bucket !== undefined) return { bucket, key: path };
  const slash = path.indexOf("/");
  return slash < 0 ? { bucket: path, key: "" } : { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}

function decodePath(path: string): string {
  try {
    const decoded = decodeURIComponent(path);
    if (decoded.includes("\0")) throw invalidArgument("Object keys cannot hold NUL here.", "key", "\\0");
    return decoded;
  } catch (error) {
    if (error instanceof AwsError) throw error;
    throw new AwsError("InvalidURI", "Couldn't parse the specified URI.");
  }
}
