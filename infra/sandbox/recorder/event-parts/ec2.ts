import type { Call, EventParts } from "../../service.ts";
import { lowerCamel, lowerFirst } from "../lower-camel.ts";
import type { Outcome } from "../outcome.ts";
import { readOnlyOf, record } from "./record-object.ts";

/** Dates are epoch milliseconds, lists are `{ items: […] }`, an empty one `{}` (measured in real records). */
const writing = {
  date: (date: Date) => date.getTime(),
  list: (values: readonly unknown[]) => (values.length === 0 ? {} : { items: values }),
};

/** EC2: parameters in sets of items, answers with the request's id, codes with the side that erred in front. */
export function ec2EventParts(call: Call, outcome: Outcome): EventParts {
  // A dry run is told from a real call by its error code only (measured).
  const { DryRun: _, ...input } = call.input;
  const error = "error" in outcome ? outcome.error : undefined;
  return {
    requestParameters: record(requestParameters(call.operation, input)),
    responseElements:
      "reply" in outcome && !readOnlyOf(call) ? answer(call, outcome.reply.output ?? {}) : null,
    ...(error ? { errorCode: `${error.status < 500 ? "Client" : "Server"}.${error.code}` } : {}),
  };
}

/** Answers keep their wire names; `return` gets an underscore. */
function answer(call: Call, output: Record<string, unknown>): Record<string, unknown> {
  const { return: done, ...rest } = lowerCamel(output, writing) as Record<string, unknown>;
  return { requestId: call.requestId, ...(done === undefined ? {} : { _return: done }), ...rest };
}

function requestParameters(operation: string, input: Record<string, unknown>): Record<string, unknown> {
  const written = structure(input);
  if (operation === "RunInstances") return runInstances(written);
  if (/^(Authorize|Revoke)SecurityGroup/.test(operation))
    return { ...written, ipPermissions: ipPermissions(input["IpPermissions"]) };
  if (operation.startsWith("Describe")) return { ...written, filterSet: written["filterSet"] ?? {} };
  return written;
}

/** RunInstances: what is wanted stands in an instancesSet of one item; defaults are spelt out. */
function runInstances(written: Record<string, unknown>): Record<string, unknown> {
  const { imageId, minCount, maxCount, keyName, ...rest } = written;
  const item = Object.entries({ imageId, minCount, maxCount, keyName }).filter(
    ([, value]) => value !== undefined,
  );
  return {
    instancesSet: { items: [Object.fromEntries(item)] },
    ...rest,
    blockDeviceMapping: rest["blockDeviceMapping"] ?? {},
    monitoring: rest["monitoring"] ?? { enabled: false },
    disableApiTermination: rest["disableApiTermination"] ?? false,
    disableApiStop: rest["disableApiStop"] ?? false,
  };
}

/** Every kind of source of a rule is there, if empty. */
function ipPermissions(given: unknown): unknown {
  const permissions = Array.isArray(given) ? (given as Record<string, unknown>[]) : [];
  return writing.list(
    permissions.map((permission) => ({
      groups: {},
      ipRanges: {},
      ipv6Ranges: {},
      prefixListIds: {},
      ...structure(permission),
    })),
  );
}

/** Request lists of plain values: the record's name of the list, and of each entry's only member. */
const sets: Readonly<Record<string, readonly [set: string, member: string]>> = {
  InstanceId: ["instancesSet", "instanceId"],
  GroupId: ["securityGroupIdSet", "groupId"],
  GroupName: ["securityGroupSet", "groupName"],
  SecurityGroupId: ["groupSet", "groupId"],
  SecurityGroup: ["groupSet", "groupName"],
  SecurityGroupRuleId: ["securityGroupRuleIds", "securityGroupRuleId"],
  ImageId: ["imagesSet", "imageId"],
  VpcId: ["vpcSet", "vpcId"],
  SubnetId: ["subnetSet", "subnetId"],
  ResourceId: ["resourcesSet", "resourceId"],
  Owner: ["ownersSet", "owner"],
  RegionName: ["regionSet", "regionName"],
  ZoneName: ["availabilityZoneSet", "zoneName"],
  InstanceType: ["instanceTypeSet", "instanceType"],
  Value: ["valueSet", "value"],
};

/** Request lists of structures that records call otherwise than the wire. */
const renamed: Readonly<Record<string, string>> = {
  Filter: "filterSet",
  Tag: "tagSet",
  TagSpecification: "tagSpecificationSet",
};

const numbers = /^(minCount|maxCount|fromPort|toPort|maxResults|volumeSize|iops|throughput)$/;
const booleans =
  /^(enabled|disableApiTermination|disableApiStop|ebsOptimized|deleteOnTermination|encrypted|associatePublicIpAddress|force|allInstances|includeDeprecated|includeAllInstances)$/;

function structure(value: Record<string, unknown>): Record<string, unknown> {
  const { UserData, ...rest } = value;
  const written: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(rest)) {
    const set = sets[name];
    if (name === "TagSpecification") written["tagSpecificationSet"] = tagSpecifications(member);
    else if (set && Array.isArray(member))
      written[set[0]] = writing.list(member.map((entry) => ({ [set[1]]: entry })));
    else written[renamed[name] ?? lowerFirst(name)] = plain(member, lowerFirst(name));
  }
  // Masked as everywhere: instances' start scripts often hold secrets.
  return UserData === undefined ? written : { ...written, ...(lowerCamel({ UserData }, writing) as object) };
}

function plain(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return writing.list(value.map((entry) => plain(entry, "")));
  if (typeof value === "object" && value !== null) return structure(value as Record<string, unknown>);
  if (typeof value !== "string") return value;
  if (numbers.test(name) && /^-?\d{1,15}$/.test(value)) return Number(value);
  return booleans.test(name) && /^(true|false)$/.test(value) ? value === "true" : value;
}

/** Tag specifications keep their tags as a plain list (measured). */
function tagSpecifications(given: unknown): unknown {
  const specifications = (Array.isArray(given) ? given : []) as Record<string, unknown>[];
  return writing.list(
    specifications.map(({ ResourceType, Tag }) => ({
      resourceType: ResourceType,
      tags: ((Array.isArray(Tag) ? Tag : []) as Record<string, unknown>[]).map(({ Key, Value }) => ({
        key: Key,
        value: Value ?? "",
      })),
    })),
  );
}
