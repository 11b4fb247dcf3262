import { SignatureV4 } from "@smithy/signature-v4";
import { NodeSha256 } from "./node-sha256.ts";

/** Keys to sign with. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A request before it is signed. */
export interface PlainRequest {
  readonly service: string;
  readonly method: string;
  /** Undecoded, begins with a slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came back. */
export interface PlainAnswer {
  readonly status: number;
  readonly body: string;
  /** From the header that the protocol has for it. */
  readonly requestId: string;
}

/** The overload of the signer that takes requests. */
type Sign = (request: object) => Promise<{ readonly headers: Record<string, string> }>;

/** Signs a request with the AWS SDK's own signer and sends it; for calls that are told by their wire form. */
export async function sendSigned(
  endpoint: string,
  keys: Keys,
  region: string,
  { service, method, path, query = {}, headers = {}, body = "" }: PlainRequest,
): Promise<PlainAnswer> {
  const { host, hostname } = new URL(endpoint);
  const signer = new SignatureV4({
    credentials: keys,
    region,
    service,
    sha256: NodeSha256 as never,
    uriEscapePath: service !== "s3",
    applyChecksum: true,
  });
  const sign = signer.sign.bind(signer) as unknown as Sign;
  const signed = await sign({
    method,
    protocol: "http:",
    hostname,
    path,
    query,
    headers: { host, "user-agent": "real-records", ...headers },
    body,
  });
  const search = new URLSearchParams(query).toString();
  const response = await fetch(`${endpoint}${path}${search && `?${search}`}`, {
    method,
    headers: signed.headers,
    ...(body === "" ? {} : { body }),
  });
  return {
    status: response.status,
    body: await response.text(),
    requestId: response.headers.get("x-amzn-requestid") ?? response.headers.get("x-amz-request-id") ?? "",
  };
}
