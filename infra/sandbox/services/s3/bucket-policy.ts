import { AwsError } from "../../service.ts";
import { bucketOperation, xmlReply } from "./operation.ts";
import { checkBucketPolicy } from "./policy-grammar.ts";
import { isPublicPolicy } from "./public-policy.ts";
import { bucketArn, buckets } from "./state.ts";

/** A bucket policy may have 20 KB. */
const longestPolicy = 20 * 1024;

const noSuchBucketPolicy = (bucket: string) =>
  new AwsError("NoSuchBucketPolicy", "The bucket policy does not exist", {
    status: 404,
    extra: { BucketName: bucket },
  });

export const getBucketPolicy = bucketOperation({
  action: "s3:GetBucketPolicy",
  readOnly: true,
  handle(_call, _world, bucket) {
    if (bucket.policy === undefined) throw noSuchBucketPolicy(bucket.name);
    return { headers: { "content-type": "application/json" }, body: Buffer.from(bucket.policy) };
  },
});

export const putBucketPolicy = bucketOperation({
  action: "s3:PutBucketPolicy",
  readOnly: false,
  handle(call, world, bucket) {
    const text = call.request.body.bytes().toString("utf8");
    if (text.trim() === "") throw new AwsError("MissingRequestBodyError", "Request Body is empty");
    if (Buffer.byteLength(text) > longestPolicy)
      throw new AwsError("PolicyTooLarge", "Your policy is too large", {
        extra: { MaxAllowedSize: String(longestPolicy) },
      });
    checkBucketPolicy(text, bucket.name);
    if (bucket.publicAccessBlock?.BlockPublicPolicy && isPublicPolicy(text))
      throw new AwsError(
        "AccessDenied",
        `User: ${call.caller.arn} is not authorized to perform: s3:PutBucketPolicy on resource: "${bucketArn(bucket.name)}" because public policies are blocked by the BlockPublicPolicy block public access setting.`,
        { status: 403 },
      );
    buckets(world).put(bucket.name, { ...bucket, policy: text });
    return { status: 204 };
  },
});

export const deleteBucketPolicy = bucketOperation({
  action: "s3:DeleteBucketPolicy",
  readOnly: false,
  handle(_call, world, { policy: _, ...bucket }) {
    buckets(world).put(bucket.name, bucket);
    return { status: 204 };
  },
});

export const getBucketPolicyStatus = bucketOperation({
  action: "s3:GetBucketPolicyStatus",
  readOnly: true,
  handle(_call, _world, bucket) {
    if (bucket.policy === undefined) throw noSuchBucketPolicy(bucket.name);
    return xmlReply("PolicyStatus", { IsPublic: isPublicPolicy(bucket.policy) });
  },
});
