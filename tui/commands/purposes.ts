import type { Command } from "commander";
import { loadPurposes, type Purpose } from "../../infra/index.ts";
import { runCommand } from "./command-run.ts";
import type { ProgramContext } from "./context.ts";
import { jsonOption, type OutputOptions } from "./options.ts";

/** `trailwright purposes`: what a trail can be kept for. Needs neither AWS nor the engine. */
export function purposesCommand(
  program: Command,
  context: ProgramContext,
  done: (code: number) => void,
): void {
  program
    .command("purposes")
    .description("tell what a trail can be kept for, what each purpose records and what it costs")
    .addOption(jsonOption())
    .action(async (options: OutputOptions) => {
      done(
        await runCommand("purposes", options, context, async (run) => {
          const { purposes, costOf } = await loadPurposes();
          for (const purpose of Object.values(purposes)) {
            const cost = costOf(purpose.events, purpose.insights?.length ?? 0);
            run.out.emit({ type: "purpose", ...fieldsOf(purpose), cost });
            if (!options.json) run.out.say(textOf(purpose, cost));
          }
          return { purposes: Object.keys(purposes) };
        }),
      );
    });
}

function fieldsOf({ id, title, records, leavesOut, audience, resources, checks, questions }: Purpose) {
  return {
    purpose: id,
    title,
    records,
    ...(leavesOut ? { leavesOut } : {}),
    audience,
    ...(resources ? { resources: { what: resources.what, example: resources.example } } : {}),
    checks,
    questions,
  };
}

function textOf({ id, title, records, leavesOut, audience, resources, questions }: Purpose, cost: string) {
  const lines: readonly (readonly [string, string | undefined])[] = [
    ["records", records],
    ["leaves out", leavesOut],
    ["for", audience],
    ["costs", `${cost}.`],
    ["takes", resources && `--resource: ${resources.what} (${resources.example})`],
    ["ask it for", questions.map(({ shows, filter }) => `${shows} (${filter})`).join(", ") || undefined],
  ];
  const told = lines.flatMap(([label, text]) => (text ? [`  ${label.padEnd(10)}  ${text}`] : []));
  return [`${id}: ${title}`, ...told, ""].join("\n");
}
