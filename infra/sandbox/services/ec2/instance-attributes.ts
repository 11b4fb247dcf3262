import type { Call, Operation, Permission } from "../../service.ts";
import type { World } from "../../world.ts";
import { checkIds, ec2Error, invalidCombination, invalidValue, notFound } from "./errors.ts";
import { boolean, type Input, optionalText, requiredText, structure, texts } from "./input.ts";
import { instanceTypes } from "./instance-types.ts";
import { candidates } from "./instances.ts";
import { type Ec2Operation, ec2Operations } from "./operation.ts";
import { items, typed } from "./recording.ts";
import { arnOf, type Instance, instances, placeOf, securityGroups } from "./state.ts";
import { resourceTags } from "./tagging.ts";

/** An attribute of an instance: how it is told, and how it is set from its new value. */
interface Attribute {
  readonly tell: (instance: Instance) => unknown;
  /** Only while the instance is stopped. */
  readonly stopped?: true;
  readonly set?: (instance: Instance, value: string) => Instance;
}

const value = (of: string | boolean | undefined) => (of === undefined ? {} : { value: of });

const flag = (text: string): boolean => boolean({ Value: text }, "Value") ?? false;

/** By their names in the API ("DescribeInstanceAttribute"), as far as instances of the sandbox have them. */
const attributes: Readonly<Record<string, Attribute>> = {
  disableApiTermination: {
    tell: (instance) => value(instance.protectedFromTermination),
    set: (instance, text) => ({ ...instance, protectedFromTermination: flag(text) }),
  },
  disableApiStop: {
    tell: (instance) => value(instance.protectedFromStop),
    set: (instance, text) => ({ ...instance, protectedFromStop: flag(text) }),
  },
  ebsOptimized: {
    tell: (instance) => value(instance.ebsOptimized),
    stopped: true,
    set: (instance, text) => ({ ...instance, ebsOptimized: flag(text) }),
  },
  instanceType: { tell: (instance) => value(instance.type), stopped: true, set: withType },
  userData: {
    tell: (instance) => value(instance.userData),
    stopped: true,
    set: (instance, text) => ({ ...instance, userData: text }),
  },
  instanceInitiatedShutdownBehavior: { tell: () => value("stop") },
  rootDeviceName: { tell: (instance) => value(instance.rootDevice) },
  groupSet: { tell: (instance) => instance.groups.map((groupId) => ({ groupId })) },
};

/** The attributes' parameters in ModifyInstanceAttribute: `DisableApiTermination.Value`. */
const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const settable = Object.keys(attributes).filter((name) => attributes[name]!.set);

export const instanceAttributeOperations: Record<string, Operation> = ec2Operations({
  reads: {
    DescribeInstanceAttribute: {
      parameters: ["InstanceId", "Attribute"],
      handle: describeInstanceAttribute,
      permissions: (call, world) => permission(call, world, "DescribeInstanceAttribute"),
      recording: { write: ({ input }) => typed(withoutDryRun(input)) as Record<string, unknown> },
    },
  },
  writes: {
    ModifyInstanceAttribute: {
      parameters: ["InstanceId", "Attribute", "Value", "GroupId", ...settable.map(capital)],
      handle: modifyInstanceAttribute,
      permissions: (call, world) => permission(call, world, "ModifyInstanceAttribute"),
      recording: { write: recorded },
    } satisfies Ec2Operation,
  },
});

function permission(call: Call, world: World, action: string): Permission[] {
  const place = placeOf(call);
  const id = optionalText(call.input, "InstanceId") ?? "*";
  const known = instances(world, place).get(id);
  const attribute = optionalText(call.input, "Attribute");
  return [
    {
      action: `ec2:${action}`,
      resource: arnOf(place, "instance", id),
      // Denials of reading do not say which (measured).
      ...(action.startsWith("Describe") ? { resourceLabel: arnOf(place, "instance", "*") } : {}),
      context: {
        ...resourceTags(known?.tags),
        ...(attribute === undefined ? {} : { "ec2:Attribute": capital(attribute) }),
        "ec2:Region": place.region,
      },
    },
  ];
}

function attributeNamed(name: string): Attribute {
  const found = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  if (!found) throw invalidValue(`Value (${name}) for parameter attribute is invalid. Unknown attribute.`);
  return found;
}

function describeInstanceAttribute(call: Call, world: World) {
  const id = requiredText(call.input, "InstanceId");
  const name = requiredText(call.input, "Attribute");
  const [instance] = candidates(call, world, [id]);
  return { instanceId: id, [name]: attributeNamed(name).tell(instance!) };
}

/** One attribute at a time, in either of the API's two forms. */
function modifyInstanceAttribute(call: Call, world: World) {
  const { input } = call;
  const place = placeOf(call);
  const id = requiredText(input, "InstanceId");
  // The one call that words a malformed id so (measured).
  if (!id.startsWith("i-"))
    throw invalidValue(`Value (${id}) for parameter instanceId is invalid. Expected: 'i-...'.`);
  const [instance] = candidates(call, world, [id]);
  const changes = changesIn(input);
  if (changes.length + (texts(input, "GroupId").length > 0 ? 1 : 0) !== 1)
    throw invalidCombination("One attribute, and only one, is to be given.");
  let changed = instance!;
  for (const [name, text] of changes) {
    const { stopped, set } = attributeNamed(name);
    if (!set) throw invalidValue(`Value (${name}) for parameter attribute is invalid. It cannot be changed.`);
    if (stopped && changed.state !== "stopped")
      throw ec2Error("IncorrectInstanceState", `The instance '${changed.id}' is not in the 'stopped' state.`);
    changed = set(changed, text);
  }
  const groups = texts(input, "GroupId");
  checkIds("group", groups);
  const missing = groups.filter((id) => securityGroups(world, place).get(id)?.vpcId !== changed.vpcId);
  if (missing.length > 0) throw notFound("group", missing);
  instances(world, place).put(groups.length > 0 ? { ...changed, groups: [...new Set(groups)] } : changed);
  return { return: true };
}

function changesIn(input: Input): readonly (readonly [name: string, value: string])[] {
  const attribute = optionalText(input, "Attribute");
  const named = settable.flatMap((name) => {
    // InstanceType and the flags come as structures of one Value.
    const given =
      optionalText(structure(input, capital(name)), "Value") ?? optionalText(input, capital(name));
    return given === undefined ? [] : [[name, given] as const];
  });
  return attribute === undefined
    ? named
    : [...named, [attribute, optionalText(input, "Value") ?? ""] as const];
}

function withType(instance: Instance, name: string): Instance {
  const type = instanceTypes.find((candidate) => candidate.name === name);
  if (!type) throw invalidValue(`Invalid value '${name}' for InstanceType.`);
  if (type.architecture !== instance.architecture)
    throw invalidValue(`The architecture of ${name} is not that of the instance (${instance.architecture}).`);
  return { ...instance, type: name };
}

const withoutDryRun = ({ DryRun: _, ...others }: Input): Input => others;

/** User data and values of attributes are never shown (measured in real records). */
function recorded({ input }: Call): Record<string, unknown> {
  const { GroupId: _, ...others } = withoutDryRun(input);
  const hidden = Object.fromEntries(
    Object.entries(others).map(([name, given]) => [
      name,
      name === "UserData" || name === "Value" ? "<sensitiveDataRemoved>" : given,
    ]),
  );
  const groups = texts(input, "GroupId").map((groupId) => ({ groupId }));
  return {
    ...(typed(hidden) as Record<string, unknown>),
    ...(groups.length > 0 ? { groupSet: items(groups) } : {}),
  };
}
