import { zoned } from "../../../cloudwatch/alarm-notification.ts";
import { evaluationRange } from "../../../cloudwatch/alarm-rule.ts";
import { type Evaluation, evaluateAlarm } from "../../../cloudwatch/evaluate-alarm.ts";
import { inWindows, statistic } from "../../../cloudwatch/statistics.ts";
import type { World } from "../../world.ts";
import { type Alarm, alarmAt, alarmsOf, watches } from "./alarm-state.ts";
import { changeState } from "./change-state.ts";
import { type Metric, metricsOf, type MetricValue, type Place } from "./metric-store.ts";

/** Takes values of a metric in, and evaluates the alarms that watch it at once. */
export function addMetricValues(
  world: World,
  place: Place,
  metric: Metric,
  values: readonly MetricValue[],
): void {
  if (values.length === 0) return;
  metricsOf(world).add(place, metric, values);
  for (const alarm of alarmsOf(world, place).filter((alarm) => watches(alarm, metric)))
    evaluate(world, alarm);
}

/** Evaluates an alarm as it is now, by the world's clock; a changed state is told in the same transaction. */
export function evaluate(world: World, { accountId, region, name }: Place & { readonly name: string }): void {
  const alarm = alarmAt(world, { accountId, region }, name);
  if (!alarm) return;
  const range = evaluationRange(alarm, world.clock.now().getTime());
  const end = range.start + range.count * range.period;
  const samples = metricsOf(world).samples(
    alarm,
    { namespace: alarm.namespace, name: alarm.metricName, dimensions: alarm.dimensions },
    { start: range.start, end, unit: alarm.unit },
  );
  const points = inWindows(samples, range).map((window) => {
    const value = statistic(alarm.statistic, window);
    return value === undefined ? undefined : { value, sampleCount: statistic("SampleCount", window)! };
  });
  const evaluation = evaluateAlarm(alarm, range, points);
  if (!evaluation || evaluation.value === alarm.state.value) return;
  const { value, reason } = evaluation;
  changeState(world, alarm, { value, reason, reasonData: reasonData(world, alarm, evaluation) });
}

function reasonData(world: World, alarm: Alarm, { datapoints }: Evaluation): string {
  const oldest = datapoints.at(-1);
  return JSON.stringify({
    version: "1.0",
    queryDate: zoned(world.clock.now().getTime()),
    ...(oldest ? { startDate: zoned(oldest.time) } : {}),
    ...(alarm.unit === undefined ? {} : { unit: alarm.unit }),
    statistic: alarm.statistic,
    period: alarm.period,
    recentDatapoints: datapoints.map(({ value }) => value).reverse(),
    threshold: alarm.threshold,
    evaluatedDatapoints: datapoints.map(({ time, value, sampleCount }) => ({
      timestamp: zoned(time),
      sampleCount,
      value,
    })),
  });
}
