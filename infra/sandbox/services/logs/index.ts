import type { Service } from "../../service.ts";
import { filterLogEvents } from "./filter-log-events.ts";
import { getLogEvents } from "./get-log-events.ts";
import {
  createLogGroup,
  deleteLogGroup,
  deleteRetentionPolicy,
  describeLogGroups,
  putLogGroupDeletionProtection,
  putRetentionPolicy,
} from "./groups.ts";
import {
  deleteMetricFilter,
  describeMetricFilters,
  putMetricFilter,
  testMetricFilter,
} from "./metric-filters.ts";
import { putLogEvents } from "./put-log-events.ts";
import { deleteQueryDefinition, describeQueryDefinitions, putQueryDefinition } from "./query-definitions.ts";
import { deleteResourcePolicy, describeResourcePolicies, putResourcePolicy } from "./resource-policies.ts";
import { createLogStream, deleteLogStream, describeLogStreams } from "./streams.ts";
import {
  listTagsForResource,
  listTagsLogGroup,
  tagLogGroup,
  tagResource,
  untagLogGroup,
  untagResource,
} from "./tags.ts";

/**
 * Amazon CloudWatch Logs: groups, streams, events and retention, metric filters, policies for other services,
 * saved Logs Insights queries. Not here: KMS keys, subscriptions, running queries, exports, data protection, transformers, linked accounts.
 */
export const logs: Service = {
  name: "logs",
  eventSource: "logs.amazonaws.com",
  protocol: "json-1.1",
  apiVersion: "Logs_20140328",
  global: false,
  operations: {
    CreateLogGroup: createLogGroup,
    CreateLogStream: createLogStream,
    DeleteLogGroup: deleteLogGroup,
    DeleteLogStream: deleteLogStream,
    DeleteMetricFilter: deleteMetricFilter,
    DeleteQueryDefinition: deleteQueryDefinition,
    DeleteResourcePolicy: deleteResourcePolicy,
    DeleteRetentionPolicy: deleteRetentionPolicy,
    DescribeLogGroups: describeLogGroups,
    DescribeLogStreams: describeLogStreams,
    DescribeMetricFilters: describeMetricFilters,
    DescribeQueryDefinitions: describeQueryDefinitions,
    DescribeResourcePolicies: describeResourcePolicies,
    FilterLogEvents: filterLogEvents,
    GetLogEvents: getLogEvents,
    ListTagsForResource: listTagsForResource,
    ListTagsLogGroup: listTagsLogGroup,
    PutLogEvents: putLogEvents,
    PutLogGroupDeletionProtection: putLogGroupDeletionProtection,
    PutMetricFilter: putMetricFilter,
    PutQueryDefinition: putQueryDefinition,
    PutResourcePolicy: putResourcePolicy,
    PutRetentionPolicy: putRetentionPolicy,
    TagLogGroup: tagLogGroup,
    TagResource: tagResource,
    TestMetricFilter: testMetricFilter,
    UntagLogGroup: untagLogGroup,
    UntagResource: untagResource,
  },
};
