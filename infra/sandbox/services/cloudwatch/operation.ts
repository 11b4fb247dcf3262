import { localeDate, lowerCamel } from "../../recorder/lower-camel.ts";
import type { Call, EventParts, Operation, Permission } from "../../service.ts";
import type { World } from "../../world.ts";
import { type InputOf, inputOf, type Name } from "./inputs.ts";

/** What a handler of one operation gets. */
export interface MonitoringCall<N extends Name> {
  readonly call: Call;
  readonly world: World;
  readonly input: InputOf<N>;
}

/** Calls on metrics are data events ("CloudWatch data events in CloudTrail", Amazon CloudWatch User Guide). */
const data = /^(?:PutMetricData|GetMetricData|GetMetricStatistics|ListMetrics)$/;

/** An operation; without `permissions` its resource is `*`. */
export function operation<N extends Name>(
  name: N,
  readOnly: boolean,
  handle: (monitoringCall: MonitoringCall<N>) => Record<string, unknown> | undefined,
  permissions: (monitoringCall: MonitoringCall<N>) => readonly Omit<Permission, "action">[] = () => [
    { resource: "*" },
  ],
): Operation {
  return {
    readOnly,
    category: data.test(name) ? "Data" : "Management",
    permissions: (call, world) =>
      permissions({ call, world, input: inputOf(name, call) }).map((permission) => ({
        action: `cloudwatch:${name}`,
        ...permission,
      })),
    handle(call, world) {
      const output = handle({ call, world, input: inputOf(name, call) });
      return output ? { output } : {};
    },
    event: (call, _reply, _world, error) => ({
      ...recorded(name, call),
      ...(error?.code === "AccessDeniedException"
        ? { errorCode: "AccessDenied", requestParameters: null }
        : {}),
    }),
  };
}

/** Values of metrics are left out, and no call shows what it answered (examples of the same page). */
function recorded(name: Name, call: Call): EventParts {
  const input = inputOf(name, call) as Record<string, unknown>;
  const shown = name === "PutMetricData" ? withoutValues(input as InputOf<"PutMetricData">) : input;
  const parameters = lowerCamel(shown, { date: localeDate }) as Record<string, unknown>;
  return {
    requestParameters: Object.keys(parameters).length > 0 ? parameters : null,
    responseElements: null,
    ...(data.test(name) ? { resources: [{ type: "AWS::CloudWatch::Metric" }] } : {}),
  };
}

function withoutValues({ Namespace, MetricData = [] }: InputOf<"PutMetricData">): Record<string, unknown> {
  return {
    Namespace,
    MetricData: MetricData.map(({ MetricName, Dimensions }) => ({ MetricName, Dimensions })),
  };
}
