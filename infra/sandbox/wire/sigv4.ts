import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from "node:crypto";
import type { WireRequest } from "../service.ts";
import { uriEncode, uriEncodePath } from "./uri.ts";

/** What is wrong with a request's authentication; each protocol has its own code and words for it. */
export type AuthenticationProblem =
  | "missing"
  | "malformed"
  | "unsupported"
  | "wrong-region"
  | "unknown-key"
  | "wrong-signature"
  | "wrong-token"
  | "skewed"
  | "expired-url"
  | "expired-token"
  | "unsigned-headers"
  | "wrong-body";

/** The request is not authentic. `detail` may be shown to the caller; it never holds a secret. */
export class AuthenticationError extends Error {
  readonly problem: AuthenticationProblem;

  constructor(problem: AuthenticationProblem, detail: string) {
    super(detail);
    this.name = "AuthenticationError";
    this.problem = problem;
  }
}

/** A request's signature, taken apart ("Signature Version 4 signing process", IAM User Guide). Nothing is verified yet. */
export interface Signature {
  readonly accessKeyId: string;
  /** `YYYYMMDD` */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  /** Lower case, in the order given. */
  readonly signedHeaders: readonly string[];
  readonly value: string;
  /** `YYYYMMDDTHHMMSSZ`, when it was signed. */
  readonly timestamp: string;
  /** Set for presigned URLs: seconds of validity. */
  readonly expires?: number;
  readonly sessionToken?: string;
}

const algorithm = "AWS4-HMAC-SHA256";
const skewMilliseconds = 15 * 60_000;
const longestPresigned = 7 * 24 * 3600;

/**
 * Reads the signature from the Authorization header or, for presigned URLs, from the query.
 * @throws AuthenticationError `missing`, `malformed`, `unsupported`
 */
export function readSignature(request: WireRequest): Signature {
  const header = request.headers["authorization"];
  const inQuery = request.query.getAll("X-Amz-Signature").length;
  // The signature itself is the one thing in the query that is not signed, so there must be no other.
  if (inQuery > (header === undefined ? 1 : 0)) throw onlyOneMechanism();
  if (header !== undefined) return fromHeader(header, request);
  if (request.query.has("X-Amz-Algorithm")) return fromQuery(request.query);
  throw new AuthenticationError("missing", "Request is missing Authentication Token");
}

/** Several signatures in one request: which of them counts would be anybody's guess. */
export function onlyOneMechanism(): AuthenticationError {
  return new AuthenticationError("malformed", "Only one auth mechanism allowed");
}

function fromHeader(header: string, request: WireRequest): Signature {
  if (!header.startsWith(algorithm))
    throw new AuthenticationError("unsupported", "Please use AWS4-HMAC-SHA256.");
  const fields = new Map<string, string>();
  for (const part of header.slice(algorithm.length).split(",")) {
    const at = part.indexOf("=");
    if (at > 0) fields.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
  }
  const timestamp = request.headers["x-amz-date"] ?? basicDate(request.headers["date"]);
  const token = request.headers["x-amz-security-token"];
  return assemble(
    fields.get("Credential"),
    fields.get("SignedHeaders"),
    fields.get("Signature"),
    timestamp,
    token,
  );
}

function fromQuery(query: URLSearchParams): Signature {
  if (query.get("X-Amz-Algorithm") !== algorithm)
    throw new AuthenticationError("unsupported", "Please use AWS4-HMAC-SHA256.");
  const expires = query.get("X-Amz-Expires") ?? "";
  if (!/^\d{1,7}$/.test(expires) || Number(expires) > longestPresigned)
    throw new AuthenticationError(
      "malformed",
      "X-Amz-Expires must be a number of seconds of at most one week",
    );
  const signature = assemble(
    query.get("X-Amz-Credential"),
    query.get("X-Amz-SignedHeaders"),
    query.get("X-Amz-Signature"),
    query.get("X-Amz-Date"),
    query.get("X-Amz-Security-Token"),
  );
  return { ...signature, expires: Number(expires) };
}

