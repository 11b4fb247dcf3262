import { describe, expect, test } from "vitest";
import { bucketProblems } from "../../../infra/stacks/bucket-problems.ts";
import { checkSettings } from "../../../infra/stacks/config.ts";
import { emptiesOnDestroy, type StackSettings, stackSettingsSchema } from "../../../infra/stacks/settings.ts";

const trailOf = (account: string) => `arn:aws:cloudtrail:us-east-1:${account}:trail/MyTrail`;
const keyOf = (region: string) =>
  `arn:aws:kms:${region}:444455556666:key/00000000-1111-4222-8333-444444444444`;

const settingsWith = (more: Partial<StackSettings>) =>
  stackSettingsSchema.parse({ stack: "audit", bucketName: "logs-of-us", ...more });

/** The settings that are wrong, with what is said of them. */
const said = (more: Partial<StackSettings>) =>
  bucketProblems(settingsWith(more)).map(({ setting, problem }) => `${setting}: ${problem}`);

describe("settings that go together have no problem", () => {
  test.each<[string, Partial<StackSettings>]>([
    ["nothing but a bucket", {}],
    [
      "everything about one bucket",
      {
        kmsKey: "own",
        accessLogBucket: "access-logs-of-us",
        objectLock: { mode: "COMPLIANCE", days: 365 },
        transitions: [
          { days: 30, storageClass: "STANDARD_IA" },
          { days: 60, storageClass: "GLACIER_IR" },
          { days: 61, storageClass: "DEEP_ARCHIVE" },
        ],
      },
    ],
    [
      "an archive for trails",
      { kind: "log-archive", deliveringTrails: [trailOf("111122223333")], kmsKey: "own" },
    ],
    ["an archive for an organization", { kind: "log-archive", organizationId: "o-exampleorg1" }],
    ["a central bucket in another region", { centralBucket: true, kmsKey: keyOf("eu-west-1") }],
    [
      "an organization's trail with a central bucket",
      { centralBucket: true, organizationTrail: true, organizationId: "o-exampleorg1" },
    ],
  ])("%s", (_, more) => {
    expect(said(more)).toEqual([]);
  });
});

describe("settings that cannot be are refused in words", () => {
  test.each<[Partial<StackSettings>, RegExp]>([
    [{ deliveringTrails: [trailOf("111122223333")] }, /^deliveringTrails: is for a log archive/],
    [{ kind: "log-archive" }, /^deliveringTrails: is missing: a log archive is for trails named here/],
    [
      { kind: "log-archive", organizationId: "o-exampleorg1", insights: ["ApiCallRateInsight"] },
      /^insights: is a trail's/,
    ],
    [
      { kind: "log-archive", organizationId: "o-exampleorg1", organizationTrail: true },
      /^organizationTrail: is a trail's/,
    ],
    [
      { kind: "log-archive", organizationId: "o-exampleorg1", centralBucket: true },
      /^centralBucket: is for trails/,
    ],
    [{ organizationTrail: true }, /^organizationId: is missing/],
    [{ organizationId: "o-exampleorg1" }, /^organizationId: means nothing without organizationTrail/],
    [
      { centralBucket: true, objectLock: { mode: "GOVERNANCE", days: 1 } },
      /^objectLock: is up to the central bucket's owner/,
    ],
    [{ centralBucket: true, emptyOnDestroy: true }, /^emptyOnDestroy: is up to/],
    [{ centralBucket: true, accessLogBucket: "access-logs-of-us" }, /^accessLogBucket: is up to/],
    [{ centralBucket: true, kmsKey: "own" }, /^kmsKey: cannot be own with a central bucket/],
    [{ kmsKey: "arn:aws:kms:us-east-1:111122223333:alias/logs" }, /^kmsKey: is an alias/],
    [{ kmsKey: keyOf("eu-west-1") }, /^kmsKey: is in eu-west-1, .* bucket's region, us-east-1/],
    [{ accessLogBucket: "logs-of-us" }, /^accessLogBucket: is the log bucket itself/],
    [
      { objectLock: { mode: "GOVERNANCE", days: 400 } },
      /^objectLock: holds log files for 400 days, and retentionDays would expire them after 365/,
    ],
    [
      { objectLock: { mode: "COMPLIANCE", days: 1 }, emptyOnDestroy: true },
      /^emptyOnDestroy: cannot be: nobody can delete/,
    ],
    [
      { transitions: [{ days: 29, storageClass: "ONEZONE_IA" }] },
      /^transitions: to ONEZONE_IA come after 30 days at the earliest, not after 29/,
    ],
    [
      { transitions: [{ days: 365, storageClass: "GLACIER" }] },
      /^transitions: to GLACIER after 365 days never come: log files expire after 365/,
    ],
    [
      {
        transitions: [
          { days: 30, storageClass: "STANDARD_IA" },
          { days: 59, storageClass: "GLACIER" },
        ],
      },
      /^transitions: to GLACIER come 30 days after STANDARD_IA at the earliest: 60/,
    ],
    [
      {
        transitions: [
          { days: 30, storageClass: "GLACIER" },
          { days: 90, storageClass: "STANDARD_IA" },
        ],
      },
      /^transitions: cannot go from GLACIER to STANDARD_IA/,
    ],
    [
      {
        transitions: [
          { days: 30, storageClass: "ONEZONE_IA" },
          { days: 90, storageClass: "GLACIER_IR" },
        ],
      },
      /^transitions: cannot go from ONEZONE_IA to GLACIER_IR/,
    ],
    [
      {
        transitions: [
          { days: 90, storageClass: "GLACIER" },
          { days: 60, storageClass: "DEEP_ARCHIVE" },
        ],
      },
      /^transitions: must be in the order of their days/,
    ],
  ])("%j", (more, expected) => {
    expect(said(more)).toEqual([expect.stringMatching(expected)]);
    expect(() => checkSettings(settingsWith(more), "audit")).toThrow(
      expect.objectContaining({ code: "InvalidSettings", message: expect.stringMatching(/^audit: /) }),
    );
  });

  test("a key that is none", () => {
    expect(() =>
      checkSettings({ stack: "audit", bucketName: "logs-of-us", kmsKey: "mine" }, "audit"),
    ).toThrow(/kmsKey is neither own nor the ARN of a KMS key/);
  });
});

test("what Object Lock holds for good is kept on destroy, also in the sandbox", () => {
  expect(emptiesOnDestroy(settingsWith({}))).toBe(true);
  expect(emptiesOnDestroy(settingsWith({ objectLock: { mode: "GOVERNANCE", days: 1 } }))).toBe(true);
  expect(emptiesOnDestroy(settingsWith({ objectLock: { mode: "COMPLIANCE", days: 1 } }))).toBe(false);
});
