import type { Suite } from "../suite.ts";

const group = { logGroupName: "first" };
const stream = { ...group, logStreamName: "one" };
const arn = "arn:aws:logs:${region}:${account}:log-group:first";
const noCheck = "moto does not check this";
const notInMoto = "moto does not have this";
const policyDocument = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "delivery.logs.amazonaws.com" },
      Action: "logs:PutLogEvents",
      Resource: "*",
    },
  ],
});
const filter = {
  ...group,
  filterName: "denied",
  filterPattern: '{ $.errorCode = "AccessDenied*" }',
  metricTransformations: [{ metricName: "Denied", metricNamespace: "LogMetrics", metricValue: "1" }],
};
const query = { name: "audit/denied", queryString: 'fields @timestamp | filter errorCode = "AccessDenied"' };
const noResource = "ResourceNotFoundException";
const badInput = "InvalidParameterException";
const now = Date.now();
const nowhere = { logGroupName: "nowhere" };

/** CloudWatch Logs: groups, streams, events, metric filters, policies for services. */
export const logs: Suite = {
  service: "logs",
  steps: [
    // Groups
    { operation: "CreateLogGroup", params: { ...group, tags: { team: "audit" } } },
    { operation: "CreateLogGroup", params: group, fails: "ResourceAlreadyExistsException" },
    { operation: "CreateLogGroup", params: { logGroupName: "not allowed!" }, fails: badInput, only: noCheck },
    {
      operation: "CreateLogGroup",
      params: { logGroupName: "sealed", kmsKeyId: "arn:aws:kms:us-east-1:${account}:key/1" },
      fails: badInput,
      only: "keys of log groups are not in the sandbox",
    },
    {
      operation: "CreateLogGroup",
      params: { logGroupName: "denied" },
      as: "nobody",
      fails: "AccessDeniedException",
    },
    { operation: "CreateLogGroup", params: { logGroupName: "second" } },
    { operation: "PutRetentionPolicy", params: { ...group, retentionInDays: 7 } },
    {
      operation: "PutRetentionPolicy",
      params: { ...group, retentionInDays: 8 },
      fails: badInput,
      only: noCheck,
    },
    { operation: "PutRetentionPolicy", params: { ...nowhere, retentionInDays: 7 }, fails: noResource },
    { operation: "DescribeLogGroups" },
    { operation: "DescribeLogGroups", params: { logGroupNamePrefix: "fir" } },
    {
      operation: "DescribeLogGroups",
      params: { limit: 1 },
      save: { next: "nextToken" },
      only: "tokens differ",
    },
    { operation: "DescribeLogGroups", params: { limit: 1, nextToken: "${next}" }, only: "tokens differ" },
    {
      operation: "DescribeLogGroups",
      params: { logGroupNamePrefix: "a", logGroupNamePattern: "b" },
      fails: badInput,
      only: noCheck,
    },
    { operation: "DeleteRetentionPolicy", params: group },
    { operation: "DeleteRetentionPolicy", params: nowhere, fails: noResource },

    // Tags
    { operation: "ListTagsForResource", params: { resourceArn: arn } },
    { operation: "TagResource", params: { resourceArn: arn, tags: { stage: "test" } } },
    { operation: "UntagResource", params: { resourceArn: arn, tagKeys: ["stage"] } },
    { operation: "ListTagsForResource", params: { resourceArn: `${arn}-not` }, fails: noResource },
    { operation: "TagLogGroup", params: { ...group, tags: { stage: "test" } } },
    { operation: "ListTagsLogGroup", params: group },
    { operation: "UntagLogGroup", params: { ...group, tags: ["stage"] } },
    { operation: "ListTagsLogGroup", params: nowhere, fails: noResource },

    // Streams and events
    { operation: "CreateLogStream", params: stream },
    { operation: "CreateLogStream", params: stream, fails: "ResourceAlreadyExistsException" },
    { operation: "CreateLogStream", params: { ...nowhere, logStreamName: "one" }, fails: noResource },
    {
      operation: "CreateLogStream",
      params: { ...group, logStreamName: "a:b" },
      fails: badInput,
      only: noCheck,
    },
    {
      operation: "PutLogEvents",
      params: {
        ...stream,
        logEvents: [
          { timestamp: now - 2, message: '{"errorCode":"AccessDenied","count":3}' },
          { timestamp: now - 1, message: "plain text" },
        ],
      },
    },
    {
      operation: "PutLogEvents",
      params: { ...stream, logEvents: [{ timestamp: now - 15 * 86_400_000, message: "old" }] },
      only: "moto reports the place of the last event that is too old, not the one behind it",
    },
    {
      operation: "PutLogEvents",
      params: {
        ...stream,
        logEvents: [
          { timestamp: now, message: "late" },
          { timestamp: now - 1, message: "early" },
        ],
      },
      fails: badInput,
      only: noCheck,
    },
    {
      operation: "PutLogEvents",
      params: { ...group, logStreamName: "nowhere", logEvents: [{ timestamp: now, message: "x" }] },
      fails: noResource,
    },
    {
      operation: "PutLogEvents",
      params: { ...stream, logEvents: [{ timestamp: now, message: "x" }] },
      as: "nobody",
      fails: "AccessDeniedException",
    },
    { operation: "DescribeLogStreams", params: group, only: "moto's streams know no last ingestion" },
    {
      operation: "DescribeLogStreams",
      params: { ...group, orderBy: "LastEventTime", descending: true },
      only: "moto's streams know no last ingestion",
    },
    { operation: "DescribeLogStreams", params: nowhere, fails: noResource },
    { operation: "GetLogEvents", params: { ...stream, startFromHead: true }, only: "tokens differ" },
    {
      operation: "GetLogEvents",
      params: { ...stream, limit: 1 },
      save: { back: "nextBackwardToken" },
      only: "tokens differ",
    },
    { operation: "GetLogEvents", params: { ...stream, nextToken: "${back}" }, only: "tokens differ" },
    { operation: "GetLogEvents", params: { ...stream, nextToken: "nonsense" }, fails: badInput },
    { operation: "GetLogEvents", params: { ...group, logStreamName: "nowhere" }, fails: noResource },
    {
      operation: "FilterLogEvents",
      params: { ...group, filterPattern: '{ $.count > 2 && $.errorCode = "Access*" }' },
      only: "moto knows terms only",
    },
    {
      operation: "FilterLogEvents",
      params: { ...group, filterPattern: "{ $. }" },
      fails: badInput,
      only: noCheck,
    },
    {
      operation: "FilterLogEvents",
      params: { ...group, limit: 1, logStreamNames: ["one"] },
      save: { more: "nextToken" },
      only: "tokens differ",
    },
    {
      operation: "FilterLogEvents",
      params: { ...group, limit: 1, logStreamNames: ["one"], nextToken: "${more}" },
      only: "tokens differ",
    },
    { operation: "FilterLogEvents", params: nowhere, fails: noResource },

    // Metric filters
    { operation: "PutMetricFilter", params: filter },
    {
      operation: "PutMetricFilter",
      params: { ...filter, filterPattern: "{ $. }" },
      fails: badInput,
      only: noCheck,
    },
    { operation: "PutMetricFilter", params: { ...filter, ...nowhere }, fails: noResource, only: noCheck },
    { operation: "DescribeMetricFilters", params: group },
    { operation: "DescribeMetricFilters", params: { metricName: "Denied", metricNamespace: "LogMetrics" } },
    { operation: "DescribeMetricFilters", params: nowhere, fails: noResource, only: noCheck },
    {
      operation: "TestMetricFilter",
      params: {
        filterPattern: "[ip, ..., status = 4*]",
        logEventMessages: ["127.0.0.1 - 404", "127.0.0.1 - 200"],
      },
      only: notInMoto,
    },
    { operation: "DeleteMetricFilter", params: { ...group, filterName: "denied" } },
    {
      operation: "DeleteMetricFilter",
      params: { ...group, filterName: "denied" },
      fails: noResource,
    },

    // Policies
    { operation: "PutResourcePolicy", params: { policyName: "delivery", policyDocument } },
    {
      operation: "PutResourcePolicy",
      params: { policyName: "bad", policyDocument: "{" },
      fails: badInput,
      only: noCheck,
    },
    { operation: "DescribeResourcePolicies" },
    { operation: "DeleteResourcePolicy", params: { policyName: "delivery" } },
    { operation: "DeleteResourcePolicy", params: { policyName: "delivery" }, fails: noResource },

    // Saved queries
    {
      operation: "PutQueryDefinition",
      params: { ...query, logGroupNames: ["first"], clientToken: "12345678-1234-1234-1234-123456789012" },
      save: { query: "queryDefinitionId" },
      only: notInMoto,
    },
    {
      operation: "PutQueryDefinition",
      params: { ...query, name: "audit/who", parameters: [{ name: "who", defaultValue: "root" }] },
      save: { other: "queryDefinitionId" },
      only: notInMoto,
    },
    {
      operation: "PutQueryDefinition",
      params: { ...query, queryDefinitionId: "${query}", queryString: "fields @message | limit 1" },
      only: notInMoto,
    },
    {
      operation: "PutQueryDefinition",
      params: { ...query, queryDefinitionId: "nowhere" },
      fails: noResource,
      only: notInMoto,
    },
    {
      operation: "PutQueryDefinition",
      params: { ...query, logGroupNames: ["not allowed!"] },
      fails: badInput,
      only: notInMoto,
    },
    {
      operation: "PutQueryDefinition",
      params: query,
      as: "nobody",
      fails: "AccessDeniedException",
      only: notInMoto,
    },
    {
      operation: "DescribeQueryDefinitions",
      params: { queryDefinitionNamePrefix: "audit/", queryLanguage: "CWLI" },
      only: notInMoto,
    },
    {
      operation: "DescribeQueryDefinitions",
      params: { maxResults: 1 },
      save: { nextQuery: "nextToken" },
      only: notInMoto,
    },
    {
      operation: "DescribeQueryDefinitions",
      params: { maxResults: 1, nextToken: "${nextQuery}" },
      only: notInMoto,
    },
    {
      operation: "DescribeQueryDefinitions",
      params: { nextToken: "nonsense" },
      fails: badInput,
      only: notInMoto,
    },
    { operation: "DeleteQueryDefinition", params: { queryDefinitionId: "${query}" }, only: notInMoto },
    {
      operation: "DeleteQueryDefinition",
      params: { queryDefinitionId: "${query}" },
      fails: noResource,
      only: notInMoto,
    },
    { operation: "DeleteQueryDefinition", params: { queryDefinitionId: "${other}" }, only: notInMoto },

    // The end
    { operation: "DeleteLogStream", params: stream },
    { operation: "DeleteLogStream", params: stream, fails: noResource },
    {
      operation: "PutLogGroupDeletionProtection",
      params: { logGroupIdentifier: "first", deletionProtectionEnabled: true },
      only: notInMoto,
    },
    { operation: "DeleteLogGroup", params: group, fails: "ValidationException", only: notInMoto },
    {
      operation: "PutLogGroupDeletionProtection",
      params: { logGroupIdentifier: "first", deletionProtectionEnabled: false },
      only: notInMoto,
    },
    { operation: "DeleteLogGroup", params: group },
    { operation: "DeleteLogGroup", params: group, fails: noResource },
  ],
};
