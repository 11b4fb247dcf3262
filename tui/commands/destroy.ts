import type { Command } from "commander";
import { runCommand } from "./command-run.ts";
import { confirmByTyping, requireConsent } from "./confirm.ts";
import type { ProgramContext } from "./context.ts";
import { destroyPlanText } from "./engine-text.ts";
import { checkedOperation, onEachStack, operationSummary, type StackOptions } from "./operate.ts";
import { jsonOption, type OutputOptions, stacksOption, withTarget, yesOption } from "./options.ts";
import { mustExist } from "./stack-session.ts";

/** `trailwright destroy`: removes everything of the stack. */
export function destroyCommand(
  program: Command,
  context: ProgramContext,
  done: (code: number) => void,
): void {
  const command = program
    .command("destroy")
    .description("remove everything of a stack")
    .addOption(stacksOption("lab"))
    .addOption(yesOption())
    .addOption(jsonOption());
  withTarget(command).action(async (options: StackOptions & OutputOptions & { yes?: boolean }) => {
    done(
      await runCommand("destroy", options, context, (run) => {
        requireConsent(run, options.yes, "destroy");
        return onEachStack(
          run,
          options,
          async ({ session, stack }) => {
            run.out.note(`Looking at what destroy would remove of stack ${stack}`);
            await session.planDestroy();
            const planned = checkedOperation(session, run)!;
            run.out.emit({ type: "destroy-plan", stack, resources: planned.resources });
            run.out.say(destroyPlanText(planned));
            if (!options.yes) await confirmByTyping(run, "This cannot be undone.", stack);
            await session.destroy();
            checkedOperation(session, run);
            run.out.say(`Stack ${stack} is gone.`);
            return operationSummary(session);
          },
          (stack) => mustExist(run, stack),
        );
      }),
    );
  });
}
