import type { Suite } from "../suite.ts";

const $bytes = Buffer.from("bytes").toString("base64");
const nowhere = "http://sqs.us-east-1.amazonaws.com/${account}/nowhere";
const noQueue = "AWS.SimpleQueueService.NonExistentQueue";
const policyFor = (account: string, action: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "other",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: action,
        Resource: "arn:aws:sqs:us-east-1:${account}:first",
      },
    ],
  });
const noCheck = "moto does not check this";
const broken = "moto fails inside (500)";
const noPaging = "moto does not page queues";

/** SQS: queues and their attributes, messages and batches, visibility, dead letters, policies. */
export const sqs: Suite = {
  service: "sqs",
  steps: [
    // Queues
    { operation: "CreateQueue", params: { QueueName: "first" }, save: { first: "QueueUrl" } },
    { operation: "CreateQueue", params: { QueueName: "first" } },
    {
      operation: "CreateQueue",
      params: { QueueName: "first", Attributes: { VisibilityTimeout: "77" } },
      fails: "QueueAlreadyExists",
    },
    {
      operation: "CreateQueue",
      params: {
        QueueName: "second",
        Attributes: { VisibilityTimeout: "60", DelaySeconds: "0", MessageRetentionPeriod: "3600" },
        tags: { team: "audit" },
      },
      save: { second: "QueueUrl" },
    },
    { operation: "CreateQueue", params: { QueueName: "dead" }, save: { dead: "QueueUrl" } },
    { operation: "CreateQueue", params: { QueueName: "no name" }, fails: "InvalidParameterValue" },
    {
      operation: "CreateQueue",
      params: { QueueName: "wrong", Attributes: { VisibilityTimeout: "-1" } },
      fails: "InvalidAttributeValue",
      only: noCheck,
    },
    {
      operation: "CreateQueue",
      params: { QueueName: "wrong", Attributes: { Unheard: "of" } },
      fails: "InvalidAttributeName",
      only: noCheck,
    },
    { operation: "CreateQueue", params: { QueueName: "denied" }, as: "nobody", fails: "AccessDenied" },
    { operation: "GetQueueUrl", params: { QueueName: "first" } },
    { operation: "GetQueueUrl", params: { QueueName: "nowhere" }, fails: noQueue },
    { operation: "GetQueueUrl", params: { QueueName: "first" }, region: "eu-west-1", fails: noQueue },
    { operation: "ListQueues" },
    { operation: "ListQueues", params: { QueueNamePrefix: "f" } },
    { operation: "ListQueues", params: { QueueNamePrefix: "none" } },
    { operation: "ListQueues", params: { MaxResults: 1 }, save: { next: "NextToken" }, only: noPaging },
    { operation: "ListQueues", params: { MaxResults: 1, NextToken: "${next}" }, only: noPaging },

    // Attributes and tags
    { operation: "GetQueueAttributes", params: { QueueUrl: "${first}" } },
    {
      operation: "GetQueueAttributes",
      params: { QueueUrl: "${first}", AttributeNames: ["All"] },
    },
    {
      operation: "GetQueueAttributes",
      params: { QueueUrl: "${dead}", AttributeNames: ["QueueArn", "DelaySeconds"] },
      save: { deadArn: "Attributes.QueueArn" },
    },
    {
      operation: "GetQueueAttributes",
      params: { QueueUrl: "${first}", AttributeNames: ["Unheard"] },
      fails: "InvalidAttributeName",
    },
    {
      operation: "GetQueueAttributes",
      params: { QueueUrl: nowhere, AttributeNames: ["All"] },
      fails: noQueue,
    },
    {
      operation: "SetQueueAttributes",
      params: {
        QueueUrl: "${first}",
        Attributes: { VisibilityTimeout: "40", ReceiveMessageWaitTimeSeconds: "0" },
      },
    },
    {
      operation: "SetQueueAttributes",
      params: { QueueUrl: "${first}", Attributes: { DelaySeconds: "901" } },
      fails: "InvalidAttributeValue",
      only: noCheck,
    },
    {
      operation: "SetQueueAttributes",
      params: { QueueUrl: "${first}", Attributes: { Policy: "{" } },
      fails: "InvalidAttributeValue",
      only: broken,
    },
    {
      operation: "SetQueueAttributes",
      params: { QueueUrl: "${first}", Attributes: { Unheard: "of" } },
      fails: "InvalidAttributeName",
      only: noCheck,
    },
    {
      operation: "SetQueueAttributes",
      params: { QueueUrl: nowhere, Attributes: { DelaySeconds: "1" } },
      fails: noQueue,
    },
    { operation: "TagQueue", params: { QueueUrl: "${first}", Tags: { stage: "test", owner: "me" } } },
    { operation: "TagQueue", params: { QueueUrl: nowhere, Tags: { stage: "test" } }, fails: noQueue },
    { operation: "ListQueueTags", params: { QueueUrl: "${first}" } },
    { operation: "ListQueueTags", params: { QueueUrl: "${second}" } },
    { operation: "ListQueueTags", params: { QueueUrl: nowhere }, fails: noQueue },
    { operation: "UntagQueue", params: { QueueUrl: "${first}", TagKeys: ["stage", "never-there"] } },
    { operation: "UntagQueue", params: { QueueUrl: nowhere, TagKeys: ["stage"] }, fails: noQueue },

    // Messages
    {
      operation: "SendMessage",
      params: {
        QueueUrl: "${first}",
        MessageBody: "hello",
        MessageAttributes: {
          kind: { DataType: "String", StringValue: "greeting" },
          number: { DataType: "Number", StringValue: "7" },
          raw: { DataType: "Binary", BinaryValue: { $bytes } },
        },
      },
    },
    { operation: "SendMessage", params: { QueueUrl: "${first}", MessageBody: "later", DelaySeconds: 900 } },
    { operation: "SendMessage", params: { QueueUrl: nowhere, MessageBody: "hello" }, fails: noQueue },
    {
      operation: "SendMessage",
      params: { QueueUrl: "${first}", MessageBody: "bell \u0007" },
      fails: "InvalidMessageContents",
      only: noCheck,
    },
    {
      operation: "SendMessage",
      params: { QueueUrl: "${first}", MessageBody: "" },
      fails: "MissingParameter",
      only: noCheck,
    },
    {
      operation: "SendMessage",
      params: {
        QueueUrl: "${first}",
        MessageBody: "hello",
        MessageAttributes: { kind: { DataType: "Unheard", StringValue: "of" } },
      },
      fails: "InvalidParameterValue",
    },
    {
      operation: "SendMessage",
      params: { QueueUrl: "${first}", MessageBody: "late", DelaySeconds: 901 },
      fails: "InvalidParameterValue",
    },
    {
      operation: "SendMessage",
      params: { QueueUrl: "${first}", MessageBody: "hello" },
      as: "nobody",
      fails: "AccessDenied",
    },
    { operation: "GetQueueAttributes", params: { QueueUrl: "${first}", AttributeNames: ["All"] } },
    {
      operation: "ReceiveMessage",
      params: {
        QueueUrl: "${first}",
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      },
      save: { receipt: "Messages.0.ReceiptHandle" },
    },
    { operation: "ReceiveMessage", params: { QueueUrl: "${first}" } },
    { operation: "ReceiveMessage", params: { QueueUrl: nowhere }, fails: noQueue },
    {
      operation: "ReceiveMessage",
      params: { QueueUrl: "${first}", MaxNumberOfMessages: 11 },
      fails: "InvalidParameterValue",
    },
    {
      operation: "ReceiveMessage",
      params: { QueueUrl: "${first}" },
      as: "nobody",
      fails: "AccessDenied",
    },
    {
      operation: "ChangeMessageVisibility",
      params: { QueueUrl: "${first}", ReceiptHandle: "${receipt}", VisibilityTimeout: 0 },
    },
    {
      operation: "ChangeMessageVisibility",
      params: { QueueUrl: "${first}", ReceiptHandle: "nonsense", VisibilityTimeout: 0 },
      fails: "ReceiptHandleIsInvalid",
    },
    {
      operation: "ChangeMessageVisibility",
      params: { QueueUrl: "${first}", ReceiptHandle: "${receipt}", VisibilityTimeout: 0 },
      fails: "AWS.SimpleQueueService.MessageNotInflight",
      only: noCheck,
    },
    {
      operation: "ReceiveMessage",
      params: { QueueUrl: "${first}", AttributeNames: ["ApproximateReceiveCount"] },
      save: { receipt: "Messages.0.ReceiptHandle" },
    },
    {
      operation: "ChangeMessageVisibilityBatch",
      params: {
        QueueUrl: "${first}",
        Entries: [
          { Id: "one", ReceiptHandle: "${receipt}", VisibilityTimeout: 30 },
          { Id: "two", ReceiptHandle: "nonsense", VisibilityTimeout: 30 },
        ],
      },
    },
    {
      operation: "ChangeMessageVisibilityBatch",
      params: { QueueUrl: "${first}", Entries: [] },
      fails: "AWS.SimpleQueueService.EmptyBatchRequest",
      only: noCheck,
    },
    { operation: "DeleteMessage", params: { QueueUrl: "${first}", ReceiptHandle: "${receipt}" } },
    { operation: "DeleteMessage", params: { QueueUrl: "${first}", ReceiptHandle: "${receipt}" } },
    {
      operation: "DeleteMessage",
      params: { QueueUrl: "${first}", ReceiptHandle: "nonsense" },
      fails: "ReceiptHandleIsInvalid",
    },
    { operation: "DeleteMessage", params: { QueueUrl: nowhere, ReceiptHandle: "nonsense" }, fails: noQueue },

    // Batches
    {
      operation: "SendMessageBatch",
      params: {
        QueueUrl: "${second}",
        Entries: [
          { Id: "one", MessageBody: "first" },
          {
            Id: "two",
            MessageBody: "second",
            MessageAttributes: { a: { DataType: "String", StringValue: "b" } },
          },
        ],
      },
    },
    {
      operation: "SendMessageBatch",
      params: {
        QueueUrl: "${second}",
        Entries: [
          { Id: "same", MessageBody: "first" },
          { Id: "same", MessageBody: "second" },
        ],
      },
      fails: "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
    },
    {
      operation: "SendMessageBatch",
      params: { QueueUrl: "${second}", Entries: [] },
      fails: "AWS.SimpleQueueService.EmptyBatchRequest",
    },
    {
      operation: "SendMessageBatch",
      params: {
        QueueUrl: "${second}",
        Entries: Array.from({ length: 11 }, (_, index) => ({ Id: `m${index}`, MessageBody: "one of many" })),
      },
      fails: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
    },
    {
      operation: "SendMessageBatch",
      params: { QueueUrl: "${second}", Entries: [{ Id: "no id!", MessageBody: "hello" }] },
      fails: "AWS.SimpleQueueService.InvalidBatchEntryId",
    },
    {
      operation: "SendMessageBatch",
      params: { QueueUrl: nowhere, Entries: [{ Id: "one", MessageBody: "hello" }] },
      fails: noQueue,
    },
    {
      operation: "ReceiveMessage",
      params: { QueueUrl: "${second}", MaxNumberOfMessages: 2 },
      save: { one: "Messages.0.ReceiptHandle", two: "Messages.1.ReceiptHandle" },
    },
    {
      operation: "DeleteMessageBatch",
      params: {
        QueueUrl: "${second}",
        Entries: [
          { Id: "one", ReceiptHandle: "${one}" },
          { Id: "two", ReceiptHandle: "${two}" },
        ],
      },
    },
    {
      operation: "DeleteMessageBatch",
      params: { QueueUrl: "${second}", Entries: [] },
      fails: "AWS.SimpleQueueService.EmptyBatchRequest",
    },

    // Dead letters
    {
      operation: "SetQueueAttributes",
      params: {
        QueueUrl: "${second}",
        Attributes: { RedrivePolicy: '{"deadLetterTargetArn":"${deadArn}","maxReceiveCount":"1"}' },
      },
    },
    {
      operation: "SetQueueAttributes",
      params: {
        QueueUrl: "${second}",
        Attributes: { RedrivePolicy: '{"deadLetterTargetArn":"${deadArn}x","maxReceiveCount":"1"}' },
      },
      fails: "InvalidParameterValue",
    },
    { operation: "ListDeadLetterSourceQueues", params: { QueueUrl: "${dead}" } },
    { operation: "ListDeadLetterSourceQueues", params: { QueueUrl: "${first}" } },
    { operation: "ListDeadLetterSourceQueues", params: { QueueUrl: nowhere }, fails: noQueue },
    { operation: "SendMessage", params: { QueueUrl: "${second}", MessageBody: "unwelcome" } },
    { operation: "ReceiveMessage", params: { QueueUrl: "${second}", VisibilityTimeout: 0 } },
    { operation: "ReceiveMessage", params: { QueueUrl: "${second}" } },
    { operation: "ReceiveMessage", params: { QueueUrl: "${dead}" } },

    // Policies
    {
      operation: "SetQueueAttributes",
      params: {
        QueueUrl: "${first}",
        Attributes: { Policy: policyFor("${logArchiveAccount}", "sqs:SendMessage") },
      },
    },
    {
      operation: "SendMessage",
      params: { QueueUrl: "${first}", MessageBody: "from afar" },
      as: "log-archive",
    },
    {
      operation: "ReceiveMessage",
      params: { QueueUrl: "${first}" },
      as: "log-archive",
      fails: "AccessDenied",
    },
    {
      operation: "GetQueueUrl",
      params: { QueueName: "first", QueueOwnerAWSAccountId: "${account}" },
      as: "log-archive",
      fails: "AccessDenied",
    },

    {
      operation: "AddPermission",
      params: {
        QueueUrl: "${dead}",
        Label: "archive",
        AWSAccountIds: ["${logArchiveAccount}"],
        Actions: ["SendMessage", "ReceiveMessage"],
      },
    },
    {
      operation: "SendMessage",
      params: { QueueUrl: "${dead}", MessageBody: "from afar" },
      as: "log-archive",
    },
    {
      operation: "AddPermission",
      params: {
        QueueUrl: "${dead}",
        Label: "archive",
        AWSAccountIds: ["${logArchiveAccount}"],
        Actions: ["SendMessage"],
      },
      fails: "InvalidParameterValue",
    },
    {
      operation: "AddPermission",
      params: {
        QueueUrl: "${dead}",
        Label: "owner",
        AWSAccountIds: ["${logArchiveAccount}"],
        Actions: ["DeleteQueue"],
      },
      fails: "InvalidParameterValue",
    },
    {
      operation: "AddPermission",
      params: {
        QueueUrl: nowhere,
        Label: "archive",
        AWSAccountIds: ["${logArchiveAccount}"],
        Actions: ["SendMessage"],
      },
      fails: noQueue,
    },
    { operation: "GetQueueAttributes", params: { QueueUrl: "${dead}", AttributeNames: ["Policy"] } },
    { operation: "RemovePermission", params: { QueueUrl: "${dead}", Label: "archive" } },
    {
      operation: "RemovePermission",
      params: { QueueUrl: "${dead}", Label: "archive" },
      fails: "InvalidParameterValue",
    },
    { operation: "RemovePermission", params: { QueueUrl: nowhere, Label: "archive" }, fails: noQueue },
    { operation: "GetQueueAttributes", params: { QueueUrl: "${dead}", AttributeNames: ["Policy"] } },

    // The end
    { operation: "PurgeQueue", params: { QueueUrl: "${first}" } },
    { operation: "PurgeQueue", params: { QueueUrl: nowhere }, fails: noQueue },
    { operation: "ReceiveMessage", params: { QueueUrl: "${first}" } },
    { operation: "DeleteQueue", params: { QueueUrl: "${second}" }, as: "nobody", fails: "AccessDenied" },
    { operation: "DeleteQueue", params: { QueueUrl: "${second}" } },
    { operation: "DeleteQueue", params: { QueueUrl: "${second}" }, fails: noQueue },
    { operation: "GetQueueUrl", params: { QueueName: "second" }, fails: noQueue },

    // Refused by name
    {
      operation: "ListMessageMoveTasks",
      params: { SourceArn: "${deadArn}" },
      fails: "UnknownOperationException",
      only: broken,
    },
  ],
};
