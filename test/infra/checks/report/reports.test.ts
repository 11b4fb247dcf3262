import { XMLParser } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import type { CheckReport } from "../../../../infra/checks/check-target.ts";
import type { Finding } from "../../../../infra/checks/finding.ts";
import { junitText } from "../../../../infra/checks/report/junit.ts";
import { sarifText } from "../../../../infra/checks/report/sarif.ts";
import { tableText } from "../../../../infra/checks/report/table.ts";

const trailArn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/Audited";
const evil = `a "pattern" <b>&amp;]]> \u001b[2J\u202e\u0000\u009b|\nnext`;
const failed: Finding = {
  control: "CloudTrail.4",
  title: "Log file validation is on",
  severity: "low",
  cis: ["5.0.0/3.2"],
  status: "failed",
  resource: { type: "trail", id: trailArn },
  evidence: evil,
  mend: {
    advice: "Turn it on.",
    setting: "trailwright:purpose: management",
    cli: ["aws cloudtrail update-trail"],
  },
  trails: [trailArn],
};
const findings: readonly Finding[] = [
  failed,
  { ...failed, control: "CloudTrail.2", severity: "medium", evidence: "It is not.", status: "unknown" },
  {
    ...failed,
    control: "S3.8",
    severity: "high",
    evidence: "Blocked.",
    status: "passed",
    resource: { type: "bucket", id: "some-logs" },
  },
  { ...failed, control: "CloudTrail.3", status: "passed", resource: { type: "account", id: "111122223333" } },
];
const report: CheckReport = {
  accountId: "111122223333",
  region: "us-east-1",
  readAt: Date.UTC(2026, 10, 23),
  trails: 1,
  findings,
};

/** What neither a terminal nor an XML parser may meet. */
const active = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/;

describe("the table", () => {
  const ours = new Set([trailArn]);
  it("tells the setting for a trail of ours and the command for others", () => {
    expect(tableText([report], { ours })).toContain(
      "in the stack's settings: trailwright:purpose: management",
    );
    expect(tableText([report], { ours: new Set() })).toContain("      aws cloudtrail update-trail\n");
    expect(tableText([report], { ours: new Set() })).not.toContain("in the stack's settings");
  });

  it("tells what several controls say alike once, and sums up", () => {
    const twice = { ...report, findings: [failed, { ...failed, control: "CloudTrail.5" }] };
    expect(tableText([twice], { ours })).toContain("FAILED   CloudTrail.4, CloudTrail.5  (low)");
    expect(tableText([report], { ours })).toMatch(/\n2 passed, 1 failed, 1 unknown$/);
  });

  it("fits the columns, save for commands and names", () => {
    const evidence = "word ".repeat(60).trim();
    const text = tableText([{ ...report, findings: [{ ...failed, evidence }] }], { ours, columns: 40 });
    for (const line of text.split("\n").filter((each) => each.includes("word")))
      expect(line.length).toBeLessThanOrEqual(40);
  });

  it("says when there are no trails, and when they may not be listed", () => {
    expect(tableText([{ ...report, trails: 0, findings: [] }], { ours })).toContain("no trails");
    expect(tableText([{ ...report, trails: undefined, findings: [] }], { ours })).toContain(
      "may not be listed",
    );
  });
});

describe("JUnit XML", () => {
  const parse = (text: string) =>
    new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "@" }).parse(text, true).testsuites;

  it("has a suite an account and a case a finding", () => {
    const suites = parse(junitText([report, { ...report, accountId: "444455556666" }], false));
    expect(suites).toMatchObject({ "@tests": "8", "@failures": "2", "@errors": "2" });
    const [suite] = suites.testsuite;
    expect(suite).toMatchObject({ "@name": "Account 111122223333", "@timestamp": "2026-11-23T00:00:00" });
    expect(
      suite.testcase.map((each: Record<string, unknown>) => [
        each["@classname"],
        "failure" in each,
        "error" in each,
      ]),
    ).toEqual([
      ["CloudTrail.4", true, false],
      ["CloudTrail.2", false, true],
      ["S3.8", false, false],
      ["CloudTrail.3", false, false],
    ]);
  });

  it("skips what may be unknown", () => {
    const suites = parse(junitText([report], true));
    expect(suites).toMatchObject({ "@errors": "0", "@skipped": "1" });
    expect(suites.testsuite.testcase[1]).toHaveProperty("skipped");
  });

  it("holds no word of others as markup or control", () => {
    const text = junitText([report], false);
    expect(text).not.toMatch(active);
    const { failure } = parse(text).testsuite.testcase[0];
    expect(failure["@message"]).toContain('a "pattern" <b>');
    expect(failure["#text"]).toContain("\\u{1b}[2J\\u{202e}\\u{0}\\u{9b}|");
  });
});

describe("SARIF", () => {
  const text = sarifText([report], "1.2.3");
  const log = JSON.parse(text);
  const [run] = log.runs;

  it("has what the schema of 2.1.0 requires", () => {
    expect(log).toMatchObject({ version: "2.1.0", $schema: expect.stringContaining("sarif-2.1.0") });
    expect(run.tool.driver).toMatchObject({ name: "trailwright", version: "1.2.3" });
    for (const rule of run.tool.driver.rules) {
      expect(rule.id).toMatch(/^\S+$/);
      for (const member of ["shortDescription", "fullDescription", "help"])
        expect(rule[member].text).toMatch(/\S/);
      expect(["note", "warning", "error"]).toContain(rule.defaultConfiguration.level);
      expect(Number(rule.properties["security-severity"])).toBeGreaterThan(0);
    }
    for (const result of run.results) {
      expect(result.message.text).toMatch(/\S/);
      expect(["fail", "pass", "open"]).toContain(result.kind);
      // 3.27.10: a level other than none belongs to a failure.
      expect(result.level === "none").toBe(result.kind !== "fail");
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
      expect(URL.canParse(result.locations[0].physicalLocation.artifactLocation.uri)).toBe(true);
    }
  });

  it("has a result a finding", () => {
    expect(
      run.results.map(({ ruleId, kind, level }: Record<string, string>) => [ruleId, kind, level]),
    ).toEqual([
      ["CloudTrail.4", "fail", "note"],
      ["CloudTrail.2", "open", "none"],
      ["S3.8", "pass", "none"],
      ["CloudTrail.3", "pass", "none"],
    ]);
    expect(run.results[0].properties).toMatchObject({ setting: "trailwright:purpose: management" });
    const fingerprints = run.results.map((each: { partialFingerprints: unknown }) =>
      JSON.stringify(each.partialFingerprints),
    );
    expect(new Set(fingerprints).size).toBe(4);
  });

  it("holds nothing that a terminal would obey", () => expect(text).not.toMatch(active));
});
