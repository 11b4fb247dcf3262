import { athenaNames } from "../athena/table.ts";
import { partitionOf } from "../cloudtrail/partition.ts";
import { trailArn } from "../cloudtrail/trail-arn.ts";
import { bucketArn } from "../program/bucket-policy.ts";
import { resourceName } from "../program/resource-name.ts";
import { emptiesOnDestroy, type StackSettings } from "../stacks/settings.ts";

/** Actions on one resource, and what they are for in words. */
export interface NeededPermissions {
  readonly purpose: string;
  readonly resource: string;
  readonly actions: readonly string[];
}

/**
 * Actions that making, changing and looking at each part of the program takes ("Actions, resources, and condition keys
 * for AWS services", Service Authorization Reference). What the provider really calls is compared with them in the tests.
 */
export const actionsOf = {
  bucket: [
    "s3:CreateBucket",
    "s3:ListBucket",
    "s3:GetBucketLocation",
    "s3:GetBucketTagging",
    "s3:PutBucketTagging",
    "s3:GetBucketPublicAccessBlock",
    "s3:PutBucketPublicAccessBlock",
    "s3:GetBucketOwnershipControls",
    "s3:PutBucketOwnershipControls",
    "s3:GetEncryptionConfiguration",
    "s3:PutEncryptionConfiguration",
    "s3:GetBucketVersioning",
    "s3:PutBucketVersioning",
    "s3:GetLifecycleConfiguration",
    "s3:PutLifecycleConfiguration",
    "s3:GetBucketPolicy",
    "s3:PutBucketPolicy",
  ],
  objectLock: ["s3:GetBucketObjectLockConfiguration", "s3:PutBucketObjectLockConfiguration"],
  accessLogs: ["s3:GetBucketLogging", "s3:PutBucketLogging"],
  /** For destroy: the bucket and all that lies in it. */
  emptying: ["s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:ListBucketVersions"],
  objects: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
  trail: [
    "cloudtrail:CreateTrail",
    "cloudtrail:UpdateTrail",
    "cloudtrail:DeleteTrail",
    "cloudtrail:StartLogging",
    "cloudtrail:StopLogging",
    "cloudtrail:GetTrailStatus",
    "cloudtrail:GetEventSelectors",
    "cloudtrail:PutEventSelectors",
    "cloudtrail:AddTags",
    "cloudtrail:RemoveTags",
  ],
  insights: ["cloudtrail:GetInsightSelectors", "cloudtrail:PutInsightSelectors"],
  /** CloudTrail knows no resource for these. */
  trails: ["cloudtrail:DescribeTrails", "cloudtrail:ListTags"],
  newKey: ["kms:CreateKey"],
  key: [
    "kms:DescribeKey",
    "kms:GetKeyPolicy",
    "kms:PutKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:EnableKeyRotation",
    "kms:ListResourceTags",
    "kms:TagResource",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:ScheduleKeyDeletion",
  ],
  alias: ["kms:CreateAlias", "kms:DeleteAlias"],
  /** Listed over all of the account. */
  aliases: ["kms:ListAliases"],
  logGroup: ["logs:CreateLogGroup", "logs:DeleteLogGroup", "logs:PutRetentionPolicy"],
  /** Of the group's ARN without the trailing `:*`. */
  logGroupTags: ["logs:ListTagsForResource", "logs:TagResource"],
  metricFilters: ["logs:PutMetricFilter", "logs:DeleteMetricFilter", "logs:DescribeMetricFilters"],
  /** CloudWatch Logs knows no resource for these. */
  savedQueries: ["logs:PutQueryDefinition", "logs:DeleteQueryDefinition", "logs:DescribeQueryDefinitions"],
  /** Listed over all groups. */
  logGroups: ["logs:DescribeLogGroups"],
  role: [
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:GetRole",
    "iam:TagRole",
    "iam:PassRole",
    "iam:PutRolePolicy",
    "iam:GetRolePolicy",
    "iam:DeleteRolePolicy",
    "iam:ListRolePolicies",
    "iam:ListAttachedRolePolicies",
    "iam:ListInstanceProfilesForRole",
  ],
  topic: [
    "sns:CreateTopic",
    "sns:DeleteTopic",
    "sns:GetTopicAttributes",
    "sns:SetTopicAttributes",
    "sns:ListTagsForResource",
    "sns:TagResource",
    "sns:Subscribe",
  ],
  /** SNS knows no resource for these that is there before. */
  subscriptions: ["sns:GetSubscriptionAttributes", "sns:Unsubscribe"],
  queue: [
    "sqs:CreateQueue",
    "sqs:DeleteQueue",
    "sqs:GetQueueUrl",
    "sqs:GetQueueAttributes",
    "sqs:SetQueueAttributes",
    "sqs:ListQueueTags",
    "sqs:TagQueue",
  ],
  alarms: [
    "cloudwatch:PutMetricAlarm",
    "cloudwatch:DeleteAlarms",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:ListTagsForResource",
    "cloudwatch:TagResource",
  ],
  athena: [
    "athena:CreateWorkGroup",
    "athena:GetWorkGroup",
    "athena:UpdateWorkGroup",
    "athena:DeleteWorkGroup",
    "athena:CreateNamedQuery",
    "athena:GetNamedQuery",
    "athena:DeleteNamedQuery",
    "athena:ListTagsForResource",
    "athena:TagResource",
  ],
  glue: [
    "glue:CreateDatabase",
    "glue:GetDatabase",
    "glue:UpdateDatabase",
    "glue:DeleteDatabase",
    "glue:CreateTable",
    "glue:GetTable",
    "glue:UpdateTable",
    "glue:DeleteTable",
    "glue:GetTags",
    "glue:TagResource",
  ],
  organization: ["organizations:DescribeOrganization", "organizations:ListAWSServiceAccessForOrganization"],
  /** The real provider reads each of a bucket's settings, whether the program sets them or not. */
  bucketByPlugin: [
    "s3:GetAccelerateConfiguration",
    "s3:GetBucketAcl",
    "s3:GetBucketCORS",
    "s3:GetBucketLogging",
    "s3:GetBucketObjectLockConfiguration",
    "s3:GetBucketRequestPayment",
    "s3:GetBucketWebsite",
    "s3:GetReplicationConfiguration",
  ],
} as const;

