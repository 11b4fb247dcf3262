import { errors } from "./errors.ts";
import { addMetricValues } from "./evaluate-alarms.ts";
import type { InputOf } from "./inputs.ts";
import type { MetricValue } from "./metric-store.ts";
import { operation } from "./operation.ts";
import { placeOf } from "./place-of.ts";

type Datum = NonNullable<InputOf<"PutMetricData">["MetricData"]>[number];

const hour = 3_600_000;
const day = 24 * hour;
const largest = 2 ** 360;

export const putMetricData = operation(
  "PutMetricData",
  false,
  ({ call, world, input }) => {
    const { Namespace: namespace, MetricData = [] } = input;
    if (input.EntityMetricData !== undefined)
      throw errors.notHere("metric data of entities (EntityMetricData)");
    if (MetricData.length === 0) throw errors.missingParameter("The parameter MetricData is required.");
    if (/^AWS\//.test(namespace))
      throw errors.parameterValue("The value AWS/ for parameter Namespace is invalid.");
    const data = MetricData.map((datum, index) => ({
      metric: { namespace, name: datum.MetricName, dimensions: datum.Dimensions ?? [] },
      values: valuesOf(datum, call.time.getTime(), `MetricData.member.${index + 1}`),
    }));
    for (const { metric, values } of data) addMetricValues(world, placeOf(call), metric, values);
    return undefined;
  },
  ({ input }) => [{ resource: "*", context: { "cloudwatch:namespace": input.Namespace } }],
);

/** @throws AwsError for values that are none, or too old, or too far ahead ("PutMetricData") */
function valuesOf(datum: Datum, now: number, path: string): readonly MetricValue[] {
  const time = datum.Timestamp?.getTime() ?? now;
  if (time < now - 14 * day || time > now + 2 * hour)
    throw errors.parameterValue(
      `The parameter ${path}.Timestamp must specify a time no more than two weeks in the past and no more than two hours in the future.`,
    );
  const given = [datum.Value, datum.StatisticValues, datum.Values].filter((each) => each !== undefined);
  if (given.length === 0)
    throw errors.missingParameter(`At least one of the parameters must be specified: ${path}.Value.`);
  if (given.length > 1)
    throw errors.parameterCombination(
      `The parameters ${path}.Value, ${path}.Values and ${path}.StatisticValues are mutually exclusive and you have specified more than one.`,
    );
  const common = {
    time,
    unit: datum.Unit ?? "None",
    isHighResolution: (datum.StorageResolution ?? 60) < 60,
  };
  return numbersOf(datum, path).map(({ value, count, ...statistics }) => ({
    ...common,
    count,
    sum: value * count,
    minimum: value,
    maximum: value,
    ...statistics,
  }));
}

interface Numbers {
  readonly value: number;
  readonly count: number;
  readonly sum?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

function numbersOf({ Value, StatisticValues, Values = [], Counts }: Datum, path: string): Numbers[] {
  const check = (value: number) => {
    if (!Number.isFinite(value) || Math.abs(value) > largest)
      throw errors.parameterValue(`The value ${value} for parameter ${path}.Value is invalid.`);
    return value;
  };
  if (Value !== undefined) return [{ value: check(Value), count: 1 }];
  if (StatisticValues) {
    const { SampleCount: count, Sum, Minimum, Maximum } = StatisticValues;
    for (const value of [Sum, Minimum, Maximum]) check(value);
    if (!(count > 0) || Minimum > Maximum)
      throw errors.parameterValue(`The value for parameter ${path}.StatisticValues is invalid.`);
    return [{ value: Sum / count, count, sum: Sum, minimum: Minimum, maximum: Maximum }];
  }
  if (Counts && Counts.length !== Values.length)
    throw errors.parameterValue(`The parameters ${path}.Values and ${path}.Counts must be of the same size.`);
  return Values.map((value, index) => ({ value: check(value), count: Counts?.[index] ?? 1 }));
}
