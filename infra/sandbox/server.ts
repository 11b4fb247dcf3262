import { createReadStream } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { TrailwrightError } from "../errors.ts";
import { BodyCollector, emptyBody } from "./body.ts";
import { dispatch, type WireResponse } from "./dispatch.ts";
import type { Body, WireRequest } from "./service.ts";
import { stateFailure } from "./state-failure.ts";
import { AwsChunkedDecoder, ChunkedBodyError } from "./wire/aws-chunked.ts";
import type { Upstream } from "./upstream/upstream.ts";
import { xmlElement } from "./wire/xml.ts";
import type { World } from "./world.ts";

/** Answers the sandbox's own requests (health, leases) under `/_trailwright/`; false when it is not one of them. */
export type OwnRequests = (request: IncomingMessage, response: ServerResponse, url: URL) => boolean;

/** A server that listens. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** Far more than the clients of one person's sandbox open; each may hold memory and a file descriptor. */
const mostConnections = 512;

/** Longest wait for a request's headers, and for the next piece of its body, in milliseconds. */
const patience = 60_000;

/** S3's largest upload in one request, and room for the framing of its chunks. */
const largestBody = 5 * 1024 ** 3 + 64 * 1024 ** 2;

/** Bytes of an answer that are worth copying to save a write. */
const smallBody = 16 * 1024;

const serverOptions = {
  keepAliveTimeout: 60_000,
  // Uploads may take long as a whole, as long as something comes.
  requestTimeout: 0,
  headersTimeout: patience,
};

/**
 * Listens on 127.0.0.1 and hands whole requests to dispatch. Requests from web pages (any Origin, foreign Host) are
 * refused, so that no page in the user's browser can reach the sandbox, rebinding included.
 * @throws TrailwrightError `PortInUse`
 */
