import { AwsError, type Call } from "../../service.ts";
import { serviceCaller } from "../../service-caller.ts";
import { hostId } from "../../wire/request-id.ts";
import { parseXml } from "../../wire/xml.ts";
import type { World } from "../../world.ts";
import { invalidArgument } from "./errors.ts";
import { notificationMessage, type ObjectEvent, testMessage } from "./notification-message.ts";
import { concerns, type NotificationRule, readNotificationRules } from "./notification-rules.ts";
import { type Bucket, bucketArn, canonicalUser } from "./state.ts";

/** Who changed an object, when, and by which request. */
export type Cause = Pick<ObjectEvent, "time" | "principalId" | "sourceIp" | "requestId" | "hostId">;

/**
 * Tells a bucket's destinations what happened to an object, in the transaction in which it happened. What a destination
 * refuses is lost, as on AWS after its retries.
 */
export function notify(
  cause: Call | Cause,
  world: World,
  bucket: Bucket,
  event: string,
  object: ObjectEvent["object"],
): void {
  if (bucket.configuration["notification"] === undefined) return;
  const rules = rulesOf(bucket).filter((rule) => concerns(rule, event, object.key));
  for (const rule of rules) {
    const message = notificationMessage({
      ...("caller" in cause ? causeOf(cause) : cause),
      event,
      object,
      rule: rule.id,
      region: bucket.region,
      bucket: { name: bucket.name, arn: bucketArn(bucket.name), owner: canonicalUser(bucket.account) },
      sequencer: nextSequencer(world),
    });
    try {
      send(world, bucket, rule, message);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
    }
  }
}

function causeOf({ time, caller, request, requestId }: Call): Cause {
  return {
    time,
    principalId: caller.service ?? (caller.type === "Anonymous" ? "Anonymous" : `AWS:${caller.principalId}`),
    sourceIp: request.sourceIp,
    requestId,
    hostId: hostId(requestId),
  };
}

/**
 * Sends each destination a test event, as S3 does before it takes a configuration.
 * @throws AwsError `InvalidArgument` where one is missing, elsewhere, or does not let S3 in
 */
export function tryDestinations(
  call: Call,
  world: World,
  bucket: Bucket,
  rules: readonly NotificationRule[],
): void {
  const message = testMessage(bucket.name, call.time, call.requestId, hostId(call.requestId));
  for (const rule of rules) {
    if (rule.destination.split(":")[3] !== bucket.region)
      throw invalidArgument(
        "The notification destination service region is not valid for the bucket location constraint",
        rule.kind,
        rule.destination,
      );
    try {
      send(world, bucket, rule, message);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw unfit(rule, error);
    }
  }
}

function unfit({ kind, destination }: NotificationRule, error: AwsError): AwsError {
  const what = kind.toLowerCase();
  const value = /NonExistentQueue|QueueDoesNotExist|NotFound/.test(error.code)
    ? `The destination ${what} does not exist`
    : `Permissions on the destination ${what} do not allow S3 to publish notifications from this bucket`;
  return new AwsError("InvalidArgument", "Unable to validate the following destination configurations", {
    extra: { ArgumentName: destination, ArgumentValue: value },
    explanation: error.explanation ?? `${value}: ${error.message}`,
  });
}

/** As S3, so that the destination's policy decides. */
function send(world: World, bucket: Bucket, { kind, destination }: NotificationRule, text: string): void {
  const [, , , region = "", account = "", name = ""] = destination.split(":");
  const [service, operation, input] =
    kind === "Queue"
      ? ([
          "sqs",
          "SendMessage",
          { QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${name}`, MessageBody: text },
        ] as const)
      : ([
          "sns",
          "Publish",
          { TopicArn: destination, Message: text, Subject: "Amazon S3 Notification" },
        ] as const);
  world.internalCall(serviceCaller("s3.amazonaws.com", bucket.account), service, operation, {
    region,
    input,
    context: { "aws:SourceArn": bucketArn(bucket.name), "aws:SourceAccount": bucket.account },
  });
}

const parsed = new WeakMap<Bucket, readonly NotificationRule[]>();

function rulesOf(bucket: Bucket): readonly NotificationRule[] {
  let rules = parsed.get(bucket);
  if (!rules) {
    const root = parseXml(`<N>${bucket.configuration["notification"]!}</N>`);
    rules = root ? readNotificationRules(root.value) : [];
    parsed.set(bucket, rules);
  }
  return rules;
}

const sequences = new WeakMap<World, number>();

/** Microseconds of the world's time, or one more than the last. */
function nextSequencer(world: World): string {
  const next = Math.max((sequences.get(world) ?? 0) + 1, world.clock.now().getTime() * 1000);
  sequences.set(world, next);
  return next.toString(16).toUpperCase().padStart(18, "0");
}
