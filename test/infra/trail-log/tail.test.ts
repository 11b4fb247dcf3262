import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { logFileKey } from "../../../infra/cloudtrail/object-key.ts";
import { type Sandbox, startSandbox } from "../../../infra/sandbox/index.ts";
import type { TailEvent } from "../../../infra/trail-log/delivered-record.ts";
import type { TrailSource } from "../../../infra/trail-log/source.ts";
import { type TailOptions, tail } from "../../../infra/trail-log/tail.ts";
import { temporaryFolder } from "../../helpers/temporary-home.ts";
import { HandTimer } from "./hand-timer.ts";

let sandbox: Sandbox;
let s3: S3Client;
let buckets = 0;

beforeAll(async () => {
  sandbox = await startSandbox();
  s3 = new S3Client(client());
});
afterAll(async () => {
  s3.destroy();
  await sandbox.close();
});

const client = (endpoint = sandbox.endpoint) => ({
  region: "us-east-1",
  endpoint,
  forcePathStyle: true,
  maxAttempts: 1,
  credentials: () => Promise.resolve(sandbox.credentials),
});

const source = (bucketName: string, more: Partial<TrailSource> = {}): TrailSource => ({
  stack: bucketName,
  accountId: sandbox.accountId,
  bucketName,
  client: client(),
  pollMilliseconds: 250,
  ...more,
});

async function bucket(): Promise<string> {
  const name = `tail-test-${++buckets}`;
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  return name;
}

const noon = new Date("2026-01-31T12:00:00Z");
const hour = 60 * 60_000;
const later = (milliseconds: number) => new Date(noon.getTime() + milliseconds);

const key = (unique: string, time = noon, region = "us-east-1", prefix?: string) =>
  logFileKey({
    ...(prefix ? { prefix } : {}),
    accountId: sandbox.accountId,
    family: "CloudTrail",
    region,
    time,
    unique: unique.padEnd(16, "x"),
  });

const logFile = (ids: readonly string[], time = noon) =>
  gzipSync(
    JSON.stringify({
      Records: ids.map((eventID) => ({
        eventID,
        eventTime: `${time.toISOString().slice(0, 19)}Z`,
        eventName: "E",
      })),
    }),
  );

async function put(
  bucketName: string,
  objectKey: string,
  body: Uint8Array | readonly string[],
): Promise<void> {
  const Body = body instanceof Uint8Array ? body : logFile(body as string[]);
  await s3.send(new PutObjectCommand({ Bucket: bucketName, Key: objectKey, Body }));
}

/** A tail that the test moves on, pass by pass. */
function follow(sources: readonly TrailSource[], options: Partial<TailOptions> & { at?: Date } = {}) {
  const timer = new HandTimer(options.at ?? noon);
  const stop = new AbortController();
  const events = tail(sources, { signal: stop.signal, timer, ...options });
  onTestFinished(async () => {
    stop.abort();
    await events.return();
  });
  /** What one pass over all sources gives. */
  const take = async (passes = sources.length): Promise<TailEvent[]> => {
    const taken: TailEvent[] = [];
    for (let ended = 0; ended < passes;) {
      const { value, done } = await events.next();
      if (done || !value) break;
      taken.push(value);
      if (value.type === "caught-up" || (value.type === "problem" && value.stalled)) ended++;
    }
    return taken;
  };
  const next = async (milliseconds = 250): Promise<TailEvent[]> => {
    await timer.pauses(sources.length);
    timer.advance(milliseconds);
    return take();
  };
  return { timer, events, stop, take, next };
}

const ids = (events: readonly TailEvent[]) =>
  events.flatMap((event) =>
    event.type === "records" ? event.records.map(({ record }) => record.eventID) : [],
  );
const problems = (events: readonly TailEvent[]) => events.filter((event) => event.type === "problem");