export async function listen(
  world: World,
  port: number,
  own: OwnRequests,
  upstream?: Upstream,
): Promise<Listening> {
  let listening = port;
  const server = createServer(serverOptions, (request, response) => {
    const target = refuseStrangers(request, response, listening);
    if (target === undefined) return;
    if (target.startsWith("/_trailwright/") && own(request, response, new URL(`http://sandbox${target}`)))
      return;
    serve(world, request, response, target, upstream).catch((error: unknown) => {
      if (error instanceof RequestAborted) return;
      const { status, code, message } = stateFailure(error);
      end(response, status, errorDocument(code, message), "application/xml");
    });
  });
  server.maxConnections = mostConnections;
  server.on("clientError", (_error, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
  });
  await start(server, port);
  listening = (server.address() as AddressInfo).port;
  return {
    port: listening,
    close: () =>
      new Promise((resolve) => {
        // Whoever is still sending or waiting has a moment; leases would hold on for ever.
        const moment = setTimeout(() => server.closeAllConnections(), 100);
        server.close(() => {
          clearTimeout(moment);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function start(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE" || error.code === "EACCES"
          ? new TrailwrightError("PortInUse", `Port ${port} on 127.0.0.1 cannot be used.`, {
              why:
                error.code === "EACCES"
                  ? "It needs more rights than you have."
                  : "Another program listens on it.",
              next: "Choose another port with --port, or leave --port out to take any free one.",
              cause: error,
            })
          : error,
      );
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}

/** Loopback names, and the virtual-host style names of buckets, which systems resolve to loopback (RFC 6761). */
const ourNames = /^(?:127\.0\.0\.1|\[::1\]|localhost|[a-z0-9.-]+\.localhost)$/;

function isOurs(host: string, port: number): boolean {
  if (host === `127.0.0.1:${port}`) return true;
  const match = /^(.*?)(?::(\d+))?$/.exec(host);
  return match !== null && ourNames.test(match[1]!.toLowerCase()) && Number(match[2] ?? 80) === port;
}

/** The request's target (path and query); undefined when the request is refused. */
function refuseStrangers(
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
): string | undefined {
  if (!isOurs(request.headers.host ?? "", port) || request.headers.origin !== undefined) {
    end(response, 403, "The Trailwright sandbox answers AWS clients on this machine only.\n");
    return undefined;
  }
  const target = request.url ?? "/";
  // A fragment is nothing a client sends, and nothing a signature covers.
  if (target.startsWith("/") && !target.includes("#")) return target;
  end(response, 400, "The request target is malformed.\n");
  return undefined;
}

async function serve(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
  upstream: Upstream | undefined,
): Promise<void> {
  const collector = new BodyCollector(join(world.folder, "tmp"));
  try {
    const queryAt = target.indexOf("?");
    const headers = headersOf(request);
    const mode = headers["x-amz-content-sha256"] ?? "";
    const chunked = mode.startsWith("STREAMING-")
      ? new AwsChunkedDecoder(mode, (data) => collector.write(data))
      : undefined;
    const body = await readBody(request, collector, chunked, headers);
    if (body instanceof BodyProblem)
      return end(response, 400, errorDocument(body.code, body.message), "application/xml");
    const wire: WireRequest = {
      method: request.method ?? "GET",
      rawPath: queryAt < 0 ? target : target.slice(0, queryAt),
      query: new URLSearchParams(queryAt < 0 ? "" : target.slice(queryAt + 1)),
      headers,
      body,
      sourceIp: request.socket.remoteAddress ?? "127.0.0.1",
      ...(chunked ? { trailers: chunked.trailers } : {}),
      onceClosed: (listener) => response.once("close", listener),
    };
    const answer = dispatch(world, wire, chunked, upstream);
    send(response, answer instanceof Promise ? await answer : answer, wire.method === "HEAD");
  } finally {
    collector.discard();
  }
}

/** The client went away in the middle of its request. */
class RequestAborted extends Error {}

/** What is wrong with a body, in S3's words. */
class BodyProblem extends Error {
  readonly code: "IncompleteBody" | "EntityTooLarge";

  constructor(code: BodyProblem["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** The body, or what is wrong with it. Most requests have none, or one that is here already. */
async function readBody(
  request: IncomingMessage,
  collector: BodyCollector,
  chunked: AwsChunkedDecoder | undefined,
  headers: Readonly<Record<string, string>>,
): Promise<Body | BodyProblem> {
  if (headers["content-length"] === undefined && headers["transfer-encoding"] === undefined && !chunked)
    return emptyBody;
  let size = 0;
  try {
    await consume(request, (chunk) => {
      size += chunk.length;
      if (size > largestBody)
        throw new BodyProblem("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
      if (chunked) chunked.write(chunk);
      else collector.write(chunk);
    });
    chunked?.end();
  } catch (error) {
    if (error instanceof BodyProblem) return error;
    if (error instanceof ChunkedBodyError) return new BodyProblem("IncompleteBody", error.message);
    throw error;
  }
  const announced = headers["x-amz-decoded-content-length"];
  if (chunked && announced !== undefined && Number(announced) !== collector.size)
    return new BodyProblem(
      "IncompleteBody",
      "You did not provide the number of bytes specified by the x-amz-decoded-content-length HTTP header.",
    );
  return collector.end();
}

/**
 * Hands over a request's body piece by piece. After a failure the rest is read and thrown away: clients look for the
 * answer only when they have sent everything.
 */
function consume(request: IncomingMessage, take: (chunk: Buffer) => void): Promise<void> {
  // Without a listener for it, a time-out ends the connection.
  request.socket.setTimeout(patience);
  return new Promise((resolve, reject) => {
    let failure: unknown;
    request.on("data", (chunk: Buffer) => {
      if (failure !== undefined) return;
      try {
        take(chunk);
      } catch (error) {
        failure = error;
      }
    });
    request.once("end", () => {
      request.socket.setTimeout(0);
      if (failure === undefined) resolve();
      else reject(failure);
    });
    request.once("error", () => reject(new RequestAborted()));
    request.once("close", () => {
      if (!request.complete) reject(new RequestAborted());
    });
  });
}

function errorDocument(code: string, message: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement("Error", { Code: code, Message: message })}`;
}

/** Header values by lower-case name, repeated ones joined, as UTF-8 (Node hands bytes over as Latin-1). */
function headersOf(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  const { rawHeaders } = request;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase();
    const value = decodeHeader(rawHeaders[at + 1]!);
    headers[name] = name in headers ? `${headers[name]},${value}` : value;
  }
  return headers;
}

function decodeHeader(value: string): string {
  return /[\x80-\xff]/.test(value) ? Buffer.from(value, "latin1").toString("utf8") : value;
}

function send(response: ServerResponse, answer: WireResponse, head: boolean): void {
  const { status, body } = answer;
  for (const [name, value] of Object.entries(answer.headers))
    response.setHeader(
      name,
      /[^\x20-\x7e]/.test(value) ? Buffer.from(value, "utf8").toString("latin1") : value,
    );
  response.statusCode = status;
  if (typeof body === "string" || Buffer.isBuffer(body)) {
    const bodiless = status === 204 || status === 304;
    const length = Buffer.byteLength(body);
    if (!bodiless && !response.hasHeader("content-length")) response.setHeader("content-length", length);
    if (head || bodiless) response.end();
    else endWith(response, body, length);
    return;
  }
  if ("stream" in body) {
    sendStream(response, body.stream);
    return;
  }
  response.setHeader("content-length", "length" in body ? body.length : body.end - body.start);
  if ("length" in body) response.end();
  else sendFile(response, body);
}

/** Small bodies travel as Latin-1 text, which Node joins with the head: one piece is written faster than two. */
function endWith(response: ServerResponse, body: Buffer | string, length: number): void {
  if (typeof body === "string") response.end(body, length === body.length ? "latin1" : "utf8");
  else if (length <= smallBody) response.end(body.toString("latin1"), "latin1");
  else response.end(body);
}

/** What breaks off on one side breaks off on the other. */
function sendStream(response: ServerResponse, stream: Readable): void {
  stream.once("error", () => response.destroy());
  response.once("close", () => stream.destroy());
  stream.pipe(response);
}

function sendFile(
  response: ServerResponse,
  { descriptor, start, end }: { descriptor: number; start: number; end: number },
): void {
  const stream = createReadStream("", { fd: descriptor, start, end: end - 1 });
  stream.once("error", () => response.destroy());
  response.once("close", () => stream.destroy());
  stream.pipe(response);
}

function end(
  response: ServerResponse,
  status: number,
  text: string,
  type = "text/plain;charset=UTF-8",
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // What is left of the request is not read, so the connection cannot be used again.
  response.writeHead(status, { "content-type": type, connection: "close" });
  response.end(text);
}
