import type { CloudWatch, PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";
import { isZero, type Properties } from "../property-value.ts";
import type { Context, ResourceType } from "../resource-type.ts";
import {
  boolean,
  map,
  number,
  optional,
  type Property,
  refusedFor,
  region,
  required,
  set,
  string,
} from "../schema.ts";
import { allTags, fromTagList, tagChanges, tagState, tagsOf, toTagList } from "../tags.ts";

/** Properties that PutMetricAlarm takes and DescribeAlarms shows, each with its member. */
const members = {
  actionsEnabled: "ActionsEnabled",
  alarmActions: "AlarmActions",
  alarmDescription: "AlarmDescription",
  comparisonOperator: "ComparisonOperator",
  datapointsToAlarm: "DatapointsToAlarm",
  evaluateLowSampleCountPercentiles: "EvaluateLowSampleCountPercentile",
  evaluationPeriods: "EvaluationPeriods",
  extendedStatistic: "ExtendedStatistic",
  insufficientDataActions: "InsufficientDataActions",
  metricName: "MetricName",
  namespace: "Namespace",
  okActions: "OKActions",
  period: "Period",
  statistic: "Statistic",
  threshold: "Threshold",
  treatMissingData: "TreatMissingData",
  unit: "Unit",
} as const;

const inputs: Readonly<Record<string, Property>> = {
  name: optional(string, { computed: true, replaces: true }),
  actionsEnabled: optional(boolean, { default: true }),
  alarmActions: optional(set(string)),
  alarmDescription: optional(string),
  comparisonOperator: required(string),
  datapointsToAlarm: optional(number),
  dimensions: optional(map),
  evaluateLowSampleCountPercentiles: optional(string, { computed: true }),
  evaluationPeriods: required(number),
  extendedStatistic: optional(string),
  insufficientDataActions: optional(set(string)),
  metricName: required(string),
  namespace: required(string),
  okActions: optional(set(string)),
  period: required(number),
  statistic: optional(string),
  threshold: required(number),
  treatMissingData: optional(string, { default: "missing" }),
  unit: optional(string),
  tags: optional(map),
  region,
};

/** Makes the alarm or replaces all of it; tags are only looked at when it is new. */
async function put(given: Properties, context: Context, tags?: PutMetricAlarmInput["Tags"]) {
  const cloudwatch = await context.aws.cloudwatch();
  const taken = Object.entries(members)
    .map(([ours, theirs]) => [theirs, given[ours]] as const)
    // A threshold of zero and actions that are off are something.
    .filter(([, value]) => value === 0 || value === false || !isZero(value));
  const dimensions = Object.entries(tagsOf(given["dimensions"]));
  await cloudwatch.putMetricAlarm({
    AlarmName: given["name"] as string,
    ...(Object.fromEntries(taken) as Omit<PutMetricAlarmInput, "AlarmName">),
    Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
    ...(tags && tags.length > 0 ? { Tags: tags } : {}),
  });
}

async function find(cloudwatch: CloudWatch, name: string) {
  const { MetricAlarms = [] } = await cloudwatch.describeAlarms({
    AlarmNames: [name],
    AlarmTypes: ["MetricAlarm"],
  });
  return MetricAlarms[0];
}

/** An alarm on one metric. Its ID is its name. */
export const metricAlarm: ResourceType = {
  token: "aws:cloudwatch/metricAlarm:MetricAlarm",
  naming: { property: "name", maxLength: 255 },
  schema: {
    inputs,
    outputs: { arn: string, tagsAll: map },
    refused: {
      ...refusedFor("the sandbox's alarms watch one metric", "metricQueries", "evaluationCriteria"),
      ...refusedFor("the sandbox's alarms watch one metric", "evaluationInterval", "warmUpConfiguration"),
      thresholdMetricId: "the sandbox has no anomaly detection",
    },
  },
  async create(given, context) {
    const id = given["name"] as string;
    const tagsAll = allTags(context.defaultTags, given["tags"]);
    await put(given, context, toTagList(tagsAll));
    const made = await find(await context.aws.cloudwatch(), id);
    return { id, state: { ...stateOf(given, context), arn: made?.AlarmArn ?? "", tagsAll } };
  },
  async read(id, prior, context) {
    const cloudwatch = await context.aws.cloudwatch();
    const found = await find(cloudwatch, id);
    if (!found?.AlarmArn) return undefined;
    const { Tags } = await cloudwatch.listTagsForResource({ ResourceARN: found.AlarmArn });
    const state: Properties = {
      ...Object.fromEntries(
        Object.entries(members).map(([ours, theirs]) => [ours, found[theirs] as Properties[string]]),
      ),
      treatMissingData: found.TreatMissingData ?? "missing",
      dimensions: Object.fromEntries(
        (found.Dimensions ?? []).map(({ Name = "", Value = "" }) => [Name, Value]),
      ),
      name: id,
      arn: found.AlarmArn,
      ...tagState(fromTagList(Tags), context.defaultTags, prior),
      region: context.region,
    };
    return { id, state };
  },
  async update(id, old, given, context) {
    await put({ ...given, name: id }, context);
    const cloudwatch = await context.aws.cloudwatch();
    const ResourceARN = old["arn"] as string;
    const tagsAll = allTags(context.defaultTags, given["tags"]);
    const tags = tagChanges(tagsOf(old["tagsAll"]), tagsAll);
    if (tags.gone.length > 0) await cloudwatch.untagResource({ ResourceARN, TagKeys: [...tags.gone] });
    const more = toTagList(tags.put);
    if (more.length > 0) await cloudwatch.tagResource({ ResourceARN, Tags: more });
    return { ...stateOf(given, context), name: id, arn: ResourceARN, tagsAll };
  },
  async delete(id, _state, context) {
    const cloudwatch = await context.aws.cloudwatch();
    await cloudwatch.deleteAlarms({ AlarmNames: [id] });
  },
};

const stateOf = (given: Properties, context: Context): Properties => ({
  ...Object.fromEntries(Object.keys(inputs).map((name) => [name, given[name]])),
  region: context.region,
});
