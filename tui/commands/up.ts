import { type Command, Option } from "commander";
import { chosenStacks } from "./chosen-stacks.ts";
import { type CommandRun, runCommand, type Summary } from "./command-run.ts";
import { confirm, requireConsent } from "./confirm.ts";
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
  yesOption,
} from "./options.ts";
import { planStacks } from "./plan-stacks.ts";
import { preflightStacks } from "./preflight.ts";
import { runRequests } from "./run-requests.ts";
import { StackReports } from "./stack-reports.ts";
import { stackRequests } from "./stack-requests.ts";

type UpOptions = SeveralOptions &
  AnswerOptions &
  ExistingOptions &
  TargetOptions &
  OutputOptions &
  PolicyPackOptions & {
    readonly yes?: boolean;
    readonly skipPreflight?: boolean;
  };

/** `trailwright up`: makes the bucket, its policy and the trail what the settings say. */
export function upCommand(program: Command, context: ProgramContext, done: (code: number) => void): void {
  const command = withStacks(
    program.command("up").description("create or update bucket, policy and trail of each stack"),
  )
    .addOption(new Option("--skip-preflight", "do not look beforehand for what could fail"))
    .addOption(policyPackOption())
    .addOption(yesOption())
    .addOption(jsonOption());
  withExisting(withAnswers(withTarget(command))).action(async (options: UpOptions) => {
    done(await runCommand("up", options, context, (run) => up(run, options)));
  });
}

async function up(run: CommandRun, options: UpOptions): Promise<Summary> {
  requireConsent(run, options.yes, "up");
  const stacks = await chosenStacks(run, options);
  const reports = new StackReports(run, stacks);
  const requests = await stackRequests(run, options, stacks, reports, false);
  const fit = options.skipPreflight ? requests : await preflightStacks(run, requests, reports);
  const planned = await planStacks(run, fit, reports, options);
  const names = planned.map(({ settings }) => settings.stack);
  if (names.length) {
    const which = names.length === 1 ? `stack ${names[0]}` : `the ${names.length} stacks ${names.join(", ")}`;
    if (!options.yes) await confirm(run, `Do this on ${which}?`);
    run.out.note(`Bringing ${which} up`);
  }
  const ups = planned.map((request) => ({ ...request, kind: "up" as const }));
  for (const { stack, request, result } of await runRequests(run, ups, reports, options)) {
    reports.settle(stack, { found: { changes: result!.changes, outputs: result!.outputs } });
    const { bucketName, trailName, kind } = request.settings;
    if (reports.single)
      run.out.say(
        kind === "log-archive"
          ? `Stack ${stack} is up: s3://${bucketName} takes the log files of other trails`
          : `Stack ${stack} is up: trail ${trailName} delivers to s3://${bucketName}`,
      );
  }
  return reports.finish("up");
}
