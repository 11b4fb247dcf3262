import { describe, expect, test } from "vitest";
import { check } from "../../../../infra/sandbox/provider/check.ts";
import { type Properties, UNKNOWN } from "../../../../infra/sandbox/provider/property-value.ts";
import { resourceType } from "../../../../infra/sandbox/provider/types/index.ts";

const seed = new Uint8Array([1, 2, 3]);
const checked = (token: string, inputs: Properties, oldInputs?: Properties) =>
  check(resourceType(token), inputs, {
    name: "Logs",
    randomSeed: seed,
    region: "eu-west-1",
    ...(oldInputs ? { oldInputs } : {}),
  });
const failures = (token: string, inputs: Properties) =>
  checked(token, inputs).failures.map(({ property, reason }) => `${property} ${reason}`);

const bucket = "aws:s3/bucket:Bucket";
const policy = "aws:s3/bucketPolicy:BucketPolicy";
const trail = "aws:cloudtrail/trail:Trail";
const lifecycle = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";

describe("defaults", () => {
  test("a trail logs, records global services and lives in the provider's region", () => {
    const { inputs, failures } = checked(trail, { name: "MyTrail", s3BucketName: "logs" });
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject({
      enableLogging: true,
      includeGlobalServiceEvents: true,
      isMultiRegionTrail: false,
      region: "eu-west-1",
    });
    expect(inputs["__defaults"]).toContain("region");
    expect(inputs["__defaults"]).not.toContain("name");
  });

  test("what the program says wins over them", () => {
    const { inputs } = checked(trail, { s3BucketName: "logs", enableLogging: false, region: "us-east-2" });
    expect(inputs).toMatchObject({ enableLogging: false, region: "us-east-2" });
  });

  test("check of checked inputs changes nothing", () => {
    const once = checked(trail, { name: "MyTrail", s3BucketName: "logs" }).inputs;
    expect(checked(trail, once, once).inputs).toMatchObject({ name: "MyTrail", enableLogging: true });
  });
});

describe("names", () => {
  test("a bucket gets a lower-case one, the same for the same seed", () => {
    const name = checked(bucket, {}).inputs["bucket"];
    expect(name).toMatch(/^logs-[0-9a-f]{7}$/);
    expect(checked(bucket, {}).inputs["bucket"]).toBe(name);
  });

  test("a made-up name is kept; a name the program once gave is not", () => {
    const kept = { bucket: "logs-aaaaaaa", __defaults: ["bucket"] };
    expect(checked(bucket, {}, kept).inputs["bucket"]).toBe("logs-aaaaaaa");
    expect(checked(bucket, {}, { bucket: "mine" }).inputs["bucket"]).not.toBe("mine");
  });

  test("a prefix leaves the name to the creation", () => {
    expect(checked(bucket, { bucketPrefix: "logs-" }).inputs).not.toHaveProperty("bucket");
    expect(failures(bucket, { bucketPrefix: "logs-", bucket: "logs" })).toEqual([
      "bucketPrefix cannot be given together with bucket",
    ]);
  });

  test("the project's auto-naming rules are kept", () => {
    const named = (mode: "propose" | "enforce" | "disable") =>
      check(
        resourceType(bucket),
        {},
        {
          name: "Logs",
          randomSeed: seed,
          region: "us-east-1",
          autonaming: { mode, proposedName: "Team-Logs" },
        },
      );
    expect(named("propose").inputs["bucket"]).toBe("team-logs");
    expect(named("enforce").inputs["bucket"]).toBe("Team-Logs");
    expect(named("disable").failures).toEqual([
      { property: "bucket", reason: expect.stringMatching(/required/) },
    ]);
  });
});

describe("what is refused", () => {
  test.each<[string, Properties, string]>([
    [policy, { policy: "{}" }, "bucket is required"],
    [policy, { bucket: "b", policy: "{" }, "policy is not valid JSON"],
    [policy, { bucket: "b", policy: "{}", colour: "red" }, "colour is not a property of this type"],
    [
      bucket,
      { website: {} },
      "website is not served by this provider: use aws.s3.BucketWebsiteConfiguration",
    ],
    [bucket, { forceDestroy: "perhaps" }, "forceDestroy must be true or false"],
    [bucket, { tags: { a: ["b"] } }, "tags.a must be a string"],
    [lifecycle, { bucket: "b" }, "rules is required"],
    [lifecycle, { bucket: "b", rules: [{ id: "x" }] }, "rules[0].status is required"],
    [
      lifecycle,
      { bucket: "b", rules: [{ id: "x", status: "Enabled", expiration: { days: "soon" } }] },
      "rules[0].expiration.days must be a number",
    ],
    [
      trail,
      { s3BucketName: "b", eventSelectors: [{ readWriteType: "Some" }] },
      "must be one of All, ReadOnly",
    ],
    [
      trail,
      { s3BucketName: "b", isMultiRegionTrail: true, includeGlobalServiceEvents: false },
      "includeGlobalServiceEvents must be true for a trail of all regions",
    ],
    [
      trail,
      { s3BucketName: "b", eventSelectors: [{}], advancedEventSelectors: [{ fieldSelectors: [] }] },
      "advancedEventSelectors cannot be given together",
    ],
  ])("%s %j", (token, inputs, message) => {
    expect(failures(token, inputs).join("\n")).toContain(message);
  });

  test("two lifecycle rules with one id", () => {
    const rule = { id: "same", status: "Enabled" };
    expect(failures(lifecycle, { bucket: "b", rules: [rule, rule] })).toEqual([
      'rules has two rules with the id "same"',
    ]);
  });
});

test("what is not known yet passes, wherever it stands", () => {
  expect(failures(policy, { bucket: UNKNOWN, policy: UNKNOWN })).toEqual([]);
  expect(failures(lifecycle, { bucket: "b", rules: UNKNOWN })).toEqual([]);
  expect(
    failures(trail, { s3BucketName: UNKNOWN, tags: { a: UNKNOWN }, isMultiRegionTrail: UNKNOWN }),
  ).toEqual([]);
});

test("values are put into the form of the property", () => {
  const { inputs } = checked(policy, { bucket: "b", policy: { Version: "2012-10-17" } });
  expect(inputs["policy"]).toBe('{"Version":"2012-10-17"}');
  expect(checked(bucket, { tags: { count: 3, on: true, none: null } }).inputs["tags"]).toEqual({
    count: "3",
    on: "true",
  });
});
