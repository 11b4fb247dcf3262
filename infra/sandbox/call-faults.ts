import { parseObjectKey } from "../cloudtrail/object-key.ts";
import { cloudTrailPrincipal } from "../cloudtrail/service-principal.ts";
import { AwsError, type Call, type Service } from "./service.ts";
import type { World } from "./world.ts";

/** Lets the faults in force strike a call: one of a client's that is throttled, or a delivery that is refused. @throws AwsError */
export function strikeCall(world: World, call: Call): void {
  const { faults } = world;
  if (call.caller.type !== "AWSService") {
    const fault = faults.throttling(call.service.name, call.operation);
    if (!fault) return;
    faults.struck(fault);
    throw throttlingError(call.service);
  }
  if (call.caller.service !== cloudTrailPrincipal || call.operation !== "PutObject") return;
  const [fault] = faults.of("refuseDelivery", call.context?.["aws:SourceArn"] ?? "");
  // The marker objects by which CreateTrail tries a bucket are no delivery.
  if (!fault || !parseObjectKey(String(call.input["Key"]))) return;
  faults.struck(fault);
  const { code = "AccessDenied", message = "Access Denied" } = fault.options;
  throw new AwsError(code, message, { status: /^(?:SlowDown|ServiceUnavailable)$/.test(code) ? 503 : 403 });
}

type Words = readonly [code: string, status: number, message: string];

/** Services whose throttling error is not that of their protocol (error codes of the services' API References). */
const ownWords: Readonly<Record<string, Words>> = {
  sns: ["Throttled", 429, "Rate exceeded"],
  sqs: ["RequestThrottled", 400, "Rate exceeded"],
  organizations: ["TooManyRequestsException", 400, "Rate exceeded"],
};

const wordsOfProtocol: Readonly<Record<Service["protocol"], Words>> = {
  "rest-xml-s3": ["SlowDown", 503, "Please reduce your request rate."],
  ec2: ["RequestLimitExceeded", 503, "Request limit exceeded."],
  query: ["Throttling", 400, "Rate exceeded"],
  "json-1.0": ["ThrottlingException", 400, "Rate exceeded"],
  "json-1.1": ["ThrottlingException", 400, "Rate exceeded"],
  "rpc-v2-cbor": ["ThrottlingException", 400, "Rate exceeded"],
};

/** The error by which a service tells a client to slow down; the SDKs retry each of them. */
function throttlingError({ name, protocol }: Service): AwsError {
  const [code, status, message] = ownWords[name] ?? wordsOfProtocol[protocol];
  return new AwsError(code, message, { status });
}
