import type { CheckReport } from "../check-target.ts";
import type { Control } from "../control.ts";
import { controls } from "../controls/index.ts";
import type { Finding, Resource, Severity } from "../finding.ts";
import { inertText } from "./inert-text.ts";

/** SARIF has three levels; the number is what code scanning sorts by (0 to 10). */
const levels: Readonly<Record<Severity, { readonly level: string; readonly score: string }>> = {
  critical: { level: "error", score: "9.5" },
  high: { level: "error", score: "8.0" },
  medium: { level: "warning", score: "5.5" },
  low: { level: "note", score: "3.0" },
  informational: { level: "note", score: "0.5" },
};

/** `fail`, `pass`, or `open` for what could not be told ("result.kind", SARIF 2.1.0, 3.27.9). */
const kinds = { failed: "fail", passed: "pass", unknown: "open" } as const;

/**
 * The findings as SARIF 2.1.0 (OASIS standard "Static Analysis Results Interchange Format"), JSON text. `version` is the
 * program's.
 */
export function sarifText(reports: readonly CheckReport[], version: string): string {
  const findings = reports.flatMap((report) => report.findings);
  const used = controls.filter(({ id }) => findings.some(({ control }) => control === id));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "trailwright", version, rules: used.map(rule) } },
        columnKind: "utf16CodeUnits",
        results: findings.map((finding) =>
          result(
            finding,
            used.findIndex(({ id }) => id === finding.control),
          ),
        ),
      },
    ],
  };
  return `${JSON.stringify(log, (_, value: unknown) => (typeof value === "string" ? inertText(value) : value), 2)}\n`;
}

function rule({ id, title, severity, asks, mends, cis }: Control) {
  const { level, score } = levels[severity];
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: asks },
    help: { text: mends, markdown: mends },
    defaultConfiguration: { level },
    properties: { tags: ["security", ...cis.map((number) => `CIS ${number}`)], "security-severity": score },
  };
}

function result(finding: Finding, ruleIndex: number) {
  const { control, status, severity, resource, evidence, mend } = finding;
  const text = mend ? `${evidence} ${mend.advice}` : evidence;
  return {
    ruleId: control,
    ruleIndex,
    kind: kinds[status],
    level: status === "failed" ? levels[severity].level : "none",
    message: { text },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(resource) } },
        logicalLocations: [{ fullyQualifiedName: resource.id, kind: "resource" }],
      },
    ],
    partialFingerprints: { "controlAndResource/v1": `${control}|${resource.id}` },
    properties: {
      status,
      ...(mend?.setting ? { setting: mend.setting } : {}),
      ...(mend?.cli ? { commands: mend.cli } : {}),
    },
  };
}

/** ARNs are URIs of the scheme `arn`; what has none gets one that says what it is. */
function uriOf({ type, id }: Resource): string {
  if (type === "bucket") return `s3://${encodeURIComponent(id)}`;
  return id.startsWith("arn:") ? encodeURI(id) : `aws:${type.replace(" ", "-")}:${encodeURIComponent(id)}`;
}
