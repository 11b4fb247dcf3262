import { LogText } from "../../../cloudwatch/log-text.ts";
import type { FilterPattern } from "../../../cloudwatch/filter-pattern.ts";
import type { World } from "../../world.ts";
import { addMetricValues } from "../cloudwatch/evaluate-alarms.ts";
import type { Dimension, MetricValue } from "../cloudwatch/metric-store.ts";
import { patternOf } from "./filter-patterns.ts";
import { metricFiltersOf, type MetricTransformation } from "./metric-filter-state.ts";
import type { LogGroup } from "./state.ts";

const minute = 60_000;

/** An event that came, and the minute it counts for. */
interface Arrived {
  readonly text: LogText;
  /** Epoch milliseconds. */
  readonly time: number;
}

/** Lets the group's metric filters make metric values of events, each at its event's time. */
export function writeMetrics(
  world: World,
  group: LogGroup,
  events: readonly { readonly timestamp: number; readonly message: string }[],
): void {
  const filters = metricFiltersOf(world, group);
  if (filters.length === 0 || events.length === 0) return;
  const arrived = events.map(({ timestamp, message }) => ({ text: new LogText(message), time: timestamp }));
  for (const { pattern: text, transformations } of filters) {
    const pattern = patternOf(text);
    const matching = arrived.filter((event) => pattern.matches(event.text));
    for (const transformation of transformations)
      for (const [, { dimensions, values }] of seriesOf(pattern, transformation, matching, arrived))
        addMetricValues(
          world,
          group,
          { namespace: transformation.metricNamespace, name: transformation.metricName, dimensions },
          values,
        );
  }
}

interface Series {
  readonly dimensions: readonly Dimension[];
  readonly values: MetricValue[];
}

/** The values a filter makes, by the dimensions they have. */
function seriesOf(
  pattern: FilterPattern,
  transformation: MetricTransformation,
  matching: readonly Arrived[],
  all: readonly Arrived[],
): ReadonlyMap<string, Series> {
  const series = new Map<string, Series>();
  const add = (dimensions: readonly Dimension[], value: number, time: number) => {
    const key = JSON.stringify(dimensions);
    const found = series.get(key) ?? { dimensions, values: [] };
    series.set(key, found);
    const unit = transformation.unit ?? "None";
    found.values.push({ time, unit, count: 1, sum: value, minimum: value, maximum: value });
  };
  for (const { text, time } of matching) {
    const value = valueOf(pattern, transformation.metricValue, text);
    const dimensions = dimensionsOf(pattern, transformation, text);
    if (value !== undefined && dimensions) add(dimensions, value, time);
  }
  const { defaultValue } = transformation;
  if (defaultValue !== undefined)
    for (const time of minutesWithout(matching, all)) add([], defaultValue, time);
  return series;
}

/** Undefined where the event does not have the number. */
function valueOf(pattern: FilterPattern, metricValue: string, event: LogText): number | undefined {
  const text = metricValue.startsWith("$") ? pattern.field(event, metricValue) : metricValue;
  const value = text === undefined || text.trim() === "" ? NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Undefined where the event lacks one: then it counts for no metric. */
function dimensionsOf(
  pattern: FilterPattern,
  { dimensions = {} }: MetricTransformation,
  event: LogText,
): readonly Dimension[] | undefined {
  const found = Object.entries(dimensions).map(([Name, field]) => ({
    Name,
    Value: pattern.field(event, field),
  }));
  return found.every((each): each is Dimension => each.Value !== undefined && each.Value !== "")
    ? found
    : undefined;
}

/** The minutes of which events came, but none that matches. */
function minutesWithout(matching: readonly Arrived[], all: readonly Arrived[]): Iterable<number> {
  const minuteOf = ({ time }: Arrived) => Math.floor(time / minute) * minute;
  const matched = new Set(matching.map(minuteOf));
  return new Set(all.map(minuteOf).filter((time) => !matched.has(time)));
}
