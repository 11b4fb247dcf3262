/** A record's parts as a guide of AWS shows them, with values of our own; only shape and formats are compared. */
export interface Documented {
  readonly service: string;
  readonly operation: string;
  /** Input under API names, made from what the test has set up. */
  readonly input: (
    there: Readonly<Record<"queueUrl" | "topicArn" | "subscriptionArn" | "keyId", string>>,
  ) => object;
  readonly record: {
    readonly requestParameters: object | null;
    readonly responseElements: object | null;
    readonly readOnly: boolean;
    readonly eventCategory: "Management" | "Data";
    /** Type of each resource. */
    readonly resources?: readonly string[];
  };
}

const hidden = "HIDDEN_DUE_TO_SECURITY_REASONS";
const url = "https://sqs.us-east-1.amazonaws.com/111122223333/orders";
const topic = "arn:aws:sns:us-east-1:111122223333:news";
const key = "arn:aws:kms:us-east-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321";
const day = "Feb 3, 2026, 4:05:06 PM";

const change = { readOnly: false, eventCategory: "Management" } as const;

/**
 * "Logging Amazon SQS API calls using AWS CloudTrail" (SQS Developer Guide), management and data events; that the queue
 * is named as a resource, from a public record of 2025.
 */
const sqs: readonly Documented[] = [
  {
    service: "sqs",
    operation: "CreateQueue",
    input: () => ({ QueueName: "made" }),
    record: { ...change, requestParameters: { queueName: "made" }, responseElements: { queueUrl: url } },
  },
  {
    service: "sqs",
    operation: "SetQueueAttributes",
    input: ({ queueUrl: QueueUrl }) => ({ QueueUrl, Attributes: { VisibilityTimeout: "100" } }),
    record: {
      ...change,
      requestParameters: { queueUrl: url, attributes: { VisibilityTimeout: "100" } },
      responseElements: null,
      resources: ["AWS::SQS::Queue"],
    },
  },
  {
    service: "sqs",
    operation: "AddPermission",
    input: ({ queueUrl: QueueUrl }) => ({
      QueueUrl,
      Label: "label",
      AWSAccountIds: ["444455556666"],
      Actions: ["SendMessage"],
    }),
    record: {
      ...change,
      requestParameters: {
        actions: ["SendMessage"],
        aWSAccountIds: ["444455556666"],
        label: "label",
        queueUrl: url,
      },
      responseElements: null,
      resources: ["AWS::SQS::Queue"],
    },
  },
  {
    service: "sqs",
    operation: "RemovePermission",
    input: ({ queueUrl: QueueUrl }) => ({ QueueUrl, Label: "label" }),
    record: {
      ...change,
      requestParameters: { label: "label", queueUrl: url },
      responseElements: null,
      resources: ["AWS::SQS::Queue"],
    },
  },
  {
    service: "sqs",
    operation: "SendMessage",
    input: ({ queueUrl: QueueUrl }) => ({ QueueUrl, MessageBody: "not for the record" }),
    record: {
      readOnly: false,
      eventCategory: "Data",
      requestParameters: { queueUrl: url, messageBody: hidden },
      responseElements: {
        mD5OfMessageBody: "9a4e3f7a614d9dd9f8722092dbda17a2",
        messageId: "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
      },
      resources: ["AWS::SQS::Queue"],
    },
  },
  {
    service: "sqs",
    operation: "DeleteQueue",
    input: ({ queueUrl: QueueUrl }) => ({ QueueUrl }),
    record: {
      ...change,
      requestParameters: { queueUrl: url },
      responseElements: null,
      resources: ["AWS::SQS::Queue"],
    },
  },
];

/** "Logging AWS SNS API calls using AWS CloudTrail" (SNS Developer Guide); Publish from the CloudTrail User Guide. */
const sns: readonly Documented[] = [
  {
    service: "sns",
    operation: "CreateTopic",
    input: () => ({ Name: "made" }),
    record: { ...change, requestParameters: { name: "made" }, responseElements: { topicArn: topic } },
  },
  {
    service: "sns",
    operation: "Publish",
    input: ({ topicArn: TopicArn }) => ({
      TopicArn,
      Message: '{"default":"not for the record"}',
      Subject: "nor this",
      MessageStructure: "json",
    }),
    record: {
      readOnly: false,
      eventCategory: "Data",
      requestParameters: { topicArn: topic, message: hidden, subject: hidden, messageStructure: "json" },
      responseElements: { messageId: "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0" },
      resources: ["AWS::SNS::Topic"],
    },
  },
  {
    service: "sns",
    operation: "Unsubscribe",
    input: ({ subscriptionArn: SubscriptionArn }) => ({ SubscriptionArn }),
    record: {
      ...change,
      requestParameters: { subscriptionArn: `${topic}:0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0` },
      responseElements: null,
    },
  },
  {
    service: "sns",
    operation: "DeleteTopic",
    input: ({ topicArn: TopicArn }) => ({ TopicArn }),
    record: { ...change, requestParameters: { topicArn: topic }, responseElements: null },
  },
];

