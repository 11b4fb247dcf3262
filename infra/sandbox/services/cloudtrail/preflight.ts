import { familyPrefix } from "../../../cloudtrail/object-key.ts";
import { callS3 } from "../../recorder/cloudtrail-caller.ts";
import { publishTo } from "../../recorder/notify.ts";
import { AwsError } from "../../service.ts";
import type { World } from "../../world.ts";
import { buckets } from "../s3/state.ts";
import { errors } from "./errors.ts";
import { explainBucketPolicy, explanationText } from "./explain-bucket-policy.ts";
import type { Trail } from "./trails.ts";

/**
 * Tries the bucket as CloudTrail does at CreateTrail and UpdateTrail (measured): reads its ACL and writes an empty
 * marker object where log files (and digests) will go, both under the bucket's policy.
 * @throws S3BucketDoesNotExistException, or InsufficientS3BucketPolicyException with our explanation.
 */
export function preflight(world: World, trail: Trail): void {
  if (trail.snsTopicArn !== undefined) tryTopic(world, trail, trail.snsTopicArn);
  const location = {
    ...(trail.s3KeyPrefix === undefined ? {} : { prefix: trail.s3KeyPrefix }),
    accountId: trail.accountId,
  };
  try {
    callS3(world, trail, "GetBucketAcl");
    callS3(world, trail, "PutObject", { key: familyPrefix(location, "CloudTrail"), body: Buffer.alloc(0) });
    if (trail.logFileValidationEnabled)
      callS3(world, trail, "PutObject", {
        key: familyPrefix(location, "CloudTrail-Digest"),
        body: Buffer.alloc(0),
      });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.code === "NoSuchBucket") throw errors.noBucket(trail.s3BucketName);
    throw errors.bucketPolicy(trail.s3BucketName, explain(world, trail, error));
  }
}

/** CloudTrail publishes a message of its own to see whether it may. */
function tryTopic(world: World, trail: Trail, topicArn: string): void {
  try {
    publishTo(world, trail, topicArn, "CloudTrail validation message.");
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw errors.topicPolicy(`SNS answered ${error.code}: ${error.message}`);
  }
}

function explain(world: World, trail: Trail, error: AwsError): string {
  const bucket = buckets(world).get(trail.s3BucketName);
  const answer = `S3 answered ${error.code}: ${error.message}`;
  // Another account's policy is not ours to show.
  if (bucket?.account !== trail.accountId) return `The bucket belongs to another account. ${answer}`;
  const findings = explainBucketPolicy(bucket.policy, {
    trailArn: trail.arn,
    accountId: trail.accountId,
    bucketName: trail.s3BucketName,
    ...(trail.s3KeyPrefix === undefined ? {} : { keyPrefix: trail.s3KeyPrefix }),
  });
  return findings.length > 0 ? explanationText(findings) : answer;
}
