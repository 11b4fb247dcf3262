import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { AwsChunkedDecoder, ChunkedBodyError } from "../../../../infra/sandbox/wire/aws-chunked.ts";
import { hmacHex, scopeOf, signingKey } from "../../../../infra/sandbox/wire/sigv4.ts";

const mode = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

function frame(chunks: readonly Buffer[]): Buffer {
  const framed = chunks.map((chunk) =>
    Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n")]),
  );
  return Buffer.concat([...framed, Buffer.from("0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n")]);
}

it("takes the framing off however the bytes arrive", () => {
  const chunk = fc.uint8Array({ minLength: 1, maxLength: 50 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 6 }), fc.integer({ min: 1, max: 40 }), (chunks, step) => {
      const taken: Buffer[] = [];
      const decoder = new AwsChunkedDecoder(mode, (data) => taken.push(Buffer.from(data)));
      const bytes = frame(chunks);
      for (let at = 0; at < bytes.length; at += step) decoder.write(bytes.subarray(at, at + step));
      decoder.end();
      expect(Buffer.concat(taken)).toEqual(Buffer.concat(chunks));
      expect(decoder.trailers).toEqual({ "x-amz-checksum-crc32": "AAAAAA==" });
    }),
  );
});

/** The example of "Signature calculations … multiple chunks" in the Amazon S3 API Reference. */
const example = {
  seed: {
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    day: "20130524",
    region: "us-east-1",
    service: "s3",
    signedHeaders: [],
    value: "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
    timestamp: "20130524T000000Z",
  },
  secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  chunks: [
    [65_536, "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648"],
    [1024, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497"],
    [0, "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"],
  ] as const,
};

it("verifies the chain of signed chunks", () => {
  const decode = (letter: string) => {
    let size = 0;
    const decoder = new AwsChunkedDecoder("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", (data) => {
      size += data.length;
    });
    for (const [length, signature] of example.chunks)
      decoder.write(
        Buffer.from(`${length.toString(16)};chunk-signature=${signature}\r\n${letter.repeat(length)}\r\n`),
      );
    decoder.end();
    expect(size).toBe(66_560);
    return decoder;
  };
  decode("a").verify(example.seed, example.secret);
  expect(() => decode("b").verify(example.seed, example.secret)).toThrow("does not match");
  expect(() => decode("a").verify({ ...example.seed, value: "0" }, example.secret)).toThrow("does not match");
});

it("refuses malformed and cut framing", () => {
  const decode = (text: string) => {
    const decoder = new AwsChunkedDecoder(mode, () => {});
    decoder.write(Buffer.from(text));
    decoder.end();
  };
  for (const text of ["zz\r\n", "3\r\nabcd\r\n", "3\r\nab", "0\r\n\r\nmore\r\n", "x".repeat(20_000)])
    expect(() => decode(text)).toThrow(ChunkedBodyError);
  const signed = new AwsChunkedDecoder("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", () => {});
  expect(() => signed.write(Buffer.from("1\r\na\r\n"))).toThrow("A chunk has no signature.");
});

it("refuses trailers that are not signed with the rest, or that nobody announced", () => {
  const decoded = (signedMode: string) => {
    const decoder = new AwsChunkedDecoder(signedMode, () => {});
    const { seed, secret } = example;
    const key = signingKey(secret, seed);
    const empty = createHash("sha256").digest("hex");
    const text = `AWS4-HMAC-SHA256-PAYLOAD\n${seed.timestamp}\n${scopeOf(seed)}\n${seed.value}\n${empty}\n${empty}`;
    decoder.write(Buffer.from(`0;chunk-signature=${hmacHex(key, text)}\r\n`));
    return decoder;
  };
  const bare = decoded("STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
  bare.verify(example.seed, example.secret);
  const trailer = Buffer.from("x-amz-checksum-crc32:AAAAAA==\r\n\r\n");
  expect(() => bare.write(trailer)).toThrow("nobody announced");
  const trailing = decoded("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER");
  trailing.write(trailer);
  expect(() => trailing.verify(example.seed, example.secret)).toThrow("does not match");
});

it("keeps within bounds what it must remember", () => {
  const chunk = `1;chunk-signature=${"0".repeat(64)}\r\na\r\n`;
  const signed = new AwsChunkedDecoder("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", () => {});
  expect(() => signed.write(Buffer.from(chunk.repeat(2)))).toThrow("less than 8 KB");
  const trailing = new AwsChunkedDecoder(mode, () => {});
  const line = `x-amz-meta-a:${"a".repeat(1000)}\r\n`;
  expect(() => trailing.write(Buffer.from(`0\r\n${line.repeat(20)}`))).toThrow("too long");
});
