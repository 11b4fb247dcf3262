import { closeSync, openSync, readSync } from "node:fs";
import type { Readable } from "node:stream";
import { authenticate, claimOf } from "./authenticate.ts";
import { performInside } from "./perform-call.ts";
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
import { likelyProtocol, protocols, spokenProtocol } from "./wire/protocols.ts";
import { passedEndpoint } from "./passed-endpoint.ts";
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
    | OpenFile
    | { readonly stream: Readable }
    /** Nothing, though it is said how much there would be (HEAD). */
    | { readonly length: number };
}

/** A part of a file, which whoever sends it closes. */
interface OpenFile {
  readonly descriptor: number;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** Files up to this size are read at once. */
const smallFile = 256 * 1024;

/**
 * A request's way through the sandbox: signature → service → caller → operation → permission, handler, record → answer.
 * What the sandbox does not have goes to the upstream, if there is one. The answer comes when the call and its record are
 * committed, together with others of the same moment. A promise never rejects.
 */
export function dispatch(
  world: World,
  request: WireRequest,
  chunked?: AwsChunkedDecoder,
  upstream?: Upstream,
): WireResponse | Promise<WireResponse> {
  let service: Service | undefined;
  let protocol: Service["protocol"] = likelyProtocol(request);
  let requestId: string | undefined;
  try {
    const claim = claimOf(world, request);
    service = services.get(claim.service);
    protocol = service ? spokenProtocol(request, service) : likelyProtocol(request, claim.service);
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
    if (!handler) throw unknownOperation(service, operation, protocol);
    const time = world.clock.now();
    const vpcEndpoint = passedEndpoint(world, request, service.name, region);
    const call = {
      ...{ requestId, service, operation, region, caller, input, request, time },
      ...(vpcEndpoint ? { vpcEndpoint } : {}),
    };
    const waiting = handler.waits && waitFor(world, call, handler);
    return waiting
      ? waiting
          .then((ready) => (ready ? perform(world, { ...call, time: world.clock.now() }, handler) : nobody))
          .catch((error: unknown) => failure(error, protocol, service, call.requestId, request))
      : perform(world, call, handler);
  } catch (error) {
    return failure(error, protocol, service, requestId ?? newRequestId(protocol), request);
  }
}

/** For a client that went away while it waited. */
const nobody: WireResponse = { status: 408, headers: {}, body: "" };

async function perform(world: World, call: Call, handler: Operation): Promise<WireResponse> {
  const { service, operation, requestId, request } = call;
  const protocol = spokenProtocol(request, service);
  let pinned: WireResponse["body"] | undefined;
  let unreadable: unknown;
  try {
    const outcome = await world.commitTogether(() => {
      const done = performInside(world, call, handler);
      try {
        if ("reply" in done) pinned = pin(done.reply, request);
      } catch (error) {
        // No reason to undo what others do in the same transaction.
        unreadable = error;
      }
      return done;
    });
    if (unreadable !== undefined) throw unreadable;
    if ("error" in outcome) return failure(outcome.error, protocol, service, requestId, request);
    const { reply } = outcome;
    const encoded = protocols[protocol].encode(service, operation, reply, requestId);
    const headers = reply.headers ? { ...encoded.headers, ...reply.headers } : encoded.headers;
    return { status: encoded.status, headers, body: pinned ?? encoded.body };
  } catch (error) {
    if (isFile(pinned)) closeSync(pinned.descriptor);
    return failure(error, protocol, service, requestId, request);
  }
}

const isFile = (body: WireResponse["body"] | undefined): body is OpenFile =>
  body !== undefined && typeof body === "object" && "descriptor" in body;

/** Takes hold of a file that answers a call before anybody else has a turn: it may be deleted in the next. */
function pin({ body }: Reply, { method }: WireRequest): WireResponse["body"] | undefined {
  if (body === undefined || Buffer.isBuffer(body)) return undefined;
  const { file, start, end } = body;
  const length = end - start;
  if (method === "HEAD" || length === 0) return { length };
  const descriptor = openSync(file, "r");
  if (length > smallFile) return { descriptor, start, end };
  try {
    const bytes = Buffer.allocUnsafe(length);
    for (let at = 0; at < length;) {
      const read = readSync(descriptor, bytes, at, length - at, start + at);
      if (read === 0) throw new Error(`The body ${file} is shorter than its object.`);
      at += read;
    }
    return bytes;
  } finally {
    closeSync(descriptor);
  }
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

function unknownOperation(service: Service, operation: string, protocol: Service["protocol"]): AwsError {
  const { code, status } = protocols[protocol].unknownOperation;
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
