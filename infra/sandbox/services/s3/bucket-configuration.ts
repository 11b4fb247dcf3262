import { AwsError, type Call, type Operation } from "../../service.ts";
import { children, childText, content, type XmlValue } from "../../wire/xml.ts";
import type { World } from "../../world.ts";
import { requireRoot } from "./access-settings.ts";
import { checkNotification } from "./bucket-notification.ts";
import { invalidArgument, malformedXml } from "./errors.ts";
import { checkObjectLockConfiguration } from "./object-lock.ts";
import { checkLifecycle } from "./lifecycle-rules.ts";
import { bucketOperation, namespace } from "./operation.ts";
import { type Bucket, buckets } from "./state.ts";

// Sub-resources that are documents: checked, kept and given back. Who acts upon one reads it from the bucket.

/** One kind of configuration document. */
interface Kind {
  /** Query key: `lifecycle`. */
  readonly name: string;
  readonly root: string;
  readonly get: string;
  readonly put: string;
  /** Given where it can be deleted. */
  readonly delete?: string;
  /** What GET answers where nothing is set: an error, or the inner XML of a default. */
  readonly missing: { readonly code: string; readonly message: string } | string;
  /** Checks a document and returns it as it shall be kept. */
  readonly check?: (root: XmlValue, call: Call, world: World, bucket: Bucket) => XmlValue;
}

const kinds: Readonly<Record<string, Kind>> = {
  Accelerate: {
    name: "accelerate",
    root: "AccelerateConfiguration",
    get: "s3:GetAccelerateConfiguration",
    put: "s3:PutAccelerateConfiguration",
    missing: "",
    check: requireOneOf("Status", "Enabled", "Suspended"),
  },
  Cors: {
    name: "cors",
    root: "CORSConfiguration",
    get: "s3:GetBucketCORS",
    put: "s3:PutBucketCORS",
    delete: "s3:PutBucketCORS",
    missing: { code: "NoSuchCORSConfiguration", message: "The CORS configuration does not exist" },
    check: checkCors,
  },
  Encryption: {
    name: "encryption",
    root: "ServerSideEncryptionConfiguration",
    get: "s3:GetEncryptionConfiguration",
    put: "s3:PutEncryptionConfiguration",
    delete: "s3:PutEncryptionConfiguration",
    missing:
      "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule>",
    check: checkEncryption,
  },
  Lifecycle: {
    name: "lifecycle",
    root: "LifecycleConfiguration",
    get: "s3:GetLifecycleConfiguration",
    put: "s3:PutLifecycleConfiguration",
    delete: "s3:PutLifecycleConfiguration",
    missing: { code: "NoSuchLifecycleConfiguration", message: "The lifecycle configuration does not exist" },
    check: checkLifecycle,
  },
  Logging: {
    name: "logging",
    root: "BucketLoggingStatus",
    get: "s3:GetBucketLogging",
    put: "s3:PutBucketLogging",
    missing: "",
    check: checkLogging,
  },
  Notification: {
    name: "notification",
    root: "NotificationConfiguration",
    get: "s3:GetBucketNotification",
    put: "s3:PutBucketNotification",
    missing: "",
    check: checkNotification,
  },
  ObjectLock: {
    name: "object-lock",
    root: "ObjectLockConfiguration",
    get: "s3:GetBucketObjectLockConfiguration",
    put: "s3:PutBucketObjectLockConfiguration",
    missing: {
      code: "ObjectLockConfigurationNotFoundError",
      message: "Object Lock configuration does not exist for this bucket",
    },
    check: checkObjectLockConfiguration,
  },
  Replication: {
    name: "replication",
    root: "ReplicationConfiguration",
    get: "s3:GetReplicationConfiguration",
    put: "s3:PutReplicationConfiguration",
    delete: "s3:PutReplicationConfiguration",
    missing: {
      code: "ReplicationConfigurationNotFoundError",
      message: "The replication configuration was not found",
    },
    check: checkReplication,
  },
  RequestPayment: {
    name: "requestPayment",
    root: "RequestPaymentConfiguration",
    get: "s3:GetBucketRequestPayment",
    put: "s3:PutBucketRequestPayment",
    missing: "<Payer>BucketOwner</Payer>",
    check: requireOneOf("Payer", "BucketOwner", "Requester"),
  },
  Website: {
    name: "website",
    root: "WebsiteConfiguration",
    get: "s3:GetBucketWebsite",
    put: "s3:PutBucketWebsite",
    delete: "s3:DeleteBucketWebsite",
    missing: {
      code: "NoSuchWebsiteConfiguration",
      message: "The specified bucket does not have a website configuration",
    },
  },
};

function requireSome(element: string): (root: XmlValue) => XmlValue {
  return (root) => {
    if (children(root, element).length === 0) throw malformedXml();
    return root;
  };
}

function requireOneOf(element: string, ...values: readonly string[]): (root: XmlValue) => XmlValue {
  return (root) => {
    if (!values.includes(childText(root, element) ?? "")) throw malformedXml();
    return root;
  };
}

