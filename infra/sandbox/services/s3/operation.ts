import { AwsError, type Call, type Operation, type Permission, type Reply } from "../../service.ts";
import { bucketInHost } from "../../wire/bucket-in-host.ts";
import { isSigV2Url } from "../../wire/sigv2-url.ts";
import { xmlElement } from "../../wire/xml.ts";
import type { World } from "../../world.ts";
import { aclAccess, withGrant } from "./acl-access.ts";
import { noSuchBucket } from "./errors.ts";
import { event } from "./event.ts";
import { isPublicPolicy } from "./public-policy.ts";
import { type Bucket, bucketArn, buckets, objectArn } from "./state.ts";

/** What is particular to one operation on a bucket. */
export interface BucketWork {
  /** `s3:GetBucketAcl` */
  readonly action: string;
  readonly readOnly: boolean;
  readonly category?: "Management" | "Data";
  handle(call: Call, world: World, bucket: Bucket): Reply;
}

/** An operation on an existing bucket. */
export function bucketOperation(work: BucketWork): Operation {
  return {
    readOnly: work.readOnly,
    category: work.category ?? "Management",
    permissions: (call, world) => {
      const bucket = bucketOf(call, world);
      return [permission(call, world, work.action, bucketArn(bucket.name), bucket)];
    },
    handle: (call, world) => work.handle(call, world, bucketOf(call, world)),
    event,
  };
}

/** What is particular to one operation on an object. */
export interface ObjectWork {
  /** The action, or the actions by what the call asks for. */
  readonly action: string | ((call: Call) => string | readonly string[]);
  readonly readOnly: boolean;
  handle(call: Call, world: World, bucket: Bucket, key: string): Reply;
}

/** An operation on an object of an existing bucket. */
export function objectOperation(work: ObjectWork): Operation {
  return {
    readOnly: work.readOnly,
    category: "Data",
    permissions: (call, world) => {
      const bucket = bucketOf(call, world);
      return [typeof work.action === "string" ? work.action : work.action(call)]
        .flat()
        .map((action) => permission(call, world, action, objectArn(bucket.name, keyOf(call)), bucket));
    },
    handle: (call, world) => work.handle(call, world, bucketOf(call, world), keyOf(call)),
    event,
  };
}

/** The object key of a call. Keys have at most 1024 bytes. */
export function keyOf(call: Call): string {
  const key = String(call.input["Key"]);
  if (Buffer.byteLength(key) > 1024)
    throw new AwsError("KeyTooLongError", "Your key is too long", {
      extra: { Size: String(Buffer.byteLength(key)), MaxSizeAllowed: "1024" },
    });
  return key;
}

/**
 * The bucket a call is about. Calls signed for another region are sent to the bucket's, as AWS does.
 * @throws AwsError `NoSuchBucket`, `PermanentRedirect`, `AuthorizationHeaderMalformed`, `AccessDenied` (other owner)
 */
export function bucketOf(call: Call, world: World): Bucket {
  const name = String(call.input["Bucket"]);
  const bucket = buckets(world).get(name);
  if (!bucket) throw noSuchBucket(name);
  const expected = call.request.headers["x-amz-expected-bucket-owner"];
  if (expected !== undefined && expected !== bucket.account)
    throw new AwsError("AccessDenied", "Access Denied", { status: 403 });
  if (
    bucket.region !== call.region &&
    call.caller.type !== "AWSService" &&
    call.operation !== "GetBucketLocation"
  )
    throw wrongRegion(call, bucket);
  return bucket;
}

/** A bucket's own host name leads to its region, where the signature does not fit; path-style addresses redirect. */
function wrongRegion(call: Call, bucket: Bucket): AwsError {
  if (bucketInHost(call.request.headers["host"]) !== undefined)
    return new AwsError(
      "AuthorizationHeaderMalformed",
      `The authorization header is malformed; the region '${call.region}' is wrong; expecting '${bucket.region}'`,
      { status: 400, extra: { Region: bucket.region } },
    );
  return new AwsError(
    "PermanentRedirect",
    "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
    {
      status: 301,
      extra: {
        Endpoint: `${bucket.name}.s3.${bucket.region}.amazonaws.com`,
        Bucket: bucket.name,
        Region: bucket.region,
      },
    },
  );
}

/** Headers that policies may look at ("Condition keys for Amazon S3", Service Authorization Reference). */
const headerKeys = [
  "x-amz-acl",
  "x-amz-content-sha256",
  "x-amz-copy-source",
  "x-amz-grant-full-control",
  "x-amz-grant-read",
  "x-amz-grant-read-acp",
  "x-amz-grant-write",
  "x-amz-grant-write-acp",
  "x-amz-metadata-directive",
  "x-amz-object-ownership",
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-storage-class",
];

/** Those whose keys do without the `x-amz-`. */
const lockHeaderKeys = ["object-lock-legal-hold", "object-lock-mode", "object-lock-retain-until-date"].map(
  (name) => [`x-amz-${name}`, `s3:${name}`] as const,
);

/**
 * A permission on a bucket or its objects, with the bucket's policy and S3's condition keys.
 * @param version which one it is about, where that is another than the call's own (`?versionId=`)
 */
export function permission(
  call: Call,
  world: World,
  action: string,
  resource: string,
  bucket: Bucket,
  version: { readonly versionId?: unknown } = { versionId: call.input["VersionId"] },
): Permission {
  const { request, caller } = call;
  const context: Record<string, string> = {
    "s3:ResourceAccount": bucket.account,
    "aws:ResourceAccount": bucket.account,
  };
  if (caller.type !== "Anonymous") {
    const old = isSigV2Url(request);
    context["s3:signatureversion"] = old ? "AWS" : "AWS4-HMAC-SHA256";
    context["s3:authType"] =
      old || request.query.has("X-Amz-Signature") ? "REST-QUERY-STRING" : "REST-HEADER";
  }
  for (const name of headerKeys) {
    const value = request.headers[name];
    if (value !== undefined) context[`s3:${name}`] = value;
  }
  for (const [name, key] of lockHeaderKeys) {
    const value = request.headers[name];
    if (value !== undefined) context[key] = value;
  }
  for (const name of ["prefix", "delimiter", "max-keys"]) {
    const value = request.query.get(name);
    if (value !== null) context[`s3:${name}`] = value;
  }
  const { versionId } = version;
  if (typeof versionId === "string") context["s3:VersionId"] = versionId;
  // RestrictPublicBuckets: a public policy grants nothing to other accounts.
  const stranger = caller.type !== "AWSService" && caller.accountId !== bucket.account;
  const restricted =
    stranger &&
    bucket.policy !== undefined &&
    bucket.publicAccessBlock?.RestrictPublicBuckets === true &&
    isPublicPolicy(bucket.policy);
  const acl = aclAccess(call, world, action, resource, bucket, versionId);
  const policy = restricted ? undefined : bucket.policy;
  const resourcePolicy = acl ? withGrant(policy, acl, action, resource, bucket) : policy;
  return {
    action,
    resource,
    context,
    ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
    resourceAccount: acl?.owner ?? bucket.account,
  };
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
/** S3's XML namespace. */
export const namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

/** An XML answer: the root element with S3's namespace. */
export function xmlReply(root: string, members: unknown, more: Omit<Reply, "body"> = {}): Reply {
  const element = xmlElement(root, members).replace(`<${root}>`, `<${root} xmlns="${namespace}">`);
  return {
    ...more,
    headers: { "content-type": "application/xml", ...more.headers },
    body: Buffer.from(declaration + element),
  };
}
