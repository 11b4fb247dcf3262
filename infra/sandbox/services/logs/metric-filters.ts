import { LogText } from "../../../cloudwatch/log-text.ts";
import type { Call } from "../../service.ts";
import type { World } from "../../world.ts";
import { errors } from "./errors.ts";
import { patternOf } from "./filter-patterns.ts";
import type { InputOf } from "./inputs.ts";
import { filterKey, type MetricFilter, metricFilters, metricFiltersOf } from "./metric-filter-state.ts";
import { groupPermission, namedGroup, onGroup, operation, placeOf, findGroup } from "./operation.ts";
import { page } from "./page.ts";
import { groupsOf } from "./state.ts";

/** A group has this many filters at most ("CloudWatch Logs quotas"). */
const mostFilters = 100;

/** Makes or replaces a filter. What came before it is not looked at. */
export const putMetricFilter = onGroup("PutMetricFilter", false, ({ call, world, group, input }) => {
  if (input.applyOnTransformedLogs) throw errors.notHere("log transformers (applyOnTransformedLogs)");
  if (input.fieldSelectionCriteria !== undefined || input.emitSystemFieldDimensions !== undefined)
    throw errors.notHere("centralized log groups (fieldSelectionCriteria, emitSystemFieldDimensions)");
  patternOf(input.filterPattern);
  for (const transformation of input.metricTransformations) checkTransformation(transformation);
  const there = metricFilters(world).get(filterKey(group, input.filterName));
  if (!there && metricFiltersOf(world, group).length >= mostFilters) throw errors.limit();
  metricFilters(world).put(filterKey(group, input.filterName), {
    name: input.filterName,
    pattern: input.filterPattern,
    transformations: input.metricTransformations,
    groupName: group.name,
    created: there?.created ?? call.time.getTime(),
  });
  return undefined;
});

function checkTransformation({
  metricValue,
  defaultValue,
  dimensions,
}: InputOf<"PutMetricFilter">["metricTransformations"][number]): void {
  const isField = /^\$\.?[\w.[\]*"'-]+$/.test(metricValue);
  if (!isField && (metricValue.trim() === "" || !Number.isFinite(Number(metricValue))))
    throw errors.parameter(
      "Invalid metric transformation: metricValue must be a number or a field of the pattern.",
    );
  if (!dimensions) return;
  if (defaultValue !== undefined)
    throw errors.parameter(
      "Invalid metric transformation: dimensions and default value are mutually exclusive properties.",
    );
  const fields = Object.values(dimensions);
  if (fields.length > 3) throw errors.parameter("Invalid metric transformation: at most 3 dimensions.");
  if (fields.some((field) => !field.startsWith("$")))
    throw errors.parameter("Invalid metric transformation: dimension values must be fields of the pattern.");
}

export const describeMetricFilters = operation("DescribeMetricFilters", true, {
  permission: (call, world, input) =>
    groupPermission(world, { ...placeOf(call), name: input.logGroupName ?? "" }),
  handle({ call, world, input }) {
    const { filterNamePrefix = "", metricName, metricNamespace } = input;
    if ((metricName === undefined) !== (metricNamespace === undefined))
      throw errors.parameter("metricName and metricNamespace must be given together.");
    const found = filtersIn(call, world, input.logGroupName)
      .filter(({ name }) => name.startsWith(filterNamePrefix))
      .filter(({ transformations }) =>
        transformations.some(
          (each) =>
            metricName === undefined ||
            (each.metricName === metricName && each.metricNamespace === metricNamespace),
        ),
      );
    const { items, rest } = page(found, input, ({ name, groupName }) => `${name}:${groupName}`);
    return {
      metricFilters: items.map((filter) => ({
        filterName: filter.name,
        filterPattern: filter.pattern,
        metricTransformations: filter.transformations,
        creationTime: filter.created,
        logGroupName: filter.groupName,
        applyOnTransformedLogs: false,
      })),
      ...rest,
    };
  },
});

function filtersIn(call: Call, world: World, groupName: string | undefined): readonly MetricFilter[] {
  if (groupName === undefined)
    return groupsOf(world, placeOf(call)).flatMap((group) => metricFiltersOf(world, group));
  return metricFiltersOf(world, findGroup(world, namedGroup(call, { logGroupName: groupName })));
}

export const deleteMetricFilter = onGroup("DeleteMetricFilter", false, ({ world, group, input }) => {
  if (!metricFilters(world).delete(filterKey(group, input.filterName))) throw errors.noFilter();
  return undefined;
});

/** Tries a pattern on messages, without a group. */
export const testMetricFilter = operation("TestMetricFilter", true, {
  permission: () => ({ resource: "*" }),
  handle({ input }) {
    const pattern = patternOf(input.filterPattern);
    return {
      matches: input.logEventMessages.flatMap((eventMessage, index) => {
        const text = new LogText(eventMessage);
        return pattern.matches(text)
          ? [{ eventNumber: index + 1, eventMessage, extractedValues: pattern.extract(text) }]
          : [];
      }),
    };
  },
});
