import { XMLBuilder } from "fast-xml-parser";
import { tally, type CheckReport } from "../check-target.ts";
import type { Finding } from "../finding.ts";
import { inertText } from "./inert-text.ts";

/**
 * The findings as JUnit XML, as CI systems read it: one suite an account, one case a finding; what could not be read is
 * an error, or skipped where that is allowed.
 */
export function junitText(reports: readonly CheckReport[], allowUnknown: boolean): string {
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    textNodeName: "#text",
    format: true,
    suppressEmptyNode: true,
  });
  return builder.build({
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    testsuites: {
      "@name": "trailwright check",
      ...counts(reports, allowUnknown),
      testsuite: reports.map((report) => ({
        "@name": `Account ${report.accountId}`,
        ...counts([report], allowUnknown),
        "@timestamp": new Date(report.readAt).toISOString().slice(0, 19),
        testcase: report.findings.map((finding) => testCase(finding, allowUnknown)),
      })),
    },
  });
}

function counts(reports: readonly CheckReport[], allowUnknown: boolean) {
  const { failed, unknown, passed } = tally(reports);
  return {
    "@tests": failed + unknown + passed,
    "@failures": failed,
    "@errors": allowUnknown ? 0 : unknown,
    "@skipped": allowUnknown ? unknown : 0,
  };
}

function testCase(finding: Finding, allowUnknown: boolean) {
  const { status, control, resource, evidence, severity } = finding;
  const outcome = { "@message": oneLine(evidence), "@type": severity, "#text": details(finding) };
  return {
    "@classname": control,
    "@name": oneLine(`${finding.title} (${resource.id})`),
    ...(status === "failed" ? { failure: outcome } : {}),
    ...(status === "unknown" ? { [allowUnknown ? "skipped" : "error"]: outcome } : {}),
  };
}

const oneLine = (text: string): string => inertText(text).replaceAll("\n", " ");

function details({ evidence, mend, cis }: Finding): string {
  const lines = [
    evidence,
    ...(mend ? [mend.advice] : []),
    ...(mend?.setting ? [`Setting: ${mend.setting}`] : []),
    ...(mend?.cli ?? []),
    ...(cis.length > 0 ? [`CIS AWS Foundations Benchmark: ${cis.join(", ")}`] : []),
  ];
  return inertText(lines.join("\n"));
}