function assemble(
  credential: string | null | undefined,
  signedHeaders: string | null | undefined,
  value: string | null | undefined,
  timestamp: string | null | undefined,
  sessionToken: string | null | undefined,
): Signature {
  const scope = credential?.split("/") ?? [];
  const [accessKeyId, day, region, service, end] = scope;
  if (scope.length !== 5 || !accessKeyId || !day || !region || !service || end !== "aws4_request")
    throw new AuthenticationError(
      "malformed",
      'Credential must have the form "<access key>/YYYYMMDD/REGION/SERVICE/aws4_request"',
    );
  if (!signedHeaders || !value)
    throw new AuthenticationError("malformed", "SignedHeaders or Signature is missing");
  if (!timestamp || !/^\d{8}T\d{6}Z$/.test(timestamp) || Number.isNaN(parseTimestamp(timestamp)))
    throw new AuthenticationError("malformed", "The signing date is missing or is not ISO 8601 basic format");
  if (!timestamp.startsWith(day))
    throw new AuthenticationError("malformed", "Date in Credential scope does not match the signing date");
  return {
    accessKeyId,
    day,
    region,
    service,
    signedHeaders: signedHeaders.toLowerCase().split(";"),
    value,
    timestamp,
    ...(sessionToken ? { sessionToken } : {}),
  };
}

/**
 * Verifies a signature against its secret key.
 * @param now the wire's time: what the machine's clock says, whatever the sandbox's clock is set to
 * @throws AuthenticationError `skewed`, `expired-url`, `unsigned-headers`, `wrong-signature`, `wrong-body`
 */
export function verifySignature(request: WireRequest, signature: Signature, secret: string, now: Date): void {
  verifyTime(signature, now);
  verifySignedHeaders(request, signature);
  const payload = payloadHash(request, signature);
  if (!equal(expectedSignature(request, signature, secret, payload), signature.value))
    throw new AuthenticationError(
      "wrong-signature",
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    );
}

/** A signature without its value: what is signed, by whom, when and for what. */
export type SignatureScope = Omit<Signature, "value">;

/** The signature that a request with this payload hash must have. */
export function expectedSignature(
  request: WireRequest,
  signature: SignatureScope,
  secret: string,
  payload: string,
): string {
  return hmacHex(signingKey(secret, signature), stringToSign(request, signature, payload));
}

function verifyTime(signature: Signature, now: Date): void {
  const signed = parseTimestamp(signature.timestamp);
  if (signature.expires === undefined) {
    if (Math.abs(now.getTime() - signed) > skewMilliseconds)
      throw new AuthenticationError(
        "skewed",
        "The difference between the request time and the current time is too large.",
      );
    return;
  }
  if (signed - now.getTime() > skewMilliseconds)
    throw new AuthenticationError("expired-url", "Request is not yet valid");
  if (now.getTime() > signed + signature.expires * 1000)
    throw new AuthenticationError("expired-url", "Request has expired");
}

/** The host and all x-amz- headers must be signed. */
function verifySignedHeaders(request: WireRequest, signature: Signature): void {
  const unsigned = Object.keys(request.headers).filter(
    (name) => (name === "host" || name.startsWith("x-amz-")) && !signature.signedHeaders.includes(name),
  );
  // Presigned URLs may come with this one unsigned: the query already says UNSIGNED-PAYLOAD.
  const tolerated = signature.expires === undefined ? [] : ["x-amz-content-sha256", "x-amz-user-agent"];
  const refused = unsigned.filter((name) => !tolerated.includes(name));
  if (refused.length > 0)
    throw new AuthenticationError(
      "unsigned-headers",
      `There were headers present in the request which were not signed: ${refused.join(", ")}`,
    );
}

/** What may stand for the body's hash, for S3 only; all other services' bodies are signed. */
const bodyModes = new Set([
  "UNSIGNED-PAYLOAD",
  "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
]);

/** The body's hash or mode as signed. @throws AuthenticationError `wrong-body` for a hash that is not the body's */
function payloadHash(request: WireRequest, signature: Signature): string {
  const { body, query, headers } = request;
  const presigned = signature.service === "s3" && signature.expires !== undefined;
  const stated = presigned
    ? (query.get("X-Amz-Content-Sha256") ?? signedHeader(request, signature) ?? "UNSIGNED-PAYLOAD")
    : (headers["x-amz-content-sha256"] ?? body.sha256);
  if (stated === body.sha256 || (signature.service === "s3" && bodyModes.has(stated))) return stated;
  throw new AuthenticationError(
    "wrong-body",
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  );
}

