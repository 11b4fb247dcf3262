import { gunzipSync } from "node:zlib";
import { AwsError, type Reply, type Service, type WireRequest } from "../service.ts";
import { decodeCbor, encodeCbor } from "./cbor.ts";
import { decodeJson, encodeJson, encodeJsonError } from "./json.ts";
import { decodeQuery, encodeEc2, encodeEc2Error, encodeQuery, encodeQueryError } from "./query.ts";
import { hostId } from "./request-id.ts";
import { xmlElement } from "./xml.ts";

/** What goes back over HTTP, except where the body is a file's. */
export interface Encoded {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

/** One of AWS's wire protocols: how a request names its operation and parameters, how answers and errors look. */
export interface Protocol {
  detect(
    request: WireRequest,
    service: Service,
  ): { readonly operation: string; readonly input: Record<string, unknown> };
  encode(service: Service, operation: string, reply: Reply, requestId: string): Encoded;
  encodeError(
    service: Service | undefined,
    error: AwsError,
    requestId: string,
    request: WireRequest,
  ): Encoded;
  /** The error for an operation that is not there. */
  readonly unknownOperation: { readonly code: string; readonly status: number };
}

const xml = { "content-type": "text/xml;charset=UTF-8" };

/** What a compressed body may become ("Request compression": CloudWatch takes 1 MB). */
const mostBytes = 16 * 1024 * 1024;

/** The body's bytes, unpacked where the client has compressed them. @throws AwsError `SerializationException` */
function content({ body, headers }: WireRequest): Buffer {
  if (headers["content-encoding"] !== "gzip") return body.bytes();
  try {
    return gunzipSync(body.bytes(), { maxOutputLength: mostBytes });
  } catch (error) {
    if (error instanceof AwsError) throw error;
    throw new AwsError("SerializationException", "The compressed body cannot be unpacked.");
  }
}

/** Query parameters from the URL and, for POST, the form in the body. */
function form(request: WireRequest): URLSearchParams {
  return request.method === "POST" ? new URLSearchParams(content(request).toString("utf8")) : request.query;
}

function detectAction(request: WireRequest): { operation: string; input: Record<string, unknown> } {
  const parameters = form(request);
  return { operation: parameters.get("Action") ?? "", input: decodeQuery(parameters) };
}

const query: Protocol = {
  detect: detectAction,
  encode: (service, operation, reply, requestId) => ({
    status: reply.status ?? 200,
    headers: { ...xml, "x-amzn-requestid": requestId },
    body: encodeQuery(service, operation, reply.output ?? {}, requestId),
  }),
  encodeError: (service, error, requestId) => ({
    status: error.status,
    headers: { ...xml, "x-amzn-requestid": requestId },
    body: encodeQueryError(service, error, requestId),
  }),
  unknownOperation: { code: "InvalidAction", status: 400 },
};

const ec2: Protocol = {
  detect: detectAction,
  encode: (service, operation, reply, requestId) => ({
    status: reply.status ?? 200,
    headers: { ...xml, "x-amzn-requestid": requestId },
    body: encodeEc2(service, operation, reply.output ?? {}, requestId),
  }),
  encodeError: (_service, error, requestId) => ({
    status: error.status,
    headers: { ...xml, "x-amzn-requestid": requestId },
    body: encodeEc2Error(error, requestId),
  }),
  unknownOperation: { code: "InvalidAction", status: 400 },
};

const cborProtocol = { "smithy-protocol": "rpc-v2-cbor" };
const cborType = { ...cborProtocol, "content-type": "application/cbor" };

/** The error's old name, which clients of services that moved away from the query protocol still know. */
const queryError = ({ queryCode, status }: AwsError): Record<string, string> =>
  queryCode === undefined
    ? {}
    : { "x-amzn-query-error": `${queryCode};${status >= 500 ? "Receiver" : "Sender"}` };

/** JSON protocols, by version. */
function json(version: "1.0" | "1.1"): Protocol {
  const type = { "content-type": `application/x-amz-json-${version}` };
  return {
    detect(request) {
      const operation = (request.headers["x-amz-target"] ?? "").split(".").at(-1) ?? "";
      const input = decodeJson(content(request));
      if (!input) throw new AwsError("SerializationException", "The body is not a JSON object.");
      return { operation, input };
    },
    encode: (_service, _operation, reply, requestId) => ({
      status: reply.status ?? 200,
      headers: { ...type, "x-amzn-requestid": requestId },
      body: encodeJson(reply.output ?? {}),
    }),
    encodeError: (_service, error, requestId) => ({
      status: error.status,
      headers: {
        ...type,
        "x-amzn-requestid": requestId,
        "x-amzn-errortype": error.code,
        ...queryError(error),
      },
      body: encodeJsonError(error),
    }),
    unknownOperation: { code: "UnknownOperationException", status: 400 },
  };
}

const s3: Protocol = {
  detect(request, service) {
    if (!service.detect) throw new Error(`${service.name} has no detect`);
    return service.detect(request);
  },
  encode: (_service, _operation, reply, requestId) => ({
    status: reply.status ?? 200,
    headers: { "x-amz-request-id": requestId, "x-amz-id-2": hostId(requestId) },
    body: Buffer.isBuffer(reply.body) ? reply.body : "",
  }),
  encodeError(_service, error, requestId, request) {
    const ids = { "x-amz-request-id": requestId, "x-amz-id-2": hostId(requestId) };
    const { extra } = error;
    const regional: Record<string, string> =
      extra["Region"] === undefined ? {} : { "x-amz-bucket-region": extra["Region"] };
    // HEAD has no body, and 304 must not have one: clients go by the status.
    if (request.method === "HEAD" || error.status === 304)
      return {
        status: error.status,
        headers: { ...ids, ...regional, "content-type": "application/xml" },
        body: "",
      };
    const members = {
      Code: error.code,
      Message: error.message,
      ...extra,
      RequestId: requestId,
      HostId: hostId(requestId),
    };
    return {
      status: error.status,
      headers: { ...ids, ...regional, "content-type": "application/xml" },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement("Error", members)}`,
    };
  },
  unknownOperation: { code: "NotImplemented", status: 501 },
};

/** Smithy's RPC v2: the operation stands in the path, everything else in CBOR. */
const cbor: Protocol = {
  detect(request) {
    const operation = /\/service\/[^/]+\/operation\/([^/]+)$/.exec(request.rawPath)?.[1] ?? "";
    const bytes = content(request);
    const input = bytes.length === 0 ? {} : decodeCbor(bytes);
    if (typeof input !== "object" || input === null || Array.isArray(input) || Buffer.isBuffer(input))
      throw new AwsError("SerializationException", "The body is not a CBOR map.");
    return { operation, input: input as Record<string, unknown> };
  },
  // Without an output there is no body ("Smithy RPC v2 CBOR protocol").
  encode: (_service, _operation, reply, requestId) => ({
    status: reply.status ?? 200,
    headers: { ...(reply.output ? cborType : cborProtocol), "x-amzn-requestid": requestId },
    body: reply.output ? encodeCbor(reply.output) : "",
  }),
  encodeError: (_service, error, requestId) => ({
    status: error.status,
    headers: {
      ...cborType,
      "x-amzn-requestid": requestId,
      ...queryError(error),
    },
    body: encodeCbor({ __type: error.code, message: error.message, ...error.extra }),
  }),
  unknownOperation: { code: "UnknownOperationException", status: 400 },
};

/** Every protocol of the sandbox's services. */
export const protocols: Readonly<Record<Service["protocol"], Protocol>> = {
  "rpc-v2-cbor": cbor,
  query,
  ec2,
  "json-1.0": json("1.0"),
  "json-1.1": json("1.1"),
  "rest-xml-s3": s3,
};

/** Services whose REST protocol is XML; that of most others is JSON. */
const restXml = new Set(["cloudfront", "route53", "s3control"]);

/**
 * The protocol a request most likely speaks, so that its client can read a refusal.
 * @param service the signature's service, where the request is signed
 */
export function likelyProtocol(request: WireRequest, service = "s3"): Service["protocol"] {
  if (request.headers["smithy-protocol"] === "rpc-v2-cbor") return "rpc-v2-cbor";
  if (request.headers["x-amz-target"] !== undefined)
    return request.headers["content-type"] === "application/x-amz-json-1.0" ? "json-1.0" : "json-1.1";
  const type = request.headers["content-type"] ?? "";
  if (type.startsWith("application/x-www-form-urlencoded") || request.query.has("Action")) return "query";
  if (type.includes("json")) return "json-1.1";
  if (restXml.has(service)) return "query";
  return service.startsWith("s3") ? "rest-xml-s3" : "json-1.1";
}

/** The protocol a request to a service speaks. */
export function spokenProtocol(request: WireRequest, service: Service): Service["protocol"] {
  if (!service.alsoSpeaks) return service.protocol;
  const likely = likelyProtocol(request, service.name);
  return service.alsoSpeaks.includes(likely) ? likely : service.protocol;
}
