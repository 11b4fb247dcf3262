import type { World } from "../../world.ts";
import { zonesOf } from "./regions.ts";
import { newId, type Place, securityGroups, subnets, type Vpc, vpcs } from "./state.ts";

/**
 * The default VPC of an account and region: 172.31.0.0/16, a /20 subnet in each zone, a default security group
 * ("Default VPCs", VPC User Guide). Made when it is first looked at.
 */
export function defaultVpc(world: World, place: Place): Vpc {
  const known = vpcs(world, place)
    .all()
    .find((vpc) => vpc.isDefault);
  return known ?? createDefaultVpc(world, place);
}

function createDefaultVpc(world: World, place: Place): Vpc {
  const vpc: Vpc = {
    id: newId("vpc"),
    cidr: "172.31.0.0/16",
    isDefault: true,
    dhcpOptionsId: newId("dopt"),
    associationId: newId("vpc-cidr-assoc"),
    tags: {},
  };
  vpcs(world, place).put(vpc);
  for (const [index, zone] of zonesOf(place.region).entries()) {
    subnets(world, place).put({
      id: newId("subnet"),
      vpcId: vpc.id,
      cidr: `172.31.${index * 16}.0/20`,
      zone: zone.name,
      zoneId: zone.id,
      defaultForZone: true,
      tags: {},
    });
  }
  const groupId = newId("sg");
  const everything = { protocol: "-1", from: -1, to: -1, tags: {} };
  securityGroups(world, place).put({
    id: groupId,
    name: "default",
    description: "default VPC security group",
    vpcId: vpc.id,
    tags: {},
    rules: [
      { ...everything, id: newId("sgr"), egress: false, group: { id: groupId, owner: place.accountId } },
      { ...everything, id: newId("sgr"), egress: true, cidr4: "0.0.0.0/0" },
    ],
  });
  return vpc;
}
