import { randomUUID } from "node:crypto";
import type { Call, Permission } from "../../service.ts";
import type { World } from "../../world.ts";
import { defaultVpc } from "./default-network.ts";
import {
  checkIds,
  ec2Error,
  invalidCombination,
  invalidValue,
  missingParameter,
  notFound,
} from "./errors.ts";
import { imageOf } from "./images.ts";
import { boolean, type Input, integer, optionalText, requiredText, structure, texts } from "./input.ts";
import { architecturesOf, instanceTypes } from "./instance-types.ts";
import { instanceView } from "./instance-view.ts";
import type { Ec2Operation } from "./operation.ts";
import { items, tagSpecifications, typed } from "./recording.ts";
import { groupNamed } from "./security-groups.ts";
import {
  arnOf,
  type Instance,
  instances,
  keyPairs,
  newId,
  type Place,
  placeOf,
  type Subnet,
  securityGroups,
  subnets,
} from "./state.ts";
import { specifiedTags, tagOnCreate } from "./tagging.ts";

/** Running and stopped instances of one account in one region. */
const mostInstances = 20;

/** Launches instances that exist as records only; UserData is taken and never run. */
export const runInstances: Ec2Operation = {
  parameters: [
    "ImageId",
    "MinCount",
    "MaxCount",
    "InstanceType",
    "KeyName",
    "SecurityGroupId",
    "SecurityGroup",
    "SubnetId",
    "UserData",
    "ClientToken",
    "TagSpecification",
    "Monitoring",
    "Placement",
    "DisableApiTermination",
    "DisableApiStop",
    "EbsOptimized",
    "IamInstanceProfile",
    "InstanceInitiatedShutdownBehavior",
    "MetadataOptions",
    "CreditSpecification",
  ],
  permissions,
  handle,
  recording: { write: recorded, answer: launched },
};

function handle(call: Call, world: World) {
  const { input } = call;
  const place = placeOf(call);
  const token = optionalText(input, "ClientToken") ?? randomUUID();
  const type = optionalText(input, "InstanceType") ?? "m1.small";
  const image = imageOf(place.region, requiredText(input, "ImageId"));
  const count = countOf(input);
  const before = instances(world, place)
    .all()
    .filter((instance) => instance.clientToken === token);
  if (before.length > 0) return repeated(before, image.id, type, world, place);

  checkType(type, image.architecture);
  refuseProfile(structure(input, "IamInstanceProfile"));
  const { subnet, groups } = placeInNetwork(call, world);
  const keyName = optionalText(input, "KeyName");
  const known = keyPairs(world, place).all();
  if (keyName !== undefined && !known.some((pair) => pair.name === keyName))
    throw notFound("keyPair", [keyName]);
  const launched = call.time.toISOString();
  const reservationId = newId("r");
  const tags = specifiedTags(input, "instance", ["volume", "network-interface"]);
  const made = Array.from({ length: countWithin(count, world, place) }, (_, launchIndex): Instance => {
    const instance: Instance = {
      id: newId("i"),
      reservationId,
      imageId: image.id,
      type,
      architecture: image.architecture,
      state: "running",
      launched,
      changed: launched,
      launchIndex,
      clientToken: token,
      ...(keyName === undefined ? {} : { keyName }),
      subnetId: subnet.id,
      vpcId: subnet.vpcId,
      zone: subnet.zone,
      privateIp: freeAddress(world, place, subnet),
      groups,
      monitoring: boolean(structure(input, "Monitoring"), "Enabled") ?? false,
      ebsOptimized: boolean(input, "EbsOptimized") ?? false,
      protectedFromTermination: boolean(input, "DisableApiTermination") ?? false,
      protectedFromStop: boolean(input, "DisableApiStop") ?? false,
      rootDevice: "/dev/xvda",
      ...userDataIn(input),
      volumeId: newId("vol"),
      networkInterfaceId: newId("eni"),
      httpTokens:
        optionalText(structure(input, "MetadataOptions"), "HttpTokens") ??
        (image.name.startsWith("al2023") ? "required" : "optional"),
      tags,
    };
    instances(world, place).put(instance);
    return instance;
  });
  return reservation(made, world, place);
}

