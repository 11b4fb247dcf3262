import type { Command } from "commander";
import type { OperationRequest } from "../../infra/index.ts";
import { chosenStacks } from "./chosen-stacks.ts";
import { type CommandRun, runCommand, type Summary } from "./command-run.ts";
import { confirm, requireConsent } from "./confirm.ts";
import type { ProgramContext } from "./context.ts";
import { driftOf, driftText } from "./drift.ts";
import {
  jsonOption,
  type OutputOptions,
  type SeveralOptions,
  type TargetOptions,
  withStacks,
  withTarget,
  yesOption,
} from "./options.ts";
import { runRequests } from "./run-requests.ts";
import { StackReports } from "./stack-reports.ts";
import { stackRequests } from "./stack-requests.ts";

type RefreshOptions = SeveralOptions & TargetOptions & OutputOptions & { readonly yes?: boolean };

/** `trailwright refresh`: reads back what is really there, so that the next up mends what drifted. */
export function refreshCommand(
  program: Command,
  context: ProgramContext,
  done: (code: number) => void,
): void {
  const command = withStacks(
    program.command("refresh").description("compare with what is really there, and remember it"),
  )
    .addOption(yesOption())
    .addOption(jsonOption());
  withTarget(command).action(async (options: RefreshOptions) => {
    done(await runCommand("refresh", options, context, (run) => refresh(run, options)));
  });
}

async function refresh(run: CommandRun, options: RefreshOptions): Promise<Summary> {
  requireConsent(run, options.yes, "refresh");
  const stacks = await chosenStacks(run, options);
  const reports = new StackReports(run, stacks);
  let requests = (await stackRequests(run, options, stacks, reports, true)).map(
    (request): OperationRequest => ({ ...request, kind: "refresh" }),
  );
  const look = async (previewOnly: boolean) => {
    const asked = requests.map((request) => ({ ...request, previewOnly }));
    const outcomes = await runRequests(run, asked, reports, options);
    const found = outcomes.map(({ stack, events }) => ({ stack, drifted: driftOf(events) }));
    if (found.length) run.out.say(driftText(found));
    return { outcomes, found };
  };
  if (!options.yes) {
    requests = (await look(true)).outcomes.map(({ request }) => request);
    const names = requests.map(({ settings }) => settings.stack).join(", ");
    if (requests.length) await confirm(run, `Remember this for stack ${names}?`);
  }
  const { outcomes, found } = await look(false);
  for (const [at, { stack, result }] of outcomes.entries())
    reports.settle(stack, { found: { changes: result!.changes, drifted: found[at]!.drifted } });
  return reports.finish("refreshed");
}
