import { partitionOf } from "../cloudtrail/partition.ts";
import {
  alarmTopicPolicy,
  deliveryQueuePolicy,
  deliveryTopicPolicy,
  logWriterPolicy,
  trustPolicy,
} from "../program/alert-policies.ts";
import { accessLogTargetPolicy } from "../program/access-log-policy.ts";
import { bucketPolicy } from "../program/bucket-policy.ts";
import { keyPolicy } from "../program/key-policy.ts";
import { type PolicyDocument, policyMeanings, type Statement } from "../program/policy-document.ts";
import { resourceName } from "../program/resource-name.ts";
import type { StackSettings } from "../stacks/settings.ts";

/** A policy that comes with a set-up, and what each of its statements is there for. */
export interface ExplainedPolicy {
  /** `bucket cloudtrail-logs-…`: what it is the policy of. */
  readonly of: string;
  /** Set when somebody else has to put it there. */
  readonly byHand?: boolean;
  readonly document: PolicyDocument;
  readonly statements: readonly {
    readonly sid: string;
    readonly meaning: string;
    readonly statement: Statement;
  }[];
}

/** The policy documents of a stack, explained. Pure. */
export function explainedPolicies(settings: StackSettings, accountId: string): readonly ExplainedPolicy[] {
  const { accessLogBucket, bucketName, centralBucket, kmsKey } = settings;
  return [
    ...(centralBucket ? [] : [explained(`bucket ${bucketName}`, bucketPolicy(settings, accountId))]),
    ...(kmsKey === "own" ? [explained("the new key", keyPolicy(settings, accountId))] : []),
    ...(accessLogBucket && !centralBucket
      ? [
          {
            ...explained(
              `bucket ${accessLogBucket}`,
              accessLogTargetPolicy({ ...settings, accessLogBucket }, accountId),
            ),
            byHand: true,
          },
        ]
      : []),
    ...aroundTheTrail(settings, accountId),
  ];
}

/** Policies of where a trail's events and notices go besides the bucket. */
function aroundTheTrail(settings: StackSettings, accountId: string): readonly ExplainedPolicy[] {
  const { stack, region, kind, logGroup, alarms, deliveryNotifications } = settings;
  if (kind === "log-archive") return [];
  const events = resourceName(stack, "events", 64);
  const group = resourceName(stack, "events", 512);
  const arn = (service: string, name: string) =>
    `arn:${partitionOf(region).partition}:${service}:${region}:${accountId}:${name}`;
  const alarmTopic = resourceName(stack, "alarms", 256);
  const topic = resourceName(stack, "deliveries", 256);
  const queue = resourceName(stack, "deliveries", 80);
  return [
    ...(logGroup
      ? [
          explained(`role ${events} (trust)`, trustPolicy()),
          explained(`role ${events} (permissions)`, logWriterPolicy(settings, accountId, group)),
        ]
      : []),
    ...(logGroup && alarms
      ? [explained(`topic ${alarmTopic}`, alarmTopicPolicy(arn("sns", alarmTopic), accountId))]
      : []),
    ...(deliveryNotifications
      ? [
          explained(`topic ${topic}`, deliveryTopicPolicy(settings, accountId, arn("sns", topic))),
          explained(`queue ${queue}`, deliveryQueuePolicy(arn("sqs", queue), arn("sns", topic))),
        ]
      : []),
  ];
}

function explained(of: string, document: PolicyDocument): ExplainedPolicy {
  const meanings = policyMeanings(document);
  const statements = document.Statement.map((statement, index) => ({
    sid: statement.Sid,
    meaning: meanings[index]!.meaning,
    statement,
  }));
  return { of, document, statements };
}