describe("a tail", () => {
  test("gives what is there, then what comes, in whatever order of keys", async () => {
    const name = await bucket();
    await put(name, key("m"), ["a", "b"]);
    const { take, next } = follow([source(name)]);
    const first = await take();
    expect(ids(first)).toEqual(["a", "b"]);
    expect(first[0]).toMatchObject({ type: "log-file", stack: name, key: key("m"), records: 2 });
    expect(first[1]).toMatchObject({ records: [{ stack: name, key: key("m") }, {}] });
    await put(name, key("z"), ["c"]);
    await put(name, key("a", later(-20 * 60_000)), ["d"]);
    expect(ids(await next()).sort()).toEqual(["c", "d"]);
    await put(name, key("b"), ["e"]);
    expect(ids(await next())).toEqual(["e"]);
    expect((await next()).map(({ type }) => type)).toEqual(["caught-up"]);
  });

  test("passes over markers, empty objects, digests and other families", async () => {
    const name = await bucket();
    await put(name, `AWSLogs/${sandbox.accountId}/CloudTrail/`, Buffer.alloc(0));
    await put(name, `AWSLogs/${sandbox.accountId}/CloudTrail/us-east-1/2026/01/31/`, Buffer.alloc(0));
    await put(name, key("empty"), Buffer.alloc(0));
    const digest = key("digest").replaceAll("CloudTrail", "CloudTrail-Digest");
    await put(name, digest, Buffer.from("{}"));
    await put(name, key("a"), ["a"]);
    const { take } = follow([source(name)]);
    expect((await take()).map(({ type }) => type)).toEqual(["log-file", "records", "caught-up"]);
  });

  test("a file that is put again is read again when its content is another, and gives only what is new", async () => {
    const name = await bucket();
    await put(name, key("a"), ["a"]);
    const { take, next } = follow([source(name)]);
    await take();
    await put(name, key("a"), ["a"]);
    expect(ids(await next())).toEqual([]);
    await put(name, key("a"), ["a", "b"]);
    expect(ids(await next())).toEqual(["b"]);
  });

  test("says once what is wrong with a corrupt file and reads on", async () => {
    const name = await bucket();
    await put(name, key("bad"), logFile(["x"]).subarray(0, 30));
    await put(name, key("good"), ["a"]);
    const { take, next } = follow([source(name)]);
    const first = await take();
    expect(ids(first)).toEqual(["a"]);
    expect(problems(first)).toEqual([
      {
        type: "problem",
        stack: name,
        key: key("bad"),
        message: "This log file is cut off: its gzip data ends early; it is left out.",
      },
    ]);
    expect(problems(await next())).toEqual([]);
    await put(name, key("odd"), gzipSync('{"Records":[{"eventName":"E"},{"eventName":"F"}]}'));
    const odd = await next();
    expect(ids(odd)).toHaveLength(2);
    expect(problems(odd)).toMatchObject([
      { key: key("odd"), message: "In this log file record 0 has no eventID (and 1 more like it)." },
    ]);
  });

  test("gives a record once, however many files it is in, and to each stack whose trail recorded it", async () => {
    const [one, two] = [await bucket(), await bucket()];
    await put(one, key("a"), ["a", "b"]);
    await put(one, key("b"), ["b", "c"]);
    await put(two, key("a", noon, "eu-west-1"), ["a", "c", "d"]);
    const { take } = follow([source(one), source(two)]);
    const events = await take();
    const of = (stack: string) =>
      ids(
        events.flatMap((event) =>
          event.type === "records" && event.records[0]!.stack === stack ? [event] : [],
        ),
      );
    expect(of(one).sort()).toEqual(["a", "b", "c"]);
    expect(of(two).sort()).toEqual(["a", "c", "d"]);
    expect(events.filter(({ type }) => type === "log-file")).toHaveLength(3);
  });

  test("finds regions and prefixes", async () => {
    const name = await bucket();
    const from = source(name, { keyPrefix: "logs/org" });
    const { take, next } = follow([from]);
    expect((await take()).map(({ type }) => type)).toEqual(["caught-up"]);
    await put(name, key("a", noon, "us-east-1", "logs/org"), ["a"]);
    await put(name, key("other"), ["no"]);
    expect(ids(await next())).toEqual(["a"]);
    await put(name, key("b", noon, "eu-central-1", "logs/org"), ["b"]);
    const found = [...(await next()), ...(await next()), ...(await next())];
    expect(ids(found)).toEqual(["b"]);
  });

  test("records of a large file come in parts", async () => {
    const name = await bucket();
    const many = Array.from({ length: 2_500 }, (_, n) => `r${n}`);
    await put(name, key("a"), many);
    const events = await follow([source(name)]).take();
    expect(ids(events)).toEqual(many);
    expect(events.filter(({ type }) => type === "records")).toHaveLength(3);
  });
});