function reservation(made: readonly Instance[], world: World, place: Place) {
  return {
    reservationId: made[0]!.reservationId,
    ownerId: place.accountId,
    groupSet: [],
    instancesSet: made.map((instance) => instanceView(instance, world, place, "pending")),
  };
}

/** The same client token again: the same instances, if the same was asked for. */
function repeated(before: readonly Instance[], imageId: string, type: string, world: World, place: Place) {
  if (before.some((instance) => instance.imageId !== imageId || instance.type !== type))
    throw ec2Error(
      "IdempotentParameterMismatch",
      "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).",
    );
  return reservation(before, world, place);
}

/** In base 64, 16 KB at most. */
function userDataIn(input: Input): { userData?: string } {
  const userData = optionalText(input, "UserData");
  if (userData === undefined) return {};
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(userData))
    throw invalidValue("Invalid BASE64 encoding of user data.");
  if (Buffer.byteLength(userData, "base64") > 16_384)
    throw invalidValue("User data is limited to 16384 bytes");
  return { userData };
}

function countOf(input: Input): { least: number; most: number } {
  const least = integer(input, "MinCount");
  const most = integer(input, "MaxCount");
  if (least === undefined) throw missingParameter("MinCount");
  if (most === undefined) throw missingParameter("MaxCount");
  if (least < 1)
    throw invalidValue(
      `Value (${least}) for parameter minCount is invalid. Minimum count must be greater than 0.`,
    );
  if (most < least)
    throw invalidCombination(`The parameter maxCount (${most}) must not be less than minCount (${least}).`);
  return { least, most };
}

function countWithin({ least, most }: { least: number; most: number }, world: World, place: Place): number {
  const there = instances(world, place)
    .all()
    .filter((instance) => instance.state !== "terminated").length;
  const room = mostInstances - there;
  if (room < least)
    throw ec2Error(
      "InstanceLimitExceeded",
      `You have requested more instances (${there + least}) than your current instance limit of ${mostInstances} allows for the specified instance type. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.`,
    );
  return Math.min(most, room);
}

function checkType(name: string, architecture: string): void {
  const type = instanceTypes.find((candidate) => candidate.name === name);
  if (!type) throw invalidValue(`Invalid value '${name}' for InstanceType.`);
  if (type.architecture !== architecture)
    throw invalidValue(
      `The architecture '${architecturesOf(type).reverse().join()}' of the specified instance type does not match the architecture '${architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the instance type or AMI.`,
    );
}

/** The sandbox's IAM has no instance profiles, so none can be named. */
function refuseProfile(profile: Input): void {
  const name = optionalText(profile, "Name");
  const arn = optionalText(profile, "Arn");
  if (name !== undefined)
    throw invalidValue(
      `Value (${name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`,
    );
  if (arn !== undefined)
    throw invalidValue(
      `Value (${arn}) for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN`,
    );
}

function placeInNetwork(call: Call, world: World): { subnet: Subnet; groups: readonly string[] } {
  const { input } = call;
  const place = placeOf(call);
  const vpc = defaultVpc(world, place);
  const subnetId = optionalText(input, "SubnetId");
  const zone = optionalText(structure(input, "Placement"), "AvailabilityZone");
  if (subnetId !== undefined) checkIds("subnet", [subnetId]);
  const all = subnets(world, place).all();
  const subnet =
    subnetId !== undefined
      ? all.find((candidate) => candidate.id === subnetId)
      : all
          .filter(
            (candidate) => candidate.vpcId === vpc.id && (zone === undefined || candidate.zone === zone),
          )
          .sort((a, b) => (a.zone < b.zone ? -1 : 1))[0];
  if (!subnet)
    throw subnetId === undefined
      ? invalidValue(`Invalid availability zone: [${zone}]`)
      : notFound("subnet", [subnetId]);
  const ids = texts(input, "SecurityGroupId");
  checkIds("group", ids);
  const missing = ids.filter((id) => securityGroups(world, place).get(id)?.vpcId !== subnet.vpcId);
  if (missing.length > 0) throw notFound("group", missing);
  const byName = texts(input, "SecurityGroup").map((name) => groupNamed(world, place, subnet.vpcId, name).id);
  const groups = [...new Set([...ids, ...byName])];
  return {
    subnet,
    groups: groups.length > 0 ? groups : [groupNamed(world, place, subnet.vpcId, "default").id],
  };
}

