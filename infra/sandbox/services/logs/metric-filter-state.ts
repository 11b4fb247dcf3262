import type { Collection, World } from "../../world.ts";
import type { LogGroup } from "./state.ts";

/** What a filter makes of the events it matches. */
export interface MetricTransformation {
  readonly metricName: string;
  readonly metricNamespace: string;
  /** A number, or a field of the event (`$.size`, `$size`). */
  readonly metricValue: string;
  /** For the minutes in which events came, but none that matched. */
  readonly defaultValue?: number | undefined;
  /** Dimension names and the fields that give their values. */
  readonly dimensions?: Readonly<Record<string, string>> | undefined;
  readonly unit?: string | undefined;
}

/** A metric filter of a log group. */
export interface MetricFilter {
  readonly name: string;
  readonly pattern: string;
  readonly transformations: readonly MetricTransformation[];
  readonly groupName: string;
  /** Epoch milliseconds. */
  readonly created: number;
}

export const metricFilters = (world: World): Collection<MetricFilter> =>
  world.collection("logs/metric-filters");

type Group = Pick<LogGroup, "accountId" | "region" | "name">;

export const filterKey = ({ accountId, region, name }: Group, filter = ""): string =>
  `${accountId}:${region}:${name}:${filter}`;

/** In order of their names. */
export function metricFiltersOf(world: World, group: Group): readonly MetricFilter[] {
  return [...metricFilters(world).entries(filterKey(group))].map(([, filter]) => filter);
}

export function removeMetricFilters(world: World, group: Group): void {
  for (const { name } of metricFiltersOf(world, group)) metricFilters(world).delete(filterKey(group, name));
}