/** What an operation on the stack needs, by resource. Pure. */
export function neededPermissions(
  settings: StackSettings,
  accountId: string,
  provider: "attached" | "plugin",
): readonly NeededPermissions[] {
  const { region, trailName: name } = settings;
  const bucket = bucketArn(settings);
  const arn = `arn:${partitionOf(region).partition}`;
  const needed: NeededPermissions[] = [];
  const need = (purpose: string, resource: string, ...lists: (readonly string[])[]) =>
    needed.push({ purpose, resource, actions: [...new Set(lists.flat())] });
  if (!settings.centralBucket) {
    const { objectLock, accessLogBucket } = settings;
    need(
      "the log bucket",
      bucket,
      actionsOf.bucket,
      objectLock ? actionsOf.objectLock : [],
      accessLogBucket ? actionsOf.accessLogs : [],
      provider === "plugin" ? actionsOf.bucketByPlugin : [],
    );
    if (emptiesOnDestroy(settings)) {
      need("destroy of the log bucket", bucket, actionsOf.emptying);
      need("destroy of the log files", `${bucket}/*`, actionsOf.objects);
    }
  }
  if (settings.kmsKey === "own") {
    need("a new key", "*", actionsOf.newKey);
    need("the key", `${arn}:kms:${region}:${accountId}:key/*`, actionsOf.key);
    need("the key's alias", `${arn}:kms:${region}:${accountId}:alias/trailwright/*`, actionsOf.alias);
    need("a look at the aliases", "*", actionsOf.aliases);
  }
  if (settings.kind !== "log-archive") {
    need(
      "the trail",
      trailArn({ region, accountId, name }),
      actionsOf.trail,
      settings.insights || settings.purpose === "insights" ? actionsOf.insights : [],
    );
    need("a look at the trails", "*", actionsOf.trails);
  }
  const named = (service: string, what: string) => `${arn}:${service}:${region}:${accountId}:${what}`;
  const { stack } = settings;
  if (settings.logGroup) {
    const group = named("logs", `log-group:${resourceName(stack, "events", 512)}:*`);
    need("the log group", group, actionsOf.logGroup, settings.alarms ? actionsOf.metricFilters : []);
    need("the log group's tags", group.slice(0, -":*".length), actionsOf.logGroupTags);
    need("a look at the log groups", named("logs", "log-group:*"), actionsOf.logGroups);
    need("the saved queries", "*", actionsOf.savedQueries);
    const role = `${arn}:iam::${accountId}:role/${resourceName(stack, "events", 64)}`;
    need("the role that writes events", role, actionsOf.role);
  }
  if (settings.alarms) {
    need("the topic of alarms", named("sns", resourceName(stack, "alarms", 256)), actionsOf.topic);
    need("the alarms", named("cloudwatch", "alarm:*"), actionsOf.alarms);
  }
  if (settings.deliveryNotifications) {
    need("the topic of deliveries", named("sns", resourceName(stack, "deliveries", 256)), actionsOf.topic);
    need("the queue of deliveries", named("sqs", resourceName(stack, "deliveries", 80)), actionsOf.queue);
  }
  if (settings.deliveryNotifications || settings.subscriptions)
    need("subscriptions", "*", actionsOf.subscriptions);
  if (settings.athena) {
    const { workgroup, database } = athenaNames(stack);
    need("Athena's workgroup", named("athena", `workgroup/${workgroup}`), actionsOf.athena);
    need("the table over the log files", named("glue", `database/${database}`), actionsOf.glue);
  }
  if (settings.organizationTrail) need("the organization's trail", "*", actionsOf.organization);
  return needed;
}
