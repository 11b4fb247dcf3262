import type { Command } from "commander";
import { chosenStacks } from "./chosen-stacks.ts";
import { runCommand } from "./command-run.ts";
import type { ProgramContext } from "./context.ts";
import {
  type AnswerOptions,
  type ExistingOptions,
  jsonOption,
  type OutputOptions,
  policyPackOption,
  type PolicyPackOptions,
  type SeveralOptions,
  type TargetOptions,
  withAnswers,
  withExisting,
  withStacks,
  withTarget,
} from "./options.ts";
import { planStacks } from "./plan-stacks.ts";
import { StackReports } from "./stack-reports.ts";
import { stackRequests } from "./stack-requests.ts";

type PreviewOptions = SeveralOptions &
  AnswerOptions &
  ExistingOptions &
  TargetOptions &
  OutputOptions &
  PolicyPackOptions;

/** `trailwright preview`: what up would do. Changes nothing in AWS. */
export function previewCommand(
  program: Command,
  context: ProgramContext,
  done: (code: number) => void,
): void {
  const command = withStacks(program.command("preview").description("show what up would do"))
    .addOption(policyPackOption())
    .addOption(jsonOption());
  withExisting(withAnswers(withTarget(command))).action(async (options: PreviewOptions) => {
    done(
      await runCommand("preview", options, context, async (run) => {
        const stacks = await chosenStacks(run, options);
        const reports = new StackReports(run, stacks);
        const requests = await stackRequests(run, options, stacks, reports, false);
        await planStacks(run, requests, reports, options);
        return reports.finish("planned");
      }),
    );
  });
}
