import type { Call, EventParts } from "../../service.ts";
import { lowerCamel, lowerFirst } from "../lower-camel.ts";
import type { Outcome } from "../outcome.ts";
import { readOnlyOf, record } from "./record-object.ts";

/** Dates are epoch milliseconds, lists are `{ items: […] }`, an empty one `{}` (measured in real records). */
const writing = {
  date: (date: Date) => date.getTime(),
  list: (values: readonly unknown[]) => (values.length === 0 ? {} : { items: values }),
};

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

/** Request lists of structures, and answers' lists, that records call otherwise than the API Reference. */
const renamed: Readonly<Record<string, string>> = {
  Filter: "filterSet",
  Filters: "filterSet",
  Tag: "tagSet",
  TagSpecification: "tagSpecificationSet",
  TagSpecifications: "tagSpecificationSet",
  IpRanges: "ipRanges",
  UserIdGroupPairs: "groups",
  Instances: "instancesSet",
  TerminatingInstances: "instancesSet",
  StoppingInstances: "instancesSet",
  StartingInstances: "instancesSet",
  SecurityGroups: "groupSet",
  Groups: "groupSet",
  SecurityGroupRules: "securityGroupRuleSet",
  BlockDeviceMappings: "blockDeviceMapping",
  NetworkInterfaces: "networkInterfaceSet",
  Tags: "tagSet",
  Return: "_return",
  State: "instanceState",
  PublicDnsName: "dnsName",
};

const numbers = /^(minCount|maxCount|fromPort|toPort|maxResults|volumeSize|iops|cpuCredits|amiLaunchIndex)$/;

/** EC2: parameters in sets of items, answers with the request's id, codes with the side that erred in front. */
export function ec2EventParts(call: Call, outcome: Outcome): EventParts {
  const { DryRun: _, ...input } = call.input;
  return {
    requestParameters: record(requestParameters(call.operation, input)),
    responseElements:
      "reply" in outcome && !readOnlyOf(call)
        ? { requestId: call.requestId, ...(members(outcome.reply.output ?? {}) as object) }
        : null,
    ...("error" in outcome
      ? { errorCode: `${outcome.error.status < 500 ? "Client" : "Server"}.${outcome.error.code}` }
      : {}),
  };
}

function requestParameters(operation: string, input: Record<string, unknown>): Record<string, unknown> {
  const written = members(input) as Record<string, unknown>;
  if (operation === "RunInstances") return runInstances(written);
  if (/^(Authorize|Revoke)SecurityGroup/.test(operation))
    return { ...written, ipPermissions: written["ipPermissions"] ?? {} };
  if (operation.startsWith("Describe")) return { ...written, filterSet: written["filterSet"] ?? {} };
  return written;
}

/** RunInstances: what is wanted stands in an instancesSet of one item; defaults are spelt out. */
function runInstances(written: Record<string, unknown>): Record<string, unknown> {
  const { imageId, minCount, maxCount, keyName, ...rest } = written;
  const item = Object.fromEntries(
    Object.entries({ imageId, minCount, maxCount, keyName }).filter(([, value]) => value !== undefined),
  );
  return {
    instancesSet: { items: [item] },
    ...rest,
    blockDeviceMapping: rest["blockDeviceMapping"] ?? {},
    monitoring: rest["monitoring"] ?? { enabled: false },
    disableApiTermination: rest["disableApiTermination"] ?? false,
    disableApiStop: rest["disableApiStop"] ?? false,
  };
}

function members(value: unknown, name = ""): unknown {
  if (value instanceof Date) return writing.date(value);
  if (Array.isArray(value)) return writing.list(value.map((entry) => members(entry)));
  if (typeof value === "string" && numbers.test(name) && /^-?\d+$/.test(value)) return Number(value);
  if (typeof value === "string" && /^(true|false)$/.test(value) && name !== "value") return value === "true";
  if (typeof value !== "object" || value === null) return value;
  const written: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const set = sets[key];
    if (set && Array.isArray(member))
      written[set[0]] = writing.list(member.map((entry) => ({ [set[1]]: entry })));
    else if (key === "TagSpecification" || key === "TagSpecifications")
      written["tagSpecificationSet"] = tagSets(member);
    else {
      const lower = lowerFirst(key);
      const known = renamed[key];
      // A state name or a monitoring state is text; only a structure is an instance's state.
      const isState = key === "State" && typeof member !== "object";
      written[known && !isState ? known : lower] =
        key === "UserData"
          ? (lowerCamel({ UserData: "" }, writing) as { userData: string }).userData
          : members(member, lower);
    }
  }
  return written;
}

/** Tag specifications keep their tags as a plain list (measured). */
function tagSets(value: unknown): unknown {
  const entries = (Array.isArray(value) ? value : [value]) as Record<string, unknown>[];
  return writing.list(
    entries.map((entry) => {
      const tags = (entry["Tag"] ?? entry["Tags"] ?? []) as Record<string, unknown>[];
      return {
        resourceType: entry["ResourceType"],
        tags: tags.map((tag) => ({ key: tag["Key"], value: tag["Value"] ?? "" })),
      };
    }),
  );
}
