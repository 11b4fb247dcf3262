import { partitionOf } from "../cloudtrail/partition.ts";
import { trailArn } from "../cloudtrail/trail-arn.ts";
import type { StackSettings } from "../stacks/settings.ts";
import type { PolicyDocument, Statement } from "./policy-document.ts";

/** What the policies depend on. */
type PolicySettings = Pick<StackSettings, "region" | "trailName" | "organizationId">;

const document = (...Statement: readonly Statement[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement,
});

const sid = (name: Statement["Sid"]) => ({ Sid: name, Effect: "Allow" }) as const;

const ofThisTrail = ({ region, trailName: name }: PolicySettings, accountId: string) => ({
  StringEquals: { "aws:SourceArn": trailArn({ region, accountId, name }), "aws:SourceAccount": accountId },
});

/**
 * Who may assume the role that writes a trail's events to CloudWatch Logs: CloudTrail. It names no trail when it does, so
 * conditions on aws:SourceArn or aws:SourceAccount would shut it out ("Role policy document for CloudTrail to use
 * CloudWatch Logs for monitoring", AWS CloudTrail User Guide); CloudTrail takes roles of the trail's own account only.
 */
export const trustPolicy = (): PolicyDocument =>
  document({
    ...sid("AssumeAsCloudTrail"),
    Principal: { Service: "cloudtrail.amazonaws.com" },
    Action: "sts:AssumeRole",
  });

/**
 * What that role may do: open log streams and write to them, in this group and under the names CloudTrail gives them
 * ("Role policy document for CloudTrail to use CloudWatch Logs for monitoring", AWS CloudTrail User Guide).
 */
export function logWriterPolicy(
  settings: PolicySettings,
  accountId: string,
  groupName: string,
): PolicyDocument {
  const { region, organizationId } = settings;
  const streams = `arn:${partitionOf(region).partition}:logs:${region}:${accountId}:log-group:${groupName}:log-stream:`;
  const own = `${streams}${accountId}_CloudTrail_${region}*`;
  const Resource = organizationId ? [own, `${streams}${organizationId}_*`] : own;
  return document(
    { ...sid("CreateLogStream"), Action: "logs:CreateLogStream", Resource },
    { ...sid("PutLogEvents"), Action: "logs:PutLogEvents", Resource },
  );
}

/** Who may publish to the topic of alarms: CloudWatch, for alarms of this account. */
export const alarmTopicPolicy = (topicArn: string, accountId: string): PolicyDocument =>
  document({
    ...sid("PublishAlarms"),
    Principal: { Service: "cloudwatch.amazonaws.com" },
    Action: "sns:Publish",
    Resource: topicArn,
    Condition: { StringEquals: { "aws:SourceAccount": accountId } },
  });

/** Who may publish to the topic of deliveries: CloudTrail, for this trail. */
export const deliveryTopicPolicy = (
  settings: PolicySettings,
  accountId: string,
  topicArn: string,
): PolicyDocument =>
  document({
    ...sid("PublishDeliveries"),
    Principal: { Service: "cloudtrail.amazonaws.com" },
    Action: "sns:Publish",
    Resource: topicArn,
    Condition: ofThisTrail(settings, accountId),
  });

/** Who may send to the queue of deliveries: that topic. */
export const deliveryQueuePolicy = (queueArn: string, topicArn: string): PolicyDocument =>
  document({
    ...sid("SendDeliveries"),
    Principal: { Service: "sns.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: queueArn,
    Condition: { ArnEquals: { "aws:SourceArn": topicArn } },
  });
