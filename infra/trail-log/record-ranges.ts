import { LogFileFault } from "./log-file-fault.ts";

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openArray = 0x5b;
const closeArray = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/** More than any file holds: the largest that AWS writes has some hundred thousand. */
const mostRecords = 1_000_000;

/** No record nests as deep, and who walks one may recurse. */
const deepest = 500;

/**
 * Where each record lies in a log file: start and end offsets, alternating, so that a record's text is kept exactly as it
 * was delivered (numbers beyond 2^53 included) and parsed by itself. It walks brackets and strings only; each range still
 * has to pass JSON.parse. Several documents may follow one another, as they do when gzip members were concatenated.
 * @throws LogFileFault when an envelope `{"Records":[…]}` is broken or missing, or too much is in it for a log file
 */
export function recordRanges(bytes: Uint8Array): number[] {
  const text = new Walker(bytes);
  const ranges: number[] = [];
  if (text.atEnd()) throw new LogFileFault("is empty");
  do {
    if (text.peek() !== openObject) {
      throw new LogFileFault(
        ranges.length > 0
          ? `has something after its JSON, at byte ${text.position}`
          : 'is not a JSON object with "Records" in it',
      );
    }
    for (const offset of document(text)) ranges.push(offset);
    if (ranges.length > 2 * mostRecords) throw tooMany();
  } while (!text.atEnd());
  return ranges;
}

/** Of several `Records` in one document the last counts, as with JSON.parse. */
function document(text: Walker): number[] {
  let ranges: number[] | undefined;
  const names: string[] = [];
  text.each(openObject, closeObject, () => {
    const name = text.memberName();
    names.push(name);
    if (name !== "Records") text.parsedValue();
    else if (text.peek() === openArray) ranges = elements(text);
    else if (text.atEnd()) throw new LogFileFault("is cut off: its JSON ends early");
    else throw new LogFileFault('has "Records" that is not a list');
  });
  if (!ranges)
    throw new LogFileFault(`has no "Records"; it has ${names.slice(0, 5).join(", ") || "nothing"}`);
  return ranges;
}

function elements(text: Walker): number[] {
  const ranges: number[] = [];
  text.each(openArray, closeArray, () => {
    const start = text.position;
    text.skipValue();
    ranges.push(start, text.position);
    if (ranges.length > 2 * mostRecords) throw tooMany();
  });
  return ranges;
}

function tooMany(): LogFileFault {
  return new LogFileFault(`holds more than ${mostRecords.toLocaleString("en")} records`);
}

class Walker {
  readonly #bytes: Uint8Array;
  position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The next byte that is not white space; undefined at the end. */
  peek(): number | undefined {
    for (;;) {
      const byte = this.#bytes[this.position];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
      this.position++;
    }
  }

  /** Also steps over the byte order mark that a document may begin with. */
  atEnd(): boolean {
    const next = this.peek();
    const [a, b, c] = this.#bytes.subarray(this.position, this.position + 3);
    if (next !== 0xef || a !== 0xef || b !== 0xbb || c !== 0xbf) return next === undefined;
    this.position += 3;
    return this.peek() === undefined;
  }

  /** Calls `member` at the start of each comma-separated part between the two brackets. */
  each(open: number, close: number, member: () => void): void {
    this.#expect(open);
    if (this.peek() === close) {
      this.position++;
      return;
    }
    for (;;) {
      this.peek();
      member();
      const next = this.peek();
      this.position++;
      if (next === close) return;
      if (next !== comma) throw this.#broken(this.position - 1);
    }
  }

  memberName(): string {
    if (this.peek() !== quote) throw this.#broken(this.position);
    const name = this.parsedValue();
    this.#expect(colon);
    this.peek();
    return String(name);
  }

  parsedValue(): unknown {
    const start = this.position;
    this.skipValue();
    try {
      return JSON.parse(Buffer.from(this.#bytes.subarray(start, this.position)).toString("utf8"));
    } catch {
      throw this.#broken(start);
    }
  }

  /** Moves behind one value. Which bracket closes which is left to JSON.parse. */
  skipValue(): void {
    const end = this.#endOfValue(this.position);
    if (end === this.position) throw this.#broken(end);
    this.position = end;
  }

  #endOfValue(start: number): number {
    const bytes = this.#bytes;
    let depth = 0;
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === quote) {
        at = this.#endOfString(at);
        if (depth === 0) return at + 1;
      } else if (byte === openObject || byte === openArray) {
        if (++depth > deepest)
          throw new LogFileFault(`is nested more than ${deepest} levels deep, at byte ${at}`);
      } else if (byte === closeObject || byte === closeArray) {
        if (depth === 0) return at;
        if (--depth === 0) return at + 1;
      } else if (depth === 0 && (byte === comma || byte <= 0x20)) {
        return at;
      }
    }
    if (depth > 0) throw new LogFileFault("is cut off: its JSON ends early");
    return bytes.length;
  }

  #endOfString(start: number): number {
    const bytes = this.#bytes;
    for (let at = start + 1; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === backslash) at++;
      else if (byte === quote) return at;
    }
    throw new LogFileFault("is cut off: its JSON ends early");
  }

  #expect(byte: number): void {
    if (this.peek() !== byte) throw this.#broken(this.position);
    this.position++;
  }

  #broken(at: number): LogFileFault {
    return at >= this.#bytes.length
      ? new LogFileFault("is cut off: its JSON ends early")
      : new LogFileFault(`is not JSON: unexpected character at byte ${at}`);
  }
}
