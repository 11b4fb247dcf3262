import { hash, randomUUID } from "node:crypto";
import type { Service } from "../service.ts";
import { randomBytesForId } from "./random-bytes.ts";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A new request ID in the shape of the protocol: 16 upper-case alphanumerics for S3, else a UUID. */
export function newRequestId(protocol: Service["protocol"]): string {
  if (protocol !== "rest-xml-s3") return randomUUID();
  let id = "";
  for (const byte of randomBytesForId(16)) id += alphabet[byte & 31];
  return id;
}

let lastHostId = { requestId: "", hostId: "" };

/**
 * S3's second request ID (`x-amz-id-2`), a function of the first so that answer and record agree. The last one is kept:
 * both ask for it.
 */
export function hostId(requestId: string): string {
  if (lastHostId.requestId !== requestId)
    lastHostId = { requestId, hostId: hash("sha512", requestId, "buffer").toString("base64", 0, 56) };
  return lastHostId.hostId;
}
