import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { Readable } from "node:stream";
import { AwsError, type Caller, type WireRequest } from "../service.ts";
import { signedHeaders } from "../wire/sign.ts";
import { uriEncode } from "../wire/uri.ts";
import { markHeader, type Upstream } from "./upstream.ts";

/** The upstream's answer. `body` when it was small enough to be read whole, else `rest`, which begins at its start. */
export interface UpstreamAnswer {
  readonly status: number;
  /** As they came, without those that belong to the connection. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly rest?: Readable;
}

/** Answers up to this size are looked into; CloudTrail leaves out elements above 100 KB anyhow. */
const wholeLimit = 256 * 1024;
/** Lambda functions may run that long. */
const silenceMilliseconds = 16 * 60_000;

/** Headers that belong to one connection, or that are made anew. */
const ownHeaders = new Set([
  "accept-encoding",
  "authorization",
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-amz-content-sha256",
  "x-amz-date",
  "x-amz-decoded-content-length",
  "x-amz-security-token",
  "x-amz-trailer",
]);

/**
 * Hands a call to the upstream, signed anew, and waits for the head of its answer and for the whole of a small one.
 * `Host` stays as the client sent it, because emulators build addresses from it (queue URLs) that have to lead back to
 * the sandbox. Each call has a connection of its own: one that is used again may be dead, and a call must not be sent twice.
 * @throws AwsError `UpstreamUnavailable` (502)
 */
export async function send(
  upstream: Upstream,
  request: WireRequest,
  caller: Caller,
  scope: { readonly service: string; readonly region: string },
): Promise<UpstreamAnswer> {
  const target = targetOf(request);
  const headers = headersFor(upstream, request, caller, scope, target);
  try {
    const response = await exchange(upstream.origin, request, target, headers);
    return await take(response);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new AwsError(
      "UpstreamUnavailable",
      `The Trailwright sandbox forwards this call to ${upstream.origin}, which did not answer: ${message || String(code)}`,
      { status: 502 },
    );
  }
}

/** Path and query without a presigned URL's signature. */
function targetOf({ rawPath, query }: WireRequest): { path: string; query: URLSearchParams } {
  const kept = new URLSearchParams(
    [...query].filter(
      ([name]) =>
        !/^X-Amz-(?:Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Security-Token)$/i.test(name),
    ),
  );
  return { path: rawPath, query: kept };
}

function headersFor(
  upstream: Upstream,
  request: WireRequest,
  caller: Caller,
  scope: { readonly service: string; readonly region: string },
  target: { readonly path: string; readonly query: URLSearchParams },
): Record<string, string> {
  const kept = Object.entries(request.headers).filter(([name]) => !ownHeaders.has(name));
  const through = request.headers[markHeader];
  const headers: Record<string, string> = {
    ...Object.fromEntries(kept),
    // Answers are read for the record; an encoded one could not be.
    "accept-encoding": "identity",
    [markHeader]: through === undefined ? upstream.mark : `${through},${upstream.mark}`,
    // moto keeps its accounts apart by this header, the others by the access key.
    "x-moto-account-id": caller.accountId,
  };
  if (/aws-chunked/.test(headers["content-encoding"] ?? "")) {
    const rest = headers["content-encoding"]!.split(",").filter((coding) => coding.trim() !== "aws-chunked");
    if (rest.length > 0) headers["content-encoding"] = rest.join(",");
    else delete headers["content-encoding"];
  }
  Object.assign(headers, request.trailers);
  return signedHeaders(
    { ...request, rawPath: target.path, query: target.query, headers },
    upstream.credentials ?? { accessKeyId: caller.accountId, secretAccessKey: "test" },
    scope,
    new Date(),
  );
}

function exchange(
  origin: string,
  { method, body }: WireRequest,
  target: { readonly path: string; readonly query: URLSearchParams },
  headers: Record<string, string>,
): Promise<IncomingMessage> {
  const query = [...target.query].map(([name, value]) => `${uriEncode(name)}=${uriEncode(value)}`).join("&");
  const path = query === "" ? target.path : `${target.path}?${query}`;
  const { protocol, hostname, port } = new URL(origin);
  const open = protocol === "https:" ? httpsRequest : httpRequest;
  const bodiless = body.size === 0 && /^(?:GET|HEAD|DELETE|OPTIONS)$/.test(method);
  const sized = bodiless ? headers : { ...headers, "content-length": String(body.size) };
  return new Promise((resolve, reject) => {
    const sent = open(
      // An IPv6 address is written without its brackets here.
      {
        hostname: hostname.replace(/^\[|\]$/g, ""),
        port,
        path,
        method,
        headers: latin1(sized),
        agent: false,
      },
      resolve,
    );
    sent.on("error", reject);
    sent.setTimeout(silenceMilliseconds, () => sent.destroy(new Error("it was silent for too long")));
    Readable.from(body.pieces(), { objectMode: false })
      .on("error", (error) => sent.destroy(error))
      .pipe(sent);
  });
}

/** Node writes headers as Latin-1, ours are UTF-8. */
function latin1(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Buffer.from(value, "utf8").toString("latin1")]),
  );
}

/** Reads a small answer whole. Event streams go through as they come. */
async function take(response: IncomingMessage): Promise<UpstreamAnswer> {
  const head = { status: response.statusCode ?? 502, headers: headersOf(response) };
  const pieces: Buffer[] = [];
  let size = 0;
  const source = response[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const streams = /eventstream|event-stream/.test(response.headers["content-type"] ?? "");
  while (!streams && size <= wholeLimit) {
    const next = await source.next();
    if (next.done) return { ...head, body: Buffer.concat(pieces) };
    pieces.push(next.value);
    size += next.value.length;
  }
  return { ...head, rest: Readable.from(all(pieces, source, response), { objectMode: false }) };
}

async function* all(
  pieces: readonly Buffer[],
  source: AsyncIterator<Buffer>,
  response: IncomingMessage,
): AsyncGenerator<Buffer> {
  try {
    yield* pieces;
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
  } finally {
    response.destroy();
  }
}

function headersOf({ rawHeaders }: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    const own = /^(?:connection|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/i;
    if (own.test(name)) continue;
    const value = Buffer.from(rawHeaders[at + 1]!, "latin1").toString("utf8");
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}
