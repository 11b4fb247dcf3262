import { AwsError } from "../../service.ts";
import { childText } from "../../wire/xml.ts";
import { requireRoot } from "./access-settings.ts";
import { malformedXml } from "./errors.ts";
import { bucketOperation, xmlReply } from "./operation.ts";
import { buckets } from "./state.ts";

export const getBucketVersioning = bucketOperation({
  action: "s3:GetBucketVersioning",
  readOnly: true,
  handle: (_call, _world, bucket) => xmlReply("VersioningConfiguration", { Status: bucket.versioning }),
});

export const putBucketVersioning = bucketOperation({
  action: "s3:PutBucketVersioning",
  readOnly: false,
  handle(call, world, bucket) {
    const root = requireRoot(call.request.body.bytes(), "VersioningConfiguration");
    const status = childText(root, "Status");
    if (status !== undefined && status !== "Enabled" && status !== "Suspended") throw malformedXml();
    if (status === undefined)
      throw new AwsError(
        "IllegalVersioningConfigurationException",
        "The Versioning element must be specified",
      );
    if (childText(root, "MfaDelete") === "Enabled")
      throw new AwsError("NotImplemented", "The Trailwright sandbox does not have MFA delete.", {
        status: 501,
      });
    if (status === "Suspended" && bucket.configuration["object-lock"] !== undefined)
      throw new AwsError(
        "InvalidBucketState",
        "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
        { status: 409 },
      );
    buckets(world).put(bucket.name, { ...bucket, versioning: status });
    return { body: Buffer.alloc(0) };
  },
});
