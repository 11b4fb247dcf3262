import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { gzipped, isCloudTrailRecord, logFileText, recordsOf } from "../../../infra/cloudtrail/log-file.ts";
import { sampleRecords } from "../../helpers/samples.ts";

const record = {
  eventID: "6f7a2f8e-8a40-4e06-a4ff-62ad1a4f4bd3",
  eventTime: "2024-01-02T03:04:05Z",
  note: "é\u202f",
};

describe("log files", () => {
  it("are one gzip member with one JSON object, no newline, text as journaled", () => {
    const file = gzipped(logFileText([JSON.stringify(record), JSON.stringify({ ...record, n: 1 })]));
    expect(file.subarray(0, 2).toString("hex")).toBe("1f8b");
    const text = gunzipSync(file).toString();
    expect(text).toBe(`{"Records":[${JSON.stringify(record)},${JSON.stringify({ ...record, n: 1 })}]}`);
    expect(recordsOf(JSON.parse(text))).toEqual({ records: [record, { ...record, n: 1 }], unusable: 0 });
  });

  it("keep what is usable and count the rest", () => {
    expect(recordsOf({ Records: [record, null, 7, { eventID: "x" }] })).toEqual({
      records: [record],
      unusable: 3,
    });
    expect(recordsOf({ Records: [] })).toEqual({ records: [], unusable: 0 });
    for (const foreign of [[], null, "Records", { records: [] }, { Records: {} }])
      expect(recordsOf(foreign)).toBeUndefined();
  });

  const samples = sampleRecords();
  it.skipIf(samples.length === 0)("takes every real record for one", () => {
    expect(samples.filter((sample) => !isCloudTrailRecord(sample))).toEqual([]);
  });
});