describe("how far a tail looks back", () => {
  test("today, and yesterday only around midnight", async () => {
    const name = await bucket();
    const midnight = new Date("2026-01-31T00:10:00Z");
    await put(name, key("a", new Date("2026-01-30T23:55:00Z")), ["yesterday"]);
    await put(name, key("b", new Date("2026-01-31T00:05:00Z")), ["today"]);
    expect(ids(await follow([source(name)], { at: midnight }).take()).sort()).toEqual(["today", "yesterday"]);
    expect(ids(await follow([source(name)]).take())).toEqual(["today"]);
  });

  test("since a time: the log files of its day and later, and no record before it, whole seconds", async () => {
    const name = await bucket();
    const since = new Date("2026-01-29T10:00:00.900Z");
    const at = (time: string) => new Date(time);
    await put(
      name,
      key("a", at("2026-01-28T10:00:00Z")),
      logFile(["day before"], at("2026-01-29T11:00:00Z")),
    );
    await put(name, key("b", at("2026-01-29T10:00:00Z")), logFile(["earlier"], at("2026-01-29T09:59:59Z")));
    await put(
      name,
      key("c", at("2026-01-29T10:05:00Z")),
      logFile(["same second"], at("2026-01-29T10:00:00Z")),
    );
    await put(name, key("d", at("2026-01-31T10:05:00Z")), logFile(["later"], noon));
    expect(ids(await follow([source(name)], { since }).take())).toEqual(["same second", "later"]);
  });

  test("after a long sleep nothing is missed", async () => {
    const name = await bucket();
    await put(name, key("a"), ["a"]);
    const { take, next } = follow([source(name)]);
    await take();
    await put(name, key("b", later(20 * hour)), ["b"]);
    await put(name, key("c", later(60 * hour)), ["c"]);
    expect(ids(await next(70 * hour))).toEqual(["b", "c"]);
  });

  test("a file that is hours late is found", async () => {
    const name = await bucket();
    await put(name, key("a"), ["a"]);
    const { take, next } = follow([source(name)]);
    await take();
    await put(name, key("b", later(-5 * hour)), ["late"]);
    expect(ids(await next())).toEqual(["late"]);
  });

  test("where a day fills more than a page, most passes look at the last hour only, and all is found", async () => {
    const name = await bucket();
    const many = Array.from({ length: 1_010 }, (_, n) => `n${n}`);
    for (let at = 0; at < many.length; at += 50) {
      await Promise.all(many.slice(at, at + 50).map((id) => put(name, key(id, later(-3 * hour)), [id])));
    }
    const { take, next } = follow([source(name)]);
    expect(ids(await take()).sort()).toEqual([...many].sort());
    await put(name, key("late", later(-2 * hour)), ["late"]);
    await put(name, key("new"), ["new"]);
    expect(ids(await next())).toEqual(["new"]);
    expect(ids(await next(60_000))).toEqual(["late"]);
    expect(ids(await next(60_000))).toEqual([]);
  });
});

test("while nothing happens, one listing a pass and region, and one for new regions every fourth", async () => {
  const asked: string[] = [];
  const prefix = `AWSLogs/${sandbox.accountId}/CloudTrail/`;
  const regions = ["eu-west-1", "us-east-1"].map(
    (region) => `<CommonPrefixes><Prefix>${prefix}${region}/</Prefix></CommonPrefixes>`,
  );
  const endpoint = await serve((request, response) => {
    const query = new URL(request.url!, "http://x").searchParams;
    asked.push(
      `${query.get("prefix")?.slice(prefix.length)} ${query.get("delimiter") ?? query.get("start-after")?.slice(prefix.length)}`,
    );
    response.writeHead(200, { "content-type": "application/xml" });
    response.end(`<ListBucketResult>${query.has("delimiter") ? regions.join("") : ""}</ListBucketResult>`);
  });
  const { take, next } = follow([source("quiet", { client: client(endpoint) })]);
  await take();
  for (let pass = 1; pass < 8; pass++) await next();
  const count = (call: string) => asked.filter((each) => each === call).length;
  expect(count(" /")).toBe(2);
  expect(count("eu-west-1/ eu-west-1/2026/01/31/")).toBe(8);
  expect(count("us-east-1/ us-east-1/2026/01/31/")).toBe(8);
  expect(asked).toHaveLength(18);
});

