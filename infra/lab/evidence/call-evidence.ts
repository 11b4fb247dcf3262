import { deliveryDelay } from "../delivery-delay.ts";
import type { Evidence, GeneratedCall } from "../lab-state.ts";

/** The calls of step 5 with the request IDs their answers had. */
export function callEvidence(calls: readonly GeneratedCall[]): Evidence[] {
  return [
    {
      title: "Calls made",
      source: "request IDs of the answers",
      text: calls
        .map(
          (call) =>
            `${new Date(call.calledAt).toISOString()}  ${service(call)}:${call.eventName}  ${call.requestId}${call.errorCode ? `  ${call.errorCode}` : ""}`,
        )
        .join("\n"),
    },
  ];
}

/** Which of them came back out of a log file, after how long, in which object. */
export function deliveryEvidence(calls: readonly GeneratedCall[]): Evidence[] {
  return [
    {
      title: "Calls delivered",
      source: "log files in the bucket",
      text: calls
        .filter((call) => call.delivery)
        .map(
          ({ delivery, ...call }) =>
            `${service(call)}:${call.eventName}  after ${deliveryDelay(delivery!.afterMilliseconds)}  in ${delivery!.key}`,
        )
        .join("\n"),
    },
  ];
}

function service(call: Pick<GeneratedCall, "eventSource">): string {
  return call.eventSource.split(".")[0]!;
}
