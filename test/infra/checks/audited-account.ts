import {
  CloudTrailClient,
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  PutMetricFilterCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateKeyCommand, EnableKeyRotationCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { alerts } from "../../../infra/alerts/catalogue.ts";
import { checkTarget } from "../../../infra/checks/check-target.ts";
import type { Finding } from "../../../infra/checks/finding.ts";
import type { Choice } from "../../../infra/checks/run-controls.ts";
import { HandClock } from "../../../infra/sandbox/clock.ts";
import { type Sandbox, startSandbox } from "../../../infra/sandbox/index.ts";
import type { Target } from "../../../infra/target/target.ts";
import { targetOf } from "../../helpers/sandbox-target.ts";

/** An account of a sandbox of its own, official clients of it, and what the checks say of it. */
export interface AuditedAccount {
  readonly sandbox: Sandbox;
  readonly clock: HandClock;
  readonly target: Target;
  readonly s3: S3Client;
  readonly trails: CloudTrailClient;
  readonly logs: CloudWatchLogsClient;
  readonly alarms: CloudWatchClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  /** `after`: so many milliseconds later than the sandbox's clock. */
  check(choice?: Choice, after?: number): Promise<readonly Finding[]>;
  close(): Promise<void>;
}

/** Starts one, with nothing in it. */
export async function openAuditedAccount(): Promise<AuditedAccount> {
  const clock = new HandClock(new Date());
  const sandbox = await startSandbox({ clock, deliveryMilliseconds: 86_400_000 });
  const target = targetOf(sandbox);
  const config = target.clientConfig();
  const clients = {
    s3: new S3Client(config),
    trails: new CloudTrailClient(config),
    logs: new CloudWatchLogsClient(config),
    alarms: new CloudWatchClient(config),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
    iam: new IAMClient(config),
    kms: new KMSClient(config),
  };
  return {
    sandbox,
    clock,
    target,
    ...clients,
    check: async (choice, after = 0) =>
      (await checkTarget(target, choice, { now: () => clock.now().getTime() + after })).findings,
    async close() {
      for (const client of Object.values(clients)) client.destroy();
      await sandbox.close();
    },
  };
}

export const region = "us-east-1";
export const accountId = "111122223333";
export const bucket = "audited-logs";
export const trailArn = `arn:aws:cloudtrail:${region}:${accountId}:trail/Audited`;
export const topicArn = `arn:aws:sns:${region}:${accountId}:alerts`;
export const logGroup = "audited";

const cloudTrail = { Service: "cloudtrail.amazonaws.com" };
const ofTrail = { "aws:SourceArn": trailArn };

/** The statements of a good bucket policy, by name. */
export const statements = {
  acl: {
    Sid: "Acl",
    Effect: "Allow",
    Principal: cloudTrail,
    Action: "s3:GetBucketAcl",
    Resource: `arn:aws:s3:::${bucket}`,
    Condition: { StringEquals: ofTrail },
  },
  write: {
    Sid: "Write",
    Effect: "Allow",
    Principal: cloudTrail,
    Action: "s3:PutObject",
    Resource: `arn:aws:s3:::${bucket}/AWSLogs/${accountId}/*`,
    Condition: { StringEquals: { ...ofTrail, "s3:x-amz-acl": "bucket-owner-full-control" } },
  },
  tls: {
    Sid: "Tls",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  },
};

export const document = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement });

/** Replaces the policy of the log bucket. */
export const putPolicy = ({ s3 }: AuditedAccount, ...Statement: readonly object[]) =>
  s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: document(...Statement) }));

