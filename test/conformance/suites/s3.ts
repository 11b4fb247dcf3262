import { call, type Suite } from "../suite.ts";

const bytes = (text: string) => ({ $bytes: Buffer.from(text).toString("base64") });
const Bucket = "conformance-first";
const second = "conformance-second";
const none = "conformance-no-such-bucket";
const locked = "conformance-locked";
const Key = "folder/a file.txt";
const object = { Bucket, Key };
const lost = { Bucket, Key: "no such key" };
const gone = { Bucket: none };
const noBucket = { fails: "NoSuchBucket" };
const noKey = { fails: "NoSuchKey" };
const denied = { as: "nobody", fails: "AccessDenied" } as const;
const policy = (action: string, resource = `arn:aws:s3:::${Bucket}/*`): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::${logArchiveAccount}:root" },
        Action: action,
        Resource: resource,
      },
    ],
  });
const tags = (Value: string) => ({ TagSet: [{ Key: "team", Value }] });
const encryption = (SSEAlgorithm: string) => ({
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm } }],
});
const blocked = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

const noCheck = "moto does not check this";
const broken = "moto fails inside (500)";
const noPaging = "moto does not page buckets";
const otherwise = "moto answers another error first";
const noParts = "moto does not know the parts of an object";

/** S3: buckets and their settings, objects in versions and parts, listings, copies, conditions, policies. */
export const s3: Suite = {
  service: "s3",
  steps: [
    // Buckets
    call("CreateBucket", { Bucket }),
    call(
      "CreateBucket",
      {
        Bucket: second,
        CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
      },
      { region: "eu-west-1" },
    ),
    call("CreateBucket", { Bucket: "No" }, { fails: "InvalidBucketName" }),
    call(
      "CreateBucket",
      { Bucket: "conformance-place", CreateBucketConfiguration: { LocationConstraint: "nowhere" } },
      { fails: "InvalidLocationConstraint", only: noCheck },
    ),
    call(
      "CreateBucket",
      { Bucket: second, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } },
      { region: "eu-west-1", fails: "BucketAlreadyOwnedByYou" },
    ),
    call("CreateBucket", { Bucket }, { as: "log-archive", fails: "BucketAlreadyExists" }),
    call("CreateBucket", { Bucket: "conformance-denied" }, denied),
    call("ListBuckets"),
    call("ListBuckets", { Prefix: "conformance-s" }),
    call("ListBuckets", { MaxBuckets: 1 }, { save: { more: "ContinuationToken" }, only: noPaging }),
    call("ListBuckets", { MaxBuckets: 1, ContinuationToken: "${more}" }, { only: noPaging }),
    call("ListBuckets", {}, denied),
    call("HeadBucket", { Bucket }),
    call("HeadBucket", gone, { fails: "404" }),
    call("HeadBucket", { Bucket }, { as: "nobody", fails: "403" }),
    call("GetBucketLocation", { Bucket }),
    call("GetBucketLocation", { Bucket: second }, { region: "eu-west-1" }),
    call("GetBucketLocation", gone, noBucket),

    // Settings
    call("GetBucketVersioning", { Bucket }),
    call(
      "PutBucketVersioning",
      { Bucket: second, VersioningConfiguration: { Status: "Enabled" } },
      { region: "eu-west-1" },
    ),
    call("GetBucketVersioning", { Bucket: second }, { region: "eu-west-1" }),
    call("GetBucketVersioning", gone, noBucket),
    call(
      "PutBucketVersioning",
      { Bucket, VersioningConfiguration: { Status: "Sometimes" } },
      { fails: "MalformedXML", only: noCheck },
    ),
    call("PutBucketVersioning", { ...gone, VersioningConfiguration: { Status: "Enabled" } }, noBucket),
    call("GetBucketEncryption", { Bucket }),
    call("PutBucketEncryption", { Bucket, ServerSideEncryptionConfiguration: encryption("AES256") }),
    call("GetBucketEncryption", { Bucket }),
    call(
      "PutBucketEncryption",
      { Bucket, ServerSideEncryptionConfiguration: { Rules: [] } },
      { fails: "MalformedXML" },
    ),
    call("DeleteBucketEncryption", { Bucket }),
    call("GetBucketEncryption", gone, noBucket),
    call("DeleteBucketEncryption", gone, noBucket),
    call("GetBucketTagging", { Bucket }, { fails: "NoSuchTagSet" }),
    call("PutBucketTagging", { Bucket, Tagging: tags("audit") }),
    call("GetBucketTagging", { Bucket }),
    call(
      "PutBucketTagging",
      {
        Bucket,
        Tagging: {
          TagSet: [
            { Key: "a", Value: "1" },
            { Key: "a", Value: "2" },
          ],
        },
      },
      { fails: "InvalidTag" },
    ),
    call("DeleteBucketTagging", { Bucket }),
    call("GetBucketTagging", { Bucket }, { fails: "NoSuchTagSet" }),
    call("PutBucketTagging", { ...gone, Tagging: tags("audit") }, noBucket),
    call("GetPublicAccessBlock", { Bucket }),
    call("DeletePublicAccessBlock", { Bucket }),
    call("GetPublicAccessBlock", { Bucket }, { fails: "NoSuchPublicAccessBlockConfiguration" }),
    call("PutPublicAccessBlock", { Bucket, PublicAccessBlockConfiguration: blocked }),
    call("GetPublicAccessBlock", { Bucket }),
    call("GetPublicAccessBlock", gone, noBucket),
    call("GetBucketOwnershipControls", { Bucket }),
    call("PutBucketOwnershipControls", {
      Bucket,
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerPreferred" }] },
    }),
    call("GetBucketOwnershipControls", { Bucket }),
    call(
      "PutBucketOwnershipControls",
      { Bucket, OwnershipControls: { Rules: [{ ObjectOwnership: "Nobody" }] } },
      { fails: "MalformedXML", only: noCheck },
    ),
    call("GetBucketAcl", { Bucket }),
    call("PutBucketAcl", { Bucket, ACL: "private" }),
    call("PutBucketAcl", { Bucket, ACL: "public-read" }, { fails: "AccessDenied", only: noCheck }),
    call("PutBucketAcl", { Bucket, ACL: "unheard-of" }, { fails: "InvalidArgument", only: broken }),
    call("GetBucketAcl", gone, noBucket),
    call("DeleteBucketOwnershipControls", { Bucket }),
    call("GetBucketOwnershipControls", { Bucket }, { fails: "OwnershipControlsNotFoundError" }),
    call("PutBucketOwnershipControls", {
      Bucket,
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
    }),
    call(
      "PutBucketAcl",
      { Bucket, ACL: "log-delivery-write" },
      { fails: "AccessControlListNotSupported", only: noCheck },
    ),
    call("GetBucketCors", { Bucket }, { fails: "NoSuchCORSConfiguration" }),
    call("PutBucketCors", {
      Bucket,
      CORSConfiguration: {
        CORSRules: [
          {
            AllowedMethods: ["GET"],
            AllowedOrigins: ["https://example.com"],
            AllowedHeaders: ["*"],
            MaxAgeSeconds: 300,
          },
        ],
      },
    }),
    call("GetBucketCors", { Bucket }),
    call(
      "PutBucketCors",
      { Bucket, CORSConfiguration: { CORSRules: [{ AllowedMethods: ["FETCH"], AllowedOrigins: ["*"] }] } },
      { fails: "InvalidRequest" },
    ),
    call("DeleteBucketCors", { Bucket }),
    call("GetBucketCors", gone, noBucket),
    call("GetBucketLifecycleConfiguration", { Bucket }, { fails: "NoSuchLifecycleConfiguration" }),
    call("PutBucketLifecycleConfiguration", {
      Bucket,
      LifecycleConfiguration: {
        Rules: [
          {
            ID: "old",
            Status: "Enabled",
            Filter: { Prefix: "AWSLogs/" },
            Transitions: [{ Days: 30, StorageClass: "GLACIER" }],
            Expiration: { Days: 365 },
          },
          {
            ID: "parts",
            Status: "Enabled",
            Filter: {},
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
          },
        ],
      },
    }),
    call("GetBucketLifecycleConfiguration", { Bucket }),
    call(
      "PutBucketLifecycleConfiguration",
      {
        Bucket,
        LifecycleConfiguration: { Rules: [{ Status: "Perhaps", Filter: {}, Expiration: { Days: 1 } }] },
      },
      { fails: "MalformedXML", only: noCheck },
    ),
    call("DeleteBucketLifecycle", { Bucket }),
    call("GetBucketLifecycleConfiguration", gone, noBucket),
    call("GetBucketLogging", { Bucket }),
    call(
      "PutBucketLogging",
      { Bucket, BucketLoggingStatus: { LoggingEnabled: { TargetBucket: Bucket, TargetPrefix: "access/" } } },
      { only: "moto wants leave of the log delivery group" },
    ),
    call("GetBucketLogging", { Bucket }, { only: "moto wants leave of the log delivery group" }),
    call("PutBucketLogging", { Bucket, BucketLoggingStatus: {} }),
    call(
      "PutBucketLogging",
      { Bucket, BucketLoggingStatus: { LoggingEnabled: { TargetBucket: none, TargetPrefix: "" } } },
      { fails: "InvalidTargetBucketForLogging" },
    ),
    call("GetBucketNotificationConfiguration", { Bucket }),
    call("PutBucketNotificationConfiguration", { Bucket, NotificationConfiguration: {} }),
    call("PutBucketNotificationConfiguration", {
      Bucket,
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    }),
    call("GetBucketNotificationConfiguration", { Bucket }),
    call(
      "PutBucketNotificationConfiguration",
      {
        Bucket,
        NotificationConfiguration: {
          QueueConfigurations: [
            { QueueArn: "arn:aws:sqs:us-east-1:${account}:nowhere", Events: ["s3:ObjectCreated:*"] },
          ],
        },
      },
      { fails: "InvalidArgument", only: noCheck },
    ),
    call("GetBucketNotificationConfiguration", gone, noBucket),
    call("GetBucketAccelerateConfiguration", { Bucket }),
    call("PutBucketAccelerateConfiguration", { Bucket, AccelerateConfiguration: { Status: "Enabled" } }),
    call("GetBucketAccelerateConfiguration", { Bucket }),
    call(
      "PutBucketAccelerateConfiguration",
      { Bucket, AccelerateConfiguration: { Status: "Fast" } },
      { fails: "MalformedXML" },
    ),
    call("GetBucketRequestPayment", { Bucket }),
    call("PutBucketRequestPayment", { Bucket, RequestPaymentConfiguration: { Payer: "BucketOwner" } }),
    call("GetBucketRequestPayment", gone, noBucket),
    call("GetBucketWebsite", { Bucket }, { fails: "NoSuchWebsiteConfiguration" }),
    call("PutBucketWebsite", {
      Bucket,
      WebsiteConfiguration: { IndexDocument: { Suffix: "index.html" }, ErrorDocument: { Key: "error.html" } },
    }),
    call("GetBucketWebsite", { Bucket }),
    call("DeleteBucketWebsite", { Bucket }),
    call("GetBucketReplication", { Bucket }, { fails: "ReplicationConfigurationNotFoundError" }),
    call(
      "PutBucketReplication",
      {
        Bucket,
        ReplicationConfiguration: {
          Role: "arn:aws:iam::${account}:role/copy",
          Rules: [
            {
              Status: "Enabled",
              Priority: 1,
              Filter: {},
              DeleteMarkerReplication: { Status: "Disabled" },
              Destination: { Bucket: `arn:aws:s3:::${second}` },
            },
          ],
        },
      },
      { fails: "InvalidRequest" },
    ),
    call(
      "PutBucketReplication",
      {
        Bucket: second,
        ReplicationConfiguration: {
          Role: "arn:aws:iam::${account}:role/copy",
          Rules: [
            {
              ID: "all",
              Status: "Enabled",
              Priority: 1,
              Filter: {},
              DeleteMarkerReplication: { Status: "Disabled" },
              Destination: { Bucket: `arn:aws:s3:::${second}` },
            },
          ],
        },
      },
      { region: "eu-west-1", only: "moto looks for the destination's versions" },
    ),
    call(
      "GetBucketReplication",
      { Bucket: second },
      { region: "eu-west-1", only: "moto looks for the destination's versions" },
    ),
    call("DeleteBucketReplication", { Bucket: second }, { region: "eu-west-1" }),

    // Policies
    call("GetBucketPolicy", { Bucket }, { fails: "NoSuchBucketPolicy" }),
    call("GetBucketPolicyStatus", { Bucket }, { fails: "NoSuchBucketPolicy", only: noCheck }),
    call("PutBucketPolicy", { Bucket, Policy: policy("s3:GetObject") }),
    call("GetBucketPolicy", { Bucket }),
    call("GetBucketPolicyStatus", { Bucket }),
    call("PutBucketPolicy", { Bucket, Policy: "{" }, { fails: "MalformedPolicy", only: noCheck }),
    call(
      "PutBucketPolicy",
      { Bucket, Policy: policy("s3:GetObject", "arn:aws:s3:::another-bucket/*") },
      { fails: "MalformedPolicy", only: noCheck },
    ),
    call(
      "PutBucketPolicy",
      {
        Bucket,
        Policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${Bucket}/*` },
          ],
        }),
      },
      { fails: "AccessDenied", only: noCheck },
    ),
    call("PutBucketPolicy", { Bucket, Policy: policy("s3:GetObject") }, denied),
    call("GetBucketPolicy", gone, noBucket),
    call("DeleteBucketPolicy", gone, noBucket),

    // Objects
    call(
      "PutObject",
      {
        ...object,
        Body: bytes("hello, world"),
        ContentType: "text/plain",
        Metadata: { origin: "suite" },
        Tagging: "team=audit",
      },
      { save: { etag: "ETag" } },
    ),
    call("PutObject", { ...gone, Key, Body: bytes("x") }, noBucket),
    call("PutObject", { ...object, Body: bytes("x") }, denied),
    call(
      "PutObject",
      { ...object, Body: bytes("x"), ContentMD5: "1B2M2Y8AsgTpgAmY7PhCfg==" },
      { fails: "BadDigest", only: noCheck },
    ),
    call("PutObject", { ...object, Body: bytes("x"), IfNoneMatch: "*" }, { fails: "PreconditionFailed" }),
    call(
      "PutObject",
      { ...object, Body: bytes("x"), IfMatch: '"0123456789abcdef0123456789abcdef"' },
      { fails: "PreconditionFailed" },
    ),
    call("PutObject", { Bucket, Key: "sums", Body: bytes("sums"), ChecksumAlgorithm: "SHA256" }),
    call("PutObject", { Bucket, Key: "empty" }),
    call("GetObject", object),
    call("GetObject", { ...object, Range: "bytes=0-4" }),
    call("GetObject", { ...object, Range: "bytes=99-" }, { fails: "InvalidRange" }),
    call("GetObject", { ...object, IfMatch: '"other"' }, { fails: "PreconditionFailed" }),
    call("GetObject", { ...object, IfNoneMatch: "${etag}" }, { fails: "304", only: noCheck }),
    call("GetObject", { ...object, IfModifiedSince: { $date: "2099-01-01T00:00:00Z" } }, { fails: "304" }),
    call(
      "GetObject",
      { ...object, IfUnmodifiedSince: { $date: "2001-01-01T00:00:00Z" } },
      { fails: "PreconditionFailed" },
    ),
    call("GetObject", { ...object, ResponseContentType: "text/x-other", ResponseCacheControl: "no-store" }),
    call("GetObject", { Bucket, Key: "sums", ChecksumMode: "ENABLED" }),
    call("GetObject", lost, noKey),
    call("GetObject", { ...gone, Key }, noBucket),
    call("GetObject", object, denied),
    call("GetObject", object, { as: "log-archive" }),
    call("GetObject", lost, { as: "log-archive", fails: "AccessDenied" }),
    call("HeadObject", object),
    call("HeadObject", lost, { fails: "404" }),
    call("HeadObject", object, { as: "nobody", fails: "403" }),
    call("HeadObject", { ...object, IfNoneMatch: "${etag}" }, { fails: "304", only: noCheck }),
    call("GetObjectAttributes", { ...object, ObjectAttributes: ["ETag", "ObjectSize", "StorageClass"] }),
    call("GetObjectAttributes", { Bucket, Key: "sums", ObjectAttributes: ["Checksum", "ObjectSize"] }),
    call("GetObjectAttributes", { ...lost, ObjectAttributes: ["ETag"] }, noKey),
    call("GetObjectTagging", object),
    call("PutObjectTagging", { ...object, Tagging: tags("other") }),
    call("GetObjectTagging", object),
    call("DeleteObjectTagging", object),
    call("GetObjectTagging", object),
    call("PutObjectTagging", { ...lost, Tagging: tags("other") }, noKey),
    call("GetObjectTagging", lost, noKey),
    call("GetObjectAcl", object),
    call("GetObjectAcl", lost, noKey),
    call("PutBucketOwnershipControls", {
      Bucket,
      OwnershipControls: { Rules: [{ ObjectOwnership: "ObjectWriter" }] },
    }),
    call("PutObjectAcl", { ...object, ACL: "bucket-owner-full-control" }),
    call("PutObjectAcl", { ...object, ACL: "public-read" }, { fails: "AccessDenied", only: noCheck }),
    call("PutObjectAcl", { ...lost, ACL: "private" }, noKey),
    call("GetObjectAcl", object),

    // Copies
    call("CopyObject", { Bucket, Key: "copy", CopySource: { Bucket, Key } }),
    call("CopyObject", {
      Bucket,
      Key: "copy 2",
      CopySource: `${Bucket}/empty`,
      MetadataDirective: "REPLACE",
      ContentType: "text/csv",
      Metadata: { other: "one" },
    }),
    call("HeadObject", { Bucket, Key: "copy 2" }),
    call(
      "CopyObject",
      { Bucket, Key: "copy", CopySource: { Bucket, Key: "copy" } },
      { fails: "InvalidRequest" },
    ),
    call("CopyObject", { Bucket, Key: "copy", CopySource: { Bucket, Key: "no such key" } }, noKey),
    call("CopyObject", { Bucket, Key: "copy", CopySource: { Bucket: none, Key } }, noBucket),
    call(
      "CopyObject",
      { Bucket, Key: "copy", CopySource: { Bucket, Key }, CopySourceIfMatch: '"other"' },
      { fails: "PreconditionFailed", only: noCheck },
    ),

    // Listings
    call("ListObjects", { Bucket }),
    call("ListObjects", { Bucket, MaxKeys: 1 }),
    call("ListObjects", { Bucket, Delimiter: "/" }),
    call("ListObjects", gone, noBucket),
    call("ListObjectsV2", { Bucket }),
    call("ListObjectsV2", { Bucket, MaxKeys: 2 }, { save: { token: "NextContinuationToken" } }),
    call("ListObjectsV2", { Bucket, MaxKeys: 2, ContinuationToken: "${token}" }),
    call("ListObjectsV2", { Bucket, Prefix: "folder/", FetchOwner: true }),
    call("ListObjectsV2", { Bucket, Delimiter: "/", StartAfter: "copy" }),
    call("ListObjectsV2", { Bucket, MaxKeys: 0 }),
    call(
      "ListObjectsV2",
      { Bucket, ContinuationToken: "nonsense" },
      { fails: "InvalidArgument", only: broken },
    ),
    call("ListObjectsV2", gone, noBucket),
    call("ListObjectsV2", { Bucket }, denied),
    call("ListObjectVersions", { Bucket }),
    call("ListObjectVersions", { Bucket, MaxKeys: 1 }),
    call("ListObjectVersions", gone, noBucket),

    // Parts
    call(
      "CreateMultipartUpload",
      { Bucket, Key: "large", ContentType: "text/plain" },
      { save: { upload: "UploadId" } },
    ),
    call("CreateMultipartUpload", { ...gone, Key: "large" }, noBucket),
    call(
      "UploadPart",
      {
        Bucket,
        Key: "large",
        UploadId: "${upload}",
        PartNumber: 1,
        Body: bytes("p".repeat(5 * 1024 * 1024)),
      },
      { save: { first: "ETag" } },
    ),
    call(
      "UploadPartCopy",
      { Bucket, Key: "large", UploadId: "${upload}", PartNumber: 2, CopySource: { Bucket, Key } },
      { save: { second: "CopyPartResult.ETag" } },
    ),
    call(
      "UploadPart",
      { Bucket, Key: "large", UploadId: "nonsense", PartNumber: 1, Body: bytes("x") },
      { fails: "NoSuchUpload", only: broken },
    ),
    call(
      "UploadPart",
      { Bucket, Key: "large", UploadId: "${upload}", PartNumber: 10001, Body: bytes("x") },
      { fails: "InvalidArgument" },
    ),
    call(
      "UploadPartCopy",
      {
        Bucket,
        Key: "large",
        UploadId: "${upload}",
        PartNumber: 2,
        CopySource: { Bucket, Key: "no such key" },
      },
      { ...noKey, only: otherwise },
    ),
    call("ListParts", { Bucket, Key: "large", UploadId: "${upload}" }),
    call("ListParts", { Bucket, Key: "large", UploadId: "${upload}", MaxParts: 1 }),
    call("ListParts", { Bucket, Key: "large", UploadId: "nonsense" }, { fails: "NoSuchUpload" }),
    call("ListMultipartUploads", { Bucket }),
    call("ListMultipartUploads", gone, noBucket),
    call(
      "CompleteMultipartUpload",
      {
        Bucket,
        Key: "large",
        UploadId: "${upload}",
        MultipartUpload: {
          Parts: [
            { PartNumber: 2, ETag: "${second}" },
            { PartNumber: 1, ETag: "${first}" },
          ],
        },
      },
      { fails: "InvalidPartOrder", only: otherwise },
    ),
    call(
      "CompleteMultipartUpload",
      {
        Bucket,
        Key: "large",
        UploadId: "${upload}",
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag: '"other"' }] },
      },
      { fails: "InvalidPart" },
    ),
    call("CompleteMultipartUpload", {
      Bucket,
      Key: "large",
      UploadId: "${upload}",
      MultipartUpload: {
        Parts: [
          { PartNumber: 1, ETag: "${first}" },
          { PartNumber: 2, ETag: "${second}" },
        ],
      },
    }),
    call("HeadObject", { Bucket, Key: "large" }),
    call("HeadObject", { Bucket, Key: "large", PartNumber: 2 }, { only: noParts }),
    call("GetObjectAttributes", { Bucket, Key: "large", ObjectAttributes: ["ObjectParts", "ETag"] }),
    call("CreateMultipartUpload", { Bucket, Key: "never" }, { save: { never: "UploadId" } }),
    call("AbortMultipartUpload", { Bucket, Key: "never", UploadId: "${never}" }),
    call("AbortMultipartUpload", { Bucket, Key: "never", UploadId: "nonsense" }, { fails: "NoSuchUpload" }),

    // Versions
    call("PutBucketVersioning", { Bucket, VersioningConfiguration: { Status: "Enabled" } }),
    call("PutObject", { ...object, Body: bytes("second version") }, { save: { version: "VersionId" } }),
    call("GetObject", { ...object, VersionId: "${version}" }),
    call("GetObject", { ...object, VersionId: "null" }),
    call("GetObject", { ...object, VersionId: "nonsense" }, { fails: "InvalidArgument", only: noCheck }),
    call("DeleteObject", object, { save: { marker: "VersionId" } }),
    call("GetObject", object, noKey),
    call("HeadObject", object, { fails: "404" }),
    call("GetObject", { ...object, VersionId: "${marker}" }, { fails: "MethodNotAllowed", only: otherwise }),
    call("ListObjectVersions", { Bucket, Prefix: "folder/" }),
    call("DeleteObject", { ...object, VersionId: "${marker}" }),
    call("GetObject", object),
    call("DeleteObjects", {
      Bucket,
      Delete: { Objects: [{ Key, VersionId: "${version}" }, { Key: "sums" }, { Key: "no such key" }] },
    }),
    call("DeleteObjects", { Bucket, Delete: { Objects: [{ Key: "copy" }], Quiet: true } }),
    call("DeleteObjects", { ...gone, Delete: { Objects: [{ Key }] } }, noBucket),
    call("DeleteObject", { ...gone, Key }, noBucket),
    call("DeleteObject", object, denied),
    call("PutBucketVersioning", { Bucket, VersioningConfiguration: { Status: "Suspended" } }),
    call("PutObject", { ...object, Body: bytes("null version") }),

    // Object lock
    call("CreateBucket", { Bucket: locked, ObjectLockEnabledForBucket: true }),
    call("GetObjectLockConfiguration", { Bucket: locked }),
    call("PutObjectLockConfiguration", {
      Bucket: locked,
      ObjectLockConfiguration: {
        ObjectLockEnabled: "Enabled",
        Rule: { DefaultRetention: { Mode: "GOVERNANCE", Days: 1 } },
      },
    }),
    call("GetObjectLockConfiguration", { Bucket: locked }),
    call(
      "GetObjectLockConfiguration",
      { Bucket },
      { fails: "ObjectLockConfigurationNotFoundError", only: noCheck },
    ),

    call(
      "PutObject",
      { Bucket: locked, Key, Body: bytes("kept"), ContentMD5: "gDdf8dC4kRMAQcaQl/yKEw==" },
      { fails: "BadDigest", only: noCheck },
    ),
    call("PutObject", { Bucket: locked, Key, Body: bytes("kept") }, { save: { kept: "VersionId" } }),
    call("GetObjectRetention", { Bucket: locked, Key }, { only: "moto does not apply the bucket's default" }),
    call("PutObjectLegalHold", { Bucket: locked, Key, LegalHold: { Status: "ON" } }),
    call("GetObjectLegalHold", { Bucket: locked, Key }),
    call(
      "DeleteObject",
      { Bucket: locked, Key, VersionId: "${kept}", BypassGovernanceRetention: true },
      { fails: "AccessDenied" },
    ),
    call("PutObjectLegalHold", { Bucket: locked, Key, LegalHold: { Status: "OFF" } }),
    call("PutObjectRetention", {
      Bucket: locked,
      Key,
      BypassGovernanceRetention: true,
      Retention: { Mode: "GOVERNANCE", RetainUntilDate: { $date: "2099-01-01T00:00:00+00:00" } },
    }),
    call("GetObjectRetention", { Bucket: locked, Key }, { only: broken }),
    call("DeleteObject", { Bucket: locked, Key, VersionId: "${kept}" }, { fails: "AccessDenied" }),
    call("DeleteObject", { Bucket: locked, Key, VersionId: "${kept}", BypassGovernanceRetention: true }),
    call("GetObjectRetention", object, { fails: "InvalidRequest", only: broken }),
    call("GetObjectLegalHold", object, { fails: "InvalidRequest", only: noCheck }),

    // The end
    call("DeleteBucketPolicy", { Bucket }),
    call("GetObject", object, { as: "log-archive", fails: "AccessDenied" }),
    call("DeleteBucket", { Bucket }, { fails: "BucketNotEmpty" }),
    call("DeleteBucket", { Bucket: second }, { region: "eu-west-1", as: "nobody", fails: "AccessDenied" }),
    call("DeleteBucket", { Bucket: second }, { region: "eu-west-1" }),
    call("DeleteBucket", gone, noBucket),

    // Refused by name
    call(
      "GetBucketMetricsConfiguration",
      { Bucket, Id: "x" },
      { fails: "NotImplemented", only: "moto's answer is none of S3" },
    ),
    call(
      "RestoreObject",
      { ...object, RestoreRequest: { Days: 1 } },
      { fails: "NotImplemented", only: "moto restores" },
    ),
  ],
};