const metadata = {
  aWSAccountId: "111122223333",
  keyId: "0987dcba-09fe-87dc-65ba-ab0987654321",
  arn: key,
  creationDate: day,
  enabled: true,
  description: "",
  keyUsage: "ENCRYPT_DECRYPT",
  keyState: "Enabled",
  origin: "AWS_KMS",
  keyManager: "CUSTOMER",
  customerMasterKeySpec: "SYMMETRIC_DEFAULT",
  keySpec: "SYMMETRIC_DEFAULT",
  encryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
  multiRegion: false,
};

/** "Logging AWS KMS API calls with AWS CloudTrail", example entries (KMS Developer Guide). */
const kms: readonly Documented[] = [
  {
    service: "kms",
    operation: "CreateKey",
    input: () => ({}),
    record: {
      ...change,
      requestParameters: {
        description: "",
        origin: "AWS_KMS",
        bypassPolicyLockoutSafetyCheck: false,
        customerMasterKeySpec: "SYMMETRIC_DEFAULT",
        keySpec: "SYMMETRIC_DEFAULT",
        keyUsage: "ENCRYPT_DECRYPT",
      },
      responseElements: { keyMetadata: metadata },
      resources: ["AWS::KMS::Key"],
    },
  },
  {
    service: "kms",
    operation: "GenerateDataKey",
    input: ({ keyId: KeyId }) => ({ KeyId, NumberOfBytes: 32 }),
    record: {
      readOnly: true,
      eventCategory: "Management",
      requestParameters: { keyId: "0987dcba-09fe-87dc-65ba-ab0987654321", numberOfBytes: 32 },
      responseElements: null,
      resources: ["AWS::KMS::Key"],
    },
  },
  {
    service: "kms",
    operation: "GenerateRandom",
    input: () => ({ NumberOfBytes: 8 }),
    record: {
      readOnly: true,
      eventCategory: "Management",
      requestParameters: null,
      responseElements: null,
    },
  },
  {
    service: "kms",
    operation: "DescribeKey",
    input: ({ keyId: KeyId }) => ({ KeyId }),
    record: {
      readOnly: true,
      eventCategory: "Management",
      requestParameters: { keyId: "0987dcba-09fe-87dc-65ba-ab0987654321" },
      responseElements: null,
      resources: ["AWS::KMS::Key"],
    },
  },
  {
    service: "kms",
    operation: "DisableKey",
    input: ({ keyId: KeyId }) => ({ KeyId }),
    record: {
      ...change,
      requestParameters: { keyId: "0987dcba-09fe-87dc-65ba-ab0987654321" },
      responseElements: { keyId: key },
      resources: ["AWS::KMS::Key"],
    },
  },
  {
    service: "kms",
    operation: "ScheduleKeyDeletion",
    input: ({ keyId: KeyId }) => ({ KeyId, PendingWindowInDays: 20 }),
    record: {
      ...change,
      requestParameters: { keyId: "0987dcba-09fe-87dc-65ba-ab0987654321", pendingWindowInDays: 20 },
      responseElements: {
        keyId: key,
        deletionDate: day,
        keyState: "PendingDeletion",
        pendingWindowInDays: 20,
      },
      resources: ["AWS::KMS::Key"],
    },
  },
];

/** "Logging Amazon CloudWatch API and console operations with AWS CloudTrail" (CloudWatch User Guide). */
const cloudwatch: readonly Documented[] = [
  {
    service: "monitoring",
    operation: "PutMetricAlarm",
    input: () => ({
      AlarmName: "too many",
      Namespace: "Trail/Audit",
      MetricName: "Denials",
      Statistic: "Sum",
      Threshold: 50.5,
      Period: 60,
      EvaluationPeriods: 3,
      ComparisonOperator: "GreaterThanThreshold",
    }),
    record: {
      ...change,
      requestParameters: {
        threshold: 50.5,
        period: 60,
        metricName: "Denials",
        evaluationPeriods: 3,
        comparisonOperator: "GreaterThanThreshold",
        namespace: "Trail/Audit",
        alarmName: "too many",
        statistic: "Sum",
      },
      responseElements: null,
    },
  },
];

/** In the order they are called. */
export const documented: readonly Documented[] = [...sqs, ...sns, ...kms, ...cloudwatch];
