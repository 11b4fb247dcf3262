import { errors } from "./errors.ts";
import { eventsOf } from "./event-store.ts";
import { metricFiltersOf, removeMetricFilters } from "./metric-filter-state.ts";
import { groupArn, groupOfArn, groupPermission, onGroup, operation, placeOf } from "./operation.ts";
import { page } from "./page.ts";
import { keptSince, retentions } from "./retention.ts";
import { groupAt, groupsOf, type LogGroup, nextId, putGroup, removeGroup } from "./state.ts";
import { checkTags } from "./tags.ts";

export const createLogGroup = operation("CreateLogGroup", false, {
  permission: (call, world, { logGroupName }) =>
    groupPermission(world, { ...placeOf(call), name: logGroupName }),
  handle({ call, world, input }) {
    if (input.kmsKeyId !== undefined) throw errors.notHere("log groups encrypted under a KMS key (kmsKeyId)");
    if (input.logGroupClass !== "STANDARD") throw errors.notHere(`the log class ${input.logGroupClass}`);
    const name = input.logGroupName;
    if (name.startsWith("aws/"))
      throw errors.parameter("Log groups starting with AWS/ are reserved for AWS.");
    if (groupAt(world, placeOf(call), name)) throw errors.groupExists();
    const arn = groupArn({ ...placeOf(call), name });
    checkTags(arn, input.tags);
    putGroup(world, {
      id: nextId(world),
      ...placeOf(call),
      name,
      arn,
      created: call.time.getTime(),
      logGroupClass: input.logGroupClass,
      isProtected: input.deletionProtectionEnabled,
      tags: input.tags,
    });
    return undefined;
  },
});

/** Takes away the group with its streams, events and filters. */
export const deleteLogGroup = onGroup("DeleteLogGroup", false, ({ world, group }) => {
  if (group.isProtected) throw errors.isProtected();
  eventsOf(world).forgetGroup(group.id);
  removeMetricFilters(world, group);
  removeGroup(world, group);
  return undefined;
});

export const describeLogGroups = operation("DescribeLogGroups", true, {
  permission: (call, world, { logGroupNamePrefix = "" }) =>
    groupPermission(world, { ...placeOf(call), name: logGroupNamePrefix }),
  handle({ call, world, input }) {
    const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern, logGroupIdentifiers } = input;
    if (prefix !== undefined && pattern !== undefined)
      throw errors.parameter(
        "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
      );
    if (input.includeLinkedAccounts || input.accountIdentifiers?.some((id) => id !== call.caller.accountId))
      throw errors.notHere("linked accounts");
    const named = logGroupIdentifiers?.map((each) => groupOfArn(each)?.name ?? each);
    const found = groupsOf(world, placeOf(call))
      .filter(({ name }) => name.startsWith(prefix ?? ""))
      .filter(({ name }) => name.toLowerCase().includes(pattern?.toLowerCase() ?? ""))
      .filter(({ name }) => named?.includes(name) ?? true)
      .filter((group) => group.logGroupClass === (input.logGroupClass ?? group.logGroupClass));
    const { items, rest } = page(found, input, ({ name }) => name);
    return {
      logGroups: items.map((group) => ({
        logGroupName: group.name,
        creationTime: group.created,
        ...(group.retentionInDays === undefined ? {} : { retentionInDays: group.retentionInDays }),
        metricFilterCount: metricFiltersOf(world, group).length,
        arn: `${group.arn}:*`,
        storedBytes: eventsOf(world).bytes(group.id, keptSince(world, group)),
        logGroupClass: group.logGroupClass,
        logGroupArn: group.arn,
        deletionProtectionEnabled: group.isProtected,
      })),
      ...rest,
    };
  },
});

export const putRetentionPolicy = onGroup("PutRetentionPolicy", false, ({ world, group, input }) => {
  const { retentionInDays } = input;
  if (!retentions.includes(retentionInDays))
    throw errors.parameter(
      `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${retentions.join(", ")}]`,
    );
  putGroup(world, { ...group, retentionInDays });
  return undefined;
});

export const deleteRetentionPolicy = onGroup("DeleteRetentionPolicy", false, ({ world, group }) => {
  const { retentionInDays: _gone, ...kept } = group;
  putGroup(world, kept satisfies LogGroup);
  return undefined;
});

export const putLogGroupDeletionProtection = onGroup(
  "PutLogGroupDeletionProtection",
  false,
  ({ world, group, input }) => {
    putGroup(world, { ...group, isProtected: input.deletionProtectionEnabled });
    return undefined;
  },
);
