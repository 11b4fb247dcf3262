import type { Call, Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { defaultVpc } from "./default-network.ts";
import { checkIds, type IdKind, notFound } from "./errors.ts";
import { type Filters, filtered } from "./filters.ts";
import { texts } from "./input.ts";
import { ec2Operations } from "./operation.ts";
import { page } from "./page.ts";
import {
  arnOf,
  instances,
  type Place,
  placeOf,
  type Shelf,
  type Subnet,
  subnets,
  type Vpc,
  vpcs,
} from "./state.ts";
import { tagSet } from "./tagging.ts";

export const networkOperations: Record<string, Operation> = ec2Operations({
  reads: {
    DescribeVpcs: {
      parameters: ["VpcId", "Filter", "MaxResults", "NextToken"],
      handle: describeVpcs,
      recording: { sets: { VpcId: ["vpcSet", "vpcId"] } },
    },
    DescribeSubnets: {
      parameters: ["SubnetId", "Filter", "MaxResults", "NextToken"],
      handle: describeSubnets,
      recording: { sets: { SubnetId: ["subnetSet", "subnetId"] } },
    },
  },
});

/** The resources a call names by id, or all of them; unknown ids are refused. */
export function named<T extends { readonly id: string; readonly tags: Record<string, string> }>(
  shelf: Shelf<T>,
  kind: IdKind,
  ids: readonly string[],
): T[] {
  if (ids.length === 0) return shelf.all();
  checkIds(kind, ids);
  const missing = ids.filter((id) => !shelf.get(id));
  if (missing.length > 0) throw notFound(kind, missing);
  return [...new Set(ids)].map((id) => shelf.get(id)!);
}

const vpcFilters: Filters<Vpc> = {
  "vpc-id": (vpc) => vpc.id,
  cidr: (vpc) => vpc.cidr,
  "cidr-block": (vpc) => vpc.cidr,
  "cidr-block-association.cidr-block": (vpc) => vpc.cidr,
  "dhcp-options-id": (vpc) => vpc.dhcpOptionsId,
  "is-default": (vpc) => String(vpc.isDefault),
  isDefault: (vpc) => String(vpc.isDefault),
  state: () => "available",
};

function describeVpcs(call: Call, world: World) {
  const place = placeOf(call);
  defaultVpc(world, place);
  const filters = { ...vpcFilters, "owner-id": () => place.accountId };
  const found = filtered(named(vpcs(world, place), "vpc", texts(call.input, "VpcId")), call.input, filters);
  const { items, rest } = page(found, call.input);
  return { vpcSet: items.map((vpc) => vpcView(vpc, place)), ...rest };
}

function vpcView(vpc: Vpc, place: Place) {
  return {
    vpcId: vpc.id,
    ownerId: place.accountId,
    state: "available",
    cidrBlock: vpc.cidr,
    cidrBlockAssociationSet: [
      { associationId: vpc.associationId, cidrBlock: vpc.cidr, cidrBlockState: { state: "associated" } },
    ],
    dhcpOptionsId: vpc.dhcpOptionsId,
    instanceTenancy: "default",
    isDefault: vpc.isDefault,
    ...(Object.keys(vpc.tags).length > 0 ? { tagSet: tagSet(vpc.tags) } : {}),
  };
}

const subnetFilters: Filters<Subnet> = {
  "subnet-id": (subnet) => subnet.id,
  "vpc-id": (subnet) => subnet.vpcId,
  cidr: (subnet) => subnet.cidr,
  cidrBlock: (subnet) => subnet.cidr,
  "cidr-block": (subnet) => subnet.cidr,
  "availability-zone": (subnet) => subnet.zone,
  availabilityZone: (subnet) => subnet.zone,
  "availability-zone-id": (subnet) => subnet.zoneId,
  "default-for-az": (subnet) => String(subnet.defaultForZone),
  defaultForAz: (subnet) => String(subnet.defaultForZone),
  "map-public-ip-on-launch": (subnet) => String(subnet.defaultForZone),
  state: () => "available",
};

function describeSubnets(call: Call, world: World) {
  const place = placeOf(call);
  defaultVpc(world, place);
  const filters = { ...subnetFilters, "owner-id": () => place.accountId };
  const candidates = named(subnets(world, place), "subnet", texts(call.input, "SubnetId"));
  const { items, rest } = page(filtered(candidates, call.input, filters), call.input);
  return { subnetSet: items.map((subnet) => subnetView(subnet, place, world)), ...rest };
}

/** Five addresses of a subnet are AWS's own. */
function subnetView(subnet: Subnet, place: Place, world: World) {
  const size = 2 ** (32 - Number(subnet.cidr.split("/")[1])) - 5;
  const used = instances(world, place)
    .all()
    .filter((instance) => instance.subnetId === subnet.id && instance.state !== "terminated").length;
  return {
    subnetId: subnet.id,
    subnetArn: arnOf(place, "subnet", subnet.id),
    ownerId: place.accountId,
    vpcId: subnet.vpcId,
    state: "available",
    cidrBlock: subnet.cidr,
    availableIpAddressCount: size - used,
    availabilityZone: subnet.zone,
    availabilityZoneId: subnet.zoneId,
    defaultForAz: subnet.defaultForZone,
    mapPublicIpOnLaunch: subnet.defaultForZone,
    mapCustomerOwnedIpOnLaunch: false,
    assignIpv6AddressOnCreation: false,
    ipv6CidrBlockAssociationSet: [],
    enableDns64: false,
    ipv6Native: false,
    privateDnsNameOptionsOnLaunch: {
      hostnameType: "ip-name",
      enableResourceNameDnsARecord: false,
      enableResourceNameDnsAAAARecord: false,
    },
    ...(Object.keys(subnet.tags).length > 0 ? { tagSet: tagSet(subnet.tags) } : {}),
  };
}
