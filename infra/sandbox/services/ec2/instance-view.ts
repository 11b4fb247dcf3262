import { createHash } from "node:crypto";
import type { World } from "../../world.ts";
import { instanceTypes } from "./instance-types.ts";
import { type Instance, type Place, securityGroups } from "./state.ts";
import { tagSet } from "./tagging.ts";

const codes: Readonly<Record<string, number>> = {
  pending: 0,
  running: 16,
  "shutting-down": 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** `{ code, name }` of a state; the codes are EC2's ("InstanceState", EC2 API Reference). */
export function stateView(name: string): { code: number; name: string } {
  return { code: codes[name]!, name };
}

/** An instance as EC2 describes it. The sandbox has no machines: there are no public addresses to reach. */
export function instanceView(instance: Instance, world: World, place: Place, state: string = instance.state) {
  const gone = instance.state === "terminated";
  const dns = place.region === "us-east-1" ? "ec2.internal" : `${place.region}.compute.internal`;
  const type = instanceTypes.find((candidate) => candidate.name === instance.type)!;
  const groupSet = instance.groups.map((groupId) => ({
    groupId,
    groupName: securityGroups(world, place).get(groupId)?.name ?? "",
  }));
  const privateDnsName = `ip-${instance.privateIp.replaceAll(".", "-")}.${dns}`;
  return {
    instanceId: instance.id,
    imageId: instance.imageId,
    currentInstanceBootMode: instance.architecture === "arm64" ? "uefi" : "legacy-bios",
    instanceState: stateView(state),
    privateDnsName: gone ? "" : privateDnsName,
    dnsName: "",
    ...(instance.reason === undefined ? { reason: "" } : { reason: instance.reason }),
    ...(instance.keyName === undefined ? {} : { keyName: instance.keyName }),
    amiLaunchIndex: instance.launchIndex,
    productCodes: [],
    instanceType: instance.type,
    launchTime: new Date(instance.launched),
    placement: { availabilityZone: instance.zone, groupName: "", tenancy: "default" },
    monitoring: { state: instance.monitoring ? (state === "pending" ? "pending" : "enabled") : "disabled" },
    ...(gone
      ? {}
      : {
          subnetId: instance.subnetId,
          vpcId: instance.vpcId,
          privateIpAddress: instance.privateIp,
          sourceDestCheck: true,
        }),
    ...stateReason(state, instance.reason),
    architecture: instance.architecture,
    rootDeviceType: "ebs",
    rootDeviceName: instance.rootDevice,
    blockDeviceMapping:
      gone || state === "pending"
        ? []
        : [
            {
              deviceName: instance.rootDevice,
              ebs: {
                volumeId: instance.volumeId,
                status: "attached",
                attachTime: new Date(instance.launched),
                deleteOnTermination: true,
              },
            },
          ],
    virtualizationType: "hvm",
    hypervisor: "xen",
    clientToken: instance.clientToken,
    groupSet: gone ? [] : groupSet,
    networkInterfaceSet: gone
      ? []
      : [networkInterface(instance, place, { privateDnsName, groupSet, pending: state === "pending" })],
    ebsOptimized: instance.ebsOptimized,
    enaSupport: true,
    capacityReservationSpecification: { capacityReservationPreference: "open" },
    cpuOptions: { coreCount: type.cores, threadsPerCore: type.cpus / type.cores },
    hibernationOptions: { configured: false },
    metadataOptions: {
      state: state === "pending" ? "pending" : "applied",
      httpTokens: instance.httpTokens,
      httpPutResponseHopLimit: instance.httpTokens === "required" ? 2 : 1,
      httpEndpoint: "enabled",
      httpProtocolIpv4: "enabled",
      httpProtocolIpv6: "disabled",
      instanceMetadataTags: "disabled",
    },
    enclaveOptions: { enabled: false },
    platformDetails: "Linux/UNIX",
    usageOperation: "RunInstances",
    maintenanceOptions: { autoRecovery: "default" },
    privateDnsNameOptions: {
      hostnameType: "ip-name",
      enableResourceNameDnsARecord: false,
      enableResourceNameDnsAAAARecord: false,
    },
    ...(Object.keys(instance.tags).length > 0 ? { tagSet: tagSet(instance.tags) } : {}),
  };
}

function stateReason(state: string, reason: string | undefined) {
  if (state === "pending") return { stateReason: { code: "pending", message: "pending" } };
  return reason === undefined
    ? {}
    : {
        stateReason: {
          code: "Client.UserInitiatedShutdown",
          message: "Client.UserInitiatedShutdown: User initiated shutdown",
        },
      };
}

function networkInterface(
  instance: Instance,
  place: Place,
  {
    privateDnsName,
    groupSet,
    pending,
  }: {
    readonly privateDnsName: string;
    readonly groupSet: readonly { groupId: string; groupName: string }[];
    readonly pending: boolean;
  },
) {
  const digest = createHash("sha256").update(instance.networkInterfaceId).digest("hex");
  return {
    networkInterfaceId: instance.networkInterfaceId,
    subnetId: instance.subnetId,
    vpcId: instance.vpcId,
    ownerId: place.accountId,
    status: "in-use",
    macAddress: `02:${digest.slice(0, 10).replace(/(..)(?=.)/g, "$1:")}`,
    privateIpAddress: instance.privateIp,
    privateDnsName,
    sourceDestCheck: true,
    interfaceType: "interface",
    groupSet,
    attachment: {
      attachmentId: `eni-attach-0${digest.slice(10, 26)}`,
      deviceIndex: 0,
      networkCardIndex: 0,
      status: pending ? "attaching" : "attached",
      attachTime: new Date(instance.launched),
      deleteOnTermination: true,
    },
    privateIpAddressesSet: [{ privateIpAddress: instance.privateIp, privateDnsName, primary: true }],
    ipv6AddressesSet: [],
  };
}
