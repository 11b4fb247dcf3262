import { type Command, InvalidArgumentError, Option } from "commander";
import type { Activity, LabSession } from "../../infra/index.ts";
import { type CommandRun, runCommand } from "./command-run.ts";
import { confirm, requireConsent } from "./confirm.ts";
import type { ProgramContext } from "./context.ts";
import { checkedStep, onEachStack, type StackOptions } from "./operate.ts";
import { jsonOption, type OutputOptions, seconds, stacksOption, withTarget, yesOption } from "./options.ts";
import { mustExist } from "./stack-session.ts";
import { watchDelivery } from "./watch-delivery.ts";

const ids: readonly Activity["id"][] = ["ec2-instance", "iam-user", "security-group", "denied"];

interface GenerateOptions extends StackOptions, OutputOptions {
  readonly yes?: boolean;
  readonly activity?: readonly Activity["id"][];
  readonly wait?: boolean;
  readonly timeout?: number;
}

/** `trailwright generate`: makes the lab's harmless calls. */
export function generateCommand(
  program: Command,
  context: ProgramContext,
  done: (code: number) => void,
): void {
  const command = program
    .command("generate")
    .description("make harmless calls that the trail records")
    .addOption(stacksOption("lab"))
    .addOption(
      new Option("--activity <id>", `only this one of ${ids.join(", ")}; repeat it for several`).argParser(
        activityId,
      ),
    )
    .addOption(new Option("--wait", "wait until they have been delivered, and print them"))
    .addOption(new Option("--timeout <seconds>", "how long --wait waits").argParser(seconds))
    .addOption(yesOption())
    .addOption(jsonOption());
  withTarget(command).action(async (options: GenerateOptions) => {
    done(
      await runCommand("generate", options, context, (run) => {
        requireConsent(run, options.yes, "generate");
        return onEachStack(
          run,
          options,
          async (each) => {
            const { session } = each;
            const chosen = session.activities.filter(({ id }) => options.activity?.includes(id) ?? true);
            run.out.say(activitiesText(chosen));
            if (!options.yes) await confirm(run, "Make these calls?");
            const calls = await generate(run, session, chosen);
            if (options.wait) await watchDelivery(each, calls, options.timeout);
            return { calls: calls.length };
          },
          (stack) => mustExist(run, stack),
        );
      }),
    );
  });
}

function activityId(value: string, before: readonly Activity["id"][] | undefined): readonly Activity["id"][] {
  const id = ids.find((one) => one === value);
  if (!id) throw new InvalidArgumentError(`There are: ${ids.join(", ")}.`);
  return [...(before ?? []), id];
}

/** Runs the activities, prints each call as it is made, and resolves with the request IDs. Throws what went wrong. */
export async function generate(
  run: CommandRun,
  session: LabSession,
  chosen: readonly Activity[],
): Promise<readonly string[]> {
  const before = new Set(session.state.calls.map((call) => call.requestId));
  const printed = new Set(before);
  const { stack } = session.state.settings;
  const print = () => {
    for (const call of session.state.calls) {
      if (printed.has(call.requestId)) continue;
      printed.add(call.requestId);
      const outcome = call.errorCode ? `  ${call.errorCode}` : "";
      run.out.say(
        `  called  ${call.eventSource.split(".")[0]}:${call.eventName}  ${call.requestId}${outcome}`,
      );
      run.out.emit({ type: "call", stack, ...call });
    }
  };
  const unsubscribe = session.subscribe(print);
  try {
    await session.generate(chosen.map(({ id }) => id));
  } finally {
    unsubscribe();
  }
  const { problem } = checkedStep(session, "events", run);
  if (problem) run.out.note(`Not everything worked: ${problem.message} ${problem.why ?? ""}`);
  return [...printed].filter((id) => !before.has(id));
}

/** What the activities will touch, and how it is cleaned up. */
export function activitiesText(activities: readonly Activity[]): string {
  return activities
    .flatMap(({ title, touches, cleanUp }) => [title, ...touches.map((line) => `  ${line}`), `  ${cleanUp}`])
    .join("\n");
}
