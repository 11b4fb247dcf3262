import { inWindows, isPercentile, isStatistic, statistic } from "../../../cloudwatch/statistics.ts";
import { errors } from "./errors.ts";
import type { InputOf } from "./inputs.ts";
import { type Metric, metricsOf } from "./metric-store.ts";
import { operation } from "./operation.ts";
import { placeOf } from "./place-of.ts";

const hour = 3_600_000;
const day = 24 * hour;
const mostDatapoints = 1440;

export const getMetricStatistics = operation("GetMetricStatistics", true, ({ call, world, input }) => {
  const { StartTime, EndTime, Period, Statistics = [], ExtendedStatistics = [], Unit } = input;
  if (StartTime >= EndTime)
    throw errors.parameterValue("The parameter StartTime must be less than the parameter EndTime.");
  checkPeriod(Period);
  if (Statistics.length + ExtendedStatistics.length === 0)
    throw errors.parameterCombination("Must specify either Statistics or ExtendedStatistics");
  for (const each of ExtendedStatistics)
    if (!isPercentile(each)) throw errors.notHere(`the statistic ${each}`);
  const { windows, start, period } = read(call, world, input, { StartTime, EndTime, Period, Unit });
  if (windows.length > mostDatapoints)
    throw errors.parameterCombination(
      `You have requested up to ${windows.length} datapoints, which exceeds the limit of ${mostDatapoints}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
  return {
    Label: input.MetricName,
    Datapoints: windows.flatMap((samples, index) =>
      samples.length === 0
        ? []
        : [
            {
              Timestamp: new Date(start + index * period),
              ...Object.fromEntries(Statistics.map((name) => [name, statistic(name, samples)])),
              Unit: samples[0]!.unit,
              ...(ExtendedStatistics.length > 0
                ? {
                    ExtendedStatistics: new Map(
                      ExtendedStatistics.flatMap((name) => {
                        const value = statistic(name, samples);
                        return value === undefined ? [] : [[name, value] as const];
                      }),
                    ),
                  }
                : {}),
            },
          ],
    ),
  };
});

function checkPeriod(period: number): void {
  if (![1, 5, 10, 20, 30].includes(period) && period % 60 !== 0)
    throw errors.parameterValue(
      "The parameter Period must be a value in the set [1,5,10,20,30] or a multiple of 60.",
    );
}

type Reading = Parameters<Parameters<typeof operation<"GetMetricStatistics">>[2]>[0];

/** The samples of a metric by period; periods begin at full ones. */
function read(
  call: Reading["call"],
  world: Reading["world"],
  of: Pick<InputOf<"GetMetricStatistics">, "Namespace" | "MetricName" | "Dimensions">,
  range: Pick<InputOf<"GetMetricStatistics">, "StartTime" | "EndTime" | "Period" | "Unit">,
) {
  const period = range.Period * 1000;
  const start = Math.floor(range.StartTime.getTime() / period) * period;
  const end = range.EndTime.getTime();
  const count = Math.max(0, Math.ceil((end - start) / period));
  const metric: Metric = { namespace: of.Namespace, name: of.MetricName, dimensions: of.Dimensions ?? [] };
  const samples = metricsOf(world).samples(placeOf(call), metric, { start, end, unit: range.Unit });
  const windows = count > 100_800 ? [] : inWindows(samples, { start, period, count });
  if (count > 100_800)
    throw errors.validation(`The time range holds ${count} periods, which exceeds the limit of 100800.`);
  return { windows: windows as readonly (readonly (typeof samples)[number][])[], start, period };
}

/** Statistics of single metrics; what is computed from several is not here. */
export const getMetricData = operation("GetMetricData", true, ({ call, world, input }) => {
  const { MetricDataQueries, StartTime, EndTime, ScanBy } = input;
  if (StartTime >= EndTime)
    throw errors.validation("The parameter StartTime must be less than the parameter EndTime.");
  if (input.NextToken !== undefined) throw errors.nextToken();
  const ids = MetricDataQueries.map(({ Id }) => Id);
  if (new Set(ids).size < ids.length)
    throw errors.validation("The values for parameter id in MetricDataQueries are not unique.");
  const shown = MetricDataQueries.filter(({ ReturnData = true }) => ReturnData);
  return {
    MetricDataResults: shown.map(({ Id, MetricStat, Expression, Label, AccountId }) => {
      if (Expression !== undefined) throw errors.notHere("metric math and queries (Expression)");
      if (!MetricStat)
        throw errors.validation(`Either Expression or MetricStat is required for the metric query ${Id}.`);
      if (AccountId !== undefined && AccountId !== call.caller.accountId)
        throw errors.notHere("metrics of other accounts (AccountId)");
      const { Metric, Period, Stat, Unit } = MetricStat;
      checkPeriod(Period);
      if (!isStatistic(Stat)) throw errors.notHere(`the statistic ${Stat}`);
      const { windows, start, period } = read(call, world, Metric, { StartTime, EndTime, Period, Unit });
      const points = windows.flatMap((samples, index) => {
        const value = statistic(Stat, samples);
        return value === undefined ? [] : [{ time: new Date(start + index * period), value }];
      });
      if (ScanBy !== "TimestampAscending") points.reverse();
      return {
        Id,
        Label: Label ?? Metric.MetricName,
        Timestamps: points.map(({ time }) => time),
        Values: points.map(({ value }) => value),
        StatusCode: "Complete",
      };
    }),
    Messages: [],
  };
});

/** Metrics with values in the last two weeks, 500 to a page. */
export const listMetrics = operation("ListMetrics", true, ({ call, world, input }) => {
  const { Namespace, MetricName, Dimensions = [], NextToken, RecentlyActive } = input;
  if (input.IncludeLinkedAccounts || input.OwningAccount !== undefined)
    throw errors.notHere("linked accounts");
  const after = NextToken === undefined ? 0 : Number(Buffer.from(NextToken, "base64url").toString());
  if (!Number.isInteger(after)) throw errors.nextToken();
  const since = world.clock.now().getTime() - (RecentlyActive ? 3 * hour : 14 * day);
  const found = metricsOf(world)
    .metrics(placeOf(call), since, after)
    .filter(({ namespace }) => Namespace === undefined || namespace === Namespace)
    .filter(({ name }) => MetricName === undefined || name === MetricName)
    .filter(({ dimensions }) =>
      Dimensions.every((wanted) =>
        dimensions.some(({ Name, Value }) => Name === wanted.Name && Value === (wanted.Value ?? Value)),
      ),
    );
  const page = found.slice(0, 500);
  return {
    Metrics: page.map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: dimensions,
    })),
    ...(found.length > page.length
      ? { NextToken: Buffer.from(String(page.at(-1)!.id)).toString("base64url") }
      : {}),
  };
});
