import type { Service, WireRequest } from "../service.ts";
import { decodeCbor } from "../wire/cbor.ts";
import { decodeJson } from "../wire/json.ts";
import { decodeQuery } from "../wire/query.ts";
import { parseXml } from "../wire/xml.ts";
import { namedLists } from "./named-lists.ts";
import { restOperation } from "./rest-operation.ts";

/** How a forwarded call was written, which is how its answer will be. */
export type WireForm = "json" | "cbor" | "query" | "ec2" | "rest";

/** A call that can be named from the wire alone. */
export interface NamedCall {
  readonly form: WireForm;
  /** AWS's own operation name. */
  readonly operation: string;
  /** Parameters as the wire names them; empty where the body is content. */
  readonly input: Record<string, unknown>;
}

const operationName = /^[A-Za-z][A-Za-z0-9]{1,127}$/;

/**
 * Names a call of any service: by `X-Amz-Target`, by the path of RPC v2 CBOR, by `Action`, or by the service's REST
 * table. Undefined when none of these names it: then it is nobody's guess.
 * @param service signing name
 * @param known the sandbox's own service of that name, if it has one
 */
export function nameCall(request: WireRequest, service: string, known?: Service): NamedCall | undefined {
  const named = byTarget(request) ?? byCborPath(request) ?? byAction(request, service, known);
  return named ? (operationName.test(named.operation) ? named : undefined) : byTable(request, service);
}

function byTarget(request: WireRequest): NamedCall | undefined {
  const target = request.headers["x-amz-target"];
  if (target === undefined) return undefined;
  return {
    form: "json",
    operation: target.split(".").at(-1) ?? "",
    input: decodeJson(request.body.bytes()) ?? {},
  };
}

function byCborPath(request: WireRequest): NamedCall | undefined {
  if (request.headers["smithy-protocol"] !== "rpc-v2-cbor") return undefined;
  const operation = /\/service\/[^/]+\/operation\/([^/]+)$/.exec(request.rawPath)?.[1] ?? "";
  return { form: "cbor", operation, input: objectOrNone(decodeCbor(request.body.bytes())) };
}

function byAction(request: WireRequest, service: string, known: Service | undefined): NamedCall | undefined {
  const form = (request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
  if (!form && !request.query.has("Action")) return undefined;
  const parameters =
    request.method === "POST" && form
      ? new URLSearchParams(request.body.bytes().toString("utf8"))
      : request.query;
  const action = parameters.get("Action");
  if (action === null) return undefined;
  const ec2 = (known?.protocol ?? service) === "ec2";
  const decoded = decodeQuery(parameters);
  return {
    form: ec2 ? "ec2" : "query",
    operation: action,
    input: ec2 ? decoded : objectOrNone(namedLists(decoded)),
  };
}

function byTable(request: WireRequest, service: string): NamedCall | undefined {
  const found = restOperation(service, request);
  if (!found) return undefined;
  const body = found.payload ? {} : restBody(request);
  return {
    form: "rest",
    operation: found.operation,
    input: { ...Object.fromEntries(request.query), ...body, ...found.labels },
  };
}

function restBody(request: WireRequest): Record<string, unknown> {
  if (request.body.size === 0) return {};
  const bytes = request.body.bytes();
  return decodeJson(bytes) ?? objectOrNone(namedLists(parseXml(bytes.toString("utf8"))?.value));
}

function objectOrNone(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value)
    ? (value as Record<string, unknown>)
    : {};
}
