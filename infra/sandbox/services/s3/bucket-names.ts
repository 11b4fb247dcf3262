import { AwsError } from "../../service.ts";

/** Whether a name follows "General purpose bucket naming rules" (Amazon S3 User Guide). */
function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes("..") &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^(?:xn--|sthree-|amzn-s3-demo-)/.test(name) &&
    !/(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name)
  );
}

/** @throws AwsError `InvalidBucketName` */
export function requireBucketName(name: string): void {
  if (!isBucketName(name))
    throw new AwsError("InvalidBucketName", "The specified bucket is not valid.", {
      extra: { BucketName: name },
    });
}
