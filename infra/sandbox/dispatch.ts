import type { Readable } from "node:stream";
import { authenticate, claimOf } from "./authenticate.ts";
import { performCall } from "./perform-call.ts";
import {
  AwsError,
  type Call,
  type Operation,
  type Reply,
  type Service,
  type WireRequest,
} from "./service.ts";
import { services } from "./services.ts";
import { stateFailure } from "./state-failure.ts";
import { authenticationError } from "./wire/authentication-errors.ts";
import type { AwsChunkedDecoder } from "./wire/aws-chunked.ts";
import { forwardCall } from "./upstream/forward-call.ts";
import type { Upstream } from "./upstream/upstream.ts";
import { type Encoded, likelyProtocol, protocols } from "./wire/protocols.ts";
import { waitFor } from "./wait-for.ts";
import { newRequestId } from "./wire/request-id.ts";
import { AuthenticationError } from "./wire/sigv4.ts";
import type { World } from "./world.ts";

/** An answer as it goes over the wire. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body:
    | Buffer
    | string
    | { readonly file: string; readonly start: number; readonly end: number }
    | { readonly stream: Readable };
}

/**
 * A request's way through the sandbox: signature → service → caller → operation → permission, handler, record → answer.
 * What the sandbox does not have goes to the upstream, if there is one; then, and where a call waits (long polling), the
 * answer is a promise, which never rejects.
 */
export function dispatch(
  world: World,
  request: WireRequest,
  chunked?: AwsChunkedDecoder,
  upstream?: Upstream,
): WireResponse | Promise<WireResponse> {
  let service: Service | undefined;
  let protocol: Service["protocol"] = likelyProtocol(request);
  let requestId = newRequestId(protocol);
  try {
    const claim = claimOf(request);
    service = services.get(claim.service);
    protocol = service?.protocol ?? likelyProtocol(request, claim.service);
    requestId = newRequestId(protocol);
    if (!service && !upstream) throw unknownService(claim.service, protocol);
    const caller = authenticate(world, request, claim, chunked);
    const { region } = claim;
    if (!service) return forwardCall(world, upstream!, { request, service: claim.service, region, caller });
    const { operation, input } = protocols[protocol].detect(request, service);
    const handler = Object.hasOwn(service.operations, operation) ? service.operations[operation] : undefined;
    // Buckets are the sandbox's own: the upstream knows nothing of them.
    if (!handler && upstream && service.protocol !== "rest-xml-s3")
      return forwardCall(world, upstream, { request, service: service.name, known: service, region, caller });
    if (!handler) throw unknownOperation(service, operation);
    const time = world.clock.now();
    const call = { requestId, service, operation, region, caller, input, request, time };
    const waiting = handler.waits && waitFor(world, call, handler);
    return waiting
      ? waiting
          .then((ready) => (ready ? perform(world, { ...call, time: world.clock.now() }, handler) : nobody))
          .catch((error: unknown) => failure(error, protocol, service, requestId, request))
      : perform(world, call, handler);
  } catch (error) {
    return failure(error, protocol, service, requestId, request);
  }
}

/** For a client that went away while it waited. */
const nobody: WireResponse = { status: 408, headers: {}, body: "" };

function perform(world: World, call: Call, handler: Operation): WireResponse {
  const { service, operation, requestId } = call;
  const outcome = performCall(world, call, handler);
  if ("error" in outcome) throw outcome.error;
  const encoded = protocols[service.protocol].encode(service, operation, outcome.reply, requestId);
  return answer(encoded, outcome.reply);
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
