import {
  CreateTrailCommand,
  PutEventSelectorsCommand,
  RemoveTagsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import { DeleteAlarmsCommand, DisableAlarmActionsCommand } from "@aws-sdk/client-cloudwatch";
import {
  DeleteLogGroupCommand,
  PutMetricFilterCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateUserCommand, DeleteRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  DisableKeyCommand,
  DisableKeyRotationCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketLifecycleCommand,
  DeleteObjectCommand,
  DeletePublicAccessBlockCommand,
  ListObjectsV2Command,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { ListSubscriptionsByTopicCommand, SubscribeCommand, UnsubscribeCommand } from "@aws-sdk/client-sns";
import { alerts } from "../../../infra/alerts/catalogue.ts";
import {
  accountId,
  type AuditedAccount,
  bucket,
  document,
  logGroup,
  putAlarm,
  putPolicy,
  statements,
  topicArn,
  trailArn,
} from "./audited-account.ts";

/** One way in which a good set-up goes bad. */
export interface BrokenSetUp {
  readonly name: string;
  /** Breaks one thing through the API. */
  break(account: AuditedAccount, keyArn: string): Promise<unknown>;
  /** The control that has to find it, what it has seen, and how it says to mend it. */
  readonly finds: string;
  readonly evidence: RegExp;
  readonly mend: RegExp;
  /** Everything that fails besides. */
  readonly also?: readonly string[];
  /** How long afterwards somebody looks, in milliseconds. */
  readonly checkedAfter?: number;
}

export const alertControls = alerts.flatMap(({ securityHub }) => securityHub ?? []);
const day = 86_400_000;
const { acl, write, tls } = statements;
const { Condition: _, ...writeForAnybody } = write;

const alert = (id: string) => alerts.find((each) => each.id === id)!;
const putFilter = ({ logs }: AuditedAccount, id: string, filterPattern: string) =>
  logs.send(
    new PutMetricFilterCommand({
      logGroupName: logGroup,
      filterName: id,
      filterPattern,
      metricTransformations: [{ metricName: id, metricNamespace: "LogMetrics", metricValue: "1" }],
    }),
  );
/** Makes a call, and tries to deliver its record. */
async function deliver({ iam, sandbox }: AuditedAccount): Promise<void> {
  await iam.send(new CreateUserCommand({ UserName: "somebody" }));
  await sandbox.delivered();
}
const unsubscribe = async ({ sns }: AuditedAccount) => {
  const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
  for (const { SubscriptionArn } of Subscriptions!)
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
};
const select = ({ trails }: AuditedAccount, more: object) =>
  trails.send(
    new PutEventSelectorsCommand({
      TrailName: trailArn,
      EventSelectors: [{ ReadWriteType: "All", IncludeManagementEvents: true, ...more }],
    }),
  );

export const brokenSetUps: readonly BrokenSetUp[] = [
  {
    name: "a trail that was stopped",
    break: ({ trails }) => trails.send(new StopLoggingCommand({ Name: trailArn })),
    finds: "TW.1",
    evidence: /^It was stopped \d{4}-\d\d-\d\d \d\d:\d\d UTC: nothing is recorded\.$/,
    mend: /start-logging --name arn:aws:cloudtrail:us-east-1:111122223333:trail\/Audited --region us-east-1/,
    also: ["CloudTrail.1", "CloudTrail.3", ...alertControls],
  },
  {
    name: "KMS events left out",
    break: (account) => select(account, { ExcludeManagementEventSources: ["kms.amazonaws.com"] }),
    finds: "CloudTrail.1",
    evidence: /^Audited leaves out the events of kms\.amazonaws\.com\.$/,
    mend: /without exclusions.*put-event-selectors --trail-name/s,
    also: ["TW.9"],
  },
  {
    name: "a trail that records writes only",
    break: (account) => select(account, { ReadWriteType: "WriteOnly" }),
    finds: "CloudTrail.1",
    evidence: /^Audited records no read management events\.$/,
    mend: /reads and writes/,
    also: alertControls,
  },
  {
    name: "advanced selectors that take a part",
    break: ({ trails }) =>
      trails.send(
        new PutEventSelectorsCommand({
          TrailName: trailArn,
          AdvancedEventSelectors: [
            {
              FieldSelectors: [
                { Field: "eventCategory", Equals: ["Management"] },
                { Field: "readOnly", Equals: ["false"] },
                { Field: "eventSource", NotEquals: ["rdsdata.amazonaws.com"] },
              ],
            },
          ],
        }),
      ),
    finds: "TW.9",
    evidence: /rdsdata\.amazonaws\.com are left out/,
    mend: /Take the exclusion out/,
    also: ["CloudTrail.1", ...alertControls],
  },
  {
    name: "a trail of one region",
    break: ({ trails }) => trails.send(new UpdateTrailCommand({ Name: trailArn, IsMultiRegionTrail: false })),
    finds: "CloudTrail.1",
    evidence: /^Audited records one region only\.$/,
    mend: /update-trail --name \S+ --is-multi-region-trail/,
    also: alertControls,
  },
  {
    name: "log file validation off",
    break: ({ trails }) =>
      trails.send(new UpdateTrailCommand({ Name: trailArn, EnableLogFileValidation: false })),
    finds: "CloudTrail.4",
    evidence: /nobody can tell whether log files were changed/,
    mend: /--enable-log-file-validation/,
  },
  {
    name: "no tags",
    break: ({ trails }) =>
      trails.send(new RemoveTagsCommand({ ResourceId: trailArn, TagsList: [{ Key: "Owner" }] })),
    finds: "CloudTrail.9",
    evidence: /no tags/,
    mend: /add-tags --resource-id/,
  },
  {
    name: "no log group",
    break: ({ trails }) =>
      trails.send(
        new UpdateTrailCommand({
          Name: trailArn,
          CloudWatchLogsLogGroupArn: "",
          CloudWatchLogsRoleArn: "",
        }),
      ),
    finds: "CloudTrail.5",
    evidence: /S3 only/,
    mend: /trailwright:logGroup/,
    also: alertControls,
  },
  {
    name: "a bucket policy without aws:SourceArn",
    break: (account) => putPolicy(account, acl, writeForAnybody, tls),
    finds: "TW.2",
    evidence: /on behalf of anybody's trail: statement Write\.$/,
    mend: /aws:SourceArn arn:aws:cloudtrail:us-east-1:111122223333:trail\/Audited/,
  },
  {
    name: "a bucket policy that misses the prefix",
    break: (account) =>
      putPolicy(
        account,
        acl,
        { ...write, Resource: `arn:aws:s3:::${bucket}/other/AWSLogs/${accountId}/*` },
        tls,
      ),
    finds: "TW.3",
    evidence: /Write/,
    mend: /arn:aws:s3:::audited-logs\/AWSLogs\/111122223333\//,
  },
  {
    name: "deliveries that have failed for days",
    break: async (account) => {
      await putPolicy(account, acl, tls);
      await deliver(account);
    },
    finds: "TW.4",
    evidence: /fail with AccessDenied: the last that went well was .* UTC \(3 days ago\)\.$/,
    checkedAfter: 3 * day,
    mend: /TW\.3 says what is missing/,
    also: ["TW.3"],
  },
  {
    name: "a role that may not write to the log group any more",
    break: async (account) => {
      await account.iam.send(new DeleteRolePolicyCommand({ RoleName: "audited", PolicyName: "deliver" }));
      await deliver(account);
    },
    finds: "TW.6",
    evidence: /deliveries to CloudWatch Logs fail with/,
    mend: /logs:PutLogEvents/,
  },
  {
    name: "a bucket policy that lets everybody read",
    break: async (account) => {
      await account.s3.send(new DeletePublicAccessBlockCommand({ Bucket: bucket }));
      const open = {
        Effect: "Allow",
        Principal: "*",
        Action: "s3:GetObject",
        Resource: `arn:aws:s3:::${bucket}/*`,
      };
      await putPolicy(account, acl, write, tls, open);
    },
    finds: "CloudTrail.6",
    evidence: /reached by the public: the bucket policy lets anybody in/,
    mend: /put-public-access-block --bucket audited-logs/,
    also: ["S3.8"],
  },
  {
    name: "an ACL that lets everybody list",
    break: async ({ s3 }) => {
      await s3.send(new DeletePublicAccessBlockCommand({ Bucket: bucket }));
      await s3.send(
        new PutBucketOwnershipControlsCommand({
          Bucket: bucket,
          OwnershipControls: { Rules: [{ ObjectOwnership: "ObjectWriter" }] },
        }),
      );
      await s3.send(new PutBucketAclCommand({ Bucket: bucket, ACL: "public-read" }));
    },
    finds: "CloudTrail.6",
    evidence: /the ACL lets AllUsers in/,
    mend: /put-public-access-block/,
    also: ["S3.8"],
  },
  {
    name: "a public access block that is not whole",
    break: ({ s3 }) =>
      s3.send(
        new PutPublicAccessBlockCommand({
          Bucket: bucket,
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            IgnorePublicAcls: true,
            BlockPublicPolicy: true,
          },
        }),
      ),
    finds: "S3.8",
    evidence: /^Not on: restrictPublicBuckets\.$/,
    mend: /RestrictPublicBuckets=true/,
  },
  {
    name: "no access logging",
    break: ({ s3 }) => s3.send(new PutBucketLoggingCommand({ Bucket: bucket, BucketLoggingStatus: {} })),
    finds: "CloudTrail.7",
    evidence: /Who reads or deletes log files is not logged/,
    mend: /trailwright:accessLogBucket/,
    also: ["S3.9"],
  },
  {
    name: "a bucket policy that takes plain HTTP",
    break: (account) => putPolicy(account, acl, write),
    finds: "S3.5",
    evidence: /without TLS/,
    mend: /aws:SecureTransport is false/,
  },
  {
    name: "a TLS statement for objects only",
    break: (account) => putPolicy(account, acl, write, { ...tls, Resource: `arn:aws:s3:::${bucket}/*` }),
    finds: "S3.5",
    evidence: /on the bucket and its objects/,
    mend: /Deny, Principal \*/,
  },
  {
    name: "no lifecycle rules",
    break: ({ s3 }) => s3.send(new DeleteBucketLifecycleCommand({ Bucket: bucket })),
    finds: "S3.13",
    evidence: /stay for ever/,
    mend: /trailwright:retentionDays/,
    also: ["S3.20"],
  },
  {
    name: "default encryption without a key of one's own",
    break: ({ s3 }) =>
      s3.send(
        new PutBucketEncryptionCommand({
          Bucket: bucket,
          ServerSideEncryptionConfiguration: {
            Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
          },
        }),
      ),
    finds: "S3.17",
    evidence: /^Default encryption is AES256\.$/,
    mend: /trailwright:kmsKey: own/,
  },
  {
    name: "a key that is not rotated",
    break: ({ kms }, KeyId) => kms.send(new DisableKeyRotationCommand({ KeyId })),
    finds: "KMS.4",
    evidence: /never rotated/,
    mend: /enable-key-rotation --key-id arn:aws:kms/,
  },
  {
    name: "a disabled key",
    break: ({ kms }, KeyId) => kms.send(new DisableKeyCommand({ KeyId })),
    finds: "TW.12",
    evidence: /The key is Disabled/,
    mend: /kms enable-key/,
  },
  {
    name: "a key about to be deleted",
    break: ({ kms }, KeyId) => kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 })),
    finds: "TW.12",
    evidence: /will be deleted/,
    mend: /cancel-key-deletion/,
  },
  {
    name: "a key policy that forgot CloudTrail",
    break: ({ kms }, KeyId) =>
      kms.send(
        new PutKeyPolicyCommand({
          KeyId,
          Policy: document({
            Effect: "Allow",
            Principal: { AWS: `arn:aws:iam::${accountId}:root` },
            Action: "kms:*",
            Resource: "*",
          }),
        }),
      ),
    finds: "TW.12",
    evidence: /cloudtrail\.amazonaws\.com/,
    mend: /kms:GenerateDataKey\*/,
  },
  {
    name: "events kept for a month",
    break: ({ logs }) =>
      logs.send(new PutRetentionPolicyCommand({ logGroupName: logGroup, retentionInDays: 30 })),
    finds: "CloudWatch.16",
    evidence: /^Events are kept for 30 days only\.$/,
    mend: /put-retention-policy --log-group-name audited --retention-in-days 365/,
  },
  {
    name: "a log group that is gone",
    break: ({ logs }) => logs.send(new DeleteLogGroupCommand({ logGroupName: logGroup })),
    finds: "CloudWatch.16",
    evidence: /no such log group/,
    mend: /create-log-group/,
    also: alertControls,
  },
  {
    name: "a pattern that was changed",
    break: (account) =>
      putFilter(
        account,
        "security-group-changes",
        alert("security-group-changes").compliance.replace(" || ($.eventName=CreateSecurityGroup)", ""),
      ),
    finds: "CloudWatch.10",
    evidence:
      /security-group-changes of audited looks like it but was changed: it lacks CreateSecurityGroup\.$/,
    mend: /put-metric-filter --log-group-name audited/,
  },
  {
    name: "our tuned pattern in place of the benchmark's",
    break: (account) => putFilter(account, "root-use", alert("root-use").tuned),
    finds: "CloudWatch.1",
    evidence: /tuned pattern, made for paging/,
    mend: /trailwright:alarms: compliance/,
  },
  {
    name: "an alarm that does nothing",
    break: ({ alarms }) => alarms.send(putAlarm("cloudtrail-changes", { AlarmActions: [] })),
    finds: "CloudWatch.15",
    evidence: /cloudtrail-changes has no action/,
    mend: /--alarm-actions/,
    also: ["CloudWatch.5"],
  },
  {
    name: "an alarm whose actions are disabled",
    break: ({ alarms }) => alarms.send(new DisableAlarmActionsCommand({ AlarmNames: ["config-changes"] })),
    finds: "CloudWatch.17",
    evidence: /actions of alarm config-changes are disabled/,
    mend: /enable-alarm-actions --alarm-names config-changes/,
  },
  {
    name: "a metric without an alarm",
    break: ({ alarms }) => alarms.send(new DeleteAlarmsCommand({ AlarmNames: ["vpc-changes"] })),
    finds: "CloudWatch.14",
    evidence: /is exact, but no alarm watches its metric/,
    mend: /put-metric-alarm --alarm-name vpc-changes --namespace LogMetrics/,
  },
  {
    name: "a topic that nobody hears",
    break: unsubscribe,
    finds: "CloudWatch.2",
    evidence: /has no subscription: nobody hears of it/,
    mend: /sns subscribe --topic-arn/,
    also: alertControls,
  },
  {
    name: "a subscription that was never confirmed",
    break: async (account) => {
      await unsubscribe(account);
      await account.sns.send(
        new SubscribeCommand({ TopicArn: topicArn, Protocol: "email", Endpoint: "security@example.com" }),
      );
    },
    finds: "CloudWatch.3",
    evidence: /wait to be confirmed/,
    mend: /Follow the link/,
    also: alertControls,
  },
  {
    name: "a trail that records its own log bucket",
    break: (account) =>
      select(account, { DataResources: [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3"] }] }),
    finds: "TW.7",
    evidence: /Each log file delivered to audited-logs is a data event/,
    mend: /NotStartsWith/,
  },
  {
    name: "a second copy of management events",
    break: async (account) => {
      const second = JSON.parse(
        JSON.stringify([acl, write]).replaceAll("trail/Audited", "trail/Second"),
      ) as object[];
      await putPolicy(account, acl, write, tls, ...second.map((each) => ({ ...each, Sid: undefined })));
      await account.trails.send(new CreateTrailCommand({ Name: "Second", S3BucketName: bucket }));
      await account.trails.send(new StartLoggingCommand({ Name: "Second" }));
    },
    finds: "TW.8",
    evidence: /^Second \(us-east-1\) records the same management events: .* \$2\.00 per 100,000 events\.$/,
    mend: /trailwright:purpose/,
    also: ["CloudTrail.2", "CloudTrail.4", "CloudTrail.5", "CloudTrail.9"],
  },
  {
    name: "a trail whose bucket is gone",
    break: async ({ s3, trails }) => {
      const Bucket = "forgotten-logs";
      const policy = document(acl, write)
        .replaceAll(bucket, Bucket)
        .replaceAll("trail/Audited", "trail/Forgotten");
      await s3.send(new CreateBucketCommand({ Bucket }));
      await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policy }));
      await trails.send(new CreateTrailCommand({ Name: "Forgotten", S3BucketName: Bucket }));
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
      for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
      await s3.send(new DeleteBucketCommand({ Bucket }));
    },
    finds: "TW.3",
    evidence: /There is no bucket forgotten-logs: whoever makes one of this name gets the log files/,
    mend: /create-bucket --bucket forgotten-logs/,
    also: ["CloudTrail.2", "CloudTrail.4", "CloudTrail.5", "CloudTrail.9", "TW.1"],
  },
];
