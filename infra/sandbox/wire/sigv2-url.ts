import { createHmac } from "node:crypto";
import type { WireRequest } from "../service.ts";
import { bucketInHost } from "./bucket-in-host.ts";
import { AuthenticationError, equal } from "./sigv4.ts";

/**
 * Query keys that are part of what is signed: all that change what is asked for, also those that are younger than the
 * signature and that no client signs, so that nobody can add one to a URL that was handed out.
 */
const subresources = new Set([
  "accelerate",
  "acl",
  "analytics",
  "attributes",
  "cors",
  "delete",
  "encryption",
  "intelligent-tiering",
  "inventory",
  "legal-hold",
  "lifecycle",
  "location",
  "logging",
  "metrics",
  "notification",
  "object-lock",
  "ownershipControls",
  "partNumber",
  "policy",
  "policyStatus",
  "publicAccessBlock",
  "replication",
  "requestPayment",
  "response-cache-control",
  "response-content-disposition",
  "response-content-encoding",
  "response-content-language",
  "response-content-type",
  "response-expires",
  "restore",
  "retention",
  "select",
  "select-type",
  "tagging",
  "torrent",
  "uploadId",
  "uploads",
  "versionId",
  "versioning",
  "versions",
  "website",
]);

/**
 * Whether a request is a URL presigned the old way (`AWSAccessKeyId`, `Signature`, `Expires`), which boto3 and the AWS
 * CLI still make for S3 in us-east-1 ("Authenticating requests (AWS signature version 2)", Amazon S3 User Guide).
 */
export function isSigV2Url({ query }: WireRequest): boolean {
  return query.has("AWSAccessKeyId") && query.has("Signature") && query.has("Expires");
}

/** @throws AuthenticationError `expired-url`, `malformed`, `wrong-signature` */
export function verifySigV2Url(request: WireRequest, secret: string, now: Date): void {
  const { headers, method, query } = request;
  const expires = query.get("Expires") ?? "";
  if (!/^\d{1,12}$/.test(expires))
    throw new AuthenticationError("malformed", "Invalid date (should be seconds since epoch)");
  if (now.getTime() > Number(expires) * 1000)
    throw new AuthenticationError("expired-url", "Request has expired");
  const amz = new Map(Object.entries(headers).filter(([name]) => name.startsWith("x-amz-")));
  for (const [name, value] of query) if (name.startsWith("x-amz-")) amz.set(name, value);
  const text = [
    method,
    headers["content-md5"] ?? "",
    headers["content-type"] ?? "",
    expires,
    ...[...amz].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}:${value.trim()}`),
    resource(request),
  ].join("\n");
  const expected = createHmac("sha1", secret).update(text).digest("base64");
  if (!equal(expected, query.get("Signature") ?? ""))
    throw new AuthenticationError(
      "wrong-signature",
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    );
}

/** `/bucket/key?acl`; the bucket comes from the host in virtual-host style addresses. */
function resource({ rawPath, headers, query }: WireRequest): string {
  const bucket = bucketInHost(headers["host"]);
  const signed = [...query]
    .filter(([name]) => subresources.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === "" ? name : `${name}=${value}`));
  const path = bucket === undefined ? rawPath : `/${bucket}${rawPath}`;
  return signed.length > 0 ? `${path}?${signed.join("&")}` : path;
}
