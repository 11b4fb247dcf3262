import type { Call, Operation, Permission } from "../../service.ts";
import type { World } from "../../world.ts";
import { checkIds, ec2Error, invalidCombination, notFound } from "./errors.ts";
import { type Filters, filtered } from "./filters.ts";
import { boolean, optionalText, requiredTexts, texts } from "./input.ts";
import { instanceView, stateView } from "./instance-view.ts";
import { type Ec2Operation, ec2Operations } from "./operation.ts";
import { page } from "./page.ts";
import { runInstances } from "./run-instances.ts";
import {
  arnOf,
  type Instance,
  type InstanceState,
  instances,
  type Place,
  placeOf,
  securityGroups,
} from "./state.ts";
import { resourceTags } from "./tagging.ts";

const byId = { sets: { InstanceId: ["instancesSet", "instanceId"] } } as const;

export const instanceOperations: Record<string, Operation> = ec2Operations({
  reads: {
    DescribeInstances: {
      parameters: ["InstanceId", "Filter", "MaxResults", "NextToken"],
      handle: describeInstances,
      recording: byId,
    },
    DescribeInstanceStatus: {
      parameters: ["InstanceId", "Filter", "IncludeAllInstances", "MaxResults", "NextToken"],
      handle: describeInstanceStatus,
      recording: { ...byId, defaults: { includeAllInstances: false } },
    },
  },
  writes: {
    RunInstances: runInstances,
    StartInstances: change("StartInstances", "running", "pending"),
    StopInstances: change("StopInstances", "stopped", "stopping"),
    RebootInstances: {
      parameters: ["InstanceId"],
      permissions: (call, world) => instancePermissions(call, world, "RebootInstances"),
      recording: byId,
      handle: rebootInstances,
    },
    TerminateInstances: change("TerminateInstances", "terminated", "shutting-down"),
  },
});

/** A terminated instance stays in sight for an hour. */
const afterlife = 3_600_000;

function visible(world: World, place: Place, now: Date): Instance[] {
  const gone = (instance: Instance) =>
    instance.state === "terminated" && now.getTime() - Date.parse(instance.changed) > afterlife;
  return instances(world, place)
    .all()
    .filter((instance) => !gone(instance));
}

/** The instances a call names, or all; unknown ids are refused. */
export function candidates(call: Call, world: World, ids: readonly string[]): Instance[] {
  checkIds("instance", ids, /^(?:Stop|Terminate)/.test(call.operation));
  const all = visible(world, placeOf(call), call.time);
  const missing = ids.filter((id) => !all.some((instance) => instance.id === id));
  if (missing.length > 0) throw notFound("instance", missing);
  return ids.length === 0 ? all : all.filter((instance) => ids.includes(instance.id));
}

function filtersFor(world: World, place: Place): Filters<Instance> {
  const groupNames = (instance: Instance) =>
    instance.groups.flatMap((id) => securityGroups(world, place).get(id)?.name ?? []);
  return {
    "instance-id": (instance) => instance.id,
    "instance-state-name": (instance) => instance.state,
    "instance-state-code": (instance) => String(stateView(instance.state).code),
    "instance-type": (instance) => instance.type,
    "image-id": (instance) => instance.imageId,
    "vpc-id": (instance) => instance.vpcId,
    "subnet-id": (instance) => instance.subnetId,
    "availability-zone": (instance) => instance.zone,
    "key-name": (instance) => instance.keyName,
    "private-ip-address": (instance) => instance.privateIp,
    "reservation-id": (instance) => instance.reservationId,
    "owner-id": () => place.accountId,
    "client-token": (instance) => instance.clientToken,
    architecture: (instance) => instance.architecture,
    "launch-time": (instance) => instance.launched,
    "launch-index": (instance) => String(instance.launchIndex),
    "monitoring-state": (instance) => (instance.monitoring ? "enabled" : "disabled"),
    "root-device-type": () => "ebs",
    "root-device-name": (instance) => instance.rootDevice,
    "virtualization-type": () => "hvm",
    tenancy: () => "default",
    "group-id": (instance) => instance.groups,
    "group-name": groupNames,
    "instance.group-id": (instance) => instance.groups,
    "instance.group-name": groupNames,
    "network-interface.network-interface-id": (instance) => instance.networkInterfaceId,
    "network-interface.subnet-id": (instance) => instance.subnetId,
    "network-interface.vpc-id": (instance) => instance.vpcId,
    "network-interface.group-id": (instance) => instance.groups,
  };
}

