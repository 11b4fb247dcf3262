import fc from "fast-check";
import { expect, it } from "vitest";
import { AwsChunkedDecoder, ChunkedBodyError } from "../../../../infra/sandbox/wire/aws-chunked.ts";

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
