import { readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  dayPrefix,
  digestFileKey,
  familyPrefix,
  logFileKey,
  parseObjectKey,
} from "../../../infra/cloudtrail/object-key.ts";
import { sampleFolder } from "../../helpers/samples.ts";

// The set's file names keep another account than its records; keys are rebuilt with the folder's.
const renamed = (file: string): string => file.replace(/^\d{12}/, "123456789012");

const log = "AWSLogs/123456789012/CloudTrail/us-east-1/2023/07/10/";
const name = "123456789012_CloudTrail_us-east-1_20230710T1145Z_7xgocspSowgK0Gto.json.gz";

describe("parseObjectKey", () => {
  it("reads a log file's key", () => {
    expect(parseObjectKey(log + name)).toEqual({
      family: "CloudTrail",
      accountId: "123456789012",
      region: "us-east-1",
      time: new Date("2023-07-10T11:45:00Z"),
      unique: "7xgocspSowgK0Gto",
    });
  });

  it("reads organization trails, prefixes with slashes, and Control Tower's prefix", () => {
    const parsed = parseObjectKey(`o-abcde12345/${log.replace("AWSLogs/", "AWSLogs/o-abcde12345/")}${name}`);
    expect(parsed).toMatchObject({
      prefix: "o-abcde12345",
      organizationId: "o-abcde12345",
      accountId: "123456789012",
    });
    expect(parseObjectKey(`a/b/${log}${name}`)).toMatchObject({ prefix: "a/b" });
  });

  it("tolerates old names without an underscore in front of the unique part", () => {
    expect(parseObjectKey(log + name.replace("Z_", "Z"))).toMatchObject({ unique: "7xgocspSowgK0Gto" });
  });

  it("tells the families apart", () => {
    for (const family of ["CloudTrail-Insight", "CloudTrail-NetworkActivity"] as const)
      expect(parseObjectKey((log + name).replaceAll("CloudTrail", family))?.family).toBe(family);
    const digest =
      "AWSLogs/123456789012/CloudTrail-Digest/eu-west-1/2023/07/10/123456789012_CloudTrail-Digest_eu-west-1_my_trail_us-east-1_20230710T115336Z.json.gz";
    expect(parseObjectKey(digest)).toEqual({
      family: "CloudTrail-Digest",
      accountId: "123456789012",
      region: "eu-west-1",
      trailName: "my_trail",
      homeRegion: "us-east-1",
      time: new Date("2023-07-10T11:53:36Z"),
    });
    expect(parseObjectKey(digest.replace("Z.json", "Z_backfill.json"))).toMatchObject({ backfill: true });
  });

  it.each([
    ["a marker", "AWSLogs/123456789012/CloudTrail/"],
    ["a foreign object", "photos/cat.jpg"],
    ["a foreign object in the folder", `${log}readme.txt`],
    ["an impossible date", log + name.replace("20230710T1145", "20230231T1145")],
    ["an impossible hour", log + name.replace("T1145", "T2545")],
  ])("does not take %s for a CloudTrail file", (_, key) => {
    expect(parseObjectKey(key)).toBeUndefined();
  });

  it.skipIf(!sampleFolder("invictus-ir_aws_dataset"))("reads the names of real log files", () => {
    const names = readdirSync(sampleFolder("invictus-ir_aws_dataset")!);
    expect(names.length).toBeGreaterThan(0);
    for (const file of names) {
      const parsed = parseObjectKey(`${log}${file}.gz`);
      expect(parsed, file).toMatchObject({ family: "CloudTrail" });
      if (parsed?.family === "CloudTrail")
        expect(logFileKey(parsed).split("/").at(-1)).toBe(`${renamed(file)}.gz`);
    }
  });
});

describe("keys", () => {
  const moments = fc.date({ min: new Date("2013-11-13"), max: new Date("2099-12-31"), noInvalidDate: true });
  const location = fc.record(
    {
      prefix: fc.stringMatching(/^[a-z0-9]{1,8}(\/[a-z0-9]{1,8})?$/),
      organizationId: fc.stringMatching(/^o-[a-z0-9]{10}$/),
      accountId: fc.stringMatching(/^\d{12}$/),
    },
    { requiredKeys: ["accountId"] },
  );
  const region = fc.constantFrom("us-east-1", "eu-central-2", "us-gov-west-1");

  it("of log files come back as they went in, to the minute", () => {
    fc.assert(
      fc.property(
        location,
        region,
        moments,
        fc.stringMatching(/^[A-Za-z0-9]{16}$/),
        (place, where, time, unique) => {
          const key = logFileKey({ ...place, family: "CloudTrail", region: where, time, unique });
          const minute = new Date(Math.floor(time.getTime() / 60_000) * 60_000);
          expect(parseObjectKey(key)).toEqual({
            ...place,
            family: "CloudTrail",
            region: where,
            time: minute,
            unique,
          });
          expect(key.startsWith(dayPrefix(place, "CloudTrail", where, time))).toBe(true);
          expect(key.startsWith(familyPrefix(place, "CloudTrail"))).toBe(true);
        },
      ),
    );
  });

  it("of digests come back as they went in, to the second", () => {
    fc.assert(
      fc.property(
        location,
        region,
        moments,
        fc.stringMatching(/^[a-z]{3}_[a-z]{3}$/),
        (place, where, time, trail) => {
          const parts = {
            ...place,
            family: "CloudTrail-Digest" as const,
            region: where,
            trailName: trail,
            homeRegion: "us-east-1",
            time: new Date(Math.floor(time.getTime() / 1000) * 1000),
          };
          expect(parseObjectKey(digestFileKey(parts))).toEqual(parts);
        },
      ),
    );
  });
});
