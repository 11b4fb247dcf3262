/** S3's events have names of their own ("Amazon S3 CloudTrail events", Amazon S3 User Guide). */
const s3: Readonly<Record<string, string>> = {
  GetAccelerateConfiguration: "GetBucketAccelerateConfiguration",
  GetBucketLifecycle: "GetBucketLifecycleConfiguration",
  GetBucketNotification: "GetBucketNotificationConfiguration",
  GetBucketObjectLockConfiguration: "GetObjectLockConfiguration",
  GetBucketPublicAccessBlock: "GetPublicAccessBlock",
  PutBucketLifecycle: "PutBucketLifecycleConfiguration",
};

/** The API's name for what a record calls `eventName`. */
export function apiName(service: string, eventName: string): string {
  return service === "s3" ? (s3[eventName] ?? eventName) : eventName;
}
