import { z } from "zod";
import type { Call } from "../../service.ts";
import { brokenConstraint } from "../member-constraint.ts";
import { errors } from "./errors.ts";

const groupName = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[.\-_/#A-Za-z0-9]+$/);
const streamName = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[^:*]*$/);
const filterName = streamName;
const metricName = z
  .string()
  .max(255)
  .regex(/^[^:*$]*$/);
const identifier = z
  .string()
  .min(1)
  .max(2048)
  .regex(/^[\w#+=/:,.@-]*$/);
const arn = z
  .string()
  .min(1)
  .max(1011)
  .regex(/^[\w+=/:,.@-]*$/);
const tagKey = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u);
const tagValue = z
  .string()
  .max(256)
  .regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u);
const tags = z.record(tagKey, tagValue);
const groupClass = z.enum(["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"]);
const timestamp = z.number().int().min(0);
const page = { nextToken: z.string().min(1).optional(), limit: z.number().int().min(1).max(50).optional() };
const filterPattern = z.string().max(1024);
const message = z.string().min(1);
const eventsLimit = z.number().int().min(1).max(10_000).optional();
const eitherGroup = { logGroupName: groupName.optional(), logGroupIdentifier: identifier.optional() };
const queryName = z.string().min(1).max(255);
const queryLanguage = z.enum(["CWLI", "SQL", "PPL"]);
const units =
  "Seconds,Microseconds,Milliseconds,Bytes,Kilobytes,Megabytes,Gigabytes,Terabytes,Bits,Kilobits,Megabits,Gigabits,Terabits,Percent,Count,Bytes/Second,Kilobytes/Second,Megabytes/Second,Gigabytes/Second,Terabytes/Second,Bits/Second,Kilobits/Second,Megabits/Second,Gigabits/Second,Terabits/Second,Count/Second,None".split(
    ",",
  );