function describeInstances(call: Call, world: World) {
  const { input } = call;
  const place = placeOf(call);
  const ids = texts(input, "InstanceId");
  if (ids.length > 0 && optionalText(input, "MaxResults") !== undefined)
    throw invalidCombination("The parameter instancesSet cannot be used with the parameter maxResults");
  const found = filtered(candidates(call, world, ids), input, filtersFor(world, place));
  const { items, rest } = page(found, input);
  const inOrder = items.toSorted((a, b) => a.launchIndex - b.launchIndex);
  const reservations = Map.groupBy(inOrder, (instance) => instance.reservationId);
  return {
    reservationSet: [...reservations].map(([reservationId, instancesSet]) => ({
      reservationId,
      ownerId: place.accountId,
      groupSet: [],
      instancesSet: instancesSet.map((instance) => instanceView(instance, world, place)),
    })),
    ...rest,
  };
}

function describeInstanceStatus(call: Call, world: World) {
  const { input } = call;
  const place = placeOf(call);
  const ids = texts(input, "InstanceId");
  const everything = boolean(input, "IncludeAllInstances") ?? false;
  const named = candidates(call, world, ids).filter((instance) => everything || instance.state === "running");
  const status = (instance: Instance) => (instance.state === "running" ? "ok" : "not-applicable");
  const found = filtered(named, input, {
    ...filtersFor(world, place),
    "instance-status.status": status,
    "system-status.status": status,
  });
  const { items, rest } = page(found, input);
  const summary = (instance: Instance) => ({
    status: status(instance),
    details: instance.state === "running" ? [{ name: "reachability", status: "passed" }] : [],
  });
  return {
    instanceStatusSet: items.map((instance) => ({
      instanceId: instance.id,
      availabilityZone: instance.zone,
      instanceState: stateView(instance.state),
      systemStatus: summary(instance),
      instanceStatus: summary(instance),
      eventsSet: [],
    })),
    ...rest,
  };
}

function change(action: string, target: InstanceState, between: string): Ec2Operation {
  return {
    parameters: ["InstanceId", "Force", "Hibernate", "SkipOsShutdown"],
    permissions: (call, world) => instancePermissions(call, world, action),
    recording: {
      sets: byId.sets,
      ...(action === "StopInstances" ? { defaults: { force: false } } : {}),
    },
    handle(call, world) {
      const place = placeOf(call);
      const found = candidates(call, world, requiredTexts(call.input, "InstanceId"));
      for (const instance of found) refuseChange(instance, target);
      return {
        instancesSet: found.map((instance) => {
          const done = instance.state === target;
          if (!done) instances(world, place).put(changed(instance, target, call.time));
          return {
            instanceId: instance.id,
            currentState: stateView(done ? target : between),
            previousState: stateView(instance.state),
          };
        }),
      };
    },
  };
}

/** There is nothing to restart: only whether it may be done is looked at. */
function rebootInstances(call: Call, world: World) {
  for (const { id, state } of candidates(call, world, requiredTexts(call.input, "InstanceId")))
    if (state === "terminated")
      throw ec2Error(
        "IncorrectInstanceState",
        `The instance '${id}' is not in a state from which it can be rebooted.`,
      );
  return { return: true };
}

function changed({ reason: _, ...instance }: Instance, target: InstanceState, time: Date): Instance {
  const when = time.toISOString();
  const text = `${when.slice(0, 19).replace("T", " ")} GMT`;
  return {
    ...instance,
    state: target,
    changed: when,
    ...(target === "running" ? { launched: when } : { reason: `User initiated (${text})` }),
  };
}

function refuseChange(instance: Instance, target: InstanceState): void {
  const { id } = instance;
  if (target === "terminated" && instance.protectedFromTermination)
    throw ec2Error(
      "OperationNotPermitted",
      `The instance '${id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
    );
  if (target === "stopped" && instance.protectedFromStop && instance.state === "running")
    throw ec2Error(
      "OperationNotPermitted",
      `The instance '${id}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.`,
    );
  if (target !== "terminated" && instance.state === "terminated")
    throw ec2Error(
      "IncorrectInstanceState",
      target === "running"
        ? `The instance '${id}' is not in a state from which it can be started.`
        : `This instance '${id}' is not in a state from which it can be stopped.`,
    );
}

function instancePermissions(call: Call, world: World, action: string): Permission[] {
  const place = placeOf(call);
  return requiredTexts(call.input, "InstanceId").map((id) => {
    const instance = instances(world, place).get(id);
    return {
      action: `ec2:${action}`,
      resource: arnOf(place, "instance", id),
      context: {
        ...resourceTags(instance?.tags),
        ...(instance ? { "ec2:InstanceType": instance.type, "ec2:AvailabilityZone": instance.zone } : {}),
        "ec2:Region": place.region,
      },
    };
  });
}
