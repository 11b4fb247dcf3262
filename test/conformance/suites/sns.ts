import type { Suite } from "../suite.ts";

const $bytes = Buffer.from("bytes").toString("base64");
const nowhere = "arn:aws:sns:us-east-1:${account}:nowhere";
const noSubscription = `${nowhere}:1234abcd-12ab-34cd-56ef-1234567890ab`;
const policyFor = (account: string, action: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "other",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: action,
        Resource: "${news}",
      },
    ],
  });
const noCheck = "moto does not check this";
const broken = "moto fails inside (500)";
const already = "moto passes over what a topic or subscription that is there has";

/** SNS: topics and their attributes, policies and tags, subscriptions of queues, publishing. */
export const sns: Suite = {
  service: "sns",
  steps: [
    {
      service: "sqs",
      operation: "CreateQueue",
      params: { QueueName: "inbox" },
      save: { inbox: "QueueUrl" },
    },
    {
      service: "sqs",
      operation: "GetQueueAttributes",
      params: { QueueUrl: "${inbox}", AttributeNames: ["QueueArn"] },
      save: { queue: "Attributes.QueueArn" },
    },
    {
      service: "sqs",
      operation: "SetQueueAttributes",
      params: {
        QueueUrl: "${inbox}",
        Attributes: {
          Policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Principal: { Service: "sns.amazonaws.com" },
                Action: "sqs:SendMessage",
                Resource: "${queue}",
              },
            ],
          }),
        },
      },
    },

    // Topics
    { operation: "CreateTopic", params: { Name: "news" }, save: { news: "TopicArn" } },
    { operation: "CreateTopic", params: { Name: "news" } },
    {
      operation: "CreateTopic",
      params: {
        Name: "alarms",
        Attributes: { DisplayName: "Alarms" },
        Tags: [{ Key: "team", Value: "audit" }],
      },
      save: { alarms: "TopicArn" },
    },
    { operation: "CreateTopic", params: { Name: "no name" }, fails: "InvalidParameter" },
    { operation: "CreateTopic", params: { Name: "denied" }, as: "nobody", fails: "AuthorizationError" },
    {
      operation: "CreateTopic",
      params: { Name: "alarms", Tags: [{ Key: "team", Value: "other" }] },
      fails: "InvalidParameter",
      only: already,
    },
    { operation: "ListTopics" },
    { operation: "ListTopics", region: "eu-west-1" },
    { operation: "ListTopics", params: { NextToken: "nonsense" }, fails: "InvalidParameter", only: broken },
    { operation: "GetTopicAttributes", params: { TopicArn: "${news}" } },
    { operation: "GetTopicAttributes", params: { TopicArn: nowhere }, fails: "NotFound" },
    {
      operation: "GetTopicAttributes",
      params: { TopicArn: "nonsense" },
      fails: "InvalidParameter",
      only: broken,
    },
    {
      operation: "GetTopicAttributes",
      params: { TopicArn: "${news}" },
      as: "log-archive",
      fails: "AuthorizationError",
    },
    {
      operation: "SetTopicAttributes",
      params: { TopicArn: "${news}", AttributeName: "DisplayName", AttributeValue: "News" },
    },
    {
      operation: "SetTopicAttributes",
      params: { TopicArn: "${news}", AttributeName: "Unheard", AttributeValue: "of" },
      fails: "InvalidParameter",
      only: noCheck,
    },
    {
      operation: "SetTopicAttributes",
      params: { TopicArn: "${news}", AttributeName: "Policy", AttributeValue: "{" },
      fails: "InvalidParameter",
      only: broken,
    },
    {
      operation: "SetTopicAttributes",
      params: { TopicArn: nowhere, AttributeName: "DisplayName", AttributeValue: "News" },
      fails: "NotFound",
    },
    { operation: "GetTopicAttributes", params: { TopicArn: "${news}" } },

    // Tags
    { operation: "TagResource", params: { ResourceArn: "${news}", Tags: [{ Key: "stage", Value: "test" }] } },
    {
      operation: "TagResource",
      params: { ResourceArn: nowhere, Tags: [{ Key: "stage", Value: "test" }] },
      fails: "ResourceNotFound",
    },
    { operation: "ListTagsForResource", params: { ResourceArn: "${news}" } },
    { operation: "ListTagsForResource", params: { ResourceArn: "${alarms}" } },
    { operation: "ListTagsForResource", params: { ResourceArn: nowhere }, fails: "ResourceNotFound" },
    { operation: "UntagResource", params: { ResourceArn: "${news}", TagKeys: ["stage", "never-there"] } },
    {
      operation: "UntagResource",
      params: { ResourceArn: nowhere, TagKeys: ["stage"] },
      fails: "ResourceNotFound",
    },

    // Subscriptions
    {
      operation: "Subscribe",
      params: { TopicArn: "${news}", Protocol: "sqs", Endpoint: "${queue}", ReturnSubscriptionArn: true },
      save: { subscription: "SubscriptionArn" },
    },
    { operation: "Subscribe", params: { TopicArn: "${news}", Protocol: "sqs", Endpoint: "${queue}" } },
    {
      operation: "Subscribe",
      params: {
        TopicArn: "${news}",
        Protocol: "sqs",
        Endpoint: "${queue}",
        Attributes: { RawMessageDelivery: "true" },
      },
      fails: "InvalidParameter",
      only: already,
    },
    {
      operation: "Subscribe",
      params: { TopicArn: "${news}", Protocol: "sqs", Endpoint: "nonsense" },
      fails: "InvalidParameter",
    },
    {
      operation: "Subscribe",
      params: { TopicArn: "${news}", Protocol: "unheard-of", Endpoint: "x" },
      fails: "InvalidParameter",
      only: noCheck,
    },
    {
      operation: "Subscribe",
      params: { TopicArn: nowhere, Protocol: "sqs", Endpoint: "${queue}" },
      fails: "NotFound",
    },
    {
      operation: "Subscribe",
      params: { TopicArn: "${news}", Protocol: "sqs", Endpoint: "${queue}" },
      as: "log-archive",
      fails: "AuthorizationError",
    },
    { operation: "GetSubscriptionAttributes", params: { SubscriptionArn: "${subscription}" } },
    {
      operation: "GetSubscriptionAttributes",
      params: { SubscriptionArn: noSubscription },
      fails: "NotFound",
    },
    {
      operation: "SetSubscriptionAttributes",
      params: {
        SubscriptionArn: "${subscription}",
        AttributeName: "RawMessageDelivery",
        AttributeValue: "true",
      },
    },
    {
      operation: "SetSubscriptionAttributes",
      params: {
        SubscriptionArn: "${subscription}",
        AttributeName: "RawMessageDelivery",
        AttributeValue: "maybe",
      },
      fails: "InvalidParameter",
      only: noCheck,
    },
    {
      operation: "SetSubscriptionAttributes",
      params: {
        SubscriptionArn: noSubscription,
        AttributeName: "RawMessageDelivery",
        AttributeValue: "true",
      },
      fails: "NotFound",
    },
    { operation: "ListSubscriptions" },
    { operation: "ListSubscriptionsByTopic", params: { TopicArn: "${news}" } },
    { operation: "ListSubscriptionsByTopic", params: { TopicArn: "${alarms}" } },
    { operation: "ListSubscriptionsByTopic", params: { TopicArn: nowhere }, fails: "NotFound" },

    // Publishing
    { operation: "Publish", params: { TopicArn: "${news}", Message: "hello", Subject: "greeting" } },
    {
      operation: "Publish",
      params: {
        TopicArn: "${news}",
        Message: '{"default":"to all","sqs":"to queues"}',
        MessageStructure: "json",
        MessageAttributes: {
          kind: { DataType: "String", StringValue: "greeting" },
          raw: { DataType: "Binary", BinaryValue: { $bytes } },
        },
      },
    },
    { operation: "Publish", params: { TopicArn: nowhere, Message: "hello" }, fails: "NotFound" },
    {
      operation: "Publish",
      params: { TopicArn: "${news}", Message: "" },
      fails: "InvalidParameter",
      only: noCheck,
    },
    {
      operation: "Publish",
      params: { TopicArn: "${news}", Message: "no JSON", MessageStructure: "json" },
      fails: "InvalidParameter",
    },
    {
      operation: "Publish",
      params: { TopicArn: "${news}", Message: "hello", Subject: "s".repeat(101) },
      fails: "InvalidParameter",
    },
    {
      operation: "Publish",
      params: { TopicArn: "${news}", Message: "hello" },
      as: "log-archive",
      fails: "AuthorizationError",
    },
    {
      operation: "PublishBatch",
      params: {
        TopicArn: "${news}",
        PublishBatchRequestEntries: [
          { Id: "one", Message: "first" },
          { Id: "two", Message: "second", Subject: "two of two" },
        ],
      },
    },
    {
      operation: "PublishBatch",
      params: {
        TopicArn: "${news}",
        PublishBatchRequestEntries: [
          { Id: "same", Message: "first" },
          { Id: "same", Message: "second" },
        ],
      },
      fails: "BatchEntryIdsNotDistinct",
    },
    {
      operation: "PublishBatch",
      params: {
        TopicArn: "${news}",
        PublishBatchRequestEntries: Array.from({ length: 11 }, (_, index) => ({
          Id: `m${index}`,
          Message: "many",
        })),
      },
      fails: "TooManyEntriesInBatchRequest",
    },
    {
      operation: "PublishBatch",
      params: { TopicArn: "${news}", PublishBatchRequestEntries: [] },
      fails: "EmptyBatchRequest",
      only: noCheck,
    },
    {
      operation: "PublishBatch",
      params: { TopicArn: nowhere, PublishBatchRequestEntries: [{ Id: "one", Message: "first" }] },
      fails: "NotFound",
    },
    {
      service: "sqs",
      operation: "ReceiveMessage",
      params: { QueueUrl: "${inbox}", MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] },
    },

    // Policies
    {
      operation: "AddPermission",
      params: {
        TopicArn: "${news}",
        Label: "archive",
        AWSAccountId: ["${logArchiveAccount}"],
        ActionName: ["Publish"],
      },
    },
    { operation: "GetTopicAttributes", params: { TopicArn: "${news}" } },
    { operation: "Publish", params: { TopicArn: "${news}", Message: "from afar" }, as: "log-archive" },
    {
      operation: "AddPermission",
      params: {
        TopicArn: "${news}",
        Label: "archive",
        AWSAccountId: ["${logArchiveAccount}"],
        ActionName: ["Publish"],
      },
      fails: "InvalidParameter",
    },
    {
      operation: "AddPermission",
      params: {
        TopicArn: "${news}",
        Label: "bad",
        AWSAccountId: ["${logArchiveAccount}"],
        ActionName: ["NotExists"],
      },
      fails: "InvalidParameter",
    },
    {
      operation: "AddPermission",
      params: {
        TopicArn: nowhere,
        Label: "x",
        AWSAccountId: ["${logArchiveAccount}"],
        ActionName: ["Publish"],
      },
      fails: "NotFound",
    },
    { operation: "RemovePermission", params: { TopicArn: "${news}", Label: "archive" } },
    { operation: "RemovePermission", params: { TopicArn: nowhere, Label: "archive" }, fails: "NotFound" },
    {
      operation: "Publish",
      params: { TopicArn: "${news}", Message: "from afar" },
      as: "log-archive",
      fails: "AuthorizationError",
    },
    {
      operation: "SetTopicAttributes",
      params: {
        TopicArn: "${news}",
        AttributeName: "Policy",
        AttributeValue: policyFor("${logArchiveAccount}", "SNS:Subscribe"),
      },
    },
    { operation: "GetTopicAttributes", params: { TopicArn: "${news}" } },

    // The end
    { operation: "Unsubscribe", params: { SubscriptionArn: "${subscription}" } },
    {
      operation: "GetSubscriptionAttributes",
      params: { SubscriptionArn: "${subscription}" },
      fails: "NotFound",
    },
    {
      operation: "Unsubscribe",
      params: { SubscriptionArn: "nonsense" },
      fails: "InvalidParameter",
      only: noCheck,
    },
    {
      operation: "DeleteTopic",
      params: { TopicArn: "${alarms}" },
      as: "nobody",
      fails: "AuthorizationError",
    },
    { operation: "DeleteTopic", params: { TopicArn: "${alarms}" } },
    { operation: "DeleteTopic", params: { TopicArn: "${alarms}" } },
    { operation: "DeleteTopic", params: { TopicArn: "nonsense" }, fails: "InvalidParameter", only: broken },
    { operation: "GetTopicAttributes", params: { TopicArn: "${alarms}" }, fails: "NotFound" },

    // Refused by name
    { operation: "ListSMSSandboxPhoneNumbers", fails: "InvalidAction", only: broken },
  ],
};