/** The shape of each operation's input ("Amazon CloudWatch Logs API Reference"). */
export const inputs = {
  CreateLogGroup: z.object({
    logGroupName: groupName,
    kmsKeyId: z.string().max(256).optional(),
    tags: tags.default({}),
    logGroupClass: groupClass.default("STANDARD"),
    deletionProtectionEnabled: z.boolean().default(false),
  }),
  DeleteLogGroup: z.object({ logGroupName: groupName }),
  DescribeLogGroups: z.object({
    accountIdentifiers: z.array(z.string()).optional(),
    logGroupNamePrefix: groupName.optional(),
    logGroupNamePattern: z
      .string()
      .max(512)
      .regex(/^[.\-_/#A-Za-z0-9]*$/)
      .optional(),
    includeLinkedAccounts: z.boolean().optional(),
    logGroupClass: groupClass.optional(),
    logGroupIdentifiers: z.array(identifier).min(1).max(50).optional(),
    ...page,
  }),
  PutRetentionPolicy: z.object({ logGroupName: groupName, retentionInDays: z.number().int() }),
  DeleteRetentionPolicy: z.object({ logGroupName: groupName }),
  PutLogGroupDeletionProtection: z.object({
    logGroupIdentifier: identifier,
    deletionProtectionEnabled: z.boolean(),
  }),
  TagResource: z.object({ resourceArn: arn, tags }),
  UntagResource: z.object({ resourceArn: arn, tagKeys: z.array(tagKey).max(50) }),
  ListTagsForResource: z.object({ resourceArn: arn }),
  TagLogGroup: z.object({ logGroupName: groupName, tags }),
  UntagLogGroup: z.object({ logGroupName: groupName, tags: z.array(tagKey).min(1) }),
  ListTagsLogGroup: z.object({ logGroupName: groupName }),
  CreateLogStream: z.object({ logGroupName: groupName, logStreamName: streamName }),
  DeleteLogStream: z.object({ logGroupName: groupName, logStreamName: streamName }),
  DescribeLogStreams: z.object({
    ...eitherGroup,
    logStreamNamePrefix: streamName.optional(),
    orderBy: z.enum(["LogStreamName", "LastEventTime"]).default("LogStreamName"),
    descending: z.boolean().default(false),
    ...page,
  }),
  PutLogEvents: z.object({
    logGroupName: groupName,
    logStreamName: streamName,
    logEvents: z.array(z.object({ timestamp, message })).min(1).max(10_000),
    sequenceToken: z.string().min(1).optional(),
  }),
  GetLogEvents: z.object({
    ...eitherGroup,
    logStreamName: streamName,
    startTime: timestamp.optional(),
    endTime: timestamp.optional(),
    nextToken: z.string().min(1).optional(),
    limit: eventsLimit,
    startFromHead: z.boolean().default(false),
    unmask: z.boolean().optional(),
  }),
  FilterLogEvents: z.object({
    ...eitherGroup,
    logStreamNames: z.array(streamName).min(1).max(100).optional(),
    logStreamNamePrefix: streamName.optional(),
    startTime: timestamp.optional(),
    endTime: timestamp.optional(),
    filterPattern: filterPattern.default(""),
    nextToken: z.string().min(1).optional(),
    limit: eventsLimit,
    interleaved: z.boolean().optional(),
    unmask: z.boolean().optional(),
  }),
  PutMetricFilter: z.object({
    logGroupName: groupName,
    filterName,
    filterPattern,
    metricTransformations: z
      .array(
        z.object({
          metricName,
          metricNamespace: metricName,
          metricValue: z.string().max(100),
          defaultValue: z.number().optional(),
          dimensions: z.record(z.string().max(255), z.string().max(255)).optional(),
          unit: z.enum(units).optional(),
        }),
      )
      .length(1),
    applyOnTransformedLogs: z.boolean().optional(),
    fieldSelectionCriteria: z.string().max(2000).optional(),
    emitSystemFieldDimensions: z.array(z.string()).optional(),
  }),
  DescribeMetricFilters: z.object({
    logGroupName: groupName.optional(),
    filterNamePrefix: filterName.optional(),
    metricName: metricName.optional(),
    metricNamespace: metricName.optional(),
    ...page,
  }),
  DeleteMetricFilter: z.object({ logGroupName: groupName, filterName }),
  TestMetricFilter: z.object({ filterPattern, logEventMessages: z.array(message).min(1).max(50) }),
  PutResourcePolicy: z.object({
    policyName: z.string().min(1).optional(),
    policyDocument: z.string().min(1).max(51_200).optional(),
    resourceArn: z.string().optional(),
    expectedRevisionId: z.string().optional(),
  }),
  DescribeResourcePolicies: z.object({
    resourceArn: z.string().optional(),
    policyScope: z.enum(["ACCOUNT", "RESOURCE"]).optional(),
    ...page,
  }),
  PutQueryDefinition: z.object({
    name: queryName,
    queryString: z.string().min(1).max(10_000),
    queryLanguage: queryLanguage.default("CWLI"),
    queryDefinitionId: z.string().min(1).max(256).optional(),
    logGroupNames: z.array(groupName).default([]),
    clientToken: z
      .string()
      .regex(/^\S{36,128}$/)
      .optional(),
    parameters: z
      .array(
        z.object({
          name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
          defaultValue: z.string().optional(),
          description: z.string().optional(),
        }),
      )
      .max(20)
      .optional(),
  }),
  DescribeQueryDefinitions: z.object({
    queryLanguage: queryLanguage.optional(),
    queryDefinitionNamePrefix: queryName.optional(),
    maxResults: z.number().int().min(1).max(1000).optional(),
    nextToken: z.string().min(1).optional(),
  }),
  DeleteQueryDefinition: z.object({ queryDefinitionId: z.string().min(1).max(256) }),
  DeleteResourcePolicy: z.object({
    policyName: z.string().min(1).optional(),
    resourceArn: z.string().optional(),
    expectedRevisionId: z.string().optional(),
  }),
} as const;

type Inputs = typeof inputs;
export type Name = keyof Inputs;
export type InputOf<N extends Name> = z.output<Inputs[N]>;

/** The call's input in its shape; a member that is missing or breaks a rule is refused by name. */
export function inputOf<N extends Name>(name: N, call: Call): InputOf<N> {
  const result = inputs[name].safeParse(call.input);
  if (result.success) return result.data as InputOf<N>;
  const { message, path, isType } = brokenConstraint(result.error, call.input);
  throw isType ? errors.serialization(`${path} is of a wrong type`) : errors.parameter(message);
}
