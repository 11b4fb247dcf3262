// `npm run docs`: writes docs/steps/ and docs/sandbox-operations.md from the data that the program itself uses.
import { writeFileSync } from "node:fs";
import { labSteps } from "../infra/lab/lab-steps.ts";
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
