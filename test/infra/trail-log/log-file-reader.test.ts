import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { decodeLogFile } from "../../../infra/trail-log/decode-log-file.ts";
import { LogFileReader } from "../../../infra/trail-log/log-file-reader.ts";
import type { WorkerAnswer } from "../../../infra/trail-log/log-file-thread.ts";

const reader = new LogFileReader();
const inThread = new LogFileReader({ threadFrom: 0 });
afterAll(() => Promise.all([reader.close(), inThread.close()]));

const record = (id: string, more: object = {}) => ({
  eventID: id,
  eventTime: "2026-01-31T12:00:00Z",
  ...more,
});
const file = (...records: unknown[]) => Buffer.from(JSON.stringify({ Records: records }));
const ids = async (bytes: Uint8Array, by = reader) =>
  (await by.read(bytes)).records.map(({ columns }) => columns.eventId);

describe("reading a log file", () => {
  test("gzipped, plain, with a byte order mark, with white space around", async () => {
    const plain = file(record("a"), record("b"));
    const mark = Buffer.from([0xef, 0xbb, 0xbf]);
    for (const bytes of [plain, gzipSync(plain), Buffer.concat([mark, plain, Buffer.from("\r\n")])]) {
      expect(await ids(bytes)).toEqual(["a", "b"]);
    }
  });

  test("gzip members follow one another, in one document or each with its own", async () => {
    const whole = file(record("a"), record("b"));
    const cut = [whole.subarray(0, 20), whole.subarray(20)].map((part) => gzipSync(part));
    expect(await ids(Buffer.concat(cut))).toEqual(["a", "b"]);
    expect(await ids(Buffer.concat([gzipSync(file(record("a"))), gzipSync(file(record("b")))]))).toEqual([
      "a",
      "b",
    ]);
  });

  test("text stays as delivered: large numbers, U+202F, escapes, key order", async () => {
    const json =
      '{"eventTime":"2026-01-31T12:00:00Z","n":12345678901234567890,"x":1e400,"t":"3\u202fPM \\u202f\\/","eventID":"a"}';
    const { records } = await reader.read(gzipSync(`{"Records":[${json}]}`));
    expect(records[0]?.json).toBe(json);
  });

  test("odd records are kept and named by their place, what is no object is left out", async () => {
    const bytes = file(
      record("a"),
      { eventTime: "2026-01-31T12:00:00Z" },
      { eventID: "c" },
      7,
      record("e", { eventTime: "soon" }),
    );
    const { records, oddities } = await reader.read(bytes);
    expect(records.map(({ columns }) => columns.eventId)).toEqual(["a", "", "c", "e"]);
    expect(oddities).toEqual([
      "record 1 has no eventID",
      "record 2 has no eventTime",
      "record 3 is not an object and was left out",
      "record 4 has an eventTime that is not of the form YYYY-MM-DDTHH:MM:SSZ",
    ]);
  });

  test("of two Records lists the last counts, as with JSON.parse", async () => {
    const bytes = Buffer.from(`{"Records":[{"eventID":"a"}],"Rec\\u006frds":[{"eventID":"b"}]}`);
    expect(await ids(bytes)).toEqual(["b"]);
  });

  const gz = gzipSync(file(record("a"), record("b")));
  const flipped = Buffer.from(gz);
  flipped[gz.length - 8]! ^= 0xff;
  test.each<[string, Uint8Array, RegExp]>([
    ["nothing", Buffer.alloc(0), /^is empty$/],
    ["white space", Buffer.from(" \n"), /^is empty$/],
    ["a gzip member cut off", gz.subarray(0, gz.length - 12), /is cut off: its gzip data ends early/],
    ["only a gzip magic number", gz.subarray(0, 2), /is cut off/],
    ["a second member cut off", Buffer.concat([gz, gz.subarray(0, 30)]), /is cut off/],
    ["a wrong checksum", flipped, /is damaged/],
    ["JSON cut off", file(record("a")).subarray(0, 40), /is cut off: its JSON ends early/],
    ["a broken record", Buffer.from('{"Records":[{"a":1},{"b":}]}'), /record 1 is broken/],
    ["mismatched brackets", Buffer.from('{"Records":[{"a":[1}}]}'), /is cut off|is not JSON/],
    [
      "a comma too many",
      Buffer.from('{"Records":[{"a":1},]}'),
      /is not JSON: unexpected character at byte 20/,
    ],
    ["no comma", Buffer.from('{"Records":[{"a":1}{"b":1}]}'), /is not JSON: unexpected character at byte 19/],
    ["something after it", Buffer.from('{"Records":[{"a":1}]}x'), /has something after its JSON, at byte 21/],
    ["a list", Buffer.from("[]"), /is not a JSON object/],
    ["an image", Buffer.from([0x89, 0x50, 0x4e, 0x47]), /is not a JSON object/],
    ["Records of another kind", Buffer.from('{"Records":{}}'), /"Records" that is not a list/],
    [
      "a digest",
      Buffer.from('{"awsAccountId":"1","logFiles":[]}'),
      /has no "Records"; it has awsAccountId, logFiles/,
    ],
    ["an empty object", Buffer.from("{}"), /has no "Records"; it has nothing/],
  ])("%s is refused with its reason, here and in the thread", async (_, bytes, reason) => {
    await expect(reader.read(bytes)).rejects.toThrow(reason);
    await expect(inThread.read(bytes)).rejects.toThrow(reason);
  });

  test("a file that inflates beyond the limit is refused", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, 0x20));
    expect(bomb.length).toBeLessThan(60_000);
    const cautious = new LogFileReader({ limit: 1_000_000 });
    await expect(cautious.read(bomb)).rejects.toThrow("inflates to more than 1 MB");
    await expect(cautious.read(Buffer.alloc(2_000_000, 0x20))).rejects.toThrow("is larger than 1 MB");
    await cautious.close();
  });

  test("a small file that inflates to a large one is decoded in the thread, with the same result", async () => {
    const many = Array.from({ length: 20_000 }, (_, n) => record(`id-${n}`, { filler: "x".repeat(80) }));
    const bytes = gzipSync(file(...many));
    expect(bytes.length).toBeLessThan(1_000_000);
    expect(await ids(bytes)).toEqual(many.map(({ eventID }) => eventID));
  });

  test("a thread that ends takes nothing with it", async () => {
    const ending = new LogFileReader({ threadFrom: 0 });
    const read = ending.read(gz);
    await ending.close();
    await expect(read).rejects.toThrow("the reading thread stopped");
    expect(await ids(gz, ending)).toEqual(["a", "b"]);
    await ending.close();
  });

  test("the thread runs from the bundle as well", async () => {
    const worker = new Worker(join(import.meta.dirname, "../../../dist/log-file-worker.js"));
    onTestFinished(async () => {
      await worker.terminate();
    });
    const answers: WorkerAnswer[] = [];
    const ended = new Promise<void>((resolve, reject) => {
      worker.on("error", reject);
      worker.on("message", (answer: WorkerAnswer) => {
        answers.push(answer);
        if (!("part" in answer)) resolve();
      });
    });
    worker.postMessage({ id: 7, bytes: gz, limit: 1_000_000 });
    await ended;
    expect(answers).toMatchObject([
      { id: 7, part: { records: [{}, {}] } },
      { id: 7, end: true },
    ]);
  });

  test("any records, in any number of members, cut anywhere, are what JSON.parse makes of them", async () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(
        fc.array(object, { maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 4 }),
        fc.constantFrom(undefined, 2, "\t"),
        async (records, cuts, indent) => {
          const bytes = Buffer.from(JSON.stringify({ note: ["]"], Records: records }, null, indent));
          const places = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
          const members = [0, ...places].map((start, n) =>
            gzipSync(bytes.subarray(start, places[n] ?? bytes.length)),
          );
          const read = await reader.read(Buffer.concat(members));
          const expected = (JSON.parse(bytes.toString()) as { Records: unknown[] }).Records;
          expect(read.records.map(({ json }) => JSON.parse(json))).toEqual(expected);
        },
      ),
    );
  });

  test("a file cut anywhere is refused, never half read", () => {
    const bytes = file(record("a", { s: 'x"\\]}' }), record("b", { n: [1, { m: "é" }] }));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), (end) => {
        expect(() => decodeLogFile(bytes.subarray(0, end))).toThrow(/is cut off|is empty|not JSON/);
      }),
    );
  });
});

describe("a log file made to do harm", () => {
  test("by nesting is left out; what records may nest is read", async () => {
    const nested = (levels: number) =>
      Buffer.from(
        `{"Records":[{"eventID":"a","eventTime":"2026-01-31T12:00:00Z","x":${"[".repeat(levels)}${"]".repeat(levels)}}]}`,
      );
    expect(await ids(nested(100))).toEqual(["a"]);
    for (const levels of [1_000, 300_000])
      await expect(reader.read(nested(levels))).rejects.toThrow("nested more than 500 levels deep");
  });

  test("by a number of records that no file has is left out", async () => {
    const bytes = gzipSync(`{"Records":[${"0,".repeat(1_000_001)}0]}`);
    await expect(reader.read(bytes)).rejects.toThrow("holds more than 1,000,000 records");
    const documents = gzipSync('{"Records":[0,0]}'.repeat(600_000));
    await expect(reader.read(documents)).rejects.toThrow("holds more than 1,000,000 records");
  });
});