describe("trouble", () => {
  test("a bucket that is not there is said once, and read as soon as it is", async () => {
    const name = `tail-test-${++buckets}`;
    const { timer, take } = follow([source(name)]);
    expect(problems(await take())).toEqual([
      {
        type: "problem",
        stack: name,
        message: `Bucket ${name} could not be listed: it does not exist.`,
        next: `Create it with "up --stack ${name}", or leave the stack out.`,
        stalled: true,
      },
    ]);
    const pauses: number[] = [];
    for (let n = 0; n < 8; n++) {
      pauses.push(...(await timer.pauses()));
      timer.advance(pauses.at(-1)!);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    await timer.pauses();
    await s3.send(new CreateBucketCommand({ Bucket: name }));
    await put(name, key("a"), ["a"]);
    timer.advance(30_000);
    expect(ids(await take())).toEqual(["a"]);
    expect(await timer.pauses()).toEqual([250]);
  });

  test("one source's trouble does not hold up another", async () => {
    const name = await bucket();
    await put(name, key("a"), ["a"]);
    const away = source("away", { client: client("http://127.0.0.1:1") });
    const events = await follow([away, source(name)]).take();
    expect(ids(events)).toEqual(["a"]);
    expect(problems(events)).toMatchObject([
      { stack: "away", message: expect.stringContaining("no connection") },
    ]);
  });

  test("after expired credentials the provider is asked again", async () => {
    const name = await bucket();
    await put(name, key("a"), ["a"]);
    let asked = 0;
    const wrong = { accessKeyId: "AKIAUNKNOWN", secretAccessKey: "x" };
    const credentials = () => Promise.resolve(asked++ === 0 ? wrong : sandbox.credentials);
    const { take, next } = follow([source(name, { client: { ...client(), credentials } })]);
    expect(problems(await take())).toMatchObject([
      { message: expect.stringContaining("does not accept the credentials") },
    ]);
    expect(ids(await next(1_000))).toEqual(["a"]);
  });

  test("a file that cannot be had is tried again later, others are not held up", async () => {
    const name = await bucket();
    await put(name, key("a"), ["a"]);
    await put(name, key("b"), ["b"]);
    await deny(name, "s3:GetObject", `/${key("a")}`);
    const { take, next } = follow([source(name)]);
    const first = await take();
    expect(ids(first)).toEqual(["b"]);
    expect(problems(first)).toMatchObject([
      { key: key("a"), message: `A log file in bucket ${name} could not be read: access denied.` },
    ]);
    expect(problems(await next(1_000))).toEqual([]);
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: name }));
    expect(ids(await next(1_000))).toEqual([]);
    expect(ids(await next(1_000))).toEqual(["a"]);
    expect(ids(await next(10_000))).toEqual([]);
  });

  test("a refused listing says which permission is missing", async () => {
    const name = await bucket();
    await deny(name, "s3:ListBucket");
    expect(problems(await follow([source(name)]).take())).toMatchObject([
      {
        message: `Bucket ${name} could not be listed: access denied.`,
        next: `Allow this identity s3:ListBucket on arn:aws:s3:::${name}; look for a Deny in the bucket policy.`,
      },
    ]);
  });
});

