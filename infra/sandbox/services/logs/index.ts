import type { Service } from "../../service.ts";
import { getLogEvents } from "./get-log-events.ts";
import {
  createLogGroup,
  deleteLogGroup,
  deleteRetentionPolicy,
  describeLogGroups,
  putLogGroupDeletionProtection,
  putRetentionPolicy,
} from "./groups.ts";
import { putLogEvents } from "./put-log-events.ts";
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
 * Amazon CloudWatch Logs: groups, streams, events and retention, metric filters, policies for other services. Not here:
 * KMS keys, subscriptions, Logs Insights queries, exports, data protection, transformers, linked accounts.
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
    DeleteResourcePolicy: deleteResourcePolicy,
    DeleteRetentionPolicy: deleteRetentionPolicy,
    DescribeLogGroups: describeLogGroups,
    DescribeLogStreams: describeLogStreams,
    DescribeResourcePolicies: describeResourcePolicies,
    GetLogEvents: getLogEvents,
    ListTagsForResource: listTagsForResource,
    ListTagsLogGroup: listTagsLogGroup,
    PutLogEvents: putLogEvents,
    PutLogGroupDeletionProtection: putLogGroupDeletionProtection,
    PutResourcePolicy: putResourcePolicy,
    PutRetentionPolicy: putRetentionPolicy,
    TagLogGroup: tagLogGroup,
    TagResource: tagResource,
    UntagLogGroup: untagLogGroup,
    UntagResource: untagResource,
  },
};
