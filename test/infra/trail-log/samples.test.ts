import { existsSync, globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeLogFile } from "../../../infra/trail-log/decode-log-file.ts";
import { LogFileReader } from "../../../infra/trail-log/log-file-reader.ts";

const samples = process.env["TRAILWRIGHT_SAMPLES"] ?? join(import.meta.dirname, "../../../../shared/samples");
const files = globSync("**/*.json", { cwd: samples }).sort();
const real = files.filter((file) => !file.startsWith("odd/"));
const bytes = (file: string) => readFileSync(join(samples, file));
/** Sample files under odd/ whose records are wrapped in something else than a log file's envelope. */
const kinds = ["console", "service_events", "insight", "network_activity", "hand_edited", "panther_p_fields"];

describe.skipIf(!existsSync(samples))("real records", () => {
  test("there are hundreds of files", () => {
    expect(real.length).toBeGreaterThan(350);
  });

  test.each(real)("%s is read, record by record, as JSON.parse has it", (file) => {
    const expected = (JSON.parse(bytes(file).toString("utf8")) as { Records: unknown[] }).Records;
    const { records, oddities } = decodeLogFile(bytes(file));
    expect(oddities).toEqual([]);
    expect(records.map(({ json }) => JSON.parse(json))).toEqual(expected);
    for (const { columns, json } of records) {
      const record = JSON.parse(json);
      expect(new Date(columns.time!).toISOString().replace(".000Z", "Z")).toBe(record.eventTime);
      const about = record.insightDetails ?? record;
      expect(columns.name).toBe(about.eventName);
      expect(`${columns.service}.amazonaws.com`).toBe(about.eventSource);
      expect(columns.region).toBe(record.awsRegion);
      expect(columns.from).toBe(record.sourceIPAddress ?? "");
      expect(columns.who === "", json).toBe(!record.userIdentity);
      expect(columns.outcome === "ok", json).toBe(!record.errorCode && !record.errorMessage);
    }
  });

  test("the Invictus role sessions, users and services are told apart", () => {
    const folder = real.filter((file) => file.startsWith("invictus"));
    const callers = folder.flatMap((file) =>
      decodeLogFile(bytes(file)).records.map(({ columns }) => columns),
    );
    const of = (identity: string) =>
      new Set(callers.filter((c) => c.identity === identity).map((c) => c.who));
    expect(of("AWSService").size).toBeGreaterThan(0);
    for (const who of of("AWSService")) expect(who).toMatch(/\.amazonaws\.com$/);
    for (const who of of("AssumedRole")) expect(who).toMatch(/^[^/]+\/[^/]+$/);
    for (const who of of("IAMUser")) expect(who).toMatch(/^[\w+=,.@-]+$/);
  });

  test.each(kinds)("odd/%s: every object is kept and summarized", (kind) => {
    const found = files.filter((file) => file.startsWith(`odd/${kind}/`));
    expect(found.length).toBeGreaterThan(0);
    for (const file of found) {
      const { Records } = JSON.parse(bytes(file).toString("utf8")) as { Records: unknown[] };
      expect(decodeLogFile(bytes(file)).records).toHaveLength(Records.length);
    }
  });
});

const damaged: [name: string, outcome: number | RegExp][] = [
  ["json.gz", 26],
  ["two-members.json.gz", 26],
  ["not-gzipped.json.gz", 26],
  ["empty-records.json.gz", 0],
  ["truncated.json.gz", /is cut off: its gzip data ends early/],
  ["truncated.json", /is cut off: its JSON ends early/],
];

describe.skipIf(!existsSync(join(samples, "odd/gz")))("a real file, damaged", () => {
  test.each(damaged)("%s", async (ending, outcome) => {
    const [file] = globSync(`odd/gz/*.${ending}`, { cwd: samples }).filter(
      (path) => relative("odd/gz", path).split(".").slice(1).join(".") === ending,
    );
    const reader = new LogFileReader();
    const read = reader.read(bytes(file!)).then(({ records }) => records.length);
    if (typeof outcome === "number") expect(await read).toBe(outcome);
    else await expect(read).rejects.toThrow(outcome);
    await reader.close();
  });
});
