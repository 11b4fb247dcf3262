import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryBody } from "../../../../infra/sandbox/body.ts";
import type { WireRequest } from "../../../../infra/sandbox/service.ts";
import { AuthenticationError, readSignature, verifySignature } from "../../../../infra/sandbox/wire/sigv4.ts";
import { uriEncodePath } from "../../../../infra/sandbox/wire/uri.ts";
import { NodeSha256 } from "../../../helpers/node-sha256.ts";

const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const time = new Date("2026-03-04T05:06:07Z");

function signer(service: string): SignatureV4 {
  return new SignatureV4({
    credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: secret },
    region: "eu-central-1",
    service,
    sha256: NodeSha256 as never,
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
      { numRuns: 1000 },
    );
  });

  it("is refused after any change", async () => {
    const change = fc.constantFrom(...Object.keys(changes));
    await fc.assert(
      fc.asyncProperty(parts, change, fc.nat(), async (given, what, pick) => {
        const request = await signed(given);
        const other = changes[what]!(request, pick);
        fc.pre(other !== undefined);
        expect(() => verify(other!)).toThrow(AuthenticationError);
      }),
      { numRuns: 1000 },
    );
    const request = await signed({
      service: "iam",
      method: "POST",
      path: "/",
      query: {},
      headers: {},
      body: "",
    });
    expect(() => verifySignature(request, readSignature(request), `${secret}x`, time)).toThrow(
      "does not match",
    );
  });

  it("is refused when it leaves its body unsigned, but by S3", async () => {
    const unsigned = { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
    const put = { method: "PUT", path: "/b/k", query: {}, headers: unsigned, body: "x" };
    verify(await signed({ ...put, service: "s3" }));
    for (const [service, mode] of [
      ["iam", "UNSIGNED-PAYLOAD"],
      ["s3", "unsigned-payload"],
      ["s3", "STREAMING-SOMETHING"],
      ["s3", "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"],
    ] as const) {
      const request = await signed({ ...put, service, headers: { "x-amz-content-sha256": mode } });
      expect(() => verify(request)).toThrow("does not match what was computed");
    }
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

/** A request that differs, by its kind of change; undefined where there is nothing to change. `pick` chooses the place. */
type Change = (request: WireRequest, pick: number) => WireRequest | undefined;

const oneOf = <T>(values: readonly T[], pick: number): T | undefined => values[pick % values.length];

/** One character becomes another of its kind. */
function altered(text: string, pick: number): string {
  const at = pick % text.length;
  const other = text[at] === "0" ? "1" : "0";
  return `${text.slice(0, at)}${other}${text.slice(at + 1)}`;
}

function withHeader(request: WireRequest, name: string, value: string | undefined): WireRequest {
  const { [name]: _, ...headers } = request.headers;
  return { ...request, headers: value === undefined ? headers : { ...headers, [name]: value } };
}

const withQuery = (request: WireRequest, query: readonly (readonly [string, string])[]) => ({
  ...request,
  query: new URLSearchParams(query.map(([name, value]): [string, string] => [name, value])),
});

const signedNames = (request: WireRequest) => [...readSignature(request).signedHeaders];

function withSignedNames(request: WireRequest, names: readonly string[]): WireRequest {
  const authorization = request.headers["authorization"]!;
  const list = `SignedHeaders=${names.join(";")},`;
  return withHeader(request, "authorization", authorization.replace(/SignedHeaders=[^,]*,/, list));
}

const isS3 = (request: WireRequest) => readSignature(request).service === "s3";

const changes: Readonly<Record<string, Change>> = {
  method: (request) => ({ ...request, method: request.method === "GET" ? "PUT" : "GET" }),
  path: (request) => ({ ...request, rawPath: `${request.rawPath}x` }),
  // Other services' paths are normalised before they are signed; S3's keys are not.
  "double slash": (request) =>
    isS3(request) ? { ...request, rawPath: request.rawPath.replace("/", "//") } : undefined,
  "dot segment": (request) =>
    isS3(request) ? { ...request, rawPath: request.rawPath.replace("/", "/x/../") } : undefined,
  "added query": (request) => withQuery(request, [...request.query, ["added", "1"]]),
  "query twice": (request, pick) => {
    const again = oneOf([...request.query], pick);
    return again && withQuery(request, [...request.query, again]);
  },
  "query gone": (request, pick) =>
    request.query.size > 0
      ? withQuery(request, [...request.query].toSpliced(pick % request.query.size, 1))
      : undefined,
  "query value": (request, pick) =>
    request.query.size > 0
      ? withQuery(
          request,
          [...request.query].map(([name, value], at) => [
            name,
            at === pick % request.query.size ? `${value}x` : value,
          ]),
        )
      : undefined,
  "header value": (request, pick) => {
    const name = oneOf(signedNames(request), pick)!;
    return withHeader(request, name, altered(request.headers[name]!, pick));
  },
  "header twice": (request, pick) => {
    const name = oneOf(signedNames(request), pick)!;
    return withHeader(request, name, `${request.headers[name]},${request.headers[name]}`);
  },
  "header gone": (request, pick) => withHeader(request, oneOf(signedNames(request), pick)!, undefined),
  "new header": (request) => withHeader(request, "x-amz-acl", "public-read"),
  "signed header no more": (request, pick) => {
    const names = signedNames(request);
    return withSignedNames(request, names.toSpliced(pick % names.length, 1));
  },
  "signed header besides": (request) => withSignedNames(request, [...signedNames(request), "x-none"]),
  "signed headers in another order": (request) => withSignedNames(request, signedNames(request).toReversed()),
  "body longer": (request) => ({
    ...request,
    body: memoryBody(Buffer.concat([request.body.bytes(), Buffer.from("x")])),
  }),
  "body and its hash": (request) => {
    const body = memoryBody(Buffer.from("another body, hashed as it should be"));
    return { ...withHeader(request, "x-amz-content-sha256", body.sha256), body };
  },
  "body unsigned": (request) => withHeader(request, "x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
  signature: (request, pick) => {
    const [before, value] = request.headers["authorization"]!.split("Signature=") as [string, string];
    return withHeader(request, "authorization", `${before}Signature=${altered(value, pick)}`);
  },
  "another signature": (request) => withQuery(request, [...request.query, ["X-Amz-Signature", "0"]]),
  region: (request) =>
    withHeader(
      request,
      "authorization",
      request.headers["authorization"]!.replace("eu-central-1", "us-east-1"),
    ),
  service: (request) =>
    withHeader(
      request,
      "authorization",
      request.headers["authorization"]!.replace(`/${readSignature(request).service}/`, "/sts/"),
    ),
  date: (request) => withHeader(request, "x-amz-date", "20260304T050608Z"),
};

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
    expect(() => verify(changes["another signature"]!(request, 0)!)).toThrow("Only one auth mechanism");
    for (const what of ["method", "path", "added query"])
      expect(() => verify(changes[what]!(request, 0)!)).toThrow("does not match");
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
