import { familyPrefix, type LogFamily } from "../../../cloudtrail/object-key.ts";
import { explainBucketPolicy } from "../../../iam-policy/explain-bucket-policy.ts";
import { explanationText } from "../../../iam-policy/explain-service-policy.ts";
import { callS3 } from "../../recorder/cloudtrail-caller.ts";
import { publishTo } from "../../recorder/notify.ts";
import { AwsError } from "../../service.ts";
import type { World } from "../../world.ts";
import { buckets } from "../s3/state.ts";
import { encryptionKeyArn, explainKey } from "./encryption-key.ts";
import { errors } from "./errors.ts";
import { tryLogGroup } from "./log-delivery.ts";
import type { Trail } from "./trails.ts";

/**
 * Tries what a trail is to use as CloudTrail does at CreateTrail and UpdateTrail (measured): publishes to its topic,
 * reads the bucket's ACL, assumes the role for its log group and makes a stream there, asks KMS for the key, and writes
 * an empty marker object where log files (and digests) will go, all under the policies of these resources.
 * @param accountId account of the caller
 * @returns the trail, with its key by ARN
 * @throws S3BucketDoesNotExistException, InsufficientS3BucketPolicyException, InsufficientSnsTopicPolicyException,
 * InsufficientEncryptionPolicyException, KmsKeyNotFoundException, KmsException, InvalidCloudWatchLogsLogGroupArnException,
 * InvalidCloudWatchLogsRoleArnException; those about policies with our explanation.
 */
export function preflight(world: World, wanted: Trail, accountId: string): Trail {
  if (wanted.snsTopicArn !== undefined) tryTopic(world, wanted, wanted.snsTopicArn);
  try {
    callS3(world, wanted, "GetBucketAcl");
  } catch (error) {
    throw bucketError(world, wanted, error);
  }
  if (wanted.cloudWatchLogs !== undefined)
    tryLogGroup(world, { ...wanted, cloudWatchLogs: wanted.cloudWatchLogs }, accountId);
  const trail =
    wanted.kmsKeyArn === undefined
      ? wanted
      : { ...wanted, kmsKeyArn: encryptionKeyArn(world, wanted, wanted.kmsKeyArn) };
  try {
    for (const key of markers(trail)) callS3(world, trail, "PutObject", { key, body: Buffer.alloc(0) });
  } catch (error) {
    throw bucketError(world, trail, error, trail.kmsKeyArn);
  }
  return trail;
}

/**
 * Tries the bucket for insights as PutInsightSelectors does, under the bucket's policy and the trail's key.
 * @throws S3BucketDoesNotExistException, InsufficientS3BucketPolicyException, InsufficientEncryptionPolicyException,
 * KmsKeyNotFoundException, KmsException
 */
export function preflightInsights(world: World, trail: Trail): void {
  const { accountId, s3KeyPrefix: prefix, organizationId } = trail;
  const location = {
    accountId,
    ...(prefix === undefined ? {} : { prefix }),
    ...(organizationId === undefined ? {} : { organizationId }),
  };
  try {
    const key = familyPrefix(location, "CloudTrail-Insight");
    callS3(world, trail, "PutObject", { key, body: Buffer.alloc(0) });
  } catch (error) {
    throw bucketError(world, trail, error, trail.kmsKeyArn);
  }
}

/** The folders a trail writes to; an organization's trail also that of its own account, should it become an ordinary one. */
function markers({ accountId, s3KeyPrefix, organizationId, logFileValidationEnabled }: Trail): string[] {
  const account = { ...(s3KeyPrefix === undefined ? {} : { prefix: s3KeyPrefix }), accountId };
  const locations = organizationId === undefined ? [account] : [account, { ...account, organizationId }];
  const families: LogFamily[] = [
    "CloudTrail",
    ...(logFileValidationEnabled ? ["CloudTrail-Digest" as const] : []),
  ];
  return locations.flatMap((location) => families.map((family) => familyPrefix(location, family)));
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

/** What CloudTrail makes of S3's refusal; with a key it does not tell whether bucket or key refused. */
function bucketError(world: World, trail: Trail, error: unknown, keyArn?: string): unknown {
  if (!(error instanceof AwsError)) return error;
  if (error.code === "NoSuchBucket") return errors.noBucket(trail.s3BucketName);
  if (keyArn === undefined) return errors.bucketPolicy(trail.s3BucketName, explain(world, trail, error));
  if (error.code === "KMS.NotFoundException") return errors.keyNotFound(keyArn);
  if (error.code.startsWith("KMS.")) return errors.kms(error.message);
  return errors.encryptionPolicy(trail.s3BucketName, keyArn, explain(world, trail, error));
}

function explain(world: World, trail: Trail, error: AwsError): string {
  const bucket = buckets(world).get(trail.s3BucketName);
  const answer = `S3 answered ${error.code}: ${error.message}`;
  const key = trail.kmsKeyArn === undefined ? undefined : explainKey(world, trail, trail.kmsKeyArn);
  // Another account's policy is not ours to show.
  if (bucket?.account !== trail.accountId)
    return [key, `The bucket belongs to another account. ${answer}`].filter(Boolean).join(" ");
  const findings = explainBucketPolicy(bucket.policy, {
    trailArn: trail.arn,
    accountId: trail.accountId,
    bucketName: trail.s3BucketName,
    ...(trail.s3KeyPrefix === undefined ? {} : { keyPrefix: trail.s3KeyPrefix }),
    ...(trail.organizationId === undefined ? {} : { organizationId: trail.organizationId }),
    ...(trail.kmsKeyArn === undefined ? {} : { kmsKeyArn: trail.kmsKeyArn }),
  });
  const found = [key, findings.length > 0 ? explanationText(findings) : undefined].filter(Boolean);
  return found.length > 0 ? found.join(" ") : answer;
}
