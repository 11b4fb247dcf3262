import { accessDenied } from "../authorization/access-denied.ts";
import { authorize } from "../authorization/authorize.ts";
import type { WireResponse } from "../dispatch.ts";
import { passedEndpoint } from "../passed-endpoint.ts";
import { type Outcome, type Reach, recordCall } from "../recorder/record-call.ts";
import { AwsError, type Call, type Caller, type Service, type WireRequest } from "../service.ts";
import { stateFailure } from "../state-failure.ts";
import { likelyProtocol, protocols } from "../wire/protocols.ts";
import { newRequestId } from "../wire/request-id.ts";
import type { World } from "../world.ts";
import { accountIn, forwardedService } from "./forwarded-service.ts";
import { type NamedCall, nameCall } from "./name-call.ts";
import { readAnswer } from "./read-answer.ts";
import { send, type UpstreamAnswer } from "./send.ts";
import { markHeader, type Upstream } from "./upstream.ts";

/** An authenticated call that the sandbox does not have. */
export interface ForwardedRequest {
  readonly request: WireRequest;
  /** Signing name. */
  readonly service: string;
  /** The sandbox's own service of that name, where it lacks just the operation. */
  readonly known?: Service;
  readonly region: string;
  readonly caller: Caller;
}

/**
 * Lets the upstream answer a call: permission here, the call there, then its record in a transaction, then the answer.
 * A call that cannot be named is forwarded for those who may do everything with its service, and not recorded.
 */
export function forwardCall(
  world: World,
  upstream: Upstream,
  forwarded: ForwardedRequest,
): Promise<WireResponse> {
  const named = nameCall(forwarded.request, forwarded.service, forwarded.known);
  const call = callOf(world, forwarded, named ?? unnamed);
  return upstream.track(forward(world, upstream, call, named));
}

async function forward(
  world: World,
  upstream: Upstream,
  call: Call,
  named: NamedCall | undefined,
): Promise<WireResponse> {
  try {
    refuseLoop(upstream, call.request);
    if (!named) return await forwardUnnamed(world, upstream, call);
    const denial = denialOf(world, call, named);
    if (denial) return refuse(world, call, named, denial.error, denial.reach);
    return await forwardNamed(world, upstream, call, named);
  } catch (error) {
    return failure(call, named, error instanceof AwsError ? error : stateFailure(error));
  }
}

/** Stands for a call that nobody can name: it takes the right to everything. */
const unnamed: NamedCall = { form: "rest", operation: "*", input: {} };

function callOf(world: World, forwarded: ForwardedRequest, named: NamedCall): Call {
  const { request, known, region, caller } = forwarded;
  const vpcEndpoint = passedEndpoint(world, request, forwarded.service, region);
  return {
    ...(vpcEndpoint ? { vpcEndpoint } : {}),
    requestId: newRequestId("json-1.1"),
    service: forwardedService(forwarded.service, named, known),
    operation: named.operation,
    region,
    caller,
    input: named.input,
    request,
    time: world.clock.now(),
  };
}

function refuseLoop(upstream: Upstream, request: WireRequest): void {
  if (request.headers[markHeader]?.split(",").includes(upstream.mark))
    throw new AwsError("UpstreamLoop", `The upstream ${upstream.origin} leads back to this sandbox.`, {
      status: 508,
    });
}

function denialOf(
  world: World,
  call: Call,
  { form }: NamedCall,
): { readonly error: AwsError; readonly reach: Reach } | undefined {
  const operation = call.service.operations[call.operation]!;
  const decision = authorize(call, operation.permissions(call, world), world);
  if (decision.allowed) return undefined;
  const denial = accessDenied(call, decision.permission, decision);
  const { code, message, explanation } = denial;
  return {
    error: form === "rest" ? new AwsError(code, message, { status: 403, explanation }) : denial,
    reach: { refusedAtEndpoint: decision.policyType === "VPC endpoint policy" },
  };
}

function refuse(world: World, call: Call, named: NamedCall, error: AwsError, reach?: Reach): WireResponse {
  record(world, call, { error }, reach);
  return failure(call, named, error);
}

async function forwardNamed(
  world: World,
  upstream: Upstream,
  call: Call,
  named: NamedCall,
): Promise<WireResponse> {
  let answer: UpstreamAnswer;
  try {
    answer = await sendOn(upstream, call);
  } catch (error) {
    if (error instanceof AwsError) return refuse(world, call, named, error);
    throw error;
  }
  const read = readAnswer(named.form, lowerCased(answer));
  // CloudTrail's eventTime is when a call was done.
  const done = { ...call, time: world.clock.now(), requestId: read.requestId ?? call.requestId };
  try {
    record(
      world,
      done,
      read.error ? { error: read.error } : { reply: read.output ? { output: read.output } : {} },
      { owners: ownersOf(world, done) },
    );
  } catch (error) {
    answer.rest?.destroy();
    throw error;
  }
  // Without an ID of the upstream's the client sees ours, so that it finds its record.
  return response(answer, read.requestId === undefined ? { "x-amzn-requestid": done.requestId } : {});
}

async function forwardUnnamed(world: World, upstream: Upstream, call: Call): Promise<WireResponse> {
  const { request, service } = call;
  const denial = denialOf(world, call, unnamed);
  if (denial) return failure(call, undefined, denial.error);
  const shape = request.rawPath.split("/").slice(0, 3).join("/");
  upstream.report(
    `${service.name} ${request.method} ${shape}`,
    `${request.method} ${request.rawPath} of ${service.eventSource} was forwarded to ${upstream.origin} but not recorded: its operation cannot be told from the request.`,
  );
  return response(await sendOn(upstream, call), {});
}

/** Other accounts of the sandbox whose resources a call names. */
function ownersOf(world: World, call: Call): readonly string[] {
  const permissions = call.service.operations[call.operation]!.permissions(call, world);
  const named = new Set(permissions.map(({ resource }) => accountIn(resource)));
  return world.accounts.map(({ id }) => id).filter((id) => id !== call.caller.accountId && named.has(id));
}

const sendOn = (upstream: Upstream, { request, caller, service, region }: Call) =>
  send(upstream, request, caller, { service: service.name, region });

function record(world: World, call: Call, outcome: Outcome, reach?: Reach): void {
  world.transaction(() => recordCall(world, call, outcome, reach));
}

function lowerCased({ status, headers, body }: UpstreamAnswer) {
  const folded = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return { status, headers: Object.fromEntries(folded), body };
}

function response(
  { status, headers, body, rest }: UpstreamAnswer,
  more: Record<string, string>,
): WireResponse {
  return { status, headers: { ...headers, ...more }, body: rest ? { stream: rest } : body! };
}

/** An error of ours in the call's protocol. */
function failure(call: Call, named: NamedCall | undefined, error: AwsError): WireResponse {
  const { request, service, requestId } = call;
  // REST calls are answered in XML where their service speaks it.
  const rest = !named || named.form === "rest";
  const protocol = rest ? likelyProtocol(request, service.name) : service.protocol;
  const words = protocols[protocol].encodeError(service, error, requestId, request);
  if (error.explanation === undefined) return words;
  const explanation = error.explanation.replace(/[^\x20-\x7e]+/g, " ");
  return { ...words, headers: { ...words.headers, "x-trailwright-explanation": explanation } };
}