describe("the end", () => {
  test("an aborted tail ends, also with a request in flight", async () => {
    const requested = Promise.withResolvers<void>();
    const endpoint = await serve(() => requested.resolve());
    const { events, stop } = follow([source("any", { client: client(endpoint) })]);
    const last = events.next();
    await requested.promise;
    stop.abort();
    expect(await last).toEqual({ done: true, value: undefined });
  });

  test("whoever breaks off ends it", async () => {
    const name = await bucket();
    await put(name, key("a"), ["a"]);
    const { events } = follow([source(name)]);
    for await (const event of events) if (event.type === "records") break;
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  test("no sources: nothing to wait for", async () => {
    expect(await follow([]).events.next()).toEqual({ done: true, value: undefined });
  });
});

describe("local copies", () => {
  const copies = (folder: string) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));

  test("are read instead of the bucket when it starts again, and only their owner may", async () => {
    const name = await bucket();
    const mirror = temporaryFolder();
    const body = logFile(["a"]);
    await put(name, key("a"), body);
    const first = follow([source(name)], { mirror });
    expect(ids(await first.take())).toEqual(["a"]);
    await first.events.return();
    const [copy] = copies(mirror);
    expect(readFileSync(copy!)).toEqual(body);
    expect(statSync(copy!).mode & 0o777).toBe(0o600);
    writeFileSync(copy!, logFile(["b"]));
    expect(statSync(copy!).size).toBe(body.length);
    expect(ids(await follow([source(name)], { mirror }).take())).toEqual(["b"]);
  });

  test("that are damaged are fetched again", async () => {
    const name = await bucket();
    const mirror = temporaryFolder();
    const body = logFile(["a"]);
    await put(name, key("a"), body);
    const first = follow([source(name)], { mirror });
    await first.take();
    await first.events.return();
    for (const damaged of [Buffer.alloc(body.length, 7), body.subarray(0, 5)]) {
      writeFileSync(copies(mirror)[0]!, damaged);
      const again = follow([source(name)], { mirror });
      expect(ids(await again.take())).toEqual(["a"]);
      await again.events.return();
      expect(readFileSync(copies(mirror)[0]!)).toEqual(body);
    }
  });

  test("are bounded: what was stored first goes", async () => {
    const name = await bucket();
    const mirror = temporaryFolder();
    for (const id of ["a", "b", "c", "d"]) await put(name, key(id), [id]);
    const mirrorBytes = 2.5 * logFile(["a"]).length;
    const first = follow([source(name)], { mirror, mirrorBytes });
    expect(ids(await first.take())).toHaveLength(4);
    await first.events.return();
    expect(copies(mirror)).toHaveLength(2);
  });

  test("that cannot be stored are done without, which is said once", async () => {
    const name = await bucket();
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    await put(name, key("a"), ["a"]);
    await put(name, key("b"), ["b"]);
    const { events } = follow([source(name)], { mirror: file });
    const taken: TailEvent[] = [];
    for await (const event of events) {
      taken.push(event);
      if (ids(taken).length === 2 && problems(taken).length > 0) break;
    }
    expect(problems(taken)).toMatchObject([
      { message: expect.stringMatching(/no longer kept in .*: it is not a folder\. Reading goes on/) },
    ]);
  });
});

test("whatever is delivered, in whatever order and however often, each record comes once", async () => {
  const arrival = fc.record({
    unique: fc.string({ unit: fc.constantFrom(..."azAZ09"), minLength: 4, maxLength: 4 }),
    minutes: fc.integer({ min: -20, max: 5 }),
    region: fc.constantFrom("us-east-1", "eu-west-1"),
    records: fc.array(fc.integer({ min: 0, max: 30 }).map(String), { maxLength: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(arrival, { maxLength: 5 }), { minLength: 1, maxLength: 6 }),
      async (batches) => {
        const name = await bucket();
        const timer = new HandTimer(noon);
        const stop = new AbortController();
        const events = tail([source(name)], { signal: stop.signal, timer });
        const given: string[] = [];
        const expected = new Set<string>();
        const pass = async () => {
          for (;;) {
            const { value } = await events.next();
            if (!value || value.type === "caught-up") return;
            expect(value.type).not.toBe("problem");
            given.push(...ids([value]));
          }
        };
        let files = 0;
        for (const batch of batches) {
          for (const { unique, minutes, region, records } of batch) {
            await put(name, key(`${unique}${files++}`, later(minutes * 60_000), region), records);
            for (const id of records) expected.add(id);
          }
          await pass();
          await timer.pauses();
          timer.advance(250);
        }
        // A region that is new is looked for every fourth pass.
        for (let n = 0; n < 4; n++) {
          await pass();
          await timer.pauses();
          timer.advance(250);
        }
        stop.abort();
        await events.return();
        expect([...given].sort()).toEqual([...expected].sort());
      },
    ),
    { numRuns: 15 },
  );
});

async function deny(name: string, Action: string, path = ""): Promise<void> {
  const statement = { Effect: "Deny", Principal: "*", Action, Resource: `arn:aws:s3:::${name}${path}` };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await s3.send(new PutBucketPolicyCommand({ Bucket: name, Policy }));
}

/** A server of the test's own, for what the sandbox would not do. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