function signedHeader(request: WireRequest, signature: Signature): string | undefined {
  return signature.signedHeaders.includes("x-amz-content-sha256")
    ? request.headers["x-amz-content-sha256"]
    : undefined;
}

function stringToSign(request: WireRequest, signature: SignatureScope, payload: string): string {
  const canonical = hash("sha256", canonicalRequest(request, signature, payload));
  return `${algorithm}\n${signature.timestamp}\n${scopeOf(signature)}\n${canonical}`;
}

function canonicalRequest(request: WireRequest, signature: SignatureScope, payload: string): string {
  const headers = signature.signedHeaders.map((name) => `${name}:${oneSpace(request.headers[name] ?? "")}\n`);
  return [
    request.method,
    canonicalPath(request.rawPath, signature.service),
    canonicalQuery(request.query),
    headers.join(""),
    signature.signedHeaders.join(";"),
    payload,
  ].join("\n");
}

/** Without white space at the ends, and with single spaces within. */
function oneSpace(value: string): string {
  const trimmed = value.trim();
  return trimmed.includes("  ") ? trimmed.replace(/ +/g, " ") : trimmed;
}

/** S3 encodes the path once and takes it as it is; every other service encodes it twice and normalises it. */
function canonicalPath(rawPath: string, service: string): string {
  if (rawPath === "/") return "/";
  try {
    const once = uriEncodePath(decodeURIComponent(rawPath));
    return service === "s3" ? once : uriEncodePath(normalized(once));
  } catch {
    // Not percent-encoded UTF-8: no signer has seen it as anything else.
    return rawPath;
  }
}

/** Without empty and dot segments. */
function normalized(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return `/${segments.join("/")}${segments.length > 0 && path.endsWith("/") ? "/" : ""}`;
}

function canonicalQuery(query: URLSearchParams): string {
  if (query.size === 0) return "";
  const pairs: string[] = [];
  for (const [name, value] of query)
    if (name !== "X-Amz-Signature") pairs.push(`${uriEncode(name)}=${uriEncode(value)}`);
  // By name, then by value; "=" sorts before the characters that may follow a shorter name only if compared apart.
  return pairs
    .map((pair) => pair.split("=") as [string, string])
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** `YYYYMMDD/region/service/aws4_request` */
export function scopeOf(signature: Pick<Signature, "day" | "region" | "service">): string {
  return `${signature.day}/${signature.region}/${signature.service}/aws4_request`;
}

const signingKeys = new Map<string, KeyObject>();

/** The key derived from secret, day, region and service. Kept, because clients sign many requests with one. */
export function signingKey(secret: string, signature: SignatureScope): KeyObject {
  const name = `${secret}/${scopeOf(signature)}`;
  const known = signingKeys.get(name);
  if (known) return known;
  let bytes = hmac(`AWS4${secret}`, signature.day);
  for (const step of [signature.region, signature.service, "aws4_request"]) bytes = hmac(bytes, step);
  const key = createSecretKey(bytes);
  if (signingKeys.size >= 256) signingKeys.clear();
  signingKeys.set(name, key);
  return key;
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

/** HMAC-SHA256 in lower-case hex. */
export function hmacHex(key: KeyObject, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex");
}

/** Compares in constant time. */
export function equal(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

let lastTimestamp = { basic: "", milliseconds: Number.NaN };

/**
 * Milliseconds since 1970 of a basic-format UTC time, NaN if there is no such time. The last one is kept: all requests
 * of a second have the same.
 */
function parseTimestamp(basic: string): number {
  if (basic !== lastTimestamp.basic) {
    const extended = basic.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
    lastTimestamp = { basic, milliseconds: Date.parse(extended) };
  }
  return lastTimestamp.milliseconds;
}

function basicDate(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (/^\d{8}T\d{6}Z$/.test(header)) return header;
  const time = new Date(header);
  return Number.isNaN(time.getTime()) ? undefined : `${time.toISOString().replace(/[-:]|\.\d+/g, "")}`;
}
