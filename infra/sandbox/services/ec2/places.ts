import type { Call, Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { defaultVpc } from "./default-network.ts";
import { ec2Error, invalidValue } from "./errors.ts";
import { filtered } from "./filters.ts";
import { texts } from "./input.ts";
import { ec2Operations } from "./operation.ts";
import { regionNames, type Zone, zonesOf } from "./regions.ts";
import { placeOf } from "./state.ts";

export const placeOperations: Record<string, Operation> = ec2Operations({
  reads: {
    DescribeRegions: {
      parameters: ["RegionName", "Filter", "AllRegions"],
      handle: describeRegions,
      recording: { sets: { RegionName: ["regionSet", "regionName"] }, filtersWhenGiven: true },
    },
    DescribeAvailabilityZones: {
      parameters: ["ZoneName", "ZoneId", "Filter", "AllAvailabilityZones"],
      handle: describeZones,
      recording: {
        sets: {
          ZoneName: ["availabilityZoneSet", "zoneName"],
          ZoneId: ["availabilityZoneIdSet", "zoneId"],
        },
        filtersWhenGiven: true,
      },
    },
    DescribeAccountAttributes: {
      parameters: ["AttributeName"],
      handle: describeAccountAttributes,
      recording: { sets: { AttributeName: ["accountAttributeNameSet", "attributeName"] } },
    },
  },
});

function describeRegions({ input }: Call) {
  const wanted = texts(input, "RegionName");
  const unknown = wanted.find((name) => !regionNames.includes(name));
  if (unknown !== undefined) throw invalidValue(`Invalid region name '${unknown}'`);
  const regions = regionNames
    .filter((name) => wanted.length === 0 || wanted.includes(name))
    .map((name) => ({ name, endpoint: `ec2.${name}.amazonaws.com` }));
  const found = filtered<{ name: string; endpoint: string; tags?: never }>(regions, input, {
    "region-name": (region) => region.name,
    endpoint: (region) => region.endpoint,
    "opt-in-status": () => "opt-in-not-required",
  });
  return {
    regionInfo: found.map(({ name, endpoint }) => ({
      regionName: name,
      regionEndpoint: endpoint,
      optInStatus: "opt-in-not-required",
    })),
  };
}

function describeZones({ input, region }: Call) {
  const names = texts(input, "ZoneName");
  const ids = texts(input, "ZoneId");
  const zones = zonesOf(region);
  const unknown =
    names.find((name) => !zones.some((zone) => zone.name === name)) ??
    ids.find((id) => !zones.some((zone) => zone.id === id));
  if (unknown !== undefined) throw invalidValue(`Invalid availability zone: [${unknown}]`);
  const named = zones.filter(
    (zone) =>
      (names.length === 0 || names.includes(zone.name)) && (ids.length === 0 || ids.includes(zone.id)),
  );
  const found = filtered<Zone & { tags?: never }>(named, input, {
    "zone-name": (zone) => zone.name,
    "zone-id": (zone) => zone.id,
    "region-name": () => region,
    "group-name": () => `${region}-zg-1`,
    "opt-in-status": () => "opt-in-not-required",
    "zone-type": () => "availability-zone",
    state: () => "available",
  });
  return {
    availabilityZoneInfo: found.map((zone) => ({
      optInStatus: "opt-in-not-required",
      messageSet: [],
      regionName: region,
      zoneName: zone.name,
      zoneId: zone.id,
      groupName: `${region}-zg-1`,
      networkBorderGroup: region,
      zoneType: "availability-zone",
      zoneState: "available",
    })),
  };
}

function describeAccountAttributes(call: Call, world: World) {
  const attributes: Readonly<Record<string, () => string>> = {
    "supported-platforms": () => "VPC",
    "default-vpc": () => defaultVpc(world, placeOf(call)).id,
    "max-instances": () => "20",
    "vpc-max-security-groups-per-interface": () => "5",
    "max-elastic-ips": () => "5",
    "vpc-max-elastic-ips": () => "5",
  };
  const wanted = texts(call.input, "AttributeName");
  const unknown = wanted.find((name) => !Object.hasOwn(attributes, name));
  if (unknown !== undefined)
    throw ec2Error("InvalidParameterValue", `Value (${unknown}) for parameter attributeName is invalid.`);
  return {
    accountAttributeSet: Object.entries(attributes)
      .filter(([name]) => wanted.length === 0 || wanted.includes(name))
      .map(([attributeName, value]) => ({ attributeName, attributeValueSet: [{ attributeValue: value() }] })),
  };
}