/** A bucket as the controls want it. */
async function makeBucket({ s3 }: AuditedAccount, keyArn: string): Promise<void> {
  const Bucket = bucket;
  await s3.send(new CreateBucketCommand({ Bucket: "audited-access" }));
  await s3.send(
    new PutBucketPolicyCommand({
      Bucket: "audited-access",
      Policy: document({
        Effect: "Allow",
        Principal: { Service: "logging.s3.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: "arn:aws:s3:::audited-access/*",
      }),
    }),
  );
  await s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
  await s3.send(
    new PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
    }),
  );
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: keyArn },
            BucketKeyEnabled: true,
          },
        ],
      },
    }),
  );
  await s3.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket,
      LifecycleConfiguration: {
        Rules: [{ ID: "expire", Status: "Enabled", Filter: {}, Expiration: { Days: 365 } }],
      },
    }),
  );
  await s3.send(
    new PutBucketLoggingCommand({
      Bucket,
      BucketLoggingStatus: { LoggingEnabled: { TargetBucket: "audited-access", TargetPrefix: "logs/" } },
    }),
  );
}

/** The policy of a key that lets CloudTrail encrypt for the trail, beside the account's own statement. */
export function keyPolicy(): string {
  const own = {
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${accountId}:root` },
    Action: "kms:*",
    Resource: "*",
  };
  const encrypt = {
    Effect: "Allow",
    Principal: cloudTrail,
    Action: "kms:GenerateDataKey*",
    Resource: "*",
    Condition: { StringEquals: ofTrail },
  };
  return document(own, encrypt, { ...encrypt, Action: "kms:DescribeKey" });
}

/** Log group, role, and the fifteen alerts with a topic that a queue hears. */
async function makeAlerts({
  logs,
  iam,
  alarms,
  sns,
  sqs,
}: AuditedAccount): Promise<{ group: string; role: string }> {
  const group = `arn:aws:logs:${region}:${accountId}:log-group:${logGroup}`;
  await logs.send(new CreateLogGroupCommand({ logGroupName: logGroup }));
  await logs.send(new PutRetentionPolicyCommand({ logGroupName: logGroup, retentionInDays: 365 }));
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: "audited",
      AssumeRolePolicyDocument: document({
        Effect: "Allow",
        Principal: cloudTrail,
        Action: "sts:AssumeRole",
      }),
    }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: "audited",
      PolicyName: "deliver",
      PolicyDocument: document({
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `${group}:log-stream:*`,
      }),
    }),
  );
  await sns.send(new CreateTopicCommand({ Name: "alerts" }));
  const queue = `arn:aws:sqs:${region}:${accountId}:alerts`;
  await sqs.send(new CreateQueueCommand({ QueueName: "alerts" }));
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: "sqs", Endpoint: queue }));
  for (const { id, compliance } of alerts) {
    await logs.send(
      new PutMetricFilterCommand({
        logGroupName: logGroup,
        filterName: id,
        filterPattern: compliance,
        metricTransformations: [{ metricName: id, metricNamespace: "LogMetrics", metricValue: "1" }],
      }),
    );
    await alarms.send(putAlarm(id));
  }
  return { group: `${group}:*`, role: Role!.Arn! };
}

/** An alarm on an alert's metric that tells the topic. */
export const putAlarm = (id: string, more: { AlarmActions?: string[]; ActionsEnabled?: boolean } = {}) =>
  new PutMetricAlarmCommand({
    AlarmName: id,
    Namespace: "LogMetrics",
    MetricName: id,
    Statistic: "Sum",
    Period: 300,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
    TreatMissingData: "notBreaching",
    AlarmActions: [topicArn],
    ...more,
  });

/** Everything the controls ask for but the data events of S3. Resolves with the ARN of the key. */
export async function makeGoodSetUp(account: AuditedAccount): Promise<string> {
  const { kms, trails } = account;
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Policy: keyPolicy() }));
  const keyArn = KeyMetadata!.Arn!;
  await kms.send(new EnableKeyRotationCommand({ KeyId: keyArn }));
  await makeBucket(account, keyArn);
  await putPolicy(account, ...Object.values(statements));
  const { group, role } = await makeAlerts(account);
  await trails.send(
    new CreateTrailCommand({
      Name: "Audited",
      S3BucketName: bucket,
      IsMultiRegionTrail: true,
      EnableLogFileValidation: true,
      KmsKeyId: keyArn,
      CloudWatchLogsLogGroupArn: group,
      CloudWatchLogsRoleArn: role,
      TagsList: [{ Key: "Owner", Value: "security" }],
    }),
  );
  await trails.send(
    new PutEventSelectorsCommand({
      TrailName: trailArn,
      EventSelectors: [{ ReadWriteType: "All", IncludeManagementEvents: true }],
    }),
  );
  await trails.send(new StartLoggingCommand({ Name: trailArn }));
  await account.sandbox.delivered();
  return keyArn;
}
