import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { LogFileFault } from "./log-file-fault.ts";

/** V8 strings end a little below this, and no log file AWS writes (50 MB gzipped) comes near. */
export const maximumInflatedBytes = 512_000_000;

const gunzipped = promisify(gunzip);

const megabytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1e6))} MB`;

/** The gzip trailer's size field is only a hint (several members, damage, lies), so it is capped. */
function chunkSize(bytes: Uint8Array): number {
  const trailer = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hint = bytes.length >= 4 ? trailer.getUint32(bytes.length - 4, true) : 0;
  return Math.max(4_096, Math.min(hint + 1, bytes.length * 32, 8_000_000));
}

function fault(error: unknown, limit: number): LogFileFault {
  const { code, message } = error as { code?: string; message?: string };
  if (code === "ERR_BUFFER_TOO_LARGE") {
    return new LogFileFault(`inflates to more than ${megabytes(limit)}`, error);
  }
  if (code === "Z_BUF_ERROR") return new LogFileFault("is cut off: its gzip data ends early", error);
  return new LogFileFault(`is damaged: ${message ?? "its gzip data cannot be inflated"}`, error);
}

/**
 * The plain bytes of a log file, gzipped (one member or several) or not: the first two bytes decide, because neither the
 * name nor the Content-Encoding header can be relied on. Runs in the thread pool.
 * @throws LogFileFault when it is empty, cut off, damaged, or inflates to more than `limit` bytes
 */
export async function inflate(bytes: Uint8Array, limit = maximumInflatedBytes): Promise<Uint8Array> {
  if (bytes.length === 0) throw new LogFileFault("is empty");
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    if (bytes.length > limit) throw new LogFileFault(`is larger than ${megabytes(limit)}`);
    return bytes;
  }
  try {
    return await gunzipped(bytes, { maxOutputLength: limit, chunkSize: chunkSize(bytes) });
  } catch (error) {
    throw fault(error, limit);
  }
}
