import type { WireRequest } from "../service.ts";
import { expectedSignature, scopeOf } from "./sigv4.ts";

/**
 * The request's headers with a signature over all that it is worth signing: its host and its `x-amz-` headers.
 * @param scope signing name and region
 * @param now the machine's time
 */
export function signedHeaders(
  request: WireRequest,
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string },
  scope: { readonly service: string; readonly region: string },
  now: Date,
): Record<string, string> {
  const timestamp = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const payload = request.body.sha256;
  const headers: Record<string, string> = {
    ...request.headers,
    "x-amz-date": timestamp,
    "x-amz-content-sha256": payload,
  };
  const names = Object.keys(headers).filter((name) => name === "host" || name.startsWith("x-amz-"));
  const signature = {
    ...scope,
    accessKeyId: credentials.accessKeyId,
    day: timestamp.slice(0, 8),
    signedHeaders: names.sort(),
    timestamp,
  };
  const value = expectedSignature({ ...request, headers }, signature, credentials.secretAccessKey, payload);
  const credential = `${credentials.accessKeyId}/${scopeOf(signature)}`;
  headers["authorization"] =
    `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signature.signedHeaders.join(";")}, Signature=${value}`;
  return headers;
}
