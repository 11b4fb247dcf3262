import type { Service } from "../../service.ts";
import {
  deleteBucketOwnershipControls,
  deletePublicAccessBlock,
  getBucketAcl,
  getBucketOwnershipControls,
  getPublicAccessBlock,
  putBucketAcl,
  putBucketOwnershipControls,
  putPublicAccessBlock,
} from "./access-settings.ts";
import { configurationOperations } from "./bucket-configuration.ts";
import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  headBucket,
  listBuckets,
} from "./bucket-operations.ts";
import {
  deleteBucketPolicy,
  getBucketPolicy,
  getBucketPolicyStatus,
  putBucketPolicy,
} from "./bucket-policy.ts";
import { deleteBucketTagging, getBucketTagging, putBucketTagging } from "./bucket-tagging.ts";
import { getBucketVersioning, putBucketVersioning } from "./bucket-versioning.ts";
import { copyObject } from "./copy-operations.ts";
import { deleteObject, deleteObjects } from "./delete-operations.ts";
import { detect } from "./detect.ts";
import { listObjects, listObjectsV2, listObjectVersions } from "./list-operations.ts";
import { listMultipartUploads, listParts } from "./multipart-listings.ts";
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  uploadPart,
  uploadPartCopy,
} from "./multipart-operations.ts";
import {
  getObjectLegalHold,
  getObjectRetention,
  putObjectLegalHold,
  putObjectRetention,
} from "./object-lock-operations.ts";
import {
  deleteObjectTagging,
  getObject,
  getObjectAcl,
  getObjectAttributes,
  getObjectTagging,
  headObject,
  putObject,
  putObjectAcl,
  putObjectTagging,
} from "./object-operations.ts";

/**
 * Amazon S3, API version 2006-03-01.
 *
 * Gaps: replication, server access logs, website, CORS and acceleration settings are kept but not acted upon, as are
 * notifications to EventBridge; no notifications to Lambda, no customer-provided keys, no MFA delete, no POST uploads from
 * browsers, no S3 Select, no inventory, analytics, metrics and tiering configurations, no xxHash checksums; objects under
 * KMS keys have their data key from KMS, but lie on disk as they came.
 */
export const s3: Service = {
  name: "s3",
  eventSource: "s3.amazonaws.com",
  protocol: "rest-xml-s3",
  apiVersion: "2006-03-01",
  global: false,
  detect,
  operations: {
    ListBuckets: listBuckets,
    CreateBucket: createBucket,
    HeadBucket: headBucket,
    DeleteBucket: deleteBucket,
    GetBucketLocation: getBucketLocation,
    GetBucketPolicy: getBucketPolicy,
    PutBucketPolicy: putBucketPolicy,
    DeleteBucketPolicy: deleteBucketPolicy,
    GetBucketPolicyStatus: getBucketPolicyStatus,
    GetBucketAcl: getBucketAcl,
    PutBucketAcl: putBucketAcl,
    GetPublicAccessBlock: getPublicAccessBlock,
    PutPublicAccessBlock: putPublicAccessBlock,
    DeletePublicAccessBlock: deletePublicAccessBlock,
    GetBucketOwnershipControls: getBucketOwnershipControls,
    PutBucketOwnershipControls: putBucketOwnershipControls,
    DeleteBucketOwnershipControls: deleteBucketOwnershipControls,
    GetBucketVersioning: getBucketVersioning,
    PutBucketVersioning: putBucketVersioning,
    GetBucketTagging: getBucketTagging,
    PutBucketTagging: putBucketTagging,
    DeleteBucketTagging: deleteBucketTagging,
    ...configurationOperations,
    ListObjects: listObjects,
    ListObjectsV2: listObjectsV2,
    ListObjectVersions: listObjectVersions,
    PutObject: putObject,
    GetObject: getObject,
    HeadObject: headObject,
    GetObjectAttributes: getObjectAttributes,
    CopyObject: copyObject,
    DeleteObject: deleteObject,
    DeleteObjects: deleteObjects,
    GetObjectTagging: getObjectTagging,
    PutObjectTagging: putObjectTagging,
    DeleteObjectTagging: deleteObjectTagging,
    GetObjectAcl: getObjectAcl,
    PutObjectAcl: putObjectAcl,
    GetObjectRetention: getObjectRetention,
    PutObjectRetention: putObjectRetention,
    GetObjectLegalHold: getObjectLegalHold,
    PutObjectLegalHold: putObjectLegalHold,
    CreateMultipartUpload: createMultipartUpload,
    UploadPart: uploadPart,
    UploadPartCopy: uploadPartCopy,
    CompleteMultipartUpload: completeMultipartUpload,
    AbortMultipartUpload: abortMultipartUpload,
    ListParts: listParts,
    ListMultipartUploads: listMultipartUploads,
  },
};
