import type { Call } from "../../service.ts";
import { type Input, lowerFirst, optionalText, structures } from "./input.ts";

/** How CloudTrail writes an operation's parameters, where its own rules do not say. */
export interface Recording {
  /** Lists of plain values: `InstanceId: ["instancesSet", "instanceId"]`. Written as `{}` when not given. */
  readonly sets?: Readonly<Record<string, readonly [set: string, member: string]>>;
  /** Parameters that are always there, with the value they have when not given. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Describe calls have a filterSet even if it is empty; this one only when filters are given. */
  readonly filtersWhenGiven?: true;
  /** Takes over the whole of requestParameters. */
  readonly write?: (call: Call) => Record<string, unknown> | null;
  /** What of the answer is written. Default: all of it. */
  readonly answer?: (output: Record<string, unknown>) => Record<string, unknown>;
}

/** A list as EC2 events have it: `{ items: […] }`, and `{}` for an empty one. */
export function items(values: readonly unknown[]): Record<string, unknown> {
  return values.length === 0 ? {} : { items: values };
}

/** requestParameters, without dryRun (measured in real records: dry runs do not show it). */
export function recordedParameters(call: Call, recording: Recording = {}): Record<string, unknown> | null {
  if (recording.write) return recording.write(call);
  const { sets = {}, defaults = {} } = recording;
  const written: Record<string, unknown> = {};
  for (const [name, [set, member]] of Object.entries(sets)) {
    const values = call.input[name];
    written[set] = items(Array.isArray(values) ? values.map((value) => ({ [member]: value })) : []);
  }
  const filters = structures(call.input, "Filter").length > 0 || !recording.filtersWhenGiven;
  if (filters && call.operation.startsWith("Describe")) written["filterSet"] = filterSet(call.input);
  Object.assign(written, defaults);
  for (const [name, value] of Object.entries(call.input)) {
    if (name === "DryRun" || name === "Filter" || name in sets) continue;
    if (name === "TagSpecification") written["tagSpecificationSet"] = tagSpecifications(call.input);
    else Object.assign(written, typed({ [name]: value }));
  }
  return Object.keys(written).length > 0 ? written : null;
}

/** Operations added to EC2's API since about 2018 are written as they came, under the request's own name. */
export function asSent(call: Call): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(call.input)) {
    if (name === "DryRun") continue;
    members[name] = Array.isArray(value) ? tagged(value) : scalar(name, value);
  }
  return { [`${call.operation}Request`]: members };
}

/** A value under the name that tells its type. */
const scalar = (name: string, value: unknown): unknown => (numbers.has(name) ? number(value) : typed(value));

/** One entry stands alone, several in a list; each carries its number and its content. */
function tagged(values: readonly unknown[]): unknown {
  const entries = values.map((value, index) =>
    typeof value === "object" && value !== null
      ? {
          ...Object.fromEntries(
            Object.entries(value).map(([name, member]) => [
              name,
              Array.isArray(member) ? tagged(member) : scalar(name, member),
            ]),
          ),
          tag: index + 1,
        }
      : { content: value, tag: index + 1 },
  );
  return entries.length === 1 ? entries[0] : entries;
}

function filterSet(input: Input): Record<string, unknown> {
  return items(
    structures(input, "Filter").map((filter) => ({
      name: optionalText(filter, "Name"),
      valueSet: items((Array.isArray(filter["Value"]) ? filter["Value"] : []).map((value) => ({ value }))),
    })),
  );
}

/** Tag specifications keep their tags as a plain list. */
export function tagSpecifications(input: Input): Record<string, unknown> {
  return items(
    structures(input, "TagSpecification").map((specification) => ({
      resourceType: optionalText(specification, "ResourceType"),
      tags: structures(specification, "Tag").map((tag) => ({
        key: optionalText(tag, "Key"),
        value: optionalText(tag, "Value") ?? "",
      })),
    })),
  );
}

/** Text of the wire as the number or boolean it stands for. */
export function typed(value: unknown): unknown {
  if (typeof value === "string") {
    if (/^(true|false)$/.test(value)) return value === "true";
    return value;
  }
  if (Array.isArray(value)) return items(value.map(typed));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      lowerFirst(name),
      numbers.has(name) ? number(member) : typed(member),
    ]),
  );
}

const numbers = new Set([
  "MinCount",
  "MaxCount",
  "MaxResults",
  "FromPort",
  "ToPort",
  "VolumeSize",
  "Iops",
  "DeviceIndex",
  "HttpPutResponseHopLimit",
]);

function number(value: unknown): unknown {
  return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
}

/** responseElements: the answer with the request's id, lists in `items`, dates in milliseconds, no empty texts, no private keys. */
export function recordedResponse(call: Call, output: Record<string, unknown>): Record<string, unknown> {
  return { requestId: call.requestId, ...(answer(output) as Record<string, unknown>) };
}

function answer(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  if (Array.isArray(value)) return items(value.map(answer));
  if (typeof value !== "object" || value === null) return value;
  const members: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined || member === "") continue;
    members[name === "return" ? "_return" : name] =
      name === "keyMaterial"
        ? "<sensitiveDataRemoved>"
        : name === "item" && Array.isArray(member)
          ? member.map(answer)
          : answer(member);
  }
  return members;
}
