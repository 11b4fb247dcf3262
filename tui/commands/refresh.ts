import type { Command } from "commander";
import { type EngineEvent, type OperationResult, runOperation } from "../../infra/index.ts";
import { changedProperty } from "../present/operation-lines.ts";
import { runCommand } from "./command-run.ts";
import { confirm, requireConsent } from "./confirm.ts";
import type { ProgramContext } from "./context.ts";
import { enginePrinter } from "./engine-printer.ts";
import { onEachStack, type StackOptions, type StackWork } from "./operate.ts";
import { jsonOption, type OutputOptions, stacksOption, withTarget, yesOption } from "./options.ts";
import { mustExist } from "./stack-session.ts";

/** `trailwright refresh`: reads back what is really there, so that the next up mends what drifted. */
export function refreshCommand(
  program: Command,
  context: ProgramContext,
  done: (code: number) => void,
): void {
  const command = program
    .command("refresh")
    .description("compare with what is really there, and remember it")
    .addOption(stacksOption("lab"))
    .addOption(yesOption())
    .addOption(jsonOption());
  withTarget(command).action(async (options: StackOptions & OutputOptions & { yes?: boolean }) => {
    done(
      await runCommand("refresh", options, context, (run) => {
        requireConsent(run, options.yes, "refresh");
        return onEachStack(
          run,
          options,
          async (each) => {
            if (!options.yes) {
              each.run.out.say(driftText(each.stack, (await refresh(each, true)).drifted));
              await confirm(run, `Remember this for stack ${each.stack}?`);
            }
            const { drifted, result } = await refresh(each, false);
            run.out.say(driftText(each.stack, drifted));
            return { changes: result.changes, drifted };
          },
          (stack) => mustExist(run, stack),
        );
      }),
    );
  });
}

async function refresh(
  { run, target, session }: StackWork,
  previewOnly: boolean,
): Promise<{ drifted: string[]; result: OperationResult }> {
  const { settings, deployed = "trail" } = session.state;
  const request = { kind: "refresh", settings, target, through: deployed, previewOnly } as const;
  const print = enginePrinter(run);
  const operation = await runOperation(request, { paths: run.paths, env: run.env });
  const cancel = () => operation.cancel();
  run.signal.addEventListener("abort", cancel);
  try {
    const drifted = new Set<string>();
    for await (const event of operation) {
      print(request, event);
      const name = driftedResource(event);
      if (name) drifted.add(name);
    }
    return { drifted: [...drifted], result: await operation.result };
  } finally {
    run.signal.removeEventListener("abort", cancel);
  }
}

/** A resource that refresh found changed (and in which properties) or gone. */
function driftedResource(event: EngineEvent): string | undefined {
  if (event.type !== "planned" && event.type !== "done") return undefined;
  const { resource, operation, detail = [] } = event;
  if (operation !== "update" && operation !== "delete") return undefined;
  const found = operation === "delete" ? "gone" : detail.map(changedProperty).join(", ");
  return `${resource.type} ${resource.name}${found ? ` (${found})` : ""}`;
}

function driftText(stack: string, drifted: readonly string[]): string {
  if (drifted.length === 0) return `Stack ${stack} is as it was left.`;
  return [
    `Stack ${stack} differs from what was left:`,
    ...drifted.map((name) => `  ${name}`),
    `\`trailwright up --stack ${stack}\` mends it.`,
  ].join("\n");
}
