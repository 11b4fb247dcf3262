import { type Command, InvalidArgumentError, Option } from "commander";
import { chosenStacks } from "./chosen-stacks.ts";
import { runCommand } from "./command-run.ts";
import type { ProgramContext } from "./context.ts";
import {
  type AnswerOptions,
  jsonOption,
  type OutputOptions,
  type SeveralOptions,
  type TargetOptions,
  withAnswers,
  withStacks,
  withTarget,
} from "./options.ts";
import { planStacks } from "./plan-stacks.ts";
import { preflightStacks } from "./preflight.ts";
import { StackReports } from "./stack-reports.ts";
import { stackRequests } from "./stack-requests.ts";

type PlanOptions = SeveralOptions &
  AnswerOptions &
  TargetOptions &
  OutputOptions & { readonly events?: number };

/** `trailwright plan`: what could fail, what it will cost, what the policies say, and what up would do. Changes nothing. */
export function planCommand(program: Command, context: ProgramContext, done: (code: number) => void): void {
  const command = withStacks(
    program
      .command("plan")
      .description("tell what could fail, what it will cost, what the policies say, and what up would do"),
  )
    .addOption(
      new Option("--events <n>", "events a month to make the estimate for").argParser((value: string) => {
        if (!/^\d{1,12}$/.test(value))
          throw new InvalidArgumentError("It must be a number of events, like 300000.");
        return Number(value);
      }),
    )
    .addOption(jsonOption());
  withAnswers(withTarget(command)).action(async (options: PlanOptions) => {
    done(
      await runCommand("plan", options, context, async (run) => {
        const stacks = await chosenStacks(run, options);
        const reports = new StackReports(run, stacks);
        const requests = await stackRequests(run, options, stacks, reports, false);
        const fit = await preflightStacks(run, requests, reports, { events: options.events, whole: true });
        await planStacks(run, fit, reports, options);
        return reports.finish("planned");
      }),
    );
  });
}
