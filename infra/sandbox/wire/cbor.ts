/**
 * Decodes one CBOR value (RFC 8949), as the clients of Smithy's RPC v2 CBOR protocol send them: maps become objects,
 * byte strings Buffers, tag 1 a Date. Returns undefined for anything that is not exactly one value.
 */
export function decodeCbor(bytes: Buffer): unknown {
  const reader = new Reader(bytes);
  try {
    const value = reader.value(0);
    return reader.at === bytes.length ? value : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * Encodes a value in the same way: objects and Maps become maps without their undefined members, numbers integers where
 * they are whole, dates tag 1 in seconds.
 */
export function encodeCbor(value: unknown): Buffer {
  const parts: Buffer[] = [];
  write(value, parts);
  return Buffer.concat(parts);
}

function write(value: unknown, parts: Buffer[]): void {
  if (typeof value === "string") {
    const bytes = Buffer.from(value);
    parts.push(head(3, bytes.length), bytes);
  } else if (typeof value === "number") parts.push(number(value));
  else if (typeof value === "boolean") parts.push(Buffer.from([value ? 0xf5 : 0xf4]));
  else if (value === null || value === undefined) parts.push(Buffer.from([0xf6]));
  else if (value instanceof Date) parts.push(head(6, 1), number(value.getTime() / 1000));
  else if (Buffer.isBuffer(value)) parts.push(head(2, value.length), value);
  else if (Array.isArray(value)) {
    parts.push(head(4, value.length));
    for (const entry of value) write(entry, parts);
  } else {
    const entries = [...(value instanceof Map ? value : Object.entries(value as object))].filter(
      ([, member]) => member !== undefined,
    );
    parts.push(head(5, entries.length));
    for (const [name, member] of entries) {
      write(String(name), parts);
      write(member, parts);
    }
  }
}

/** Whole numbers of up to 32 bits are integers, all others doubles. */
function number(value: number): Buffer {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 32)
    return value < 0 ? head(1, -1 - value) : head(0, value);
  const bytes = Buffer.alloc(9, 0xfb);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length]);
  const long = Buffer.alloc(5, (major << 5) | 26);
  long.writeUInt32BE(length, 1);
  return long;
}

const stop = Symbol("break");
const deepest = 64;

class Reader {
  at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  value(depth: number): unknown {
    const value = this.#item(depth);
    if (value === stop) throw new RangeError("break outside of a list");
    return value;
  }

  #item(depth: number): unknown {
    if (depth > deepest) throw new RangeError("nested too deeply");
    const first = this.#bytes.readUInt8(this.at++);
    const major = first >> 5;
    const low = first & 31;
    if (major === 7) return this.#simple(low);
    if (low === 31) return this.#indefinite(major, depth);
    const count = this.#argument(low);
    if (major === 0) return count;
    if (major === 1) return -1 - count;
    if (major === 2) return this.#take(count);
    if (major === 3) return this.#take(count).toString("utf8");
    if (major === 6) {
      const tagged = this.value(depth + 1);
      return count === 1 && typeof tagged === "number" ? new Date(tagged * 1000) : tagged;
    }
    // An entry is a byte at least, so a length beyond the end is a lie.
    if (count > this.#bytes.length) throw new RangeError("too long");
    const values: unknown[] = [];
    for (let left = major === 5 ? count * 2 : count; left > 0; left -= 1) values.push(this.value(depth + 1));
    return major === 5 ? objectOf(values) : values;
  }

  #argument(low: number): number {
    if (low < 24) return low;
    const size = { 24: 1, 25: 2, 26: 4, 27: 8 }[low];
    if (size === undefined) throw new RangeError("reserved");
    const bytes = this.#take(size);
    return size === 8 ? Number(bytes.readBigUInt64BE()) : bytes.readUIntBE(0, size);
  }

  #indefinite(major: number, depth: number): unknown {
    const values: unknown[] = [];
    for (let value = this.#item(depth + 1); value !== stop; value = this.#item(depth + 1)) values.push(value);
    if (major === 2 && values.every((value) => Buffer.isBuffer(value))) return Buffer.concat(values);
    if (major === 3) return values.join("");
    if (major === 4) return values;
    if (major === 5) return objectOf(values);
    throw new RangeError("no such length");
  }

  #simple(low: number): unknown {
    if (low === 20 || low === 21) return low === 21;
    if (low === 22) return null;
    if (low === 23) return undefined;
    if (low === 25) return half(this.#take(2).readUInt16BE());
    if (low === 26) return this.#take(4).readFloatBE();
    if (low === 27) return this.#take(8).readDoubleBE();
    if (low === 31) return stop;
    throw new RangeError("reserved");
  }

  #take(length: number): Buffer {
    if (this.at + length > this.#bytes.length) throw new RangeError("cut off");
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }
}

function objectOf(values: readonly unknown[]): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  for (let at = 0; at + 1 < values.length; at += 2) {
    const name = values[at];
    if (typeof name !== "string") throw new RangeError("a key that is no text");
    entries.push([name, values[at + 1]]);
  }
  return Object.fromEntries(entries);
}

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
