import { type Command, Option } from "commander";
import {
  loadStacks,
  type OperationRequest,
  type StackSettings,
  stillDelivering,
  TrailwrightError,
} from "../../infra/index.ts";
import { chosenStacks } from "./chosen-stacks.ts";
import { type CommandRun, runCommand, type Summary } from "./command-run.ts";
import { confirmByTyping, requireConsent } from "./confirm.ts";
import type { ProgramContext } from "./context.ts";
import { bucketsText, destroyPlanOf, destroyPlanText } from "./destroy-plan.ts";
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

interface DestroyOptions extends SeveralOptions, TargetOptions, OutputOptions {
  readonly yes?: boolean;
  readonly keepBucket?: boolean;
  readonly emptyBucket?: boolean;
  readonly force?: boolean;
}

/** `trailwright destroy`: removes everything of the stacks. */
export function destroyCommand(
  program: Command,
  context: ProgramContext,
  done: (code: number) => void,
): void {
  const command = withStacks(program.command("destroy").description("remove everything of the stacks"))
    .addOption(
      new Option(
        "--keep-bucket",
        "keep the log bucket with its log files, whatever the settings say",
      ).conflicts("emptyBucket"),
    )
    .addOption(
      new Option("--empty-bucket", "delete the log bucket with its log files, whatever the settings say"),
    )
    .addOption(new Option("--force", "destroy a log archive although trails still deliver into it"))
    .addOption(yesOption())
    .addOption(jsonOption());
  withTarget(command).action(async (options: DestroyOptions) => {
    done(await runCommand("destroy", options, context, (run) => destroy(run, options)));
  });
}

async function destroy(run: CommandRun, options: DestroyOptions): Promise<Summary> {
  requireConsent(run, options.yes, "destroy");
  const stacks = await chosenStacks(run, options);
  const reports = new StackReports(run, stacks);
  const { listStacks } = await loadStacks();
  const entries = listStacks(run.paths);
  const requests = (await stackRequests(run, options, stacks, reports, true)).flatMap((request) => {
    try {
      const settings = withBucketFate(request.settings, options);
      const trails = options.force ? [] : stillDelivering(settings, entries, stacks);
      if (trails.length) throw inUse(settings, trails);
      return [{ ...request, settings, kind: "destroy" as const, previewOnly: true }];
    } catch (error) {
      reports.fail(request.settings.stack, error);
      return [];
    }
  });
  const planned = await planDestroy(run, requests, reports, options);
  if (planned.length && !options.yes) {
    const [first] = planned;
    const word = planned.length === 1 ? first!.settings.stack : "destroy";
    await confirmByTyping(run, "This cannot be undone.", word);
  }
  const asked = planned.map((request) => ({ ...request, previewOnly: false, remove: true }));
  for (const { stack, result } of await runRequests(run, asked, reports, options)) {
    reports.settle(stack, { found: { changes: result!.changes, outputs: result!.outputs } });
    if (reports.single) run.out.say(`Stack ${stack} is gone.`);
  }
  return reports.finish("gone");
}

/** Shows what would go and what would stay, stack by stack. */
async function planDestroy(
  run: CommandRun,
  requests: readonly OperationRequest[],
  reports: StackReports,
  options: DestroyOptions,
): Promise<OperationRequest[]> {
  const names = requests.map(({ settings }) => settings.stack).join(", ");
  if (names) run.out.note(`Looking at what destroy would remove of stack ${names}`);
  const outcomes = await runRequests(run, requests, reports, options);
  const plans = outcomes.map(({ stack, events, request }) => ({
    stack,
    bucketName: request.settings.bucketName,
    plan: destroyPlanOf(events),
  }));
  for (const { stack, plan } of plans) {
    const line = (operation: "delete" | "same") => (resource: object) => ({
      resource,
      operation,
      state: "planned",
    });
    const resources = [...plan.removed.map(line("delete")), ...plan.kept.map(line("same"))];
    run.out.emit({ type: "destroy-plan", stack, resources });
    run.out.say(reports.single ? destroyPlanText(plan) : `Stack ${stack}\n${destroyPlanText(plan)}\n`);
  }
  for (const line of bucketsText(plans)) run.out.say(line);
  return outcomes.map(({ request }) => request);
}

/** The settings with the choice of the command line in. Throws InvalidInput for a bucket that was there before us. */
function withBucketFate(settings: StackSettings, options: DestroyOptions): StackSettings {
  if (options.emptyBucket && settings.adopted?.includes("bucket"))
    throw new TrailwrightError("InvalidInput", `The bucket of stack ${settings.stack} is not emptied.`, {
      why: `s3://${settings.bucketName} was there before the stack, which only adopted it.`,
      next: "Leave --empty-bucket out: destroy then keeps the bucket. Empty it by hand if that is really meant.",
    });
  if (options.keepBucket) return { ...settings, emptyOnDestroy: false };
  return options.emptyBucket ? { ...settings, emptyOnDestroy: true } : settings;
}

function inUse({ stack, bucketName }: StackSettings, trails: readonly string[]): TrailwrightError {
  return new TrailwrightError("InvalidInput", `Stack ${stack} is a log archive in use.`, {
    why: `Trails of stack ${trails.join(", ")} deliver into s3://${bucketName}.`,
    next: `Destroy them first, or all together: trailwright destroy ${[...trails, stack].map((one) => `--stack ${one}`).join(" ")}. With --force it is destroyed all the same.`,
  });
}
