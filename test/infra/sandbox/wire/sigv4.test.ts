import { createHash, createHmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryBody } from "../../../../infra/sandbox/body.ts";
import type { WireRequest } from "../../../../infra/sandbox/service.ts";
import { AuthenticationError, readSignature, verifySignature } from "../../../../infra/sandbox/wire/sigv4.ts";
import { uriEncodePath } from "../../../../infra/sandbox/wire/uri.ts";

const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const time = new Date("2026-03-04T05:06:07Z");

/** Node's hashes in the shape that Smithy's signer asks for. */
class Sha256 {
  readonly #hash;
  constructor(key?: string | Uint8Array) {
    this.#hash = key === undefined ? createHash("sha256") : createHmac("sha256", key);
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

function signer(service: string): SignatureV4 {
  return new SignatureV4({
    credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: secret },
    region: "eu-central-1",
    service,
    sha256: Sha256 as never,
    uriEscapePath: service !== "s3",
    applyChecksum: true,
  });
}

/** As much of Smithy's request as is looked at here. */
interface HttpRequest {
  readonly headers: Record<string, string>;
  readonly query?: unknown;
}

/** The overload of the signer that takes requests. */
type Sign = (request: object, options: { signingDate: Date }) => Promise<HttpRequest>;

interface Parts {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function wire(parts: Parts, headers: Record<string, string>, query: Record<string, string>): WireRequest {
  return {
    method: parts.method,
    rawPath: parts.path,
    query: new URLSearchParams(query),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: memoryBody(Buffer.from(parts.body)),
    sourceIp: "127.0.0.1",
  };
}

async function signed(parts: Parts): Promise<WireRequest> {
  const by = signer(parts.service);
  const sign = by.sign.bind(by) as unknown as Sign;
  const request = await sign(
    {
      method: parts.method,
      protocol: "http:",
      hostname: "127.0.0.1",
      path: parts.path,
      query: parts.query,
      headers: { host: "127.0.0.1:4566", ...parts.headers },
      body: parts.body,
    },
    { signingDate: time },
  );
  return wire(parts, request.headers, request.query as Record<string, string>);
}

async function presigned(parts: Parts, expiresIn = 60): Promise<WireRequest> {
  const request: HttpRequest = await signer("s3").presign(
    {
      method: parts.method,
      protocol: "http:",
      hostname: "127.0.0.1",
      path: parts.path,
      query: parts.query,
      headers: { host: "127.0.0.1:4566", "x-amz-content-sha256": "UNSIGNED-PAYLOAD" },
    } as never,
    { signingDate: time, expiresIn },
  );
  return wire({ ...parts, body: "" }, request.headers, request.query as Record<string, string>);
}

const verify = (request: WireRequest, now = time) =>
  verifySignature(request, readSignature(request), secret, now);

const text = fc.string({ unit: "grapheme", maxLength: 12 }).filter((value) => value.isWellFormed());
const parts: fc.Arbitrary<Parts> = fc.record({
  service: fc.constantFrom("s3", "cloudtrail", "iam"),
  method: fc.constantFrom("GET", "PUT", "POST", "DELETE"),
  path: fc
    .array(
      text.filter((segment) => segment !== "" && segment !== "." && segment !== ".."),
      { maxLength: 3 },
    )
    .map((segments) => uriEncodePath(`/${segments.join("/")}`)),
  query: fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), text, { maxKeys: 4 }),
  headers: fc.dictionary(
    fc.stringMatching(/^x-amz-meta-[a-z]{1,6}$/),
    fc.stringMatching(/^[!-~]([ -~]{0,10}[!-~])?$/),
    { maxKeys: 3 },
  ),
  body: text,
});

describe("a request signed by the SDK's signer", () => {
  it("is accepted", async () => {
    await fc.assert(
      fc.asyncProperty(parts, async (given) => {
        verify(await signed(given));
      }),
      { numRuns: 200 },
    );
  });

  it("is refused after any change", async () => {
    const change = fc.constantFrom(
      "method",
      "path",
      "query",
      "header",
      "new header",
      "body",
      "signature",
      "secret",
      "date",
    );
    await fc.assert(
      fc.asyncProperty(parts, change, async (given, what) => {
        const request = await signed(given);
        expect(() => {
          if (what === "secret") verifySignature(request, readSignature(request), `${secret}x`, time);
          else verify(changed(request, what));
        }).toThrow(AuthenticationError);
      }),
      { numRuns: 200 },
    );
  });

  it("is refused a quarter of an hour away from its date", async () => {
    const request = await signed({
      service: "s3",
      method: "GET",
      path: "/b/k",
      query: {},
      headers: {},
      body: "",
    });
    verify(request, new Date(time.getTime() + 14 * 60_000));
    for (const minutes of [-16, 16])
      expect(() => verify(request, new Date(time.getTime() + minutes * 60_000))).toThrow("too large");
  });
});

function changed(request: WireRequest, what: string): WireRequest {
  const { headers } = request;
  switch (what) {
    case "method":
      return { ...request, method: request.method === "GET" ? "PUT" : "GET" };
    case "path":
      return { ...request, rawPath: `${request.rawPath}x` };
    case "query":
      return { ...request, query: new URLSearchParams([...request.query, ["added", "1"]]) };
    case "header":
      return { ...request, headers: { ...headers, host: "127.0.0.1:4567" } };
    case "new header":
      return { ...request, headers: { ...headers, "x-amz-acl": "public-read" } };
    case "body":
      return { ...request, body: memoryBody(Buffer.concat([request.body.bytes(), Buffer.from("x")])) };
    case "date":
      return { ...request, headers: { ...headers, "x-amz-date": "20260304T050608Z" } };
    default: {
      const value = headers["authorization"]!;
      const last = value.endsWith("0") ? "1" : "0";
      return { ...request, headers: { ...headers, authorization: value.slice(0, -1) + last } };
    }
  }
}

describe("a presigned URL", () => {
  const given: Parts = {
    service: "s3",
    method: "GET",
    path: "/bucket/a%20b",
    query: { versionId: "1" },
    headers: {},
    body: "",
  };

  it("is accepted until it expires", async () => {
    const request = await presigned(given);
    verify(request, new Date(time.getTime() + 59_000));
    expect(() => verify(request, new Date(time.getTime() + 61_000))).toThrow("Request has expired");
  });

  it("is refused after a change of its query, method or path", async () => {
    const request = await presigned(given);
    for (const what of ["method", "path", "query"])
      expect(() => verify(changed(request, what))).toThrow("does not match");
    const longer = new URLSearchParams(request.query);
    longer.set("X-Amz-Expires", "600000");
    expect(() => verify({ ...request, query: longer })).toThrow("does not match");
  });
});

it("says what is wrong with an Authorization header", async () => {
  const request = await signed({ service: "s3", method: "GET", path: "/", query: {}, headers: {}, body: "" });
  const withHeader = (authorization: string) => ({
    ...request,
    headers: { ...request.headers, authorization },
  });
  const problem = (authorization: string) => {
    try {
      verify(withHeader(authorization));
    } catch (error) {
      return (error as AuthenticationError).problem;
    }
    return "none";
  };
  expect(problem("AWS AKIAEXAMPLE:abc=")).toBe("unsupported");
  expect(problem("AWS4-HMAC-SHA256 Credential=a/b")).toBe("malformed");
  expect(problem(request.headers["authorization"]!.replace("20260304", "20260305"))).toBe("malformed");
  const { authorization: _, ...rest } = request.headers;
  expect(() => verify({ ...request, headers: rest })).toThrow(/Missing Authentication Token/i);
});
