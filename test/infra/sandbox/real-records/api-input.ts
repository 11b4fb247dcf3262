import type { Service } from "../../../../infra/sandbox/service.ts";

type Parameters = Readonly<Record<string, unknown>>;

/** A record's requestParameters as the input the client gave, under the names of the API Reference. */
export function apiInput(service: Service, parameters: Parameters): Record<string, unknown> {
  switch (service.name) {
    case "s3":
    case "logs":
      return { ...parameters };
    case "ec2":
      return ec2(parameters);
    default:
      return upper(parameters) as Record<string, unknown>;
  }
}

/** DescribeTrails has small letters in the API too; names in an encryption context are the caller's. */
const asWritten = new Set(["trailNameList", "includeShadowTrails"]);

function upper(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(upper);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) =>
      name === "encryptionContext"
        ? ["EncryptionContext", member]
        : [asWritten.has(name) ? name : first(name), upper(member)],
    ),
  );
}

const first = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** Lists of plain values, by the name of their set. */
const plainSets: Readonly<Record<string, string>> = {
  accountAttributeNameSet: "AttributeName",
  availabilityZoneIdSet: "ZoneId",
  availabilityZoneSet: "ZoneName",
  executableBySet: "ExecutableBy",
  imagesSet: "ImageId",
  instancesSet: "InstanceId",
  keyPairIdSet: "KeyPairId",
  keySet: "KeyName",
  ownersSet: "Owner",
  regionSet: "RegionName",
  securityGroupIdSet: "GroupId",
  securityGroupSet: "GroupName",
  subnetSet: "SubnetId",
  vpcSet: "VpcId",
};

const renamed: Readonly<Record<string, string>> = {
  blockDeviceMapping: "BlockDeviceMapping",
  filterSet: "Filter",
  networkInterfaceSet: "NetworkInterface",
  tagSet: "Tag",
  tags: "Tag",
  tagSpecificationSet: "TagSpecification",
  valueSet: "Value",
};

function ec2(parameters: Parameters): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(parameters)) {
    const items = itemsOf(value);
    if (name.endsWith("Request")) Object.assign(input, untagged(value as Parameters));
    else if (name === "instancesSet" && items?.some((item) => "minCount" in item))
      Object.assign(input, ec2(items[0]!));
    else if (name in plainSets) {
      if (items!.length > 0) input[plainSets[name]!] = items!.map((item) => Object.values(item)[0]);
    } else if (name === "valueSet") input["Value"] = items!.map((item) => Object.values(item)[0]);
    else if (items) {
      if (items.length > 0) input[renamed[name] ?? first(name)] = items.map(ec2);
    } else if (Array.isArray(value))
      input[renamed[name] ?? first(name)] = value.map((each) => ec2(each as Parameters));
    else if (typeof value === "object" && value !== null) input[first(name)] = ec2(value as Parameters);
    else input[first(name)] = value;
  }
  return input;
}

/** `{ items: […] }`, or `{}` for an empty list. */
function itemsOf(value: unknown): Parameters[] | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const names = Object.keys(value);
  if (names.length === 0) return [];
  return names.length === 1 && names[0] === "items" ? (value as { items: Parameters[] }).items : undefined;
}

/** Newer operations: `{ InstanceType: { content, tag } }`, several in a list; structures have their members instead. */
function untagged(members: Parameters): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => {
      if (typeof value !== "object" || value === null) return [name, value];
      const entries = (Array.isArray(value) ? value : [value]) as Parameters[];
      if (!entries.every((entry) => "tag" in entry)) return [name, untagged(value as Parameters)];
      return [name, entries.map(({ tag: _, content, ...entry }) => content ?? untagged(entry))];
    }),
  );
}
