import { AwsError } from "../../service.ts";

// Codes, statuses and words of "Error responses" in the Amazon S3 API Reference.

export const noSuchBucket = (bucket: string) =>
  new AwsError("NoSuchBucket", "The specified bucket does not exist", {
    status: 404,
    extra: { BucketName: bucket },
  });

export const noSuchKey = (key: string) =>
  new AwsError("NoSuchKey", "The specified key does not exist.", { status: 404, extra: { Key: key } });

export const noSuchVersion = (key: string, versionId: string) =>
  new AwsError("NoSuchVersion", "The specified version does not exist.", {
    status: 404,
    extra: { Key: key, VersionId: versionId },
  });

export const noSuchUpload = (uploadId: string) =>
  new AwsError(
    "NoSuchUpload",
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    { status: 404, extra: { UploadId: uploadId } },
  );

export const malformedXml = () =>
  new AwsError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );

export const malformedPolicy = (message: string) => new AwsError("MalformedPolicy", message);

export const invalidArgument = (message: string, name: string, value: string) =>
  new AwsError("InvalidArgument", message, { extra: { ArgumentName: name, ArgumentValue: value } });

export const invalidRequest = (message: string) => new AwsError("InvalidRequest", message);

/** Objects in the archive classes cannot be read before they are restored. */
export const archived = (storageClass: string) =>
  new AwsError("InvalidObjectState", "The operation is not valid for the object's storage class", {
    status: 403,
    extra: { StorageClass: storageClass },
  });

/** What AWS has and the sandbox has not, by name. */
export const notImplemented = (what: string) =>
  new AwsError("NotImplemented", `The Trailwright sandbox does not have ${what}.`, { status: 501 });

export const methodNotAllowed = (method: string) =>
  new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", {
    status: 405,
    extra: { Method: method },
  });

export const preconditionFailed = (condition: string) =>
  new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
    status: 412,
    extra: { Condition: condition },
  });

export const notModified = () => new AwsError("NotModified", "Not Modified", { status: 304 });

export const accessControlListNotSupported = () =>
  new AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs");
