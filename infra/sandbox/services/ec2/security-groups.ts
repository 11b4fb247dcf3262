import type { Call, Operation, Permission } from "../../service.ts";
import type { World } from "../../world.ts";
import { defaultVpc } from "./default-network.ts";
import { checkIds, ec2Error, invalidValue, missingParameter, notFound } from "./errors.ts";
import { type Filters, filtered } from "./filters.ts";
import { optionalText, requiredText, texts } from "./input.ts";
import { named } from "./network.ts";
import { ec2Operations } from "./operation.ts";
import { page } from "./page.ts";
import { permissionSet } from "./rules.ts";
import {
  arnOf,
  instances,
  newId,
  type Place,
  placeOf,
  type SecurityGroup,
  securityGroups,
  vpcs,
} from "./state.ts";
import { resourceTags, specifiedTags, tagOnCreate, tagSet } from "./tagging.ts";

export const securityGroupOperations: Record<string, Operation> = ec2Operations({
  reads: {
    DescribeSecurityGroups: {
      parameters: ["GroupId", "GroupName", "Filter", "MaxResults", "NextToken"],
      handle: describeSecurityGroups,
      recording: {
        sets: { GroupName: ["securityGroupSet", "groupName"], GroupId: ["securityGroupIdSet", "groupId"] },
      },
    },
  },
  writes: {
    CreateSecurityGroup: {
      parameters: ["GroupName", "GroupDescription", "VpcId", "TagSpecification"],
      handle: createSecurityGroup,
      permissions: (call) => [
        { action: "ec2:CreateSecurityGroup", resource: arnOf(placeOf(call), "security-group", "*") },
        {
          action: "ec2:CreateSecurityGroup",
          resource: arnOf(placeOf(call), "vpc", optionalText(call.input, "VpcId") ?? "*"),
        },
        ...tagOnCreate(call.input, placeOf(call), "CreateSecurityGroup", "security-group"),
      ],
    },
    DeleteSecurityGroup: {
      parameters: ["GroupId", "GroupName"],
      handle: deleteSecurityGroup,
      permissions: (call, world) => groupPermission(call, world, "DeleteSecurityGroup"),
    },
  },
});

/** The permission an action on one group needs; on any group when there is no such one (measured). */
export function groupPermission(call: Call, world: World, action: string): Permission[] {
  const place = placeOf(call);
  const id = optionalText(call.input, "GroupId");
  const group = id === undefined ? undefined : securityGroups(world, place).get(id);
  return [
    {
      action: `ec2:${action}`,
      resource: arnOf(place, "security-group", group?.id ?? "*"),
      context: resourceTags(group?.tags),
    },
  ];
}

/** The group that GroupId names, or GroupName in the default VPC. */
export function groupOf(call: Call, world: World): SecurityGroup {
  const place = placeOf(call);
  const vpc = defaultVpc(world, place);
  const id = optionalText(call.input, "GroupId");
  const name = optionalText(call.input, "GroupName");
  if (id === undefined && name === undefined) throw missingParameter("groupName or groupId");
  if (id !== undefined) {
    checkIds("group", [id]);
    const group = securityGroups(world, place).get(id);
    if (!group) throw notFound("group", [id]);
    return group;
  }
  return groupNamed(world, place, vpc.id, name!);
}

/** A group by name, which is unique in its VPC. */
export function groupNamed(world: World, place: Place, vpcId: string, name: string): SecurityGroup {
  const group = securityGroups(world, place)
    .all()
    .find((candidate) => candidate.name === name && candidate.vpcId === vpcId);
  if (!group)
    throw ec2Error(
      "InvalidGroup.NotFound",
      `The security group '${name}' does not exist in default VPC '${vpcId}'`,
    );
  return group;
}

function createSecurityGroup(call: Call, world: World) {
  const { input } = call;
  const place = placeOf(call);
  const name = requiredText(input, "GroupName");
  const description = requiredText(input, "GroupDescription");
  const vpc = defaultVpc(world, place);
  const vpcId = optionalText(input, "VpcId") ?? vpc.id;
  checkIds("vpc", [vpcId]);
  if (!vpcs(world, place).get(vpcId)) throw notFound("vpc", [vpcId]);
  checkText("groupName", name);
  checkText("groupDescription", description);
  if (/^sg-/i.test(name)) throw invalidValue(`Group names may not be in the format sg-*`);
  const shelf = securityGroups(world, place);
  if (name === "default")
    throw ec2Error("InvalidParameterValue", "Cannot use reserved security group name: default");
  if (shelf.all().some((group) => group.name === name && group.vpcId === vpcId))
    throw ec2Error(
      "InvalidGroup.Duplicate",
      `The security group '${name}' already exists for VPC '${vpcId}'`,
    );
  const group: SecurityGroup = {
    id: newId("sg"),
    name,
    description,
    vpcId,
    tags: specifiedTags(input, "security-group"),
    rules: [
      { id: newId("sgr"), egress: true, protocol: "-1", from: -1, to: -1, cidr4: "0.0.0.0/0", tags: {} },
    ],
  };
  shelf.put(group);
  return {
    return: true,
    groupId: group.id,
    ...(Object.keys(group.tags).length > 0 ? { tagSet: tagSet(group.tags) } : {}),
    securityGroupArn: arnOf(place, "security-group", group.id),
  };
}

