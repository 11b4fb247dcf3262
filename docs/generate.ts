// `npm run docs`: writes docs/steps/ from the same data that the screens show.
import { writeFileSync } from "node:fs";
import { labSteps } from "../infra/lab/lab-steps.ts";
import { stackSettingsSchema } from "../infra/stacks/settings.ts";

const accountId = "111122223333";
const settings = stackSettingsSchema.parse({
  stack: "lab",
  bucketName: `cloudtrail-logs-${accountId}-us-east-1-example`,
});

const code = (language: string, lines: readonly string[]) => ["```" + language, ...lines, "```"];

/** The page of each step, by file name. */
export function stepPages(): Map<string, string> {
  const pages = new Map<string, string>();
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
    pages.set(`${index + 1}-${step.id}.md`, text.join("\n"));
  }
  return pages;
}

if (import.meta.main) {
  for (const [name, text] of stepPages()) writeFileSync(new URL(`./steps/${name}`, import.meta.url), text);
}
