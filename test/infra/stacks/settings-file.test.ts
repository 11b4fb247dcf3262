import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { paths } from "../../../infra/paths.ts";
import { listStacks } from "../../../infra/stacks/list-stacks.ts";
import { proposeBucketName } from "../../../infra/stacks/propose-bucket-name.ts";
import { stackSettingsSchema } from "../../../infra/stacks/settings.ts";
import {
  readSettings,
  removeSettings,
  settingsFile,
  writeSettings,
} from "../../../infra/stacks/settings-file.ts";
import { readSummary, summaryFile, writeSummary } from "../../../infra/stacks/summary.ts";

let home: string;
let p: ReturnType<typeof paths>;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "trailwright-test-"));
  p = paths({ TRAILWRIGHT_HOME: home });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const settings = stackSettingsSchema.parse({
  stack: "audit",
  bucketName: "cloudtrail-logs-1",
  tags: { purpose: "audit: all of it", empty: "" },
  accountId: "012345678901",
});

describe("settings file", () => {
  test("what is written is read back", () => {
    const whole = {
      ...settings,
      keyPrefix: "a/b",
      profile: "p",
      emptyOnDestroy: false,
      target: "account" as const,
    };
    writeSettings(p, whole);
    expect(readSettings(p, "audit")).toEqual(whole);
  });

  test("is Pulumi's own format", () => {
    writeSettings(p, settings);
    expect(readFileSync(settingsFile(p, "audit"), "utf8")).toBe(
      [
        "config:",
        "  aws:region: us-east-1",
        "  trailwright:bucketName: cloudtrail-logs-1",
        "  trailwright:trailName: MyTrail",
        "  trailwright:retentionDays: 365",
        "  trailwright:tags:",
        '    purpose: "audit: all of it"',
        '    empty: ""',
        "  trailwright:target: sandbox",
        '  trailwright:accountId: "012345678901"',
        "",
      ].join("\n"),
    );
  });

  test("keeps comments, foreign keys and the order of an existing file", () => {
    mkdirSync(p.stacks, { recursive: true });
    const file = settingsFile(p, "audit");
    writeFileSync(
      file,
      [
        "# made by hand",
        "encryptionsalt: v1:abc",
        "config:",
        "  other:key: 7",
        "  # the bucket everybody knows",
        "  trailwright:bucketName: old-name # for now",
        "  trailwright:keyPrefix: gone",
        "  aws:region: eu-central-1",
        "",
      ].join("\n"),
    );
    writeSettings(p, { ...readSettings(p, "audit"), bucketName: "new-name", keyPrefix: undefined });
    const text = readFileSync(file, "utf8");
    expect(text).toContain("# made by hand\nencryptionsalt: v1:abc\nconfig:\n  other:key: 7\n");
    expect(text).toContain("# the bucket everybody knows\n  trailwright:bucketName: new-name");
    expect(text).toContain("aws:region: eu-central-1");
    expect(text).not.toContain("keyPrefix");
  });

  test("leaves no temporary file and is readable by its owner only", () => {
    writeSettings(p, settings);
    expect(readdirSync(p.stacks)).toEqual(["Pulumi.audit.yaml"]);
    expect(statSync(settingsFile(p, "audit")).mode & 0o777).toBe(0o600);
    expect(statSync(p.stacks).mode & 0o777).toBe(0o700);
  });

  test("settings that do not fit change nothing", () => {
    writeSettings(p, settings);
    const before = readFileSync(settingsFile(p, "audit"), "utf8");
    expect(() => writeSettings(p, { ...settings, bucketName: "No_Good" })).toThrow(/bucketName/);
    expect(readFileSync(settingsFile(p, "audit"), "utf8")).toBe(before);
  });

  test.each([
    [
      "trailwright:bucketName: Bad_Name",
      /Pulumi\.audit\.yaml: bucketName must not contain upper-case letters; bucketName may/,
    ],
    ["trailwright:retentionDays: 0", /bucketName is missing; retentionDays must be at least 1 day/],
    ["trailwright:retentionDays: soon", /retentionDays must be a whole number of days/],
    ["trailwright:bucketNmae: x", /trailwright:bucketNmae is not a setting/],
    ["trailwright:bucketName: {secure: abc}", /bucketName is not valid: expected string/],
    ["aws:region: Frankfurt", /region is not an AWS region name/],
    ["- [", /is not YAML/],
  ])("%s is refused by name", (line, message) => {
    mkdirSync(p.stacks, { recursive: true });
    writeFileSync(settingsFile(p, "audit"), `config:\n  ${line}\n`);
    expect(() => readSettings(p, "audit")).toThrow(
      expect.objectContaining({ code: "InvalidSettings", message: expect.stringMatching(message) }),
    );
  });

  test("a stack that is not there is StackNotFound; a name that is none is InvalidSettings", () => {
    expect(() => readSettings(p, "nobody")).toThrow(expect.objectContaining({ code: "StackNotFound" }));
    expect(() => readSettings(p, "../../etc/passwd")).toThrow(
      expect.objectContaining({ code: "InvalidSettings" }),
    );
  });
});

describe("stacks", () => {
  test("are listed by name, an unusable one with its problem", () => {
    expect(listStacks(p)).toEqual([]);
    writeSettings(p, settings);
    writeFileSync(join(p.stacks, "Pulumi.aaa.yaml"), "config: {}\n");
    writeSummary(p, "audit", {
      kind: "up",
      at: 5,
      succeeded: true,
      through: "trail",
      outputs: { trailName: "T" },
    });
    const [broken, good] = listStacks(p);
    expect(broken).toMatchObject({ stack: "aaa", problem: { code: "InvalidSettings" }, summary: undefined });
    expect(good).toMatchObject({
      stack: "audit",
      settings,
      summary: { through: "trail", outputs: { trailName: "T" } },
    });
  });

  test("forgetting one leaves nothing of it", () => {
    writeSettings(p, settings);
    writeSummary(p, "audit", { kind: "destroy", at: 5, succeeded: true, outputs: {} });
    removeSettings(p, "audit");
    expect(readdirSync(p.stacks)).toEqual([]);
    removeSettings(p, "audit");
  });

  test("a summary that is not ours counts as none", () => {
    expect(readSummary(p, "audit")).toBeUndefined();
    mkdirSync(p.stacks, { recursive: true });
    for (const text of ["{", "[]", '{"kind":"up"}']) {
      writeFileSync(summaryFile(p, "audit"), text);
      expect(readSummary(p, "audit")).toBeUndefined();
    }
  });
});

test("proposed bucket names are valid in every region and differ", () => {
  const regions = ["us-east-1", "ap-southeast-1", "us-gov-west-1", "ap-northeast-3"];
  for (const region of regions) {
    const bucketName = proposeBucketName("123456789012", region);
    expect(stackSettingsSchema.parse({ ...settings, bucketName }).bucketName).toBe(bucketName);
  }
  expect(proposeBucketName("1", "r")).not.toBe(proposeBucketName("1", "r"));
});
