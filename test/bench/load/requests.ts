import { createHash } from "node:crypto";
import { memoryBody } from "../../../infra/sandbox/body.ts";
import { signedHeaders } from "../../../infra/sandbox/wire/sign.ts";

/** Where requests go, and who signs them. */
export interface LoadTarget {
  readonly port: number;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

/** One request before it is signed. */
export interface PlainRequest {
  readonly service: "s3" | "iam" | "ec2" | "sts" | "cloudtrail";
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Path and query; the bench's names need no escaping. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

const form = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };

/** The bucket that the measured object calls use. */
export const loadBucket = "load";

const objectBody = Buffer.alloc(1024, "trailwright ");

/** Calls of the query protocol. */
export function queryCall(
  service: "iam" | "ec2" | "sts",
  action: string,
  parameters: Readonly<Record<string, string>> = {},
): PlainRequest {
  const version = { iam: "2010-05-08", ec2: "2016-11-15", sts: "2011-06-15" }[service];
  const body = new URLSearchParams({ Action: action, Version: version, ...parameters }).toString();
  return { service, method: "POST", target: "/", headers: form, body };
}

/** The operations that can be measured, each as the request of its n-th call in a lane of its own. */
export const loads = {
  PutObject: (lane: string, n: number): PlainRequest => ({
    service: "s3",
    method: "PUT",
    target: `/${loadBucket}/${lane}/${n % 1000}`,
    headers: { "content-type": "application/octet-stream" },
    body: objectBody,
  }),
  GetObject: (): PlainRequest => ({ service: "s3", method: "GET", target: `/${loadBucket}/read` }),
  CreateUser: (lane: string, n: number): PlainRequest =>
    queryCall("iam", "CreateUser", { UserName: `${lane}-${n}` }),
  DescribeInstances: (): PlainRequest => queryCall("ec2", "DescribeInstances"),
  GetCallerIdentity: (): PlainRequest => queryCall("sts", "GetCallerIdentity"),
} as const satisfies Record<string, (lane: string, n: number) => PlainRequest>;

/** Name of an operation that can be measured. */
export type LoadOperation = keyof typeof loads;

/** A request as bytes for the wire, signed (Signature Version 4) at `now`. */
export function wireBytes(request: PlainRequest, to: LoadTarget, now: Date): Buffer {
  const bytes = Buffer.from(request.body ?? "");
  const url = new URL(request.target, "http://sandbox");
  const headers = signedHeaders(
    {
      method: request.method,
      rawPath: url.pathname,
      query: url.searchParams,
      headers: { host: `127.0.0.1:${to.port}`, ...request.headers },
      body: bodyOf(bytes),
      sourceIp: "127.0.0.1",
    },
    to,
    { service: request.service, region: to.region },
    now,
  );
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const length = request.method === "GET" ? [] : [`content-length: ${bytes.length}`];
  const head = [`${request.method} ${request.target} HTTP/1.1`, ...lines, ...length, "", ""].join("\r\n");
  return Buffer.concat([Buffer.from(head), bytes]);
}

/** Bodies repeat; their hashes need not be computed again. */
const bodies = new Map<string, ReturnType<typeof memoryBody>>();

function bodyOf(bytes: Buffer): ReturnType<typeof memoryBody> {
  const name = createHash("sha1").update(bytes).digest("hex");
  let body = bodies.get(name);
  if (!body) {
    if (bodies.size > 64) bodies.clear();
    body = memoryBody(bytes);
    bodies.set(name, body);
  }
  return body;
}
