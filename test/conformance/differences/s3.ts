import type { IntendedDifference } from "./index.ts";

const each = (
  operation: string,
  paths: readonly string[],
  ours: string,
  moto: string,
  why: string,
): readonly IntendedDifference[] => paths.map((path) => ({ operation, path, ours, moto, why }));

/** What S3 answers and moto leaves out. */
const lacking = (operation: string, ...paths: readonly string[]): readonly IntendedDifference[] =>
  each(
    operation,
    paths,
    "*",
    "absent",
    `Part of the answer (Amazon S3 API Reference${operation === "*" ? "" : `, ${operation}`}, response); moto leaves it out.`,
  );

const usual = "Set for each new bucket since April 2023 or earlier; moto's have nothing.";

export const s3: readonly IntendedDifference[] = [
  ...each(
    "*",
    ["*Owner.DisplayName", "*Initiator.DisplayName"],
    "absent",
    "*",
    "Gone from S3's answers (Owner, end of support for DisplayName in 2025).",
  ),
  ...each(
    "*",
    ["*Owner.ID", "*Grantee.ID", "*Initiator.ID"],
    "*",
    "*",
    "The canonical user id of each one's account; one caller is one user.",
  ),
  ...lacking("*", "ServerSideEncryption", "*ChecksumType"),
  ...each("*", ["*VersionId"], "*", "*", "Opaque; S3's have 32 characters and are no UUIDs."),
  ...each(
    "CreateBucket",
    ["Location"],
    "*",
    "*",
    "Outside of us-east-1 an address (CreateBucket, Response Elements), moto's is always a path.",
  ),
  ...lacking("ListBuckets", "*.BucketRegion", "*.BucketArn", "Prefix"),
  ...lacking("HeadBucket", "AccessPointAlias"),
  ...each("GetBucketEncryption", ["error"], "answered", "*", usual),
  ...each("GetPublicAccessBlock", ["error"], "answered", "*", usual),
  ...each("GetBucketOwnershipControls", ["error"], "answered", "*", usual),
  ...each(
    "GetBucketLifecycleConfiguration",
    ["TransitionDefaultMinimumObjectSize"],
    "absent",
    "all_storage_classes_128K",
    "moto is right; the sandbox moves no objects between storage classes.",
  ),
  ...lacking("GetBucketNotificationConfiguration", "EventBridgeConfiguration"),
  ...lacking("GetBucketRequestPayment", "Payer"),
  ...each(
    "PutBucketPolicy",
    ["status"],
    "204",
    "200",
    "PutBucketPolicy answers 204 (measured by users of S3).",
  ),
  ...lacking("GetBucketPolicyStatus", "PolicyStatus.IsPublic"),
  ...lacking("GetObject", "CacheControl"),
  ...each(
    "GetObject",
    ["ContentType"],
    "text/x-other",
    "text/plain",
    "As response-content-type asks for; moto passes over it.",
  ),
  ...lacking("ListObjects", "Marker", "Prefix", "*.ChecksumAlgorithm"),
  ...each(
    "ListObjects",
    ["NextMarker"],
    "absent",
    "<opaque>",
    "Only with a delimiter (ListObjects, NextMarker).",
  ),
  ...lacking("ListObjectsV2", "ContinuationToken"),
  ...lacking("ListObjectVersions", "EncodingType"),
  ...lacking("ListMultipartUploads", "Prefix"),
  ...lacking("ListParts", "*.ChecksumCRC32"),
  ...each(
    "CompleteMultipartUpload",
    ["Location"],
    "*",
    "*",
    "The address the client used, which is where the object is.",
  ),
  ...lacking("GetObjectAttributes", "ObjectParts"),
  ...lacking("DeleteObject", "DeleteMarker"),
  ...lacking("DeleteObjects", "*.DeleteMarker"),
  ...each(
    "DeleteObjects",
    ["Deleted"],
    "absent",
    "[]",
    "A quiet deletion names failures only (DeleteObjects).",
  ),
  ...each(
    "GetObjectLockConfiguration",
    ["*.Years"],
    "absent",
    "0",
    "Days or years, never both (DefaultRetention).",
  ),
];
