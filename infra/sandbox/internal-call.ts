import { emptyBody, memoryBody } from "./body.ts";
import { performCall } from "./perform-call.ts";
import type { Call, Caller, Reply } from "./service.ts";
import { services } from "./services.ts";
import { newRequestId } from "./wire/request-id.ts";
import type { InternalCall, World } from "./world.ts";

/**
 * Performs a call as an AWS service makes it: no HTTP and no signature, but the same permission checks and the same
 * record. Source address and user agent are the service's own name, as in CloudTrail's records.
 * @throws AwsError as the wire would show it
 */
export function internalCall(
  world: World,
  caller: Caller,
  serviceName: string,
  operationName: string,
  details: InternalCall,
): Reply {
  const service = services.get(serviceName);
  const operation = service?.operations[operationName];
  if (!service || !operation) throw new Error(`No operation ${serviceName}:${operationName}`);
  const from = caller.service ?? caller.invokedBy ?? caller.arn;
  const call: Call = {
    requestId: newRequestId(service.protocol),
    service,
    operation: operationName,
    region: details.region,
    caller,
    input: details.input,
    request: {
      method: "POST",
      rawPath: "/",
      query: new URLSearchParams(details.query),
      headers: { "user-agent": from, ...details.headers },
      body: details.body ? memoryBody(details.body) : emptyBody,
      sourceIp: from,
    },
    time: world.clock.now(),
    ...(details.context ? { context: details.context } : {}),
  };
  const outcome = performCall(world, call, operation, details.record ?? true);
  if ("error" in outcome) throw outcome.error;
  return outcome.reply;
}
