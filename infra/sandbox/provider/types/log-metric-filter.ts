import type { MetricTransformation, StandardUnit } from "@aws-sdk/client-cloudwatch-logs";
import { unlessAbsent } from "../aws-call-error.ts";
import type { Properties } from "../property-value.ts";
import type { Context, ResourceType } from "../resource-type.ts";
import { map, object, optional, region, required, string } from "../schema.ts";

interface Transformation {
  readonly name: string;
  readonly namespace: string;
  readonly value: string;
  readonly defaultValue?: string;
  readonly dimensions?: Record<string, string>;
  readonly unit?: string;
}

async function put(given: Properties, context: Context): Promise<Properties> {
  const logs = await context.aws.logs();
  const { name, namespace, value, defaultValue, dimensions, unit } = given[
    "metricTransformation"
  ] as unknown as Transformation;
  await logs.putMetricFilter({
    filterName: given["name"] as string,
    logGroupName: given["logGroupName"] as string,
    filterPattern: given["pattern"] as string,
    metricTransformations: [
      {
        metricName: name,
        metricNamespace: namespace,
        metricValue: value,
        ...(defaultValue ? { defaultValue: Number(defaultValue) } : {}),
        ...(dimensions && Object.keys(dimensions).length > 0 ? { dimensions } : {}),
        ...(unit ? { unit: unit as StandardUnit } : {}),
      },
    ],
  });
  const { logGroupName, pattern, metricTransformation } = given;
  return { name: given["name"], logGroupName, pattern, metricTransformation, region: context.region };
}

/** A metric filter of a log group. Its ID is its name; `<group>:<name>` imports it. */
export const logMetricFilter: ResourceType = {
  token: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
  naming: { property: "name", maxLength: 512 },
  schema: {
    inputs: {
      name: optional(string, { computed: true, replaces: true }),
      logGroupName: required(string, { replaces: true }),
      pattern: required(string),
      metricTransformation: required(
        object({
          name: required(string),
          namespace: required(string),
          value: required(string),
          defaultValue: optional(string),
          dimensions: optional(map),
          unit: optional(string, { computed: true }),
        }),
      ),
      region,
    },
    outputs: {},
    refused: { applyOnTransformedLogs: "the sandbox has no log transformers" },
  },
  async create(given, context) {
    return { id: given["name"] as string, state: await put(given, context) };
  },
  async read(id, prior, context) {
    const logs = await context.aws.logs();
    const at = id.lastIndexOf(":");
    const imported = prior["logGroupName"] === undefined && at > 0;
    const name = imported ? id.slice(at + 1) : id;
    const logGroupName = imported ? id.slice(0, at) : (prior["logGroupName"] as string);
    const found = await unlessAbsent(
      logs.describeMetricFilters({ logGroupName, filterNamePrefix: name }),
      "ResourceNotFoundException",
    );
    const filter = found?.metricFilters?.find(({ filterName }) => filterName === name);
    const [transformation] = filter?.metricTransformations ?? [];
    if (!filter || !transformation) return undefined;
    const state = {
      name,
      logGroupName,
      pattern: filter.filterPattern,
      metricTransformation: shown(transformation),
      region: context.region,
    };
    return { id: name, state };
  },
  update: (_id, _state, given, context) => put(given, context),
  async delete(id, state, context) {
    const logs = await context.aws.logs();
    await unlessAbsent(
      logs.deleteMetricFilter({ filterName: id, logGroupName: state["logGroupName"] as string }),
      "ResourceNotFoundException",
    );
  },
};

const shown = (is: MetricTransformation): Properties => ({
  name: is.metricName,
  namespace: is.metricNamespace,
  value: is.metricValue,
  defaultValue: is.defaultValue === undefined ? "" : String(is.defaultValue),
  dimensions: is.dimensions ?? {},
  unit: is.unit ?? "None",
});
