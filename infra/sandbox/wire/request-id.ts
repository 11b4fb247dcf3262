import { hash, randomFillSync, randomUUID } from "node:crypto";
import type { Service } from "../service.ts";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Random bytes for many IDs, asked for at once. */
const random = Buffer.alloc(4096);
let used = random.length;

/** A new request ID in the shape of the protocol: 16 upper-case alphanumerics for S3, else a UUID. */
export function newRequestId(protocol: Service["protocol"]): string {
  if (protocol !== "rest-xml-s3") return randomUUID();
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  let id = "";
  for (const byte of random.subarray(used, (used += 16))) id += alphabet[byte & 31];
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