/** The first four addresses of a subnet and its last are AWS's own. */
function freeAddress(world: World, place: Place, subnet: Subnet): string {
  const used = new Set(
    instances(world, place)
      .all()
      .filter((instance) => instance.subnetId === subnet.id && instance.state !== "terminated")
      .map((instance) => instance.privateIp),
  );
  const [network = "", bits] = subnet.cidr.split("/");
  const base = network.split(".").reduce((value, part) => value * 256 + Number(part), 0);
  for (let host = 4; host < 2 ** (32 - Number(bits)) - 1; host++) {
    const number = base + host;
    const address = [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
    if (!used.has(address)) return address;
  }
  throw ec2Error("InsufficientFreeAddressesInSubnet", "There are not enough free addresses in the subnet.");
}

/** Everything a launch touches must be allowed; what the call does not name is asked for as `*`. */
function permissions(call: Call): Permission[] {
  const { input } = call;
  const place = placeOf(call);
  const context = {
    "ec2:InstanceType": optionalText(input, "InstanceType") ?? "m1.small",
    "ec2:Region": place.region,
  };
  const touch = (resource: string): Permission => ({ action: "ec2:RunInstances", resource, context });
  const groups = texts(input, "SecurityGroupId");
  const keyName = optionalText(input, "KeyName");
  return [
    touch(arnOf(place, "instance", "*")),
    touch(`arn:aws:ec2:${place.region}::image/${optionalText(input, "ImageId") ?? "*"}`),
    touch(arnOf(place, "subnet", optionalText(input, "SubnetId") ?? "*")),
    touch(arnOf(place, "network-interface", "*")),
    touch(arnOf(place, "volume", "*")),
    ...(groups.length > 0 ? groups : ["*"]).map((id) => touch(arnOf(place, "security-group", id))),
    ...(keyName === undefined ? [] : [touch(arnOf(place, "key-pair", keyName))]),
    ...tagOnCreate(input, place, "RunInstances", "instance"),
  ];
}

/** What is wanted stands in an instancesSet of one; defaults are spelt out (measured in real records). */
function recorded({ input }: Call): Record<string, unknown> {
  const { ImageId, MinCount, MaxCount, KeyName, ...others } = input;
  const wanted = Object.fromEntries(
    Object.entries({ ImageId, KeyName, MinCount, MaxCount }).filter(([, value]) => value !== undefined),
  );
  const written: Record<string, unknown> = {
    instancesSet: items([typed(wanted)]),
    blockDeviceMapping: {},
    monitoring: { enabled: false },
    disableApiTermination: false,
    disableApiStop: false,
  };
  for (const [name, value] of Object.entries(others)) {
    if (name === "DryRun") continue;
    if (name === "TagSpecification") written["tagSpecificationSet"] = tagSpecifications(input);
    else if (name === "UserData") written["userData"] = "<sensitiveDataRemoved>";
    else if (name === "SecurityGroupId" || name === "SecurityGroup") written["groupSet"] = groupSet(input);
    else Object.assign(written, typed({ [name]: value }));
  }
  return written;
}

/** Launches are recorded without what only descriptions tell (measured). */
function launched(output: Record<string, unknown>): Record<string, unknown> {
  const started = (output["instancesSet"] as ReturnType<typeof instanceView>[]).map(
    ({ platformDetails, usageOperation, ...instance }) => ({
      ...instance,
      networkInterfaceSet: instance.networkInterfaceSet.map(({ privateDnsName, ...networkInterface }) => ({
        ...networkInterface,
        privateIpAddressesSet: {
          item: networkInterface.privateIpAddressesSet.map(({ privateIpAddress, primary }) => ({
            privateIpAddress,
            primary,
          })),
        },
        tagSet: [],
      })),
    }),
  );
  return { ...output, instancesSet: started };
}

function groupSet(input: Input): Record<string, unknown> {
  return items([
    ...texts(input, "SecurityGroupId").map((groupId) => ({ groupId })),
    ...texts(input, "SecurityGroup").map((groupName) => ({ groupName })),
  ]);
}
