// `npm run docs`: writes docs/steps/ and docs/sandbox-operations.md from the data that the program itself uses.
import { writeFileSync } from "node:fs";
import type { Control } from "../infra/checks/control.ts";
import { controls } from "../infra/checks/controls/index.ts";
import { labSteps } from "../infra/lab/lab-steps.ts";
import type { Severity } from "../infra/preflight/finding.ts";
import { rules } from "../infra/preflight/rules/index.ts";
import { purposes } from "../infra/purposes/catalogue/index.ts";
import { costOf } from "../infra/purposes/prices.ts";
import { services } from "../infra/sandbox/services.ts";
import { stackSettingsSchema } from "../infra/stacks/settings.ts";

const accountId = "111122223333";
const settings = stackSettingsSchema.parse({
  stack: "lab",
  bucketName: `cloudtrail-logs-${accountId}-us-east-1-example`,
});

const code = (language: string, lines: readonly string[]) => [`\`\`\`${language}`, ...lines, "```"];

/** The pages made from data, by path below docs/. */
export function pages(): Map<string, string> {
  const pages = new Map([
    ["sandbox-operations.md", operationsPage()],
    ["purposes.md", purposesPage()],
    ["preflight.md", preflightPage()],
    ["checks.md", checksPage()],
  ]);
  for (const [index, step] of labSteps.entries()) {
    const text = [
      `<!-- Made by \`npm run docs\` from infra/lab/lab-steps.ts. -->`,
      `# Step ${index + 1}: ${step.title}`,
      "",
      step.what,
      "",
      step.why,
      "",
      "## In the AWS console",
      "",
      ...step.console(settings, accountId).map((line, number) => `${number + 1}. ${line}`),
      "",
      "## With the AWS CLI",
      "",
      ...code("sh", step.cli(settings, accountId)),
      "",
    ];
    pages.set(`steps/${index + 1}-${step.id}.md`, text.join("\n"));
  }
  return pages;
}

/** The catalogue of purposes. */
function purposesPage(): string {
  const lines = [
    "<!-- Made by `npm run docs` from infra/purposes/catalogue/. -->",
    "# What a trail can be kept for",
    "",
    "`npm start -- up --purpose NAME`, with `--resource` for what it is about; in the settings file `trailwright:purpose`,",
    "`trailwright:resources`, `trailwright:insights`, and for `custom` `trailwright:selectors` (advanced event selectors as in",
    "the CloudTrail API). Without a purpose it is `management`.",
  ];
  for (const purpose of Object.values(purposes)) {
    const { id, title, records, leavesOut, audience, resources, questions } = purpose;
    lines.push("", `## ${id}: ${title}`, "", records, "");
    if (leavesOut) lines.push(`- Leaves out: ${leavesOut}`);
    lines.push(`- For: ${audience}`, `- Costs: ${costOf(purpose.events, purpose.insights?.length ?? 0)}.`);
    if (resources) lines.push(`- Resources: ${resources.what}, like \`${resources.example}\`.`);
    for (const { shows, filter } of questions) lines.push(`- Filter \`${filter}\`: ${shows}.`);
  }
  return `${lines.join("\n")}\n`;
}

/** The controls of `trailwright check`. */
function checksPage(): string {
  const ours = ({ id }: Control) => id.startsWith("TW.");
  return `${[
    "<!-- Made by `npm run docs` from infra/checks/controls/. -->",
    "# What `trailwright check` asks",
    "",
    "`npm start -- check` judges the trails of an account, whoever made them, and changes nothing. `--stack NAME` and",
    "`--trail NAME` limit it to some of them, `--control ID` and `--severity LEVEL` to some questions; `--json`,",
    "`--format junit` and `--format sarif` are for programs, `--output FILE` writes to a file beside the table.",
    "",
    "Each finding has what was seen, and how to mend it: the setting for a stack of ours, the AWS CLI's call for all others.",
    "What may not be read is *unknown*, never passed. The exit code is 5 when something failed or is unknown; with",
    "`--allow-unknown` only when something failed. Questions about the account as a whole look at all its trails, whichever",
    "were named.",
    "",
    "Numbers are those of the CIS AWS Foundations Benchmark that Security Hub relates its controls to, severities are",
    "Security Hub's; both as its user guide has them in November 2026.",
    "",
    "## Security Hub's controls",
    "",
    ...controlTable(controls.filter((control) => !ours(control))),
    "",
    "## Our own",
    "",
    ...controlTable(controls.filter(ours)),
  ].join("\n")}\n`;
}

function controlTable(rows: readonly Control[]): readonly string[] {
  const cell = (text: string) => text.replaceAll("|", "\\|");
  return [
    "| Control | Severity | CIS | It asks | To mend it |",
    "| --- | --- | --- | --- | --- |",
    ...rows.map(
      ({ id, title, severity, cis, asks, mends }) =>
        `| **${id}** ${cell(title)} | ${severity} | ${cis.join(", ")} | ${cell(asks)} | ${cell(mends)} |`,
    ),
  ];
}

/** What is looked for before anything is made. */
function preflightPage(): string {
  const lines = [
    "<!-- Made by `npm run docs` from infra/preflight/rules/. -->",
    "# What is looked for before anything is made",
    "",
    "`npm start -- plan` tells what could fail, what the set-up will cost a month, what each statement of its policies is for,",
    "and what `up` would do; it changes nothing. `up` looks too, and does nothing on stacks where an error is found, unless",
    "`--skip-preflight` says so. Each finding says what, why, and how to mend it; `--json` gives `finding`, `policy` and",
    "`estimate` lines. `--events N` is the number of events a month that the estimate is made for.",
  ];
  const titles: Readonly<Record<Severity, string>> = {
    error: "Errors: up would fail",
    warning: "Warnings: it works and is probably not meant",
    note: "Notes",
  };
  for (const [severity, title] of Object.entries(titles)) {
    lines.push("", `## ${title}`, "", "| Rule | It finds | Source |", "| --- | --- | --- |");
    for (const rule of rules.filter((one) => one.severity === severity))
      lines.push(`| ${rule.id} | ${rule.title} | ${rule.source} |`);
  }
  return `${lines.join("\n")}\n`;
}

/** Every operation the sandbox has, by service. */
function operationsPage(): string {
  const lines = [
    "<!-- Made by `npm run docs` from infra/sandbox/services.ts. -->",
    "# Operations of the sandbox",
    "",
    "Anything else is refused by name. What differs from AWS is in [sandbox.md](sandbox.md).",
  ];
  for (const service of services.values()) {
    const names = Object.keys(service.operations).sort();
    lines.push("", `## ${service.name} (${names.length})`, "", names.map((name) => `\`${name}\``).join(", "));
  }
  return `${lines.join("\n")}\n`;
}

if (import.meta.main) {
  for (const [name, text] of pages()) writeFileSync(new URL(name, import.meta.url), text);
}