function checkText(parameter: string, value: string): void {
  if (value.length > 255 || !/^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]+$/.test(value))
    throw invalidValue(
      `Value (${value}) for parameter ${parameter} is invalid. Character sets beyond ASCII are not supported.`,
    );
}

function deleteSecurityGroup(call: Call, world: World) {
  const place = placeOf(call);
  const group = groupOf(call, world);
  if (group.name === "default")
    throw ec2Error(
      "CannotDelete",
      `the specified group: "${group.id}" name: "default" cannot be deleted by a user`,
    );
  const used =
    instances(world, place)
      .all()
      .some((instance) => instance.state !== "terminated" && instance.groups.includes(group.id)) ||
    securityGroups(world, place)
      .all()
      .some((other) => other.id !== group.id && other.rules.some((rule) => rule.group?.id === group.id));
  if (used) throw ec2Error("DependencyViolation", `resource ${group.id} has a dependent object`);
  securityGroups(world, place).delete(group.id);
  return { return: true, groupId: group.id };
}

const ruleFilter =
  (egress: boolean, peerOf: (rule: SecurityGroup["rules"][number]) => string | undefined) =>
  (group: SecurityGroup) =>
    group.rules.filter((rule) => rule.egress === egress).flatMap((rule) => peerOf(rule) ?? []);

const filters: Filters<SecurityGroup> = {
  "group-id": (group) => group.id,
  "group-name": (group) => group.name,
  description: (group) => group.description,
  "vpc-id": (group) => group.vpcId,
  "ip-permission.cidr": ruleFilter(false, (rule) => rule.cidr4),
  "ip-permission.ipv6-cidr": ruleFilter(false, (rule) => rule.cidr6),
  "ip-permission.from-port": ruleFilter(false, (rule) => String(rule.from)),
  "ip-permission.to-port": ruleFilter(false, (rule) => String(rule.to)),
  "ip-permission.protocol": ruleFilter(false, (rule) => rule.protocol),
  "ip-permission.group-id": ruleFilter(false, (rule) => rule.group?.id),
  "egress.ip-permission.cidr": ruleFilter(true, (rule) => rule.cidr4),
  "egress.ip-permission.ipv6-cidr": ruleFilter(true, (rule) => rule.cidr6),
  "egress.ip-permission.from-port": ruleFilter(true, (rule) => String(rule.from)),
  "egress.ip-permission.to-port": ruleFilter(true, (rule) => String(rule.to)),
  "egress.ip-permission.protocol": ruleFilter(true, (rule) => rule.protocol),
  "egress.ip-permission.group-id": ruleFilter(true, (rule) => rule.group?.id),
};

function describeSecurityGroups(call: Call, world: World) {
  const { input } = call;
  const place = placeOf(call);
  const vpc = defaultVpc(world, place);
  const byId = texts(input, "GroupId");
  const byName = texts(input, "GroupName").map((name) => groupNamed(world, place, vpc.id, name));
  const candidates =
    byName.length > 0 && byId.length === 0
      ? byName
      : [...new Set([...named(securityGroups(world, place), "group", byId), ...byName])];
  const found = filtered(candidates, input, { ...filters, "owner-id": () => place.accountId });
  const { items, rest } = page(found, input);
  return { securityGroupInfo: items.map((group) => view(group, place)), ...rest };
}

function view(group: SecurityGroup, place: Place) {
  return {
    groupId: group.id,
    groupName: group.name,
    groupDescription: group.description,
    ownerId: place.accountId,
    vpcId: group.vpcId,
    securityGroupArn: arnOf(place, "security-group", group.id),
    ipPermissions: permissionSet(group.rules.filter((rule) => !rule.egress)),
    ipPermissionsEgress: permissionSet(group.rules.filter((rule) => rule.egress)),
    ...(Object.keys(group.tags).length > 0 ? { tagSet: tagSet(group.tags) } : {}),
  };
}
