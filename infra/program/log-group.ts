import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup.js";
import { Role } from "@pulumi/aws/iam/role.js";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy.js";
import { type CustomResourceOptions, interpolate } from "@pulumi/pulumi";
import type { StackSettings } from "../stacks/settings.ts";
import { logWriterPolicy, trustPolicy } from "./alert-policies.ts";
import { partName } from "./part-name.ts";
import { resourceName } from "./resource-name.ts";

/**
 * The log group that gets the trail's events, and the role with which CloudTrail writes them. Returns the group, what
 * the trail has to be told, and what must precede the trail: CloudTrail tries the role when it is.
 */
export function logGroup(settings: StackSettings, accountId: string, options: CustomResourceOptions) {
  const { stack, tags, logGroup: wanted } = settings;
  const name = resourceName(stack, "events", 512);
  const group = new LogGroup(
    partName("events", options),
    { name, retentionInDays: wanted?.retentionDays, tags },
    options,
  );
  const role = new Role(
    partName("events", options),
    {
      name: resourceName(stack, "events", 64),
      description: `Writes the events of trail ${settings.trailName} to CloudWatch Logs`,
      assumeRolePolicy: JSON.stringify(trustPolicy()),
      tags,
    },
    options,
  );
  const rolePolicy = new RolePolicy(
    partName("events", options),
    {
      name: "write-events",
      role: role.name,
      policy: JSON.stringify(logWriterPolicy(settings, accountId, name)),
    },
    options,
  );
  return {
    group,
    inputs: { cloudWatchLogsGroupArn: interpolate`${group.arn}:*`, cloudWatchLogsRoleArn: role.arn },
    before: rolePolicy,
  };
}
