import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { emptyBody } from "../../../../infra/sandbox/body.ts";
import type { WireRequest } from "../../../../infra/sandbox/service.ts";
import { detect } from "../../../../infra/sandbox/services/s3/detect.ts";
import { verifySigV2Url } from "../../../../infra/sandbox/wire/sigv2-url.ts";

const secret = "secret";
const now = new Date(1_700_000_000_000);

/** A URL presigned by hand ("Signing and authenticating REST requests", Amazon S3 User Guide). */
function presigned(method: string, resource: string, query: Record<string, string> = {}): WireRequest {
  const Expires = String(now.getTime() / 1000 + 60);
  const Signature = createHmac("sha1", secret)
    .update(`${method}\n\n\n${Expires}\n${resource}`)
    .digest("base64");
  return {
    method,
    rawPath: resource.split("?")[0]!,
    query: new URLSearchParams({ AWSAccessKeyId: "AKIAEXAMPLE", Expires, Signature, ...query }),
    headers: { host: "127.0.0.1:4566" },
    body: emptyBody,
    sourceIp: "127.0.0.1",
  };
}

const verify = (request: WireRequest, at = now) => verifySigV2Url(request, secret, at);
const adding = (request: WireRequest, name: string, value = "") => ({
  ...request,
  query: new URLSearchParams([...request.query, [name, value]]),
});

it("is accepted as it was signed, until it expires", () => {
  const url = presigned("GET", "/bucket/key?versionId=1", { versionId: "1" });
  verify(url);
  expect(() => verify(url, new Date(now.getTime() + 61_000))).toThrow("Request has expired");
  expect(() => verify({ ...url, method: "DELETE" })).toThrow("does not match");
  expect(() => verify({ ...url, rawPath: "/bucket/other" })).toThrow("does not match");
  expect(() => verify({ ...url, headers: { ...url.headers, "x-amz-acl": "public-read" } })).toThrow(
    "does not match",
  );
});

it("asks for nothing else by what is added to it", () => {
  for (const path of ["/bucket", "/bucket/key"])
    for (const method of ["GET", "PUT", "DELETE"])
      for (const name of [
        ...["acl", "attributes", "legal-hold", "object-lock", "ownershipControls", "policy", "policyStatus"],
        ...["publicAccessBlock", "replication", "retention", "select", "tagging", "uploadId", "versions"],
      ]) {
        const url = presigned(method, path);
        verify(url);
        const more = adding(url, name);
        if (detect(more).operation !== detect(url).operation)
          expect(() => verify(more), name).toThrow("does not match");
      }
});
