import { createHash, type Hash } from "node:crypto";
import { AuthenticationError, equal, hmacHex, type Signature, scopeOf, signingKey } from "./sigv4.ts";

/** The body is not what its framing or its length header says. */
export class ChunkedBodyError extends Error {}

const emptyHash = createHash("sha256").digest("hex");
const longestLine = 16 * 1024;
/** Checksums and signatures come as trailers; headers in front may not be larger either. */
const longestTrailer = 16 * 1024;
/** "Each chunk must be at least 8 KB"; the last one with data may be smaller. */
const smallestChunk = 8 * 1024;

/**
 * Takes the `aws-chunked` framing off a body as it arrives ("Signature calculations for the Authorization header:
 * transferring payload in multiple chunks", Amazon S3 API Reference): `SIZE[;chunk-signature=…]` CRLF data CRLF …,
 * then trailing headers. Hashes of signed chunks are kept for `verify`.
 */
export class AwsChunkedDecoder {
  readonly trailers: Record<string, string> = {};
  readonly #emit: (data: Buffer) => void;
  readonly #signed: boolean;
  readonly #trailing: boolean;
  readonly #chunks: { signature: string; sha256: string }[] = [];
  #line: Buffer[] = [];
  #lineLength = 0;
  #state: "size" | "data" | "data-end" | "trailer" | "done" = "size";
  #left = 0;
  #signature = "";
  #hash: Hash | undefined;
  #trailerText = "";
  #small = false;

  /** @param mode the request's x-amz-content-sha256, which begins with `STREAMING-` */
  constructor(mode: string, emit: (data: Buffer) => void) {
    this.#signed = mode.startsWith("STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
    this.#trailing = mode.endsWith("-TRAILER");
    this.#emit = emit;
  }

  /** Takes the next bytes of the request, however they are cut. */
  write(input: Buffer): void {
    let rest = input;
    while (rest.length > 0) {
      if (this.#state === "data") rest = this.#data(rest);
      else {
        const end = rest.indexOf(10);
        const piece = end < 0 ? rest : rest.subarray(0, end + 1);
        this.#line.push(piece);
        this.#lineLength += piece.length;
        if (this.#lineLength > longestLine)
          throw new ChunkedBodyError("A line of the chunk framing is too long.");
        rest = rest.subarray(piece.length);
        if (end >= 0) this.#takeLine();
      }
    }
  }

  /** @throws ChunkedBodyError when the body stopped in the middle */
  end(): void {
    if (this.#state !== "done" && this.#state !== "trailer")
      throw new ChunkedBodyError("The request body terminated unexpectedly.");
  }

  /** Checks the chain of chunk signatures, which begins with the request's own. */
  verify(seed: Signature, secret: string): void {
    if (!this.#signed) return;
    const key = signingKey(secret, seed);
    const scope = `${seed.timestamp}\n${scopeOf(seed)}`;
    let previous = seed.value;
    for (const { signature, sha256 } of this.#chunks) {
      const text = `AWS4-HMAC-SHA256-PAYLOAD\n${scope}\n${previous}\n${emptyHash}\n${sha256}`;
      if (!equal(hmacHex(key, text), signature)) throw wrong();
      previous = signature;
    }
    if (!this.#trailing) return;
    const trailerSignature = this.trailers["x-amz-trailer-signature"];
    if (trailerSignature === undefined) throw wrong();
    const hash = createHash("sha256").update(this.#trailerText).digest("hex");
    if (!equal(hmacHex(key, `AWS4-HMAC-SHA256-TRAILER\n${scope}\n${previous}\n${hash}`), trailerSignature))
      throw wrong();
  }

  #data(input: Buffer): Buffer {
    const data = input.length <= this.#left ? input : input.subarray(0, this.#left);
    this.#hash?.update(data);
    this.#emit(data);
    this.#left -= data.length;
    if (this.#left === 0) this.#endChunk("data-end");
    return input.subarray(data.length);
  }

  #endChunk(next: "data-end" | "trailer"): void {
    if (this.#hash) this.#chunks.push({ signature: this.#signature, sha256: this.#hash.digest("hex") });
    this.#state = next;
  }

  #takeLine(): void {
    const line = Buffer.concat(this.#line)
      .toString("latin1")
      .replace(/\r?\n$/, "");
    this.#line = [];
    this.#lineLength = 0;
    if (this.#state === "size") this.#takeSize(line);
    else if (this.#state === "data-end") {
      if (line !== "") throw new ChunkedBodyError("A chunk is longer than its size says.");
      this.#state = "size";
    } else if (this.#state === "trailer") {
      if (line === "") this.#state = "done";
      else this.#takeTrailer(line);
    } else if (line !== "") throw new ChunkedBodyError("There is data after the last chunk.");
  }

  #takeSize(line: string): void {
    const match = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
    if (!match) throw new ChunkedBodyError("The chunk framing is malformed.");
    if (this.#signed && !match[2]) throw new ChunkedBodyError("A chunk has no signature.");
    const size = Number.parseInt(match[1]!, 16);
    if (this.#small && size > 0) throw new ChunkedBodyError("Only the last chunk may have less than 8 KB.");
    // Signed chunks are kept in mind until the key is known, so there must not be ever so many.
    this.#small = this.#signed && size < smallestChunk;
    this.#left = size;
    this.#signature = match[2] ?? "";
    this.#hash = this.#signed ? createHash("sha256") : undefined;
    if (this.#left === 0) this.#endChunk("trailer");
    else this.#state = "data";
  }

  #takeTrailer(line: string): void {
    const at = line.indexOf(":");
    if (at <= 0) throw new ChunkedBodyError("A trailing header is malformed.");
    if (!this.#trailing) throw new ChunkedBodyError("There are trailing headers that nobody announced.");
    const name = line.slice(0, at).trim().toLowerCase();
    const value = line.slice(at + 1).trim();
    this.trailers[name] = value;
    if (name !== "x-amz-trailer-signature") this.#trailerText += `${name}:${value}\n`;
    if (this.#trailerText.length > longestTrailer)
      throw new ChunkedBodyError("The trailing headers are too long.");
  }
}

function wrong(): AuthenticationError {
  return new AuthenticationError(
    "wrong-signature",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  );
}
