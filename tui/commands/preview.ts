import type { Command } from "commander";
import { runCommand } from "./command-run.ts";
import type { ProgramContext } from "./context.ts";
import { onEachStack, operationSummary, planWhole, type StackOptions } from "./operate.ts";
import { jsonOption, type OutputOptions, stacksOption, withAnswers, withTarget } from "./options.ts";

/** `trailwright preview`: what up would do. Changes nothing in AWS. */
export function previewCommand(
  program: Command,
  context: ProgramContext,
  done: (code: number) => void,
): void {
  const command = program
    .command("preview")
    .description("show what up would do")
    .addOption(stacksOption("lab"))
    .addOption(jsonOption());
  withAnswers(withTarget(command)).action(async (options: StackOptions & OutputOptions) => {
    done(
      await runCommand("preview", options, context, (run) =>
        onEachStack(run, options, async (each) => {
          await planWhole(each);
          return operationSummary(each.session);
        }),
      ),
    );
  });
}
