import type { Command } from "commander";
import { loadStacks, type StackEntry } from "../../infra/index.ts";
import { runCommand } from "./command-run.ts";
import type { ProgramContext } from "./context.ts";
import { jsonOption, type OutputOptions } from "./options.ts";

/** `trailwright stacks`: which stacks there are. Needs neither AWS nor the engine. */
export function stacksCommand(program: Command, context: ProgramContext, done: (code: number) => void): void {
  program
    .command("stacks")
    .description("list the stacks")
    .addOption(jsonOption())
    .action(async (options: OutputOptions) => {
      done(
        await runCommand("stacks", options, context, async (run) => {
          const { listStacks } = await loadStacks();
          const entries = listStacks(run.paths);
          for (const entry of entries) {
            run.out.emit(stackFields(entry));
            if (!options.json) run.out.say(stackText(entry));
          }
          if (entries.length === 0) run.out.note("There are no stacks yet. `trailwright lab` makes one.");
          return { stacks: entries.map((entry) => entry.stack) };
        }),
      );
    });
}

function stackFields({ stack, settings, problem, summary }: StackEntry) {
  return {
    type: "stack",
    stack,
    ...(settings ? { settings } : {}),
    ...(problem ? { problem: { code: problem.code, message: problem.message } } : {}),
    ...(summary ? { summary } : {}),
  };
}

function stackText({ stack, settings, problem, summary }: StackEntry): string {
  if (!settings) return `${stack}  ${problem?.message ?? ""}`;
  const where =
    settings.target === "sandbox" ? "sandbox" : `account ${settings.accountId ?? "(not known yet)"}`;
  const standing = summary?.through
    ? `${summary.through} is up${summary.succeeded ? "" : " (the last operation failed)"}, ${new Date(summary.at).toISOString()}`
    : "nothing is up";
  return `${stack}  ${where}  ${settings.region}  s3://${settings.bucketName}  ${settings.trailName}  ${standing}`;
}
