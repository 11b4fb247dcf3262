import { authenticate, claimOf } from "./authenticate.ts";
import { performCall } from "./perform-call.ts";
import { AwsError, type Reply, type Service, type WireRequest } from "./service.ts";
import { services } from "./services.ts";
import { stateFailure } from "./state-failure.ts";
import { authenticationError } from "./wire/authentication-errors.ts";
import type { AwsChunkedDecoder } from "./wire/aws-chunked.ts";
import { type Encoded, likelyProtocol, protocols } from "./wire/protocols.ts";
import { newRequestId } from "./wire/request-id.ts";
import { AuthenticationError } from "./wire/sigv4.ts";
import type { World } from "./world.ts";

/** An answer as it goes over the wire. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string | { readonly file: string; readonly start: number; readonly end: number };
}

/** A request's way through the sandbox: signature → service → caller → operation → permission, handler, record → answer. */
export function dispatch(world: World, request: WireRequest, chunked?: AwsChunkedDecoder): WireResponse {
  let service: Service | undefined;
  let protocol: Service["protocol"] = likelyProtocol(request);
  let requestId = newRequestId(protocol);
  try {
    const claim = claimOf(request);
    service = services.get(claim.service);
    protocol = service?.protocol ?? likelyProtocol(request, claim.service);
    requestId = newRequestId(protocol);
    if (!service) throw unknownService(claim.service, protocol);
    const caller = authenticate(world, request, claim, chunked);
    const { operation, input } = protocols[protocol].detect(request, service);
    const handler = Object.hasOwn(service.operations, operation) ? service.operations[operation] : undefined;
    if (!handler) throw unknownOperation(service, operation);
    const { region } = claim;
    const time = world.clock.now();
    const call = { requestId, service, operation, region, caller, input, request, time };
    const outcome = performCall(world, call, handler);
    if ("error" in outcome) throw outcome.error;
    return answer(protocols[protocol].encode(service, operation, outcome.reply, requestId), outcome.reply);
  } catch (error) {
    return failure(error, protocol, service, requestId, request);
  }
}

function answer(encoded: Encoded, reply: Reply): WireResponse {
  const headers = reply.headers ? { ...encoded.headers, ...reply.headers } : encoded.headers;
  const body = reply.body && !Buffer.isBuffer(reply.body) ? reply.body : encoded.body;
  return { status: encoded.status, headers, body };
}

function failure(
  thrown: unknown,
  protocol: Service["protocol"],
  service: Service | undefined,
  requestId: string,
  request: WireRequest,
): WireResponse {
  const error =
    thrown instanceof AuthenticationError
      ? authenticationError(protocol, thrown)
      : thrown instanceof AwsError
        ? thrown
        : stateFailure(thrown);
  if (error.explanation === undefined)
    return protocols[protocol].encodeError(service, error, requestId, request);
  const explanation = error.explanation.replace(/[^\x20-\x7e]+/g, " ");
  const told = error.explainsAloud ? aloud(error, explanation) : error;
  const encoded = protocols[protocol].encodeError(service, told, requestId, request);
  return { ...encoded, headers: { ...encoded.headers, "x-trailwright-explanation": explanation } };
}

function aloud({ code, message, status, extra }: AwsError, explanation: string): AwsError {
  const told = `${message} [Trailwright sandbox: ${explanation}]`;
  return new AwsError(code, told, { status, extra: { ...extra } });
}

function unknownService(name: string, protocol: Service["protocol"]): AwsError {
  const { code, status } = protocols[protocol].unknownOperation;
  const known = [...services.keys()].join(", ");
  return new AwsError(code, `The Trailwright sandbox does not have the service ${name}. It has: ${known}.`, {
    status,
  });
}

function unknownOperation(service: Service, operation: string): AwsError {
  const { code, status } = protocols[service.protocol].unknownOperation;
  const known = Object.keys(service.operations).sort().join(", ");
  const name = operation === "" ? "a call that names no operation" : `${service.name}:${operation}`;
  return new AwsError(
    code,
    `The Trailwright sandbox does not have ${name}. Of ${service.name} it has: ${known}.`,
    {
      status,
    },
  );
}
