import type { Command } from "commander";
import { runCommand } from "./command-run.ts";
import { confirm, requireConsent } from "./confirm.ts";
import type { ProgramContext } from "./context.ts";
import { checkedStep, onEachStack, operationSummary, planWhole, type StackOptions } from "./operate.ts";
import {
  jsonOption,
  type OutputOptions,
  stacksOption,
  withAnswers,
  withTarget,
  yesOption,
} from "./options.ts";

/** `trailwright up`: makes the bucket, its policy and the trail what the settings say. */
export function upCommand(program: Command, context: ProgramContext, done: (code: number) => void): void {
  const command = program
    .command("up")
    .description("create or update bucket, policy and trail")
    .addOption(stacksOption("lab"))
    .addOption(yesOption())
    .addOption(jsonOption());
  withAnswers(withTarget(command)).action(
    async (options: StackOptions & OutputOptions & { yes?: boolean }) => {
      done(
        await runCommand("up", options, context, (run) => {
          requireConsent(run, options.yes, "up");
          return onEachStack(run, options, async (each) => {
            const { session, stack } = each;
            await planWhole(each);
            if (!options.yes) await confirm(run, `Do this on stack ${stack}?`);
            run.out.note(`Bringing stack ${stack} up`);
            await session.apply("trail");
            checkedStep(session, "trail", run);
            const { bucketName, trailName } = session.state.settings;
            run.out.say(`Stack ${stack} is up: trail ${trailName} delivers to s3://${bucketName}`);
            return operationSummary(session);
          });
        }),
      );
    },
  );
}