function checkCors(root: XmlValue): XmlValue {
  requireSome("CORSRule")(root);
  for (const rule of children(root, "CORSRule")) {
    requireSome("AllowedMethod")(rule);
    requireSome("AllowedOrigin")(rule);
    for (const method of children(rule, "AllowedMethod").map(String))
      if (!/^(?:GET|PUT|POST|DELETE|HEAD)$/.test(method))
        throw new AwsError(
          "InvalidRequest",
          `Found unsupported HTTP method in CORS config. Unsupported method is ${method}`,
        );
  }
  return root;
}

/** Where logs go must be there, in the same region; that the service may write there is not looked at, as in S3. */
function checkLogging(root: XmlValue, _call: Call, world: World, bucket: Bucket): XmlValue {
  const [enabled] = children(root, "LoggingEnabled");
  const target = childText(enabled, "TargetBucket");
  if (enabled && !(target !== undefined && buckets(world).has(target)))
    throw new AwsError("InvalidTargetBucketForLogging", "The target bucket for logging does not exist");
  if (target !== undefined && buckets(world).get(target)!.region !== bucket.region)
    throw new AwsError("CrossLocationLoggingProhibited", "Cross S3 location logging not allowed", {
      status: 403,
    });
  return root;
}

function checkReplication(root: XmlValue, _call: Call, _world: World, bucket: Bucket): XmlValue {
  requireSome("Rule")(root);
  if (bucket.versioning !== "Enabled")
    throw new AwsError(
      "InvalidRequest",
      "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
    );
  return root;
}

function checkEncryption(root: XmlValue): XmlValue {
  const [rule, ...more] = children(root, "Rule");
  const byDefault = children(rule, "ApplyServerSideEncryptionByDefault")[0];
  const algorithm = childText(byDefault, "SSEAlgorithm");
  if (!rule || more.length > 0 || !["AES256", "aws:kms", "aws:kms:dsse"].includes(algorithm ?? ""))
    throw malformedXml();
  if (algorithm === "AES256" && childText(byDefault, "KMSMasterKeyID"))
    throw invalidArgument(
      "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms",
      "SSEAlgorithm",
      "AES256",
    );
  const enabled = childText(rule, "BucketKeyEnabled") ?? "false";
  return { Rule: { ApplyServerSideEncryptionByDefault: byDefault!, BucketKeyEnabled: enabled } };
}

/** Get, put and (where there is one) delete operations of every kind, by AWS's names. */
export const configurationOperations: Readonly<Record<string, Operation>> = Object.fromEntries(
  Object.entries(kinds).flatMap(([name, kind]) => {
    const { get, put, remove } = namesOf(name);
    return [
      [get, getOperation(kind)],
      [put, putOperation(kind)],
      ...(kind.delete ? [[remove, deleteOperation(kind, kind.delete)] as const] : []),
    ];
  }),
);

function namesOf(name: string): { get: string; put: string; remove: string } {
  const full =
    {
      Accelerate: "BucketAccelerateConfiguration",
      Lifecycle: "BucketLifecycleConfiguration",
      Notification: "BucketNotificationConfiguration",
      ObjectLock: "ObjectLockConfiguration",
    }[name] ?? `Bucket${name}`;
  return { get: `Get${full}`, put: `Put${full}`, remove: `DeleteBucket${name}` };
}

function getOperation(kind: Kind): Operation {
  return bucketOperation({
    action: kind.get,
    readOnly: true,
    handle(_call, _world, bucket) {
      const inner = bucket.configuration[kind.name] ?? kind.missing;
      if (typeof inner !== "string")
        throw new AwsError(inner.code, inner.message, { status: 404, extra: { BucketName: bucket.name } });
      const document = `<?xml version="1.0" encoding="UTF-8"?>\n<${kind.root} xmlns="${namespace}">${inner}</${kind.root}>`;
      return { headers: { "content-type": "application/xml" }, body: Buffer.from(document) };
    },
  });
}

function putOperation(kind: Kind): Operation {
  return bucketOperation({
    action: kind.put,
    readOnly: false,
    handle(call, world, bucket) {
      const root = requireRoot(call.request.body.bytes(), kind.root);
      const kept = content(withoutAttributes(kind.check ? kind.check(root, call, world, bucket) : root));
      const { [kind.name]: _, ...others } = bucket.configuration;
      // An empty document takes away what was set.
      const configuration = kept === "" ? others : { ...others, [kind.name]: kept };
      buckets(world).put(bucket.name, { ...bucket, configuration });
      return { body: Buffer.alloc(0) };
    },
  });
}

function deleteOperation(kind: Kind, action: string): Operation {
  return bucketOperation({
    action,
    readOnly: false,
    handle(_call, world, bucket) {
      const { [kind.name]: _, ...configuration } = bucket.configuration;
      buckets(world).put(bucket.name, { ...bucket, configuration });
      return { status: 204 };
    },
  });
}

/** Namespaces are the answer's own matter. */
function withoutAttributes(value: XmlValue | readonly XmlValue[]): unknown {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(withoutAttributes);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !name.startsWith("@"))
      .map(([name, child]) => [name, withoutAttributes(child)]),
  );
}
