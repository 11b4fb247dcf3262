import { cloudTrailPrincipal } from "../../cloudtrail/service-principal.ts";
import { serviceCaller } from "../service-caller.ts";
import type { Trail } from "../services/cloudtrail/trails.ts";
import type { World } from "../world.ts";

/** Publishes to a trail's topic as CloudTrail; the topic's policy decides. Throws AwsError as SNS does. */
export function publishTo(
  world: World,
  trail: Pick<Trail, "arn" | "accountId">,
  topicArn: string,
  message: string,
): void {
  const caller = serviceCaller(cloudTrailPrincipal, trail.accountId);
  world.internalCall(caller, "sns", "Publish", {
    region: topicArn.split(":")[3]!,
    input: { TopicArn: topicArn, Message: message },
    context: { "aws:SourceArn": trail.arn, "aws:SourceAccount": trail.accountId },
  });
}

/** What CloudTrail tells of files it has delivered ("Configuring Amazon SNS notifications for CloudTrail"). */
export function deliveryNotice(bucket: string, keys: readonly string[]): string {
  return JSON.stringify({ s3Bucket: bucket, s3ObjectKey: keys });
}
