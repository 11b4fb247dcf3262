import type { CloudWatchLogs, LogGroupClass } from "@aws-sdk/client-cloudwatch-logs";
import { unlessAbsent } from "../aws-call-error.ts";
import type { Properties } from "../property-value.ts";
import type { Context, ResourceType } from "../resource-type.ts";
import { boolean, map, number, oneOf, optional, region, string } from "../schema.ts";
import { allTags, tagChanges, tagState, tagsOf } from "../tags.ts";

const classes = ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"] as const;

async function setRetention(logs: CloudWatchLogs, logGroupName: string, days: unknown): Promise<void> {
  if (typeof days === "number" && days > 0)
    await logs.putRetentionPolicy({ logGroupName, retentionInDays: days });
  else await logs.deleteRetentionPolicy({ logGroupName });
}

/** The group's facts; the ARN without the `:*` that CloudWatch Logs puts behind it, as the real provider shows it. */
async function find(logs: CloudWatchLogs, name: string) {
  let nextToken: string | undefined;
  do {
    const page = await logs.describeLogGroups({ logGroupNamePrefix: name, nextToken });
    const found = page.logGroups?.find(({ logGroupName }) => logGroupName === name);
    if (found) return { ...found, arn: (found.arn ?? "").replace(/:\*$/, "") };
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return undefined;
}

/** A CloudWatch Logs group. Its ID is its name. */
export const logGroup: ResourceType = {
  token: "aws:cloudwatch/logGroup:LogGroup",
  naming: { property: "name", maxLength: 512 },
  schema: {
    inputs: {
      name: optional(string, { computed: true, replaces: true }),
      retentionInDays: optional(number),
      logGroupClass: optional(oneOf(...classes), { computed: true, replaces: true }),
      deletionProtectionEnabled: optional(boolean, { computed: true }),
      tags: optional(map),
      region,
    },
    outputs: { arn: string, tagsAll: map },
    refused: {
      namePrefix: "use name",
      kmsKeyId: "the sandbox's log groups have no keys of their own",
      skipDestroy: "use retainOnDelete",
    },
  },
  async create(given, context, progress) {
    const logs = await context.aws.logs();
    const name = given["name"] as string;
    const tagsAll = allTags(context.defaultTags, given["tags"]);
    const { retentionInDays, logGroupClass, deletionProtectionEnabled } = given;
    await logs.createLogGroup({
      logGroupName: name,
      ...(Object.keys(tagsAll).length > 0 ? { tags: { ...tagsAll } } : {}),
      ...(logGroupClass ? { logGroupClass: logGroupClass as LogGroupClass } : {}),
      ...(deletionProtectionEnabled === true ? { deletionProtectionEnabled } : {}),
    });
    const made = await find(logs, name);
    const state: Properties = {
      name,
      arn: made?.arn ?? "",
      retentionInDays: 0,
      logGroupClass: logGroupClass ?? "STANDARD",
      deletionProtectionEnabled: deletionProtectionEnabled === true,
      tags: given["tags"],
      tagsAll,
      region: context.region,
    };
    progress({ id: name, state });
    if (retentionInDays) await setRetention(logs, name, retentionInDays);
    return { id: name, state: { ...state, retentionInDays: retentionInDays ?? 0 } };
  },
  async read(id, prior, context) {
    const logs = await context.aws.logs();
    const found = await find(logs, id);
    if (!found) return undefined;
    const { tags = {} } = await logs.listTagsForResource({ resourceArn: found.arn });
    const state = {
      name: id,
      arn: found.arn,
      retentionInDays: found.retentionInDays ?? 0,
      logGroupClass: found.logGroupClass ?? "STANDARD",
      deletionProtectionEnabled: found.deletionProtectionEnabled ?? false,
      ...tagState(tags, context.defaultTags, prior),
      region: context.region,
    };
    return { id, state };
  },
  async update(id, old, given, context) {
    const logs = await context.aws.logs();
    const { retentionInDays, deletionProtectionEnabled } = given;
    if ((retentionInDays ?? 0) !== (old["retentionInDays"] ?? 0))
      await setRetention(logs, id, retentionInDays);
    const isProtected = deletionProtectionEnabled ?? old["deletionProtectionEnabled"];
    if (isProtected !== old["deletionProtectionEnabled"])
      await logs.putLogGroupDeletionProtection({
        logGroupIdentifier: id,
        deletionProtectionEnabled: isProtected === true,
      });
    const tagsAll = await retag(logs, old, given, context);
    return {
      ...old,
      retentionInDays: retentionInDays ?? 0,
      deletionProtectionEnabled: isProtected,
      tags: given["tags"],
      tagsAll,
    };
  },
  async delete(id, _state, context) {
    const logs = await context.aws.logs();
    await unlessAbsent(logs.deleteLogGroup({ logGroupName: id }), "ResourceNotFoundException");
  },
};

async function retag(logs: CloudWatchLogs, old: Properties, given: Properties, context: Context) {
  const tagsAll = allTags(context.defaultTags, given["tags"]);
  const { put, gone } = tagChanges(tagsOf(old["tagsAll"]), tagsAll);
  const resourceArn = old["arn"] as string;
  if (gone.length > 0) await logs.untagResource({ resourceArn, tagKeys: [...gone] });
  if (Object.keys(put).length > 0) await logs.tagResource({ resourceArn, tags: { ...put } });
  return tagsAll;
}
